"""Check: every fault of a resource at once, each under its property's name; diff: equal spellings are equal."""

import math
from itertools import combinations
from typing import Any

import pytest

from exotel_pulumi.lifecycle import checking
from exotel_pulumi.objects.fields import ChildInputs, State
from exotel_pulumi.objects.kind import Kind
from tests.kinds import (
    ANOTHER_TRUNK,
    CALLER_ID,
    CREDENTIAL,
    DESTINATION_URI,
    PHONE_NUMBER,
    SAMPLES,
    TRUNK,
    WHITELISTED_IP,
    Change,
    Sample,
    declarable,
    named,
)

SID = "trmum1abc"
WRONG_TYPES = [True, 7, 7.5, math.nan, math.inf, [], ["x"], {}, {"a": 1}]


def check(sample: Sample, unknown: tuple[str, ...] = (), **news: Any) -> tuple[dict[str, Any], dict[str, str]]:
    owner = {} if sample.is_trunk else {"trunk_sid": SID}
    inputs, faults = checking.check(sample.kind, {**owner, **sample.given, **news}, unknown, "acme")
    named_once = dict(faults)
    assert len(named_once) == len(faults)
    return inputs, named_once


BAD: list[tuple[Sample, str, Any, str]] = [
    (TRUNK, "trunk_name", "a" * 17, "at most 16 characters, not 17"),
    (
        TRUNK,
        "trunk_name",
        "voice-ai-very-long",
        "letters, digits and underscores only, and not empty; must be at most 16",
    ),
    (TRUNK, "trunk_name", "voice-ai", "letters, digits and underscores only"),
    (TRUNK, "trunk_name", "", "not empty"),
    (TRUNK, "trunk_name", None, "is required"),
    (TRUNK, "trunk_name", "वॉइस", "letters, digits and underscores only"),
    (TRUNK, "nso_code", "", "must not be empty"),
    (TRUNK, "domain_name", "acme.example.com", "must end in .pstn.exotel.com"),
    (TRUNK, "domain_name", ".pstn.exotel.com", "must end in .pstn.exotel.com"),
    (TRUNK, "domain_name", "", "must end in .pstn.exotel.com"),
    (TRUNK, "adopt", "perhaps", "valid boolean"),
    (TRUNK, "adopt", [], "valid boolean"),
    (TRUNK, "trunk_sid", SID, "is not an argument of this resource"),
    (PHONE_NUMBER, "phone_number", "09876543210", "must be E.164"),
    (PHONE_NUMBER, "phone_number", "919876543210", "must be E.164"),
    (PHONE_NUMBER, "phone_number", "+9198765 43210", "must be E.164"),
    (PHONE_NUMBER, "phone_number", "+९१९८७६५४३२१०", "must be E.164"),
    (PHONE_NUMBER, "phone_number", "+9१९८७६५४३२१", "must be E.164"),
    (PHONE_NUMBER, "phone_number", "+9" + "1" * 15, "must be E.164"),
    (PHONE_NUMBER, "phone_number", "+919876543210\n", "must be E.164"),
    (PHONE_NUMBER, "phone_number", "", "must be E.164"),
    (PHONE_NUMBER, "phone_number", None, "is required"),
    (PHONE_NUMBER, "mode", "Flows", "must be pstn or flow"),
    (PHONE_NUMBER, "mode", "", "must be pstn or flow"),
    (PHONE_NUMBER, "trunk_sid", None, "is required"),
    (PHONE_NUMBER, "trunk_sid", "", "must be a trunk, or its SID"),
    (PHONE_NUMBER, "trunk_sid", "a/b", "must be a trunk, or its SID"),
    (WHITELISTED_IP, "ip", "sip.example.com", "must be an IPv4 address"),
    (WHITELISTED_IP, "ip", "13.233.10.256", "must be an IPv4 address"),
    (WHITELISTED_IP, "ip", "13.233.10.0/24", 'write ip="13.233.10.0", mask=24'),
    (WHITELISTED_IP, "ip", "::1", "must be an IPv4 address"),
    (WHITELISTED_IP, "ip", "10.0.0.1", "must be a public address"),
    (WHITELISTED_IP, "ip", "203.0.113.7", "must be a public address"),
    (WHITELISTED_IP, "ip", "224.0.1.1", "must be a public address"),
    (WHITELISTED_IP, "ip", "", "must be an IPv4 address"),
    (WHITELISTED_IP, "mask", 15, "must be from 16 to 32, not 15"),
    (WHITELISTED_IP, "mask", 33, "must be from 16 to 32, not 33"),
    (WHITELISTED_IP, "mask", 32.5, "must be a whole number"),
    (WHITELISTED_IP, "mask", "32", "must be a whole number"),
    (WHITELISTED_IP, "mask", True, "must be a whole number"),
    (WHITELISTED_IP, "mask", -1, "must be from 16 to 32"),
    (WHITELISTED_IP, "mask", 10**400, "must be from 16 to 32"),
    (WHITELISTED_IP, "mask", 20, "the network is 13.233.0.0/20"),
    (DESTINATION_URI, "destination", "sip.example.com", "must end with ;transport=tls or ;transport=tcp"),
    (DESTINATION_URI, "destination", "sip.example.com:0;transport=tls", "port from 1 to 65535"),
    (DESTINATION_URI, "destination", "sip.example.com:65536;transport=tls", "port from 1 to 65535"),
    (DESTINATION_URI, "destination", "sip.example.com:५०६१;transport=tls", "must be <ip or host name>:<port>"),
    (DESTINATION_URI, "destination", "sip.example.com:5061;transport=udp", "Exotel has no UDP"),
    (DESTINATION_URI, "destination", "localhost:5061;transport=tls", "must have a host name with a dot"),
    (DESTINATION_URI, "destination", "192.168.1.1:5061;transport=tls", "must be a public address or a host name"),
    (DESTINATION_URI, "destination", "239.1.1.1:5061;transport=tls", "must be a public address or a host name"),
    (DESTINATION_URI, "destination", "user@sip.example.com:5061;transport=tls", "must have no user part"),
    (DESTINATION_URI, "destination", "", "must be <ip or host name>:<port>"),
    (DESTINATION_URI, "priority", -1, "must be from 0 to 65535"),
    (DESTINATION_URI, "priority", 65536, "must be from 0 to 65535"),
    (DESTINATION_URI, "weight", 1.5, "must be a whole number"),
    (DESTINATION_URI, "weight", "1", "must be a whole number"),
    (CREDENTIAL, "user_name", "", "must not be empty"),
    (CREDENTIAL, "user_name", "live kit", "user part of a SIP address"),
    (CREDENTIAL, "user_name", "livekit@acme", "user part of a SIP address"),
    (CREDENTIAL, "user_name", "x" * 65, "at most 64 characters, not 65"),
    (CREDENTIAL, "user_name", "x " * 33, "at most 64 characters, not 66; must be the user part of a SIP address"),
    (CREDENTIAL, "password", "pass-word", "letters, digits and underscores only"),
    (CREDENTIAL, "password", "", "not empty"),
    (CREDENTIAL, "friendly_name", "x" * 33, "at most 32 characters, not 33"),
    (CREDENTIAL, "friendly_name", "elevenlabs-prod", "letters, digits and underscores only"),
    (CREDENTIAL, "friendly_name", "", "not empty"),
    (CALLER_ID, "phone_number", "98765", "must be E.164"),
    (CALLER_ID, "phone_number", None, "is required"),
]


