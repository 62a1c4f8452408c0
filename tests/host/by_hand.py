"""Objects at Exotel as a person sees and changes them in Exotel's console, under the ids that resources have."""

from typing import Any

from exotel_pulumi import CallerId, DestinationUri, Trunk
from exotel_pulumi.simulator import Simulator
from tests.kinds import ALIAS, CHILDREN, Resource, Values

COLLECTIONS = {resource: resource.kind.collection.name for resource in CHILDREN}


def on_server(simulator: Simulator, resource: Resource, identity: str) -> Values | None:
    """Returns what the simulator holds for a resource, under the names of its inputs; None if there is nothing."""
    trunk_sid, _, item = identity.rpartition("/")
    if resource is Trunk:
        rows = simulator.trunks(trunk_sid=identity)
    else:
        rows = simulator.rows(trunk_sid, COLLECTIONS[resource], **{"name" if resource is CallerId else "id": item})
    assert len(rows) <= 1
    if not rows:
        return None
    row = dict(rows[0])
    if resource is CallerId:
        row["phone_number"] = row["value"]
    if resource is DestinationUri:
        row["destination"] = row["destination"].removeprefix("sip:")
    return row


def add_by_hand(simulator: Simulator, resource: Resource, trunk_sid: str, **fields: Any) -> str:
    """Makes an object on a trunk as a person does in Exotel's console; returns the id that a resource has for it."""
    if resource is CallerId:
        simulator.add(trunk_sid, "settings", name=ALIAS, value=fields["phone_number"])
        return f"{trunk_sid}/{ALIAS}"
    return f"{trunk_sid}/{simulator.add(trunk_sid, COLLECTIONS[resource], **fields)}"


def edit_by_hand(simulator: Simulator, resource: Resource, identity: str, **fields: Any) -> None:
    """Changes an object as a person does in Exotel's console."""
    if resource is Trunk:
        simulator.edit_trunk(identity, **fields)
    else:
        simulator.edit(
            identity.rpartition("/")[0], COLLECTIONS[resource], row_id(simulator, resource, identity), **fields
        )


def remove_by_hand(simulator: Simulator, resource: Resource, identity: str) -> None:
    """Deletes an object as a person does in Exotel's console, some minutes after it was made."""
    simulator.pass_time(300)
    if resource is Trunk:
        simulator.remove_trunk(identity)
    else:
        simulator.remove(identity.rpartition("/")[0], COLLECTIONS[resource], row_id(simulator, resource, identity))


def row_id(simulator: Simulator, resource: Resource, identity: str) -> str:
    """Returns the simulator's own id of a row."""
    row = on_server(simulator, resource, identity)
    assert row is not None
    return str(row["id"])
