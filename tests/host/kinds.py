"""The six resources in one table: inputs that are right, and what each change of one of them does."""

from dataclasses import dataclass
from typing import Any

from exotel_pulumi import CallerId, Credential, DestinationUri, PhoneNumber, Trunk, WhitelistedIp
from exotel_pulumi.simulator import Simulator
from tests.host.engine import Step
from tests.host.host import Kind, Values

# The inputs beside `trunk_sid`.
VALID: dict[Kind, Values] = {
    Trunk: {"trunk_name": "voice_ai"},
    PhoneNumber: {"phone_number": "+919876543210", "mode": "flow"},
    WhitelistedIp: {"ip": "13.233.0.0", "mask": 24},
    DestinationUri: {"destination": "sip.example.com:5061;transport=tls", "priority": 1, "weight": 2},
    Credential: {"user_name": "livekit_prod", "password": "Sesame_0penSesame", "friendly_name": "livekit"},
    CallerId: {"phone_number": "+919876543210"},
}
REQUIRED: dict[Kind, Values] = {
    kind: {name: value for name, value in values.items() if kind.provider.inputs.model_fields[name].is_required()}
    for kind, values in VALID.items()
}
CHILDREN = tuple(kind for kind in VALID if kind is not Trunk)


@dataclass(frozen=True)
class Change:
    """One input changed alone, from `VALID`, and the documented way in which it comes about."""

    kind: Kind
    field: str
    new: Any
    step: Step
    taken: bool = True  # the simulator takes the new value

    def __str__(self) -> str:
        return f"{self.kind.__name__}-{self.field}"


ANOTHER_TRUNK = object()

# "What each change does" of the documentation.
CHANGES = (
    Change(Trunk, "trunk_name", "voice_ai_2", "update"),
    Change(Trunk, "nso_code", "SOME-OPERATOR", "update", taken=False),
    Change(Trunk, "domain_name", "other.pstn.exotel.com", "delete, then create"),
    Change(Trunk, "adopt", True, "same"),
    Change(PhoneNumber, "mode", "pstn", "update"),
    Change(PhoneNumber, "phone_number", "+919876543211", "delete, then create"),
    Change(PhoneNumber, "trunk_sid", ANOTHER_TRUNK, "delete, then create"),
    Change(WhitelistedIp, "mask", 28, "update"),
    Change(WhitelistedIp, "ip", "13.234.0.0", "create, then delete"),
    Change(WhitelistedIp, "trunk_sid", ANOTHER_TRUNK, "delete, then create"),
    Change(DestinationUri, "priority", 7, "update"),
    Change(DestinationUri, "weight", 9, "update"),
    Change(DestinationUri, "destination", "sip2.example.com:5061;transport=tls", "create, then delete"),
    Change(DestinationUri, "trunk_sid", ANOTHER_TRUNK, "delete, then create"),
    Change(Credential, "user_name", "livekit_test", "update"),
    Change(Credential, "password", "An0ther_Sesame", "update"),
    Change(Credential, "friendly_name", "livekit_eu", "update"),
    Change(Credential, "rotation", "2026-01", "update"),
    Change(Credential, "trunk_sid", ANOTHER_TRUNK, "delete, then create"),
    Change(CallerId, "phone_number", "+919876543211", "update"),
    Change(CallerId, "trunk_sid", ANOTHER_TRUNK, "delete, then create"),
)

ALIAS = "trunk_external_alias"
COLLECTIONS = {
    PhoneNumber: "phone_numbers",
    WhitelistedIp: "whitelisted_ips",
    DestinationUri: "destination_uris",
    Credential: "credentials",
    CallerId: "settings",
}


def on_server(simulator: Simulator, kind: Kind, identity: str) -> Values | None:
    """What the simulator holds for a resource, under the names of its inputs; None if there is nothing."""
    trunk_sid, _, item = identity.rpartition("/")
    if kind is Trunk:
        rows = simulator.trunks(trunk_sid=identity)
    else:
        rows = simulator.rows(trunk_sid, COLLECTIONS[kind], **{"name" if kind is CallerId else "id": item})
    assert len(rows) <= 1
    if not rows:
        return None
    row = dict(rows[0])
    if kind is CallerId:
        row["phone_number"] = row["value"]
    if kind is DestinationUri:
        row["destination"] = row["destination"].removeprefix("sip:")
    return row


def add_by_hand(simulator: Simulator, kind: Kind, trunk_sid: str, **fields: Any) -> str:
    """Makes an object on a trunk as a person does in Exotel's console; returns the id that a resource has for it."""
    if kind is CallerId:
        simulator.add(trunk_sid, "settings", name=ALIAS, value=fields["phone_number"])
        return f"{trunk_sid}/{ALIAS}"
    return f"{trunk_sid}/{simulator.add(trunk_sid, COLLECTIONS[kind], **fields)}"


def edit_by_hand(simulator: Simulator, kind: Kind, identity: str, **fields: Any) -> None:
    """Changes an object as a person does in Exotel's console."""
    if kind is Trunk:
        simulator.edit_trunk(identity, **fields)
    else:
        simulator.edit(identity.rpartition("/")[0], COLLECTIONS[kind], row_id(simulator, kind, identity), **fields)


def remove_by_hand(simulator: Simulator, kind: Kind, identity: str) -> None:
    """Deletes an object as a person does in Exotel's console."""
    if kind is Trunk:
        simulator.remove_trunk(identity)
    else:
        simulator.remove(identity.rpartition("/")[0], COLLECTIONS[kind], row_id(simulator, kind, identity))


def row_id(simulator: Simulator, kind: Kind, identity: str) -> str:
    """The simulator's own id of a row."""
    row = on_server(simulator, kind, identity)
    assert row is not None
    return str(row["id"])