@pytest.mark.parametrize(("sample", "field", "value", "reason"), BAD)
def test_s42_s43_a_bad_value_is_named_with_its_reason(sample: Sample, field: str, value: Any, reason: str) -> None:
    changes = {field: value} if field != "mask" or value != 20 else {"mask": 20, "ip": "13.233.10.20"}
    _, faults = check(sample, **changes)
    assert list(faults) == [field]
    assert reason in faults[field]
    assert "pass-word" not in str(faults)


FIELDS = [(sample, field) for sample in SAMPLES for field in declarable(sample.kind) if field != "adopt"]


@pytest.mark.parametrize(("sample", "field"), FIELDS)
@pytest.mark.parametrize("value", WRONG_TYPES, ids=repr)
def test_s43_a_wrong_type_is_a_fault_and_never_a_traceback(sample: Sample, field: str, value: Any) -> None:
    _, faults = check(sample, **{field: value})
    fits = value is True if field == "cascade" else field in {"priority", "weight"} and value == 7 and value is not True
    assert list(faults) == ([] if fits else [field])
    olds = {"trunk_sid": SID, **sample.given}
    assert field in checking.diff(sample.kind, {**olds, field: value}, {**olds, field: "other"}).changed


def test_s42_all_faults_at_once() -> None:
    everything: list[tuple[Sample, dict[str, Any]]] = [
        (TRUNK, {"trunk_name": "voice-ai", "nso_code": "", "domain_name": "x", "adopt": "perhaps", "cascade": 7}),
        (PHONE_NUMBER, {"trunk_sid": "", "phone_number": "1", "mode": "fax"}),
        (WHITELISTED_IP, {"trunk_sid": 1, "ip": "host", "mask": "32"}),
        (DESTINATION_URI, {"trunk_sid": [], "destination": "x", "priority": -1, "weight": True}),
        (CREDENTIAL, {"trunk_sid": "", "user_name": "", "password": "", "friendly_name": "", "rotation": 7}),
        (CALLER_ID, {"trunk_sid": "", "phone_number": ""}),
    ]
    described = {sample.collection for sample, _ in everything}
    others = [sample for sample in SAMPLES if sample.collection not in described]
    everything += [(sample, {field: [] for field in declarable(sample.kind)}) for sample in others]
    for sample, news in everything:
        assert check(sample, **news)[1].keys() == news.keys() == declarable(sample.kind).keys()
        missing = checking.check(sample.kind, {}, (), "acme")[1]
        required = {name for name, field in declarable(sample.kind).items() if field.is_required()}
        assert {name for name, reason in missing if reason.startswith("is required")} == required == set(dict(missing))


