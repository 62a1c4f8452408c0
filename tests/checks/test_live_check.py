"""The check of a real account, against the simulator in both dialects and with each switch."""

import itertools
from typing import Any

import pytest

from exotel_pulumi import errors
from exotel_pulumi.api.client import Client
from exotel_pulumi.checks.live import check as live_check
from exotel_pulumi.checks.live.check import PREFIX, LiveCheck
from exotel_pulumi.checks.live.report import LastAnswer, Report
from exotel_pulumi.config import Settings
from exotel_pulumi.objects import KINDS
from exotel_pulumi.objects.credential import CREDENTIAL
from exotel_pulumi.simulator import Fault, Simulator
from tests.clock import limit_by_waits

NUMBER = "+919876543210"


@pytest.fixture(autouse=True)
def time_passes_by_waits(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the time of the check, and of the simulator's limit, pass where somebody waits for it alone."""
    monkeypatch.setattr(live_check, "time", limit_by_waits(monkeypatch))


def check(settings: Settings, number: str | None = NUMBER) -> Report:
    last_answer = LastAnswer()
    client = Client(settings, last_answer.observe)
    return LiveCheck(client, last_answer, number, within=1.0).run()


def answers(report: Report) -> dict[str, str]:
    return {point.question: point.answer for point in report.points}


def holds_nothing(simulator: Simulator) -> bool:
    """Tells whether no table has a row of the check's."""
    return not any(simulator.state.snapshot().values())


def test_one_of_each_is_made_changed_and_removed(simulator: Simulator, settings: Settings) -> None:
    report = check(settings)
    assert report.passed, report
    assert holds_nothing(simulator)
    for noun in (kind.noun for kind in KINDS):
        assert any(line.startswith(f"made {noun} ") for line in report.done), noun
        assert any(line.startswith(f"removed {noun} ") for line in report.done), noun
        assert answers(report)[f"DELETE of a {noun}"] == "works"
    found = answers(report)
    assert found["spelling of the API"] == simulator.options.dialect
    assert found["PUT of a phone number: mode"] == "works"
    assert found["Retry-After with a 429"] == ""
    assert float(found["seconds until a list shows a new trunk"]) < 1


@pytest.mark.simulated(duplicate="200")
@pytest.mark.simulated(duplicate="409")
def test_a_duplicate_is_reported_as_it_came(simulator: Simulator, settings: Settings) -> None:
    outer = "200" if (simulator.options.dialect, simulator.options.duplicate) == ("live", "200") else "409"
    found = answers(check(settings))
    for question in ("a second trunk of one name", "an address that is on the trunk already"):
        assert found[question] == f"HTTP {outer} with 409 / 1008"


@pytest.mark.simulated(missing_trunk="403")
@pytest.mark.simulated(missing_trunk="404")
def test_a_missing_trunk_is_reported_as_it_came(simulator: Simulator, settings: Settings) -> None:
    code = {"403": 1003, "404": 1000}[simulator.options.missing_trunk]
    assert answers(check(settings))["a trunk that is not there"] == f"HTTP {simulator.options.missing_trunk} / {code}"


@pytest.mark.simulated(mask_rule="single")
def test_a_refused_range_is_an_answer(simulator: Simulator, settings: Settings) -> None:
    report = check(settings)
    assert report.passed
    assert answers(report)["PUT of a whitelisted IP: mask"].startswith("refused: ")


@pytest.mark.simulated(list_delay=2)
def test_a_list_that_lags_is_waited_for(simulator: Simulator, settings: Settings) -> None:
    report = check(settings)
    assert report.passed
    assert float(answers(report)["seconds until a list shows a new trunk"]) > 0
    assert holds_nothing(simulator)


CHILDREN = ("whitelisted_ips", "destination_uris", "phone_numbers")


@pytest.mark.simulated(closed={f"DELETE {child}" for child in CHILDREN} | {"PUT whitelisted_ips"})
def test_calls_that_are_not_offered_are_answers_and_the_trunk_takes_its_children_along(
    simulator: Simulator, settings: Settings
) -> None:
    report = check(settings)
    assert report.passed, report
    found = answers(report)
    assert found["DELETE of a whitelisted IP"] == "not offered to this account; it goes with its trunk"
    assert found["PUT of a whitelisted IP: mask"] == "not offered to this account"
    assert holds_nothing(simulator)


@pytest.mark.simulated(closed={"DELETE credentials", "POST destination_uris"})
def test_what_could_not_be_removed_is_not_made(simulator: Simulator, settings: Settings) -> None:
    report = check(settings)
    assert report.passed
    assert answers(report)["a login is made and removed"] == "not tried: it could not be removed again"
    assert answers(report)["POST of a destination URI"] == "not offered to this account"
    assert not [request for request in simulator.requests if "credentials" in request.path and request.method == "POST"]
    assert holds_nothing(simulator)


@pytest.mark.simulated(rate_limit=12, rate_window=0.1)
@pytest.mark.simulated(rate_limit=12, rate_window=0.1, retry_after="date")
@pytest.mark.simulated(rate_limit=12, rate_window=0.1, retry_after="none")
def test_a_retry_after_is_reported(simulator: Simulator, settings: Settings) -> None:
    report = check(settings)
    assert report.passed, report
    shown = answers(report)["Retry-After with a 429"]
    assert {"seconds": shown.isdecimal(), "date": "GMT" in shown, "none": shown == "none"}[
        simulator.options.retry_after
    ]


@pytest.mark.simulated(dates="both")
@pytest.mark.simulated(dates="unmoved")
@pytest.mark.simulated(dates="created")
@pytest.mark.simulated(dates="none")
def test_s84_the_dates_of_an_account_are_reported(
    simulator: Simulator, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change of a password can only be seen by a date that it moves."""
    seconds = itertools.count()
    monkeypatch.setattr(
        simulator.state.clock, "now", lambda: f"2026-01-02T{next(seconds) // 60:02}:{next(seconds) % 60:02}:00Z"
    )
    report = check(settings)
    assert report.passed, report
    dates = simulator.options.dates
    shown = {"created": "date_created", "none": "none"}.get(dates, "date_created, date_updated")
    found = answers(report)
    assert {found[f"dates of a {kind.noun}"] for kind in KINDS} == {shown}
    moves = {"both": "yes", "unmoved": "no"}.get(dates)
    assert found.get(f"PUT of a {CREDENTIAL.noun} moves date_updated") == moves


@pytest.mark.simulated(list_shape="keyed")
def test_the_other_form_of_lists(simulator: Simulator, settings: Settings) -> None:
    assert check(settings).passed
    assert holds_nothing(simulator)


def test_without_a_number_none_is_mapped(simulator: Simulator, settings: Settings) -> None:
    report = check(settings, None)
    assert report.passed
    assert not [request for request in simulator.requests if request.method == "POST" and "phone" in request.path]


@pytest.mark.parametrize("path", ["whitelisted", "destination", "credentials", "settings"])
def test_the_first_answer_that_it_does_not_understand_ends_it_and_it_cleans_up(
    simulator: Simulator, settings: Settings, path: str
) -> None:
    simulator.add_fault(Fault("POST", path, "respond", times=0, status=418, body="I am a teapot"))
    report = check(settings)
    assert "HTTP 418" in report.stopped
    assert report.left == []
    assert holds_nothing(simulator)


def test_a_list_that_never_shows_the_object_ends_it(simulator: Simulator, settings: Settings) -> None:
    simulator.add_fault(Fault("GET", "whitelisted", "respond", times=0, status=200, body=[]))
    report = check(settings)
    assert "no list shows" in report.stopped
    assert report.left == []
    assert holds_nothing(simulator)


def test_what_cannot_be_removed_is_named_with_its_id(simulator: Simulator, settings: Settings) -> None:
    simulator.add_fault(Fault("DELETE", "trunk_sid", "respond", times=0, status=500))
    report = check(settings)
    [trunk] = simulator.trunks()
    assert not report.passed
    [left] = report.left
    assert trunk["trunk_sid"] in left
    assert "HTTP 500" in left


def test_a_second_equal_trunk_is_not_understood_and_is_removed_too(
    simulator: Simulator, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    send = Client.send

    def also(self: Client, method: Any, endpoint: Any, item: Any = None, body: Any = None) -> Any:
        if method == "POST" and endpoint.collection.top_level and made:
            sid = simulator.add_trunk(**body)
            return {"trunk_sid": sid}
        row = send(self, method, endpoint, item, body)
        if method == "POST":
            made.append("trunk")
        return row

    monkeypatch.setattr(Client, "send", also)
    report = check(settings)
    assert "beside its equal" in report.stopped
    assert report.left == []
    assert simulator.trunks() == []


def test_what_was_there_before_is_not_touched(simulator: Simulator, settings: Settings) -> None:
    sid = simulator.add_trunk(trunk_name="live_line")
    simulator.add(sid, "phone_numbers", phone_number="+918047112233")
    before = simulator.state.snapshot()
    assert check(settings).passed
    assert simulator.state.snapshot() == before
    with pytest.raises(errors.ConflictError, match="where calls may depend on it"):
        check(settings, "+918047112233")
    assert simulator.state.snapshot() == before


def test_a_left_over_of_an_earlier_check_stops_the_next(simulator: Simulator, settings: Settings) -> None:
    sid = simulator.add_trunk(trunk_name=f"{PREFIX}abc")
    with pytest.raises(errors.ConflictError, match=sid):
        check(settings)
    assert {request.method for request in simulator.requests} == {"GET"}


def test_a_trunk_that_somebody_has_renamed_is_left_alone(simulator: Simulator, settings: Settings) -> None:
    last_answer = LastAnswer()
    checking = LiveCheck(Client(settings, last_answer.observe), last_answer, within=1.0)

    def rename(step: str) -> None:
        if step == f"a {CREDENTIAL.noun}":
            simulator.edit_trunk(simulator.trunks()[0]["trunk_sid"], trunk_name="production")

    report = checking.run(rename)
    assert "renamed the trunk to production" in report.left[0]
    assert simulator.trunks(trunk_name="production")
