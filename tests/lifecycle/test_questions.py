"""What a preview asks: which lists, how many requests, how long, and what becomes of an answer that does not come."""

import time
from typing import Any

import pytest

from exotel_pulumi import errors
from exotel_pulumi.api.client import Client
from exotel_pulumi.lifecycle.planned import Plan, Planned
from exotel_pulumi.lifecycle.questions import Answers, ask, ask_accounts
from exotel_pulumi.simulator import Fault
from tests.conftest import settings_for
from tests.kinds import CREDENTIAL, PHONE_NUMBER
from tests.kinds import ON_A_TRUNK as KINDS

from .plans import OTHER, OURS, former, plan, planned
from .stage import Stage

AT_MOST = 25


def asked(stage: Stage, of: Plan, at_most: int = AT_MOST, seconds: float = 15) -> tuple[Answers, list[str]]:
    """Asks, and returns the answers and the collections of the requests."""
    stage.sim.clear_log()
    client = Client(settings_for(stage.sim, api_dialect=stage.dialect), at_most=at_most)
    answers = ask(of, client, seconds)
    return answers, [request.path.rpartition("/")[2].replace("-", "_") for request in stage.sim.requests]


def numbers(trunk: Planned, count: int) -> list[Planned]:
    return [planned("PhoneNumber", trunk=trunk, phone_number=f"+9198765{place:05d}") for place in range(count)]


def line(name: str) -> list[Planned]:
    """Returns a trunk that may be taken over, with one of each kind on it."""
    trunk = planned("Trunk", trunk_name=name, adopt=True)
    return [trunk, *(planned(sample.kind.name, trunk=trunk, **sample.given) for sample in KINDS)]


NEW = planned("Trunk", trunk_name="new_line")
COUNTS = {
    "nothing is made": (plan(planned("Trunk", "keep", before=former("Trunk", trunk_name="stage"))), []),
    "a new trunk": (plan(NEW), ["trunks"]),
    "and a number: by itself": (plan(NEW, *numbers(NEW, 1)), ["trunks", "trunk_maps"]),
    "and three numbers: the list of the one trunk": (plan(NEW, *numbers(NEW, 3)), ["trunks", "phone_numbers"]),
    "a number moves by an alias": (
        plan(
            planned(
                "PhoneNumber",
                "replace",
                before=former("PhoneNumber", phone_number=OURS, trunk_sid="trmum1aaaa"),
                trunk_sid="trmum1bbbb",
                phone_number=OURS,
            )
        ),
        [],
    ),
}


@pytest.mark.parametrize(("of", "requests"), COUNTS.values(), ids=COUNTS)
def test_s115_the_fewest_requests(stage: Stage, of: Plan, requests: list[str]) -> None:
    answers, sent = asked(stage, of)
    assert sent == requests
    assert (answers.fault, answers.skipped) == (None, 0)


@pytest.mark.parametrize("sample", KINDS, ids=lambda sample: sample.kind.name)
def test_s115_what_is_made_on_a_trunk_that_is_there_costs_one_request(stage: Stage, sample: Any) -> None:
    of = plan(planned(sample.kind.name, trunk_sid=stage.trunk_sid, **sample.given))
    _, sent = asked(stage, of)
    assert sent == (["trunk_maps"] if sample is PHONE_NUMBER else [sample.collection])


def test_s115_a_number_that_is_there_costs_its_list_and_a_trunk_of_others_its_name(stage: Stage) -> None:
    stage.add(PHONE_NUMBER)
    here = plan(planned("PhoneNumber", trunk_sid=stage.trunk_sid, **PHONE_NUMBER.given))
    assert asked(stage, here)[1] == ["trunk_maps", "trunks", "phone_numbers"]
    other = plan(planned("PhoneNumber", trunk_sid=stage.sim.add_trunk(trunk_name="other"), **PHONE_NUMBER.given))
    answers, sent = asked(stage, other)
    assert sent == ["trunk_maps", "trunks"]
    assert list(answers.found_on.values()) == [[stage.trunk_sid]]


def test_s115_lists_are_read_where_numbers_cannot_be_looked_up(stage: Stage) -> None:
    stage.sim.add_fault(Fault("GET", "trunk-maps", "respond", status=404, body="<html>", times=0))
    answers, sent = asked(stage, plan(planned("PhoneNumber", trunk_sid=stage.trunk_sid, phone_number=OTHER)))
    assert sent == ["trunk_maps", "trunks", "phone_numbers"]
    assert answers.fault is None


def test_s115_four_trunks_are_compared_with_25_requests_and_more_are_counted(stage: Stage) -> None:
    for place in range(7):
        sid = stage.sim.add_trunk(trunk_name=f"line_{place}")
        stage.sim.add(sid, CREDENTIAL.collection, **CREDENTIAL.row)
    four = plan(*(each for place in range(4) for each in line(f"line_{place}")))
    answers, sent = asked(stage, four)
    assert (answers.fault, answers.skipped) == (None, 0)
    assert len(sent) <= AT_MOST
    seven = plan(*(each for place in range(7) for each in line(f"line_{place}")))
    answers, sent = asked(stage, seven)
    assert len(sent) == AT_MOST
    assert answers.fault is None
    assert 0 < answers.skipped < 7
    assert sent[0] == "trunks"
    assert set(sent[1:7]) == {"phone_numbers"}
    assert asked(stage, seven, at_most=100)[0].skipped == 0


@pytest.mark.parametrize(
    "effect",
    ["respond status=503", "respond status=429", "respond status=403", "respond status=200 body=<html>", "drop_after"],
)
def test_s115_what_gives_no_answer_is_not_asked_again(stage: Stage, effect: str) -> None:
    stage.sim.add_fault(Fault.parse(f"GET trunks {effect} times=0"))
    answers, sent = asked(stage, plan(*line("stage")))
    assert sent == ["trunks"]
    assert answers.fault is not None
    assert answers.trunks is None


def test_s115_all_questions_have_one_deadline(stage: Stage) -> None:
    stage.sim.add_fault(Fault("GET", "", "delay", seconds=0.4, times=0))
    begun = time.monotonic()
    answers, sent = asked(stage, plan(*line("stage")), seconds=1)
    assert answers.fault is not None
    assert 1 <= len(sent) <= 3
    assert time.monotonic() - begun < 5  # one request has 30 s


def test_s115_accounts_share_the_requests(stage: Stage) -> None:
    settings = settings_for(stage.sim, api_dialect=stage.dialect)
    (_, first), (_, second) = ask_accounts([(plan(*line("stage")), settings), (plan(NEW), settings)], 6)
    assert (first.skipped, second.skipped, second.fault) == (0, 1, None)


def test_s114_a_key_that_is_refused_is_an_error(stage: Stage) -> None:
    stage.sim.add_fault(Fault("GET", "", "respond", status=401, body="{}", times=0))
    with pytest.raises(errors.AuthenticationError, match="check all three"):
        asked(stage, plan(NEW))
    assert len(stage.sim.requests) == 1


def test_s115_a_trunk_that_is_not_there_hides_nothing_else(stage: Stage) -> None:
    gone = planned("WhitelistedIp", trunk_sid="trmum1gone", ip="13.233.10.20")
    there = planned("WhitelistedIp", trunk_sid=stage.trunk_sid, ip="13.233.10.20")
    answers, _ = asked(stage, plan(gone, there))
    assert isinstance(answers.fault, errors.ApiError)
    assert [endpoint.trunk_sid for endpoint in answers.rows] == [stage.trunk_sid]