@pytest.mark.parametrize("sample", SAMPLES, ids=named)
def test_s43_none_is_absent(sample: Sample) -> None:
    optional = [name for name, field in declarable(sample.kind).items() if not field.is_required()]
    nothing: dict[str, Any] = dict.fromkeys(optional)
    without, faults = check(sample, **nothing)
    assert not faults
    given = {name: value for name, value in sample.given.items() if name not in optional}
    owner = {} if sample.is_trunk else {"trunk_sid": SID}
    assert checking.check(sample.kind, {**owner, **given}, (), "acme") == (without, [])
    assert None not in without.values()


@pytest.mark.parametrize(("sample", "field"), FIELDS)
def test_s41_what_is_not_known_yet_is_no_fault(sample: Sample, field: str) -> None:
    unknown = object()
    inputs, faults = check(sample, (field,), **{field: unknown})
    assert not faults
    assert inputs[field] is unknown
    everything = dict.fromkeys(declarable(sample.kind), unknown)
    assert checking.check(sample.kind, everything, tuple(everything), None) == (everything, [])


SAME = [
    (TRUNK, {"nso_code": "any any"}, {"nso_code": "ANY-ANY"}),
    (TRUNK, {"nso_code": "Any_Any "}, {}),
    (TRUNK, {"adopt": True}, {"adopt": False}),
    (TRUNK, {"adopt": "true"}, {"adopt": True}),
    (PHONE_NUMBER, {"mode": None}, {"mode": "pstn"}),
    (WHITELISTED_IP, {"mask": 32.0}, {"mask": 32}),
    (WHITELISTED_IP, {"mask": None}, {"mask": 32}),
    (DESTINATION_URI, {"destination": "SIP:Sip.Example.COM:5061;transport=TLS"}, {}),
    (DESTINATION_URI, {"priority": None, "weight": None}, {"priority": 0.0, "weight": 1.0}),
    (CREDENTIAL, {"friendly_name": None}, {}),
    (CREDENTIAL, {"password": None}, {}),
]


