"""Every kind of object in one table: what a program may declare, what Exotel then holds, and what each change does.

All tests that treat kinds one by one read this table. A structure test compares it with `objects.KINDS`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from exotel_pulumi import CallerId, Credential, DestinationUri, PhoneNumber, Trunk, WhitelistedIp
from exotel_pulumi.objects.kind import Kind
from exotel_pulumi.resources.declared import Declared
from exotel_pulumi.simulator import DEFAULT_ACCOUNT_SID

Resource = type[Declared]
Values = dict[str, Any]
Step = Literal["create", "same", "update", "create, then delete", "delete, then create"]

NUMBER, OTHER_NUMBER = "+919876543210", "+919876543299"
DOMAIN = f"{DEFAULT_ACCOUNT_SID}.pstn.exotel.com"
ALIAS = "trunk_external_alias"  # the id of a caller ID
ANOTHER_TRUNK = object()


@dataclass(frozen=True)
class Change:
    """One input changed alone, from `arguments`, and the documented way in which the change comes about."""

    field: str
    new: Any
    step: Step
    taken: bool = True  # the simulator takes the new value
    resource: Resource = Declared  # filled in by CHANGES

    def __str__(self) -> str:
        return f"{self.resource.__name__}-{self.field}"


@dataclass(frozen=True)
class Sample:
    """One object of a kind."""

    resource: Resource
    called: str  # the resource's name in programs of the tests
    arguments: Values  # all that a program may declare beside `trunk`
    given: Mapping[str, Any]  # the least that a program declares
    row: Mapping[str, Any]  # the same object as the simulator holds it
    changed: Mapping[str, Any]  # inputs that change in place
    changed_row: Mapping[str, Any] = field(default_factory=dict)  # as the simulator then holds them, if otherwise
    changes: tuple[Change, ...] = ()  # "What each change does" of the README

    @property
    def kind(self) -> Kind[Any, Any]:
        """The traits of its kind."""
        return self.resource.kind

    @property
    def collection(self) -> str:
        """The name of its collection, as the simulator has it."""
        return self.kind.collection.name

    @property
    def is_trunk(self) -> bool:
        """Whether it is a trunk and not on one."""
        return self.resource is Trunk

    @property
    def put_right(self) -> Mapping[str, Any]:
        """What the simulator holds after `changed`."""
        return self.changed_row or self.changed

    def path(self, dialect: str) -> str:
        """Returns a regular expression for the path that a POST goes to."""
        return self.collection.replace("_", "-" if dialect == "live" else "_") + "$"


TRUNK = Sample(
    Trunk,
    "trunk",
    arguments={"trunk_name": "voice_ai"},
    given={"trunk_name": "voice", "domain_name": DOMAIN},
    row={"trunk_name": "voice", "domain_name": DOMAIN},
    changed={"trunk_name": "renamed"},
    changes=(
        Change("trunk_name", "voice_ai_2", "update"),
        Change("nso_code", "SOME-OPERATOR", "update", taken=False),
        Change("domain_name", "other.pstn.exotel.com", "delete, then create"),
        Change("adopt", True, "same"),
        Change("cascade", False, "update"),
    ),
)
PHONE_NUMBER = Sample(
    PhoneNumber,
    "number",
    arguments={"phone_number": NUMBER, "mode": "flow"},
    given={"phone_number": NUMBER, "mode": "pstn"},
    row={"phone_number": NUMBER, "mode": None},
    changed={"mode": "flow"},
    changes=(
        Change("mode", "pstn", "update"),
        Change("phone_number", "+919876543211", "create, then delete"),
        Change("trunk_sid", ANOTHER_TRUNK, "delete, then create"),
    ),
)
WHITELISTED_IP = Sample(
    WhitelistedIp,
    "acl",
    arguments={"ip": "13.233.0.0", "mask": 24},
    given={"ip": "13.233.10.0", "mask": 32},
    row={"ip": "13.233.10.0"},
    changed={"mask": 24},
    changes=(
        Change("mask", 28, "update"),
        Change("ip", "13.234.0.0", "create, then delete"),
        Change("trunk_sid", ANOTHER_TRUNK, "delete, then create"),
    ),
)
DESTINATION_URI = Sample(
    DestinationUri,
    "inbound",
    arguments={"destination": "sip.example.com:5061;transport=tls", "priority": 1, "weight": 2},
    given={"destination": "sip.example.com:5061;transport=tls"},
    row={"destination": "sip:sip.example.com:5061;transport=tls"},
    changed={"priority": 3, "weight": 7},
    changes=(
        Change("priority", 7, "update"),
        Change("weight", 9, "update"),
        Change("destination", "sip2.example.com:5061;transport=tls", "create, then delete"),
        Change("trunk_sid", ANOTHER_TRUNK, "delete, then create"),
    ),
)
CREDENTIAL = Sample(
    Credential,
    "login",
    arguments={"user_name": "livekit_prod", "password": "Sesame_0penSesame", "friendly_name": "livekit"},
    given={"user_name": "livekit", "password": "Secret_of_ours_1", "friendly_name": "one"},
    row={"user_name": "livekit", "password": "Secret_of_ours_1", "friendly_name": "one"},
    changed={"friendly_name": "two", "password": "Secret_of_ours_2"},
    changes=(
        Change("user_name", "livekit_test", "update"),
        Change("password", "An0ther_Sesame", "update"),
        Change("friendly_name", "livekit_eu", "update"),
        Change("rotation", "2026-01", "update"),
        Change("trunk_sid", ANOTHER_TRUNK, "delete, then create"),
    ),
)
CALLER_ID = Sample(
    CallerId,
    "caller",
    arguments={"phone_number": NUMBER},
    given={"phone_number": NUMBER},
    row={"name": ALIAS, "value": NUMBER},
    changed={"phone_number": OTHER_NUMBER},
    changed_row={"value": OTHER_NUMBER},
    changes=(
        Change("phone_number", "+919876543211", "update"),
        Change("trunk_sid", ANOTHER_TRUNK, "delete, then create"),
    ),
)

SAMPLES = (TRUNK, PHONE_NUMBER, WHITELISTED_IP, DESTINATION_URI, CREDENTIAL, CALLER_ID)
ON_A_TRUNK = tuple(sample for sample in SAMPLES if not sample.is_trunk)

# The same by resource.
VALID: dict[Resource, Values] = {sample.resource: sample.arguments for sample in SAMPLES}
PLAIN: dict[Resource, Values] = {  # without what is always a secret
    resource: {name: value for name, value in values.items() if name not in resource.kind.write_only}
    for resource, values in VALID.items()
}
CHILDREN = tuple(sample.resource for sample in ON_A_TRUNK)
CHANGES = tuple(replace(change, resource=sample.resource) for sample in SAMPLES for change in sample.changes)
REQUIRED: dict[Resource, Values] = {
    resource: {name: value for name, value in values.items() if resource.kind.inputs.model_fields[name].is_required()}
    for resource, values in VALID.items()
}


def named(sample: Sample) -> str:
    """Returns the id of a parameter."""
    return sample.collection


def declarable(kind: Kind[Any, Any]) -> dict[str, Any]:
    """Returns the fields that a program may declare, and that of the trunk, by their names."""
    return {name: field for name, field in kind.inputs.model_fields.items() if name in (*kind.declarable, "trunk_sid")}
