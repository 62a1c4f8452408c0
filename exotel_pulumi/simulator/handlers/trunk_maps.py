"""Which trunk of the account a number is mapped to. The reference page does not have it: one spelling for both."""

from ..call import PAGING, Call, Collection, Page, Route


def look_up(call: Call) -> Page:
    match = {"phone_number": call.argument("exophone")}
    if "trunk_sid" in call.query:
        match["trunk_sid"] = call.query["trunk_sid"]
    return call.page(call.state.rows("phone_numbers", account_sid=call.account, **match))


COLLECTION = Collection(
    name="trunk_maps",
    live_path="trunk-maps",
    reference_path="trunk-maps",
    noun="TrunkMap",
    # No document shows a row; these are the mapping's own fields.
    shown=("id", "phone_number", "trunk_sid", "mode", "date_created", "date_updated"),
    routes=(Route("GET", look_up, query=(*PAGING, "exophone", "trunk_sid")),),
    table=False,
    outside_a_trunk=True,
)
