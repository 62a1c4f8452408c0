"""What a program is reported of objects that were made elsewhere, in both dialects."""

import dataclasses
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi
import pytest

import exotel_pulumi as exotel
from exotel_pulumi import FoundPhoneNumber, FoundTrunk, errors
from exotel_pulumi.api.session import Clients
from exotel_pulumi.simulator import (
    DEFAULT_ACCOUNT_SID,
    DEFAULT_API_KEY,
    DEFAULT_API_TOKEN,
    Fault,
    Simulator,
)
from tests.resources.program import resolved

PACKAGE = Path(exotel.__file__).parent
NUMBER = "+919876543210"
SETTINGS = {
    "EXOTEL_ACCOUNT_SID": DEFAULT_ACCOUNT_SID,
    "EXOTEL_API_KEY": DEFAULT_API_KEY,
    "EXOTEL_API_TOKEN": DEFAULT_API_TOKEN,
    "EXOTEL_RETRY_DELAY": "0.01",
}


@pytest.fixture(autouse=True)
def reached(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sets the environment variables of a person."""
    for name, value in {**SETTINGS, "EXOTEL_API_URL": simulator.url}.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(autouse=True)
def only_read(simulator: Simulator) -> Any:
    yield
    assert {request.method for request in simulator.requests} <= {"GET"}


def test_a_trunk_by_its_name_or_its_sid(simulator: Simulator) -> None:
    simulator.add_trunk(trunk_name="another")
    sid = simulator.add_trunk(trunk_name="voice_ai")
    found = exotel.get_trunk(trunk_name="voice_ai")
    assert found == exotel.get_trunk(trunk_sid=sid)
    [row] = simulator.trunks(trunk_sid=sid)
    assert dataclasses.asdict(found) == {
        "trunk_sid": sid,
        "trunk_name": "voice_ai",
        "status": row["status"],
        "auth_type": found.auth_type,  # which the two dialects spell differently
        "domain_name": f"{DEFAULT_ACCOUNT_SID}.pstn.exotel.com",
        "nso_code": "ANY-ANY",
        "date_created": row["date_created"],
    }


def test_all_trunks_however_many(simulator: Simulator) -> None:
    assert exotel.get_trunks() == []
    sids = {simulator.add_trunk(trunk_name=f"voice_{number:02}") for number in range(60)}
    found = exotel.get_trunks()
    assert {trunk.trunk_sid for trunk in found} == sids
    assert [trunk.trunk_name for trunk in found] == [f"voice_{number:02}" for number in range(60)]


@pytest.mark.parametrize(("mode", "known"), [("pstn", "pstn"), ("flow", "flow"), (None, "pstn")])
def test_the_trunk_of_a_number(simulator: Simulator, mode: str | None, known: str) -> None:
    simulator.add(simulator.add_trunk(trunk_name="another"), "phone_numbers", phone_number="+919876543299")
    sid = simulator.add_trunk(trunk_name="voice_ai")
    item = simulator.add(sid, "phone_numbers", phone_number=NUMBER, mode=mode)
    found = exotel.get_phone_number(phone_number=NUMBER)
    assert found == FoundPhoneNumber(f"{sid}/{item}", NUMBER, known, sid, item)


def test_each_look_up_asks_again(simulator: Simulator) -> None:
    sid = simulator.add_trunk(trunk_name="voice_ai")
    assert exotel.get_trunk(trunk_sid=sid).trunk_name == "voice_ai"
    simulator.edit_trunk(sid, trunk_name="renamed")
    assert exotel.get_trunk(trunk_sid=sid).trunk_name == "renamed"


@pytest.mark.parametrize(
    ("look_up", "reported"),
    [
        (lambda: exotel.get_trunk(trunk_name="voice_ai"), ["looking up the trunk named voice_ai", "no trunk of that"]),
        (lambda: exotel.get_trunk(trunk_sid="trmum1none"), ["looking up trunk trmum1none", "there is no trunk trmum1"]),
        (lambda: exotel.get_phone_number(phone_number=NUMBER), [f"looking up phone number {NUMBER}", "to no trunk"]),
    ],
    ids=["name", "sid", "number"],
)
def test_what_is_not_there(simulator: Simulator, look_up: Callable[[], Any], reported: list[str]) -> None:
    simulator.add_trunk(trunk_name="VOICE_AI")
    with pytest.raises(errors.GoneError) as caught:
        look_up()
    lines = str(caught.value).splitlines()
    assert all(words in line for words, line in zip(reported, lines, strict=False))
    assert lines[-1] == "  What to do: verify what was asked for, the account and the region."
    assert caught.value.__cause__ is None


def test_two_trunks_of_one_name(simulator: Simulator) -> None:
    sids = sorted(simulator.add_trunk(trunk_name="voice_ai") for _ in range(2))
    with pytest.raises(errors.ConflictError, match=f"2 trunks have that name: {sids[0]}, {sids[1]}"):
        exotel.get_trunk(trunk_name="voice_ai")


def test_a_number_that_exotel_calls_not_found(simulator: Simulator) -> None:
    answer = {"code": 1000, "message": "Resource not found"}
    body = {"response": {"code": 404, "status": "failure", "error_data": answer, "data": None}}
    simulator.add_fault(Fault("GET", "trunk-maps", "respond", status=404, body=body))
    with pytest.raises(errors.GoneError, match="mapped to no trunk"):
        exotel.get_phone_number(phone_number=NUMBER)


def test_a_number_on_two_trunks(simulator: Simulator) -> None:
    sids = sorted(simulator.add_trunk(trunk_name=name) for name in ("one", "two"))
    for sid in sids:
        simulator.add(sid, "phone_numbers", phone_number=NUMBER)
    with pytest.raises(errors.ConflictError, match=f"mapped to 2 trunks: {sids[0]}, {sids[1]}"):
        exotel.get_phone_number(phone_number=NUMBER)


@pytest.mark.parametrize("arguments", [{}, {"trunk_name": "voice_ai", "trunk_sid": "trmum1abc"}], ids=str)
def test_a_name_or_a_sid(arguments: dict[str, Any], simulator: Simulator) -> None:
    with pytest.raises(errors.DeclarationError, match="needs a trunk_name or a trunk_sid"):
        exotel.get_trunk(**arguments)
    assert simulator.requests == []


ALL: dict[str, Callable[[], Any]] = {
    "trunk": lambda: exotel.get_trunk(trunk_name="voice_ai"),
    "trunks": exotel.get_trunks,
    "number": lambda: exotel.get_phone_number(phone_number=NUMBER),
}
each = pytest.mark.parametrize("look_up", ALL.values(), ids=ALL)


@each
def test_s46_a_wrong_token_is_reported_without_it(look_up: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXOTEL_API_TOKEN", "token_of_another")
    with pytest.raises(errors.AuthenticationError) as caught:
        look_up()
    assert "check all three" in str(caught.value)
    assert "token_of_another" not in str(caught.value)
    ours = [entry.name for entry in caught.traceback if Path(entry.path).parent == PACKAGE]
    assert ours == ["plain"]  # what a person reads is the line of their program, and the message


@each
def test_s50_settings_that_are_missing_are_named(look_up: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EXOTEL_API_TOKEN")
    with pytest.raises(errors.SettingsError, match=r"pulumi config set --secret exotel:apiToken"):
        look_up()


def test_nothing_of_the_settings_is_in_a_result(simulator: Simulator) -> None:
    sid = simulator.add_trunk(trunk_name="voice_ai")
    simulator.add(sid, "phone_numbers", phone_number=NUMBER)
    simulator.add(sid, "credentials", user_name="livekit", password="Sesame_0pen")
    reported = repr([look_up() for look_up in ALL.values()])
    assert not re.search(f"{DEFAULT_API_KEY}|{DEFAULT_API_TOKEN}|Sesame", reported)


def test_results_cannot_be_changed(simulator: Simulator) -> None:
    simulator.add_trunk(trunk_name="voice_ai")
    with pytest.raises(dataclasses.FrozenInstanceError):
        exotel.get_trunk(trunk_name="voice_ai").trunk_sid = "another"  # type: ignore[misc]


def test_outputs_of_all_three(simulator: Simulator) -> None:
    sid = simulator.add_trunk(trunk_name="voice_ai")
    simulator.add(sid, "phone_numbers", phone_number=NUMBER)
    name = pulumi.Output.from_input("voice_ai")
    found = resolved(
        lambda: {
            "trunk": exotel.get_trunk_output(trunk_name=name),
            "by_sid": exotel.get_trunk_output(trunk_sid=sid),
            "trunks": exotel.get_trunks_output(),
            "number": exotel.get_phone_number_output(phone_number=pulumi.Output.from_input(NUMBER)),
            "sid": exotel.get_trunk_output(trunk_name=name).trunk_sid,
        }
    )
    trunk = exotel.get_trunk(trunk_name="voice_ai")
    assert isinstance(trunk, FoundTrunk)
    assert found["trunk"] == found["by_sid"] == trunk
    assert found["trunks"] == [trunk]
    assert found["number"] == exotel.get_phone_number(phone_number=NUMBER)
    assert found["sid"] == sid


def test_an_output_does_not_hold_up_the_program(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[threading.Thread] = []
    of = Clients.of

    def watched(self: Clients, settings: Any) -> Any:
        threads.append(threading.current_thread())
        return of(self, settings)

    monkeypatch.setattr(Clients, "of", watched)
    simulator.add_trunk(trunk_name="voice_ai")
    resolved(lambda: {"trunk": exotel.get_trunk_output(trunk_name="voice_ai")})
    assert threads
    assert threading.main_thread() not in threads
