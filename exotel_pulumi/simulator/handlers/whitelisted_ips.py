"""The ACL of a trunk: the addresses that may send calls to the trunk."""

from .. import values
from ..call import PAGING, Call, Collection, One, Route
from ..errors import duplicate
from .trunk_children import delete_by_id, list_all


def create(call: Call) -> One:
    """Adds an address that is new on the trunk."""
    call.trunk()
    fields = call.read({"ip": values.public_ip}, {"mask": values.mask(call.options.mask_rule)})
    refuse_listed(call, fields["ip"])
    return One(call.insert(fields))


def update(call: Call) -> One:
    """Changes address and mask, which the body must have both."""
    call.trunk()
    row = call.child(call.item_id)
    fields = call.read({"ip": values.public_ip, "mask": values.mask(call.options.mask_rule)})
    if fields["ip"] != row["ip"]:
        refuse_listed(call, fields["ip"])
    return One(call.state.update(row, fields))


def refuse_listed(call: Call, ip: str) -> None:
    """Refuses an address that the trunk has already, whatever the mask."""
    if call.siblings(ip=ip):
        raise duplicate(f"Unable to Whitelist-ip with ip {ip}")


COLLECTION = Collection(
    name="whitelisted_ips",
    live_path="whitelisted-ips",
    reference_path="whitelisted_ips",
    noun="WhitelistedIp",
    shown=("id", "ip", "mask", "trunk_sid", "friendly_name", "date_created", "date_updated"),
    routes=(
        Route("POST", create),
        Route("GET", list_all, query=PAGING),
        Route("PUT", update, item=True),
        Route("DELETE", delete_by_id, query=("id",)),
    ),
    blank={"mask": 32, "friendly_name": None},
    cascades=True,
    linked=True,
)
