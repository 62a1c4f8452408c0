"""The phone numbers that are mapped to a trunk."""

from .. import values
from ..call import PAGING, Call, Collection, One, Route
from ..errors import duplicate, invalid
from .trunk_children import delete_by_id, list_all

MODE = values.one_of("pstn", "flow")


def create(call: Call) -> One:
    """Maps a number to the trunk."""
    call.trunk()
    fields = call.read({"phone_number": values.e164}, {"mode": MODE})
    # A number is mapped to at most one trunk of the account.
    if call.state.rows("phone_numbers", account_sid=call.account, phone_number=fields["phone_number"]):
        raise duplicate(f"Unable to create DidTrunkMapping with TrunkSid {call.trunk_sid}")
    return One(call.insert(fields))


def update(call: Call) -> One:
    """Changes the mode. The body must have the mapped number again."""
    call.trunk()
    row = call.child(call.item_id)
    fields = call.read({"phone_number": values.e164, "mode": MODE})
    if fields["phone_number"] != row["phone_number"]:
        raise invalid("Invalid PhoneNumber")
    return One(call.state.update(row, fields))


COLLECTION = Collection(
    name="phone_numbers",
    live_path="phone-numbers",
    reference_path="phone_numbers",
    noun="PhoneNumber",
    shown=("id", "phone_number", "trunk_sid", "mode", "date_created", "date_updated"),
    routes=(
        Route("POST", create),
        Route("GET", list_all, query=PAGING),
        Route("PUT", update, item=True),
        Route("DELETE", delete_by_id, query=("id",)),
    ),
    blank={"mode": None},
    cascades=True,
    linked=True,
)
