"""The credentials of a trunk. A password is stored and never shown."""

from .. import values
from ..call import PAGING, Call, Collection, One, Page, Route
from ..errors import duplicate
from .trunk_children import delete_by_id

WORD = values.word()
FRIENDLY_NAME = values.word(longest=32)


def create(call: Call) -> One:
    """Adds a credential whose user name is new on the trunk."""
    call.trunk()
    fields = call.read({"user_name": WORD, "password": WORD}, {"friendly_name": FRIENDLY_NAME})
    refuse_taken_name(call, fields["user_name"])
    return One(call.insert(fields))


def list_all(call: Call) -> Page:
    """Lists the trunk's credentials, or the one with the id of the query."""
    call.trunk()
    match = {"id": call.query["id"]} if "id" in call.query else {}
    return call.page(call.siblings(**match))


def update(call: Call) -> One:
    """Changes the fields that the body has."""
    call.trunk()
    row = call.child(call.item_id)
    fields = call.read_some({"user_name": WORD, "password": WORD, "friendly_name": FRIENDLY_NAME})
    if fields.get("user_name") != row["user_name"]:
        refuse_taken_name(call, fields.get("user_name"))
    return One(call.state.update(row, fields))


def refuse_taken_name(call: Call, user_name: str | None) -> None:
    """Refuses a user name that another credential of the trunk has."""
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
    # Exotel's page on deleting a trunk does not name credentials: they stay, but no call reaches them.
    cascades=False,
    linked=True,
)
