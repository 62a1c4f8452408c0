"""Inputs as they reach a check: wrong, equal in another spelling, of the wrong type, or not known yet."""

from types import SimpleNamespace
from typing import Any

import pytest
from pulumi.dynamic import Config, ConfigureRequest
from pulumi.output import Unknown

from exotel_pulumi import CallerId, Credential, DestinationUri, PhoneNumber, Trunk, WhitelistedIp
from exotel_pulumi.simulator import Simulator
from exotel_pulumi.stored import Provider
from tests.host.conftest import InputsOf
from tests.host.fake_engine import CheckFailedError, FakeStack
from tests.host.host import UNKNOWN, URN, Host
from tests.kinds import REQUIRED, VALID, Resource, Values, declarable

UNKNOWN_OBJECT = Unknown()  # type: ignore[no-untyped-call]
UNKNOWNS: dict[str, Any] = {
    "sign": UNKNOWN,
    "object": UNKNOWN_OBJECT,
    "object in a list": [UNKNOWN_OBJECT],
    "sign in a tuple in a dictionary": {"deep": (UNKNOWN,)},
}
TRUNK_SID = "trmum1check"
# A text, a number, a truth value, a secret, an argument of another name; every field: lifecycle/test_checking.py.
FIELDS: list[tuple[Resource, str]] = [
    (PhoneNumber, "phone_number"),
    (WhitelistedIp, "mask"),
    (Trunk, "adopt"),
    (Credential, "password"),
    (Credential, "rotation"),
    (CallerId, "trunk_sid"),
]

# One value for each way on which a reason is given: text, number, closed set, an address of several parts, a secret, an
# argument of another name. Every rule of every value: tests/objects, tests/lifecycle/test_checking.py.
BAD: list[tuple[Resource, str, Any]] = [
    (Trunk, "trunk_name", "voice-ai"),
    (PhoneNumber, "phone_number", "+91٩876543210"),  # a digit, but not one of ours
    (PhoneNumber, "mode", "sip"),
    (WhitelistedIp, "mask", 24.5),
    (DestinationUri, "destination", "sip.example.com:5060;transport=udp"),
    (Credential, "password", "no-dashes"),
    (CallerId, "trunk_sid", "not a sid"),
]

# What no field takes, whatever it is.
NEVER: list[Any] = [[], ["voice_ai"], {}, {"name": "voice_ai"}, float(10**300)]
EMPTY = {(Credential, "rotation")}  # any text

# (resource, field, one spelling, another): a text, a default, a number that gRPC makes a float, a text of parts.
SPELLINGS: list[tuple[Resource, str, Any, Any]] = [
    (Trunk, "nso_code", "ANY-ANY", "any any"),
    (PhoneNumber, "mode", None, "pstn"),
    (WhitelistedIp, "mask", 32, 32.0),
    (DestinationUri, "destination", "sip:SIP.Example.com:5061;transport=tls", "sip.example.COM:5061;transport=tls"),
]


def valid(resource: Resource) -> Values:
    return VALID[resource] if resource is Trunk else {**VALID[resource], "trunk_sid": TRUNK_SID}


def faulty(failures: list[tuple[str, str]]) -> list[str]:
    """Returns the properties that failures name; a secret one, and an argument of another name, stand in the text."""
    names = [name or reason.partition(":")[0] for name, reason in failures]
    return ["trunk_sid" if name == "trunk" else name for name in names]


def named(part: object) -> str | None:
    return getattr(part, "__name__", None)


@pytest.mark.parametrize(("resource", "field", "value"), BAD, ids=named)
def test_s42_a_bad_value_is_refused_by_name(
    resource: Resource, field: str, value: Any, host_without_settings: Host
) -> None:
    failures = host_without_settings.check(resource, valid(resource) | {field: value}).failures
    assert faulty(failures) == [field]
    assert bool(failures[0][0]) == (field not in {*resource.kind.write_only, "trunk_sid"})
    assert "\n" not in failures[0][1]


@pytest.mark.parametrize(
    ("resource", "bad"),
    [
        (WhitelistedIp, {"trunk_sid": "", "ip": "10.0.0.1", "mask": 33}),
        (Credential, {"user_name": "", "password": "no-dashes", "friendly_name": 7}),
    ],
    ids=named,
)
def test_s42_all_failures_are_reported_at_once(resource: Resource, bad: Values, host_without_settings: Host) -> None:
    failures = host_without_settings.check(resource, valid(resource) | bad).failures
    assert sorted(faulty(failures)) == sorted(bad)


def test_s42_host_bits_are_refused_with_the_network_that_was_meant(host_without_settings: Host) -> None:
    inputs = {"trunk_sid": TRUNK_SID, "ip": "13.233.10.20", "mask": 24}
    assert host_without_settings.check(WhitelistedIp, inputs).failures == [
        ("mask", "13.233.10.20/24 has host bits set; the network is 13.233.10.0/24")
    ]


@pytest.mark.parametrize("resource", VALID)
def test_s43_what_is_required_and_absent_is_named(resource: Resource, host_without_settings: Host) -> None:
    failures = host_without_settings.check(resource, {}).failures
    required = "is required: it has no value, or comes from a resource that has failed"
    trunk = [] if resource is Trunk else [("", f"trunk: {required}")]
    assert sorted(failures) == sorted([*trunk, *((name, required) for name in REQUIRED[resource])])


