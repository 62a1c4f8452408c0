"""What Exotel has needs no rule: an input that equals the state's passes, also beside a change (scenario 68)."""

from typing import Any

import pytest

from exotel_pulumi.objects.values import AS_ANSWERED
from tests.kinds import CALLER_ID, CREDENTIAL, DESTINATION_URI, PHONE_NUMBER, TRUNK, WHITELISTED_IP, Sample

from .stage import URN, Stage

BY_HAND: list[tuple[Sample, dict[str, Any], dict[str, Any]]] = [
    # kind, what somebody set in the console, what the program changes beside it
    (TRUNK, {"trunk_name": "LiveKit Production"}, {"nso_code": "KA-ANY"}),
    (PHONE_NUMBER, {"phone_number": "09876543210"}, {"mode": "flow"}),
    (WHITELISTED_IP, {"ip": "10.0.0.1", "mask": 8}, {"mask": 24}),
    (WHITELISTED_IP, {"mask": 8}, {}),
    (DESTINATION_URI, {"destination": "10.0.0.1:5060;transport=udp"}, {"weight": 5}),
    (CREDENTIAL, {"friendly_name": "elevenlabs-prod"}, {"rotation": "2"}),
    (CREDENTIAL, {"user_name": "live kit"}, {"friendly_name": "one_more"}),
    (CALLER_ID, {"phone_number": "1800"}, {}),
]


def state_of(stage: Stage, sample: Sample, values: dict[str, Any]) -> dict[str, Any]:
    owner = {} if sample.is_trunk else {"trunk_sid": stage.trunk_sid}
    known: dict[str, Any] = sample.kind.inputs.model_validate(
        {**owner, **sample.given, **values}, context=AS_ANSWERED
    ).known()
    return known


@pytest.mark.parametrize(("sample", "by_hand", "beside"), BY_HAND)
def test_s68_a_value_of_the_state_is_no_fault(
    stage: Stage, sample: Sample, by_hand: dict[str, Any], beside: dict[str, Any]
) -> None:
    olds = state_of(stage, sample, by_hand)
    lifecycle = stage.new_run().of(sample)
    inputs, faults = lifecycle.check(olds, {**olds, **beside}, (), URN)
    assert faults == []
    assert {**by_hand, **beside}.items() <= inputs.items()
    assert lifecycle.diff(olds, inputs, ()).changed == beside.keys()
    assert {fault[0] for fault in stage.new_run().of(sample).check({}, olds, (), URN)[1]} & by_hand.keys()


def test_s68_another_field_of_it_changes_in_place(stage: Stage) -> None:
    identity, state = stage.create(CREDENTIAL)
    stage.sim.edit(stage.trunk_sid, "credentials", identity.split("/")[1], friendly_name="elevenlabs-prod")
    olds = {**state.model_dump(), "friendly_name": "elevenlabs-prod"}
    lifecycle = stage.new_run().of(CREDENTIAL)
    declared = state_of(stage, CREDENTIAL, {"friendly_name": "elevenlabs-prod"})
    inputs, faults = lifecycle.check(declared, declared, (), URN)
    assert faults == []
    after = lifecycle.update(identity, olds, {**inputs, "password": "An0ther_1"})
    assert (after.password, after.friendly_name) == ("An0ther_1", "elevenlabs-prod")


def test_s68_a_new_value_still_has_to_keep_the_rules(stage: Stage) -> None:
    olds = state_of(stage, TRUNK, {"trunk_name": "LiveKit Production"})
    _, faults = stage.new_run().of(TRUNK).check(olds, {**olds, "trunk_name": "LiveKit Staging"}, (), URN)
    assert [name for name, _ in faults] == ["trunk_name"]


@pytest.mark.parametrize("ours", ["Acme1M.PSTN.exotel.com", "acme1m.pstn.exotel.com"])
def test_s65_a_domain_has_no_case(stage: Stage, ours: str) -> None:
    lifecycle = stage.new_run().of(TRUNK)
    inputs, faults = lifecycle.check({}, {"trunk_name": "voice", "domain_name": ours}, (), URN)
    assert faults == []
    for theirs in ("ACME1M.pstn.exotel.com", "acme1m.pstn.exotel.com"):
        assert not lifecycle.diff({**inputs, "domain_name": theirs}, inputs, ()).changed
