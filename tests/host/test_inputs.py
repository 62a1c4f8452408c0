"""Inputs as they reach a check: wrong, equal in another spelling, of the wrong type, or not known yet."""

from typing import Any

import pytest
from pulumi.output import Unknown

from exotel_pulumi import CallerId, Credential, DestinationUri, PhoneNumber, Trunk, WhitelistedIp
from exotel_pulumi.simulator import Simulator
from tests.host.conftest import InputsOf
from tests.host.engine import CheckFailedError, Stack
from tests.host.host import UNKNOWN, Host, Kind, Values
from tests.host.kinds import REQUIRED, VALID

UNKNOWN_OBJECT = Unknown()  # type: ignore[no-untyped-call]
UNKNOWNS: dict[str, Any] = {
    "sign": UNKNOWN,
    "object": UNKNOWN_OBJECT,
    "object in a list": [UNKNOWN_OBJECT],
    "sign in a tuple in a dictionary": {"deep": (UNKNOWN,)},
}
TRUNK_SID = "trmum1check"
FIELDS = [(kind, field) for kind in VALID for field in kind.provider.inputs.model_fields]

BAD: list[tuple[Kind, str, Any]] = [
    (Trunk, "trunk_name", "seventeen_letters"),
    (Trunk, "trunk_name", "voice-ai"),
    (Trunk, "trunk_name", "voice ai"),
    (Trunk, "domain_name", "example.com"),
    (Trunk, "domain_name", ".pstn.exotel.com"),
    (PhoneNumber, "phone_number", "9876543210"),
    (PhoneNumber, "phone_number", "+0123456789"),
    (PhoneNumber, "phone_number", "+91 98765 43210"),
    (PhoneNumber, "phone_number", "+91٩876543210"),  # a digit, but not one of ours
    (PhoneNumber, "mode", "sip"),
    (PhoneNumber, "mode", "PSTN"),
    (WhitelistedIp, "ip", "sip.example.com"),
    (WhitelistedIp, "ip", "10.0.0.1"),
    (WhitelistedIp, "ip", "13.233.10.20/32"),
    (WhitelistedIp, "ip", "2001:db8::1"),
    (WhitelistedIp, "mask", 15),
    (WhitelistedIp, "mask", 33),
    (WhitelistedIp, "mask", 24.5),
    (WhitelistedIp, "mask", "32"),
    (WhitelistedIp, "mask", True),
    (DestinationUri, "destination", "sip.example.com"),
    (DestinationUri, "destination", "sip.example.com:0;transport=tls"),
    (DestinationUri, "destination", "sip.example.com:65536;transport=tls"),
    (DestinationUri, "destination", "sip.example.com:5060;transport=udp"),
    (DestinationUri, "destination", "192.168.1.1:5060;transport=tcp"),
    (DestinationUri, "destination", "user@sip.example.com:5060;transport=tcp"),
    (DestinationUri, "priority", -1),
    (DestinationUri, "weight", 65536),
    (DestinationUri, "weight", True),
    (Credential, "password", "no-dashes"),
    (Credential, "friendly_name", "thirty_three_letters_or_one_more_"),
    (Credential, "friendly_name", "elevenlabs-prod"),
    (CallerId, "phone_number", "1800123123"),
    (CallerId, "trunk_sid", "not a sid"),
]

# What no field takes, whatever it is.
NEVER: list[Any] = [[], ["voice_ai"], {}, {"name": "voice_ai"}, float(10**300)]
EMPTY = {(Credential, "rotation")}  # any text

# (kind, field, one spelling, another)
SPELLINGS: list[tuple[Kind, str, Any, Any]] = [
    (Trunk, "nso_code", "ANY-ANY", "any any"),
    (Trunk, "nso_code", None, "Any-Any"),
    (Trunk, "nso_code", "any_any", None),
    (PhoneNumber, "mode", None, "pstn"),
    (WhitelistedIp, "mask", 32, 32.0),
    (WhitelistedIp, "mask", None, 32),
    (DestinationUri, "destination", "sip.example.com:5061;transport=tls", "sip:sip.example.com:5061;transport=tls"),
    (DestinationUri, "destination", "sip:SIP.Example.com:5061;transport=tls", "sip.example.COM:5061;transport=tls"),
    (DestinationUri, "priority", None, 0),
    (DestinationUri, "weight", None, 1.0),
]


def valid(kind: Kind) -> Values:
    return VALID[kind] if kind is Trunk else {**VALID[kind], "trunk_sid": TRUNK_SID}


def faulty(failures: list[tuple[str, str]]) -> list[str]:
    """The properties that failures name. A secret one stands in the text: the engine prints the value of the other."""
    return [name or reason.partition(":")[0] for name, reason in failures]


def named(part: object) -> str | None:
    return getattr(part, "__name__", None)


@pytest.mark.parametrize(("kind", "field", "value"), BAD, ids=named)
def test_s42_a_bad_value_is_refused_by_name(kind: Kind, field: str, value: Any, offline_host: Host) -> None:
    failures = offline_host.check(kind, valid(kind) | {field: value}).failures
    assert faulty(failures) == [field]
    assert bool(failures[0][0]) == (field not in kind.provider.write_only)
    assert "\n" not in failures[0][1]


@pytest.mark.parametrize("kind", VALID)
def test_s42_all_failures_are_told_at_once(kind: Kind, offline_host: Host) -> None:
    bad = {field: value for owner, field, value in BAD if owner is kind}
    failures = offline_host.check(kind, valid(kind) | bad).failures
    assert sorted(faulty(failures)) == sorted(bad)


