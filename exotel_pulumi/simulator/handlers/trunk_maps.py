"""The search for the trunk of a number. The reference page lacks this call: both dialects have one spelling."""

from ..call import PAGING, Call, Collection, Page, Route


def look_up(call: Call) -> Page:
    """Lists the mapping of a number, if the account has one."""
    match = {"phone_number": call.argument("exophone")}
    if "trunk_sid" in call.query:
        match["trunk_sid"] = call.query["trunk_sid"]
    return call.page(call.state.rows("phone_numbers", account_sid=call.account, **match))


COLLECTION = Collection(
    name="trunk_maps",
    live_path="trunk-maps",
    reference_path="trunk-maps",
    noun="TrunkMap",
    # No document shows an answer: these are the fields of a phone number.
    shown=("id", "phone_number", "trunk_sid", "mode", "date_created", "date_updated"),
    routes=(Route("GET", look_up, query=(*PAGING, "exophone", "trunk_sid")),),
    table=False,
    outside_a_trunk=True,
)
