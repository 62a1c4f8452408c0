"""The destinations of a trunk's incoming calls. A batch creates them, each item with its own outcome."""

from ipaddress import IPv4Network

from .. import values
from ..call import PAGING, Batch, Call, Collection, One, Route
from ..errors import ApiError, invalid
from ..state import Row
from .trunk_children import delete_by_id, list_all

RANK = values.whole_number(0, 65535)


def create(call: Call) -> Batch:
    """Adds the destinations of a batch."""
    call.trunk()
    items = call.read({"destinations": values.listing})["destinations"]
    return Batch([append(call, item) for item in items])


def append(call: Call, item: object) -> Row | ApiError:
    """Adds one destination, or returns the reason of the refusal."""
    # The API always appends: the same destination twice makes two rows.
    try:
        fields = values.read(item, {"destination": values.destination})
        refuse_unlisted_ip(call, fields["destination"])
    except ApiError as error:
        return error
    return call.insert(fields)


def refuse_unlisted_ip(call: Call, destination: str) -> None:
    """Refuses an IP address that the trunk has not whitelisted. A host name needs no entry."""
    address = values.destination_ip(destination)
    acl = call.state.rows("whitelisted_ips", trunk_sid=call.trunk_sid)
    if address and not any(address in IPv4Network((row["ip"], row["mask"]), strict=False) for row in acl):
        raise invalid("Destination not whitelisted")


def update(call: Call) -> One:
    """Changes priority and weight, which the body must have both."""
    call.trunk()
    row = call.child(call.item_id)
    return One(call.state.update(row, call.read({"priority": RANK, "weight": RANK})))


COLLECTION = Collection(
    name="destination_uris",
    live_path="destination-uris",
    reference_path="destination_uris",
    noun="DestinationUri",
    shown=("id", "destination", "type", "priority", "weight", "trunk_sid", "date_created", "date_updated"),
    routes=(
        Route("POST", create),
        Route("GET", list_all, query=PAGING),
        Route("PUT", update, item=True),
        Route("DELETE", delete_by_id, query=("id",)),
    ),
    blank={"type": "public", "priority": 0, "weight": 1},
    cascades=True,
    linked=True,
)
