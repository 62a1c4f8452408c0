"""`verify`: off by itself, and what it prints. What it does: tests/checks/test_live_check.py."""

import json

from exotel_pulumi.objects import KINDS
from exotel_pulumi.simulator import DEFAULT_ACCOUNT_SID, Fault, Simulator
from tests.cli.conftest import Run

ALLOWED = {"EXOTEL_VERIFY_ACCOUNT": DEFAULT_ACCOUNT_SID}


def test_without_live_it_says_what_it_would_do_and_sends_nothing(run: Run, simulator: Simulator) -> None:
    done = run("verify", **ALLOWED)
    assert done.code == 0
    assert "It touches nothing else" in done.out
    assert simulator.requests == []


def test_it_needs_a_setting_that_names_the_account(run: Run, simulator: Simulator) -> None:
    for wrong in ({}, {"EXOTEL_VERIFY_ACCOUNT": "other"}, {"EXOTEL_VERIFY_ACCOUNT": ""}):
        done = run("verify", "--live", **wrong)
        assert (done.code, done.out) == (2, "")
        assert f"set EXOTEL_VERIFY_ACCOUNT={DEFAULT_ACCOUNT_SID}" in done.err
    assert simulator.requests == []


def test_a_number_that_is_none_is_refused(run: Run, simulator: Simulator) -> None:
    done = run("verify", "--live", "--number", "98765", **ALLOWED)
    assert done.code == 2
    assert "E.164" in done.err
    assert simulator.requests == []


def test_the_report_and_its_json(run: Run, simulator: Simulator) -> None:
    done = run("verify", "--live", "--number", "+919876543210", **ALLOWED)
    assert done.code == 0
    for line in ("spelling of the API: live", "a second trunk of one name: HTTP 200 with 409 / 1008", "not seen"):
        assert line in done.out
    again = run("verify", "--live", "--json", **ALLOWED)
    assert again.code == 0, again.err
    shown = json.loads(again.out)
    assert shown.keys() == {"well", "done", "points", "stopped", "left"}
    assert (shown["well"], shown["stopped"], shown["left"]) == (True, "", [])
    assert shown["points"][0].keys() == {"question", "answer"}
    assert not simulator.trunks()


def test_a_check_that_stops_ends_with_1_and_one_that_cannot_ask_with_3(run: Run, simulator: Simulator) -> None:
    simulator.add_fault(Fault("POST", "whitelisted", "respond", status=418))
    done = run("verify", "--live", **ALLOWED)
    assert done.code == 1
    assert "stopped: creating whitelisted IP" in done.out
    assert run("verify", "--live", EXOTEL_API_TOKEN="wrong", **ALLOWED).code == 3


def test_the_plan_names_every_kind(run: Run) -> None:
    assert [kind.noun for kind in KINDS if kind.noun not in run("verify").out] == []
