"""The trunks of an account, and what goes with a trunk that is deleted."""

from collections.abc import Mapping
from uuid import uuid4

from .. import values
from ..call import PAGING, Call, Collection, One, Page, Route
from ..errors import duplicate
from ..options import Dialect
from ..state import Row, State

TRUNK_NAME = values.word(longest=16)


def new_sid(dialect: Dialect) -> str:
    """Returns a new SID with the prefix of the dialect."""
    return ("trmum1" if dialect == "live" else "TK") + uuid4().hex[:20]


def create(call: Call) -> One:
    """Adds a trunk whose name is new in the account."""
    fields = call.read(
        {
            "trunk_name": TRUNK_NAME,
            "nso_code": values.nso_code(call.options.dialect),
            "domain_name": values.domain_name,
        }
    )
    refuse_taken_name(call, fields["trunk_name"])
    return One(call.insert({"trunk_sid": new_sid(call.options.dialect), **fields}))


def list_all(call: Call) -> Page:
    """Lists the account's trunks, or the one with the SID of the query."""
    match = {"trunk_sid": call.query["trunk_sid"]} if "trunk_sid" in call.query else {}
    return call.page(call.state.rows("trunks", account_sid=call.account, **match))


def show(call: Call) -> One:
    """Shows the trunk of the path."""
    return One(call.trunk(call.item_id))


def update(call: Call) -> One:
    """Changes the fields that the body has."""
    trunk = call.trunk(call.item_id)
    fields = call.read_some(
        {
            "trunk_name": TRUNK_NAME,
            "nso_code": values.nso_code(call.options.dialect),
            "auth_type": values.auth_type,
        }
    )
    if fields.get("trunk_name") != trunk["trunk_name"]:
        refuse_taken_name(call, fields.get("trunk_name"))
    return One(call.state.update(trunk, fields))


def delete(call: Call) -> One:
    """Deletes the trunk with the SID of the query."""
    remove(call.state, call.collections, call.trunk(call.argument("trunk_sid")))
    return One(None)


def remove(state: State, collections: Mapping[str, Collection], trunk: Row) -> None:
    """Deletes a trunk, and its rows in each collection that cascades."""
    for collection in collections.values():
        if collection.cascades:
            state.delete(collection.name, state.rows(collection.name, trunk_sid=trunk["trunk_sid"]))
    state.delete("trunks", [trunk])


def refuse_taken_name(call: Call, name: str | None) -> None:
    """Refuses a name that another trunk of the account has."""
    if call.state.rows("trunks", account_sid=call.account, trunk_name=name):
        raise duplicate(f"Unable to create trunk with name {name}")


COLLECTION = Collection(
    name="trunks",
    live_path="trunks",
    reference_path="trunks",
    noun="Trunk",
    shown=(
        "trunk_sid",
        "trunk_name",
        "status",
        "auth_type",
        "domain_name",
        "nso_code",
        "registration_enabled",
        "edge_preference",
        "secure_trunking",
        "date_created",
        "date_updated",
    ),
    routes=(
        Route("POST", create),
        Route("GET", list_all, query=(*PAGING, "trunk_sid")),
        Route("GET", show, item=True),
        Route("PUT", update, item=True),
        Route("DELETE", delete, query=("trunk_sid",)),
    ),
    blank={
        "status": "active",
        "auth_type": "IP-WHITELIST",
        "nso_code": "ANY-ANY",
        "registration_enabled": None,
        "edge_preference": None,
        "secure_trunking": None,
    },
    outside_a_trunk=True,
)
