"""A preview of a program in another language asks Exotel about what it would make, and says what that comes to."""

import logging
from typing import Any

import pytest
from pulumi.runtime.proto import provider_pb2
from pulumi.runtime.rpc import UNKNOWN

from exotel_pulumi.simulator import Fault, Simulator
from tests.engine.wire import spelled
from tests.kinds import CREDENTIAL, NUMBER, PHONE_NUMBER, TRUNK, Sample
from tests.plugin.conftest import InputsOf
from tests.plugin.engine import CallError, Engine, plain, urn

NAME = {"trunkName": "sales_line"}
OTHER = "+919876543211"


@pytest.fixture(autouse=True)
def said(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Keeps notes as well as warnings."""
    caplog.set_level(logging.INFO, "exotel_pulumi")
    return caplog


def previewed(engine: Engine, sample: Sample, news: Any) -> Any:
    checked = engine.check(sample, news)
    assert list(checked.failures) == []
    foreseen = engine.create(sample, checked.inputs, preview=True)
    return {"id": foreseen.id, **plain(foreseen.properties)}


def asked(simulator: Simulator) -> list[str]:
    found = [spelled(request) for request in simulator.requests]
    simulator.clear_log()
    return found


def test_what_exotel_would_refuse_fails_the_preview_or_warns(
    engine: Engine, simulator: Simulator, said: pytest.LogCaptureFixture
) -> None:
    sid = simulator.add_trunk(trunk_name="sales_line")
    refusal = rf"previewing trunk sales_line\n  will be refused: Exotel has the trunk sales_line already \({sid}\)"
    with pytest.raises(CallError, match=refusal) as refused:
        previewed(engine, TRUNK, NAME)
    for advice in ("choose another trunkName, or set adopt: true", "set exotel:previewAsks to warn"):
        assert advice in str(refused.value)
    assert asked(simulator) == ["GET trunks"]
    with pytest.raises(CallError):
        previewed(engine, TRUNK, NAME)
    assert asked(simulator) == [], "no list is read twice"
    engine.configure(previewAsks="warn")
    assert previewed(engine, TRUNK, NAME)["trunkSid"] == UNKNOWN
    [warning] = [record.getMessage() for record in said.records]
    assert warning.startswith(f"will be refused: Exotel has the trunk sales_line already ({sid})\n  What to do: choose")


@pytest.mark.parametrize(
    "stack",
    [{"PULUMI_CONFIG": '{"previewAsks": "warn"}'}, {"EXOTEL_PREVIEW_ASKS": "warn"}],
    ids=["the stack's configuration", "the environment"],
)
def test_what_a_preview_asks_is_said_once_for_all_providers_of_a_program(
    engine: Engine,
    simulator: Simulator,
    said: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    stack: dict[str, str],
) -> None:
    simulator.add_trunk(trunk_name="sales_line")
    for name, value in stack.items():
        monkeypatch.setenv(name, value)
    engine.configure("two")  # declared by the program, with an account of its own
    previewed(engine, TRUNK, NAME)
    assert "will be refused: Exotel has the trunk sales_line already" in said.text


@pytest.mark.parametrize("setting", [{"previewAsks": "off"}, {"pluginHost": "native"}], ids=["off", "in Python"])
def test_nothing_is_asked_where_it_is_off_or_the_program_asks_by_itself(
    engine: Engine, simulator: Simulator, setting: dict[str, str]
) -> None:
    simulator.add_trunk(trunk_name="sales_line")
    engine.configure(**setting)
    previewed(engine, TRUNK, NAME)
    assert asked(simulator) == []


def test_what_may_be_taken_over_and_is_not_there_is_made(engine: Engine) -> None:
    assert previewed(engine, TRUNK, {**NAME, "adopt": True})["trunkSid"] == UNKNOWN


def test_what_is_taken_over_is_known_and_so_is_what_is_on_it(
    engine: Engine, simulator: Simulator, said: pytest.LogCaptureFixture
) -> None:
    sid = simulator.add_trunk(trunk_name="sales_line")
    simulator.add(sid, "phone_numbers", phone_number=NUMBER, mode="flow")
    trunk = previewed(engine, TRUNK, {**NAME, "adopt": True})
    assert (trunk["id"], trunk["trunkSid"]) == (sid, sid)
    assert f"taken over as {sid}: nothing is made" in said.text
    for number in (NUMBER, OTHER):
        previewed(engine, PHONE_NUMBER, {"trunkSid": sid, "phoneNumber": number})
    assert "nothing is made; overwritten: mode 'flow' → 'pstn'" in said.text
    assert OTHER not in said.text
    assert asked(simulator) == ["GET trunks", "GET trunk_maps", "GET phone_numbers", "GET trunk_maps"]


def test_a_number_of_another_trunk_is_refused_and_one_that_the_program_moves_is_not(
    engine: Engine, simulator: Simulator, trunk_sid: str, said: pytest.LogCaptureFixture
) -> None:
    on_new = {"trunkSid": UNKNOWN, "phoneNumber": NUMBER}
    checked, made = engine.made(PHONE_NUMBER, {"trunkSid": trunk_sid, "phoneNumber": NUMBER})
    engine.configure()
    simulator.clear_log()
    with pytest.raises(CallError, match=rf"\{NUMBER} is mapped to the trunk by_hand \({trunk_sid}\)"):
        previewed(engine, PHONE_NUMBER, on_new)
    assert asked(simulator) == ["GET trunk_maps", "GET trunks"]
    engine.configure()
    moved = {"trunkSid": simulator.add_trunk(trunk_name="other"), "phoneNumber": NUMBER}
    checked = engine.check(PHONE_NUMBER, moved, checked).inputs
    assert "trunkSid" in engine.diff(PHONE_NUMBER, made.id, made.properties, checked).replaces
    engine.create(PHONE_NUMBER, checked, preview=True)
    assert "moves from the trunk" in said.text
    assert "will be refused" not in said.text


def test_a_trunk_is_replaced_with_a_warning_and_what_is_on_it_asks_nothing(
    engine: Engine, simulator: Simulator, said: pytest.LogCaptureFixture
) -> None:
    news, made = engine.made(TRUNK, NAME)
    child, on_it = engine.made(PHONE_NUMBER, {"trunkSid": made.id, "phoneNumber": NUMBER})
    engine.configure()
    simulator.clear_log()
    changed = engine.check(TRUNK, {**NAME, "domainName": "other.pstn.exotel.com"}, news).inputs
    assert engine.diff(TRUNK, made.id, made.properties, changed).replaces
    engine.create(TRUNK, changed, preview=True)
    again = engine.check(PHONE_NUMBER, {"trunkSid": UNKNOWN, "phoneNumber": NUMBER}, child).inputs
    assert engine.diff(PHONE_NUMBER, on_it.id, on_it.properties, again).replaces
    engine.create(PHONE_NUMBER, again, preview=True)
    assert [record.getMessage().partition(",")[0] for record in said.records] == ["is replaced"]
    assert asked(simulator) == []


def test_a_name_that_another_resource_has_by_now_is_noted(
    engine: Engine, simulator: Simulator, said: pytest.LogCaptureFixture
) -> None:
    news, made = engine.made(TRUNK, NAME)
    engine.configure()
    renamed = engine.check(TRUNK, {"trunkName": "support"}, news).inputs
    engine.diff(TRUNK, made.id, made.properties, renamed)
    request = provider_pb2.CreateRequest(urn=urn(TRUNK, "other"), properties=news, preview=True)
    engine.call("Create", request)
    assert "until another resource of the program gives it up" in said.text


def test_what_is_replaced_by_force_is_no_refusal(
    engine: Engine, inputs: InputsOf, said: pytest.LogCaptureFixture
) -> None:
    given = {name: value for name, value in inputs(CREDENTIAL).items() if name != "password"}
    checked, made = engine.made(CREDENTIAL, given)
    engine.configure()
    assert not engine.diff(CREDENTIAL, made.id, made.properties, checked).replaces
    engine.create(CREDENTIAL, checked, preview=True)
    [record] = said.records
    assert "its generated password changes" in record.getMessage()


@pytest.mark.parametrize(
    ("settings", "fault", "reason", "requests"),
    [
        ({"previewRequests": "1"}, None, "what comes after the first 1 requests", 1),
        ({}, Fault("GET", "", "respond", times=0, status=503), "HTTP 503", 1),
        ({"apiKey": None}, None, "exotel:apiKey", 0),
        ({"apiToken": "wrong", "previewAsks": "warn"}, None, "HTTP 401", 1),
    ],
    ids=["budget", "outage", "no key", "a wrong key that may warn"],
)
def test_what_cannot_be_compared_is_said_once_and_fails_nothing(
    engine: Engine,
    simulator: Simulator,
    said: pytest.LogCaptureFixture,
    settings: dict[str, Any],
    fault: Fault | None,
    reason: str,
    requests: int,
) -> None:
    engine.settings = {name: value for name, value in {**engine.settings, **settings}.items() if value is not None}
    engine.configure()
    if fault is not None:
        simulator.add_fault(fault)
    for number in (NUMBER, OTHER):
        previewed(engine, PHONE_NUMBER, {"trunkSid": UNKNOWN, "phoneNumber": number})
    [record] = said.records
    assert record.getMessage().startswith("not compared with Exotel: ")
    assert reason in record.getMessage()
    assert len(asked(simulator)) == requests


def test_a_key_that_is_refused_fails_the_preview(engine: Engine, simulator: Simulator) -> None:
    engine.configure(apiToken="wrong")
    with pytest.raises(CallError, match=r"apiToken(.|\n)*set exotel:previewAsks to warn"):
        previewed(engine, TRUNK, NAME)
    previewed(engine, TRUNK, {"trunkName": "support"})
    assert len(asked(simulator)) == 1


def test_a_secret_of_the_program_is_in_nothing_that_is_said(
    engine: Engine, simulator: Simulator, inputs: InputsOf, said: pytest.LogCaptureFixture
) -> None:
    given = inputs(CREDENTIAL)
    simulator.add(given["trunkSid"], "credentials", user_name=given["userName"], password="Old_one")
    previewed(engine, CREDENTIAL, {**given, "password": "Sesame_0pen"})
    assert "its password is set" in said.text
    assert "Sesame" not in said.text