def test_s42_host_bits_are_refused_with_the_network_that_was_meant(offline_host: Host) -> None:
    inputs = {"trunk_sid": TRUNK_SID, "ip": "13.233.10.20", "mask": 24}
    assert offline_host.check(WhitelistedIp, inputs).failures == [
        ("mask", "13.233.10.20/24 has host bits set; the network is 13.233.10.0/24")
    ]


@pytest.mark.parametrize("kind", VALID)
def test_s43_what_is_required_and_absent_is_named(kind: Kind, offline_host: Host) -> None:
    failures = offline_host.check(kind, {}).failures
    required = set(REQUIRED[kind]) | (set() if kind is Trunk else {"trunk_sid"})
    assert set(failures) == {(name, "is required") for name in required}


@pytest.mark.parametrize(("kind", "field"), FIELDS, ids=named)
def test_s43_a_value_of_the_wrong_type_is_a_failure_and_never_an_error(
    kind: Kind, field: str, offline_host: Host
) -> None:
    for value in NEVER:
        checked = offline_host.check(kind, valid(kind) | {field: value})
        assert faulty(checked.failures) == [field], value
        # Whatever a check lets pass, a state may hold: a comparison must bear it, too.
        assert offline_host.diff(kind, "TK1/1", valid(kind) | {field: value}, valid(kind)).changed in (True, False)
    empty = offline_host.check(kind, valid(kind) | {field: ""}).failures
    assert faulty(empty) == ([] if (kind, field) in EMPTY else [field])


@pytest.mark.parametrize(("kind", "field"), FIELDS, ids=named)
def test_s43_none_means_absent(kind: Kind, field: str, offline_host: Host) -> None:
    absent = {name: value for name, value in valid(kind).items() if name != field}
    assert offline_host.check(kind, absent | {field: None}) == offline_host.check(kind, absent)


@pytest.mark.parametrize("kind", VALID)
def test_s43_an_argument_that_does_not_exist_is_named(kind: Kind, offline_host: Host) -> None:
    failures = offline_host.check(kind, valid(kind) | {"colour": "blue"}).failures
    assert failures == [("colour", "is not an argument of this resource")]


@pytest.mark.parametrize(("kind", "field", "first", "second"), SPELLINGS, ids=named)
def test_s36_equal_spellings_are_equal(
    kind: Kind, field: str, first: Any, second: Any, exotel: Simulator, stack: Stack, inputs: InputsOf
) -> None:
    required = {*REQUIRED[kind], "trunk_sid"}
    given = {name: value for name, value in inputs(kind).items() if name in required}
    stack.up("it", kind, **given | {field: first})
    exotel.clear_log()
    assert stack.up("it", kind, **given | {field: second}) == "same"
    assert stack.refresh("it").inputs is None
    assert not any(request.method != "GET" for request in exotel.requests)
    # A state that holds the other spelling, because an older version or Exotel wrote it so.
    if first is not None and second is not None:
        for spelling in (first, second):
            stack["it"].outputs[field] = spelling
            assert stack.preview("it", kind, **given | {field: first}) == "same"
            assert stack.refresh("it").inputs is None


@pytest.mark.parametrize("nested", [False, True], ids=["plain", "nested"])
@pytest.mark.parametrize(("kind", "field"), FIELDS, ids=named)
def test_s41_an_unknown_input_is_neither_checked_nor_lost(
    kind: Kind, field: str, nested: bool, offline_host: Host
) -> None:
    value: Any = [{"deep": UNKNOWN}] if nested else UNKNOWN
    known = offline_host.check(kind, valid(kind)).inputs
    news = offline_host.check(kind, valid(kind) | {field: value})
    assert news.failures == []
    assert news.inputs == known | {field: value}
    difference = offline_host.diff(kind, "TK1/1", known, news.inputs)
    assert difference.changed == (field not in kind.provider.local)
    assert difference.replaces == ([field] if field in kind.provider.replaces else [])


@pytest.mark.parametrize("kind", VALID)
def test_s41_all_inputs_may_be_unknown(kind: Kind, offline_host: Host) -> None:
    fields = set(kind.provider.inputs.model_fields)
    news = offline_host.check(kind, dict.fromkeys(fields, UNKNOWN))
    assert news.failures == []
    assert news.inputs == dict.fromkeys(fields, UNKNOWN)
    difference = offline_host.diff(kind, "TK1/1", offline_host.check(kind, valid(kind)).inputs, news.inputs)
    assert difference.changed
    assert set(difference.replaces) == kind.provider.replaces


def test_s41_the_known_inputs_beside_an_unknown_one_are_checked(offline_host: Host) -> None:
    inputs = {"trunk_sid": UNKNOWN, "ip": UNKNOWN, "mask": 33}
    assert [name for name, _ in offline_host.check(WhitelistedIp, inputs).failures] == ["mask"]


@pytest.mark.parametrize("unknown", UNKNOWNS.values(), ids=list(UNKNOWNS))
@pytest.mark.parametrize("kind", VALID)
def test_s41_both_forms_of_unknown_are_understood(kind: Kind, unknown: Any) -> None:
    """Older SDKs hand the engine's own sign to the provider, newer ones an object."""
    provider = kind.provider()
    known = provider.check({}, valid(kind)).inputs
    for field in kind.provider.inputs.model_fields:
        checked = provider.check(known, valid(kind) | {field: unknown})
        assert checked.failures == []
        assert checked.inputs[field] is unknown
        assert provider.diff("TK1/1", known, checked.inputs).changes == (field not in kind.provider.local)


def test_s42_a_refused_resource_sends_nothing(exotel: Simulator, stack: Stack) -> None:
    exotel.clear_log()
    with pytest.raises(CheckFailedError) as refused:
        stack.up("it", Trunk, trunk_name="voice-ai", domain_name="example.com")
    assert {name for name, _ in refused.value.failures} == {"trunk_name", "domain_name"}
    assert exotel.requests == []
