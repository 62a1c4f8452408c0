"""Digest logins of a trunk. The password is stored and never shown."""

from .. import values
from ..call import PAGING, Call, Collection, One, Page, Route
from ..errors import duplicate
from .trunk_children import delete_by_id

WORD = values.word()
FRIENDLY_NAME = values.word(longest=32)


def create(call: Call) -> One:
    call.trunk()
    fields = call.read({"user_name": WORD, "password": WORD}, {"friendly_name": FRIENDLY_NAME})
    refuse_taken_name(call, fields["user_name"])
    return One(call.insert(fields))


def list_all(call: Call) -> Page:
    call.trunk()
    match = {"id": call.query["id"]} if "id" in call.query else {}
    return call.page(call.siblings(**match))


def update(call: Call) -> One:
    call.trunk()
    row = call.child(call.item_id)
    fields = call.read_some({"user_name": WORD, "password": WORD, "friendly_name": FRIENDLY_NAME})
    if fields.get("user_name") != row["user_name"]:
        refuse_taken_name(call, fields.get("user_name"))
    return One(call.state.update(row, fields))


def refuse_taken_name(call: Call, user_name: str | None) -> None:
    if call.siblings(user_name=user_name):
        raise duplicate(f"Unable to create credential with user_name {user_name}")


COLLECTION = Collection(
    name="credentials",
    live_path="credentials",
    reference_path="credentials",
    noun="Credential",
    shown=("id", "trunk_sid", "user_name", "friendly_name", "date_created", "date_updated"),
    routes=(
        Route("POST", create),
        Route("GET", list_all, query=(*PAGING, "id")),
        Route("PUT", update, item=True),
        Route("DELETE", delete_by_id, query=("id",)),
    ),
    blank={"friendly_name": None},
    # Exotel's page on deleting a trunk does not name credentials: they stay behind, out of reach.
    cascades=False,
    linked=True,
)