@pytest.mark.parametrize(("sample", "one", "other"), SAME)
def test_s36_equal_spellings_are_equal(sample: Sample, one: dict[str, Any], other: dict[str, Any]) -> None:
    news, faults = check(sample, **one)
    assert not faults
    olds, _ = check(sample, **other)
    assert checking.diff(sample.kind, olds, news).changed == frozenset()
    assert checking.diff(sample.kind, {**olds, **other}, {**news, **one}).changed == frozenset()


CHANGED = [(sample, change) for sample in SAMPLES for change in sample.changes if change.step != "same"]


@pytest.mark.parametrize(
    ("sample", "change"), CHANGED, ids=lambda part: part.field if isinstance(part, Change) else named(part)
)
def test_s35_each_input_changed_alone(sample: Sample, change: Change) -> None:
    new = "trmum1other" if change.new is ANOTHER_TRUNK else change.new
    olds = check(sample, **sample.arguments)[0]
    news = check(sample, **{**sample.arguments, change.field: new})[0]
    difference = checking.diff(sample.kind, olds, news)
    assert difference.changed == {change.field}
    assert difference.replaces == (set() if change.step == "update" else {change.field})
    assert difference.delete_first is (change.step != "create, then delete")


PAIRS = [(sample, pair) for sample in SAMPLES for pair in combinations(sample.changes, 2)]


@pytest.mark.parametrize(("sample", "pair"), PAIRS, ids=lambda part: named(part) if isinstance(part, Sample) else None)
def test_s104_two_inputs_changed_at_once(sample: Sample, pair: tuple[Change, Change]) -> None:
    """Where one of the two lets old and new stand side by side, a refused new object costs nothing."""
    new = {change.field: "trmum1other" if change.new is ANOTHER_TRUNK else change.new for change in pair}
    olds = check(sample, **sample.arguments)[0]
    news, faults = check(sample, **{**sample.arguments, **new})
    assert not faults
    difference = checking.diff(sample.kind, olds, news)
    steps = {change.step for change in pair}
    assert difference.replaces == {change.field for change in pair if change.step not in ("update", "same")}
    assert difference.delete_first is ("create, then delete" not in steps)


def test_s43_host_bits_are_a_fault_where_the_address_changes_under_an_unchanged_mask() -> None:
    olds, news = {"ip": "13.233.0.0", "mask": 16}, {"trunk_sid": SID, "ip": "13.233.10.20", "mask": 16}
    _, faults = checking.check(WHITELISTED_IP.kind, news, (), "acme", olds)
    assert faults == [("mask", "13.233.10.20/16 has host bits set; the network is 13.233.0.0/16")]
    assert checking.check(WHITELISTED_IP.kind, news, (), "acme", news)[1] == []  # Exotel has it, whatever we think


def test_s35_every_input_has_its_row() -> None:
    changed = {(sample.collection, change.field) for sample, change in CHANGED}
    assert changed == {(sample.collection, field) for sample, field in FIELDS}


@pytest.mark.parametrize(("sample", "field"), FIELDS)
def test_s41_an_unknown_value_is_a_change(sample: Sample, field: str) -> None:
    olds, _ = check(sample)
    difference = checking.diff(sample.kind, olds, {**olds, field: object()}, (field,))
    assert difference.changed == {field}
    assert difference.replaces == ({field} & sample.kind.replaces)


def test_a_kind_without_hooks_sends_all_that_exotel_has_a_word_for() -> None:
    class SipHeaderInputs(ChildInputs):
        name: str
        note: str | None = None
        label: str = "ours"

    class SipHeaderState(SipHeaderInputs, State):
        pass

    class SipHeaderKind(Kind[SipHeaderInputs, SipHeaderState]):
        inputs = SipHeaderInputs
        not_sent = frozenset({"label"})

    inputs = SipHeaderInputs(account_sid="acme", trunk_sid=SID, name="X-Room")
    plain = SipHeaderKind()
    assert plain.create_body(inputs) == plain.update_body(inputs, {"name"}) == {"name": "X-Room"}


def test_a_domain_that_is_left_out_is_the_accounts() -> None:
    assert check(TRUNK, domain_name=None)[0]["domain_name"] == "acme.pstn.exotel.com"
    assert check(TRUNK)[0]["domain_name"] == TRUNK.given["domain_name"]