@pytest.mark.parametrize(("resource", "field"), FIELDS, ids=named)
def test_s43_a_value_of_the_wrong_type_is_a_failure_and_never_an_error(
    resource: Resource, field: str, host_without_settings: Host
) -> None:
    for value in NEVER:
        checked = host_without_settings.check(resource, valid(resource) | {field: value})
        assert faulty(checked.failures) == [field], value
        # Whatever a check lets pass, a state may hold: a comparison must bear it, too.
        assert host_without_settings.diff(
            resource, "TK1/1", valid(resource) | {field: value}, valid(resource)
        ).changed in (
            True,
            False,
        )
    empty = host_without_settings.check(resource, valid(resource) | {field: ""}).failures
    assert faulty(empty) == ([] if (resource, field) in EMPTY else [field])


@pytest.mark.parametrize(("resource", "field"), FIELDS, ids=named)
def test_s43_none_means_absent(resource: Resource, field: str, host_without_settings: Host) -> None:
    absent = {name: value for name, value in valid(resource).items() if name != field}
    assert host_without_settings.check(resource, absent | {field: None}) == host_without_settings.check(
        resource, absent
    )


@pytest.mark.parametrize("resource", VALID)
def test_s43_an_argument_that_does_not_exist_is_named(resource: Resource, host_without_settings: Host) -> None:
    failures = host_without_settings.check(resource, valid(resource) | {"colour": "blue"}).failures
    assert failures == [("colour", "is not an argument of this resource")]


@pytest.mark.parametrize(("resource", "field", "first", "second"), SPELLINGS, ids=named)
def test_s36_equal_spellings_are_equal(
    resource: Resource, field: str, first: Any, second: Any, exotel: Simulator, stack: FakeStack, inputs: InputsOf
) -> None:
    required = {*REQUIRED[resource], "trunk_sid"}
    given = {name: value for name, value in inputs(resource).items() if name in required}
    stack.up("it", resource, **given | {field: first})
    exotel.clear_log()
    assert stack.up("it", resource, **given | {field: second}) == "same"
    assert stack.refresh("it").inputs is None
    assert not any(request.method != "GET" for request in exotel.requests)
    # A state that holds the other spelling, because an older version or Exotel wrote it so.
    if first is not None and second is not None:
        for spelling in (first, second):
            stack["it"].outputs[field] = spelling
            assert stack.preview("it", resource, **given | {field: first}) == "same"
            assert stack.refresh("it").inputs is None


@pytest.mark.parametrize("nested", [False, True], ids=["plain", "nested"])
@pytest.mark.parametrize(("resource", "field"), FIELDS, ids=named)
def test_s41_an_unknown_input_is_neither_checked_nor_lost(
    resource: Resource, field: str, nested: bool, host_without_settings: Host
) -> None:
    value: Any = [{"deep": UNKNOWN}] if nested else UNKNOWN
    known = host_without_settings.check(resource, valid(resource)).inputs
    news = host_without_settings.check(resource, valid(resource) | {field: value})
    assert news.failures == []
    assert news.inputs == known | {field: value}
    difference = host_without_settings.diff(resource, "TK1/1", known, news.inputs)
    assert difference.changed == (field not in resource.kind.not_compared)
    assert difference.replaces == ([field] if field in resource.kind.replaces else [])


@pytest.mark.parametrize("resource", VALID)
def test_s41_all_inputs_may_be_unknown(resource: Resource, host_without_settings: Host) -> None:
    fields = set(declarable(resource.kind))
    news = host_without_settings.check(resource, dict.fromkeys(fields, UNKNOWN))
    assert news.failures == []
    assert news.inputs == dict.fromkeys(fields, UNKNOWN)
    difference = host_without_settings.diff(
        resource, "TK1/1", host_without_settings.check(resource, valid(resource)).inputs, news.inputs
    )
    assert difference.changed
    assert set(difference.replaces) == resource.kind.replaces


def test_s41_the_known_inputs_beside_an_unknown_one_are_checked(host_without_settings: Host) -> None:
    inputs = {"trunk_sid": UNKNOWN, "ip": UNKNOWN, "mask": 33}
    assert [name for name, _ in host_without_settings.check(WhitelistedIp, inputs).failures] == ["mask"]


@pytest.mark.parametrize("unknown", UNKNOWNS.values(), ids=list(UNKNOWNS))
def test_s41_both_forms_of_unknown_are_understood(unknown: Any) -> None:
    """Older SDKs hand the engine's own sign to the provider, newer ones an object."""
    request = SimpleNamespace(urn=URN)  # noqa: F841 # as the local variable of Pulumi's servicer
    for resource, field in FIELDS:
        provider = Provider(resource.kind.name)
        provider.configure(ConfigureRequest(Config({}, "project")))
        known = provider.check({}, valid(resource)).inputs
        checked = provider.check(known, valid(resource) | {field: unknown})
        assert checked.failures == []
        assert checked.inputs[field] is unknown
        assert provider.diff("TK1/1", known, checked.inputs).changes == (field not in resource.kind.not_compared)


def test_s42_a_refused_resource_sends_nothing(exotel: Simulator, stack: FakeStack) -> None:
    exotel.clear_log()
    with pytest.raises(CheckFailedError) as refused:
        stack.up("it", Trunk, trunk_name="voice-ai", domain_name="example.com")
    assert {name for name, _ in refused.value.failures} == {"trunk_name", "domain_name"}
    assert exotel.requests == []
