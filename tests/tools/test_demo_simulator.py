"""The background simulator of the quickstart: a later run finds it and stops it, and touches no other process."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.tools.conftest import FAKE_SIMULATOR, running
from tools import demo_simulator
from tools.demo_simulator import DemoSimulator, SimulatorError
from tools.running import command_line, runs

Start = Callable[..., DemoSimulator]


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[Start]:
    """Returns a function that makes a simulator as a new run does. At the end, stops every simulator."""
    made: list[DemoSimulator] = []

    def make(behaviour: str = "well") -> DemoSimulator:
        made.append(DemoSimulator(tmp_path, [sys.executable, FAKE_SIMULATOR, behaviour, str(tmp_path)]))
        return made[-1]

    yield make
    for one in made:
        one.stop()


def pid_of(folder: Path) -> int:
    return int(json.loads((folder / "simulator.pid").read_text(encoding="utf-8"))["pid"])


def test_the_simulator_is_started_once_and_found_by_the_next_run(tmp_path: Path, simulator: Start) -> None:
    url = simulator().ensure()
    first = pid_of(tmp_path)
    assert url.startswith("http://127.0.0.1:")
    assert simulator().url() == url
    assert simulator().ensure() == url
    assert pid_of(tmp_path) == first


def test_the_simulator_outlives_the_process_group_that_started_it(tmp_path: Path, simulator: Start) -> None:
    simulator().ensure()
    assert os.getpgid(pid_of(tmp_path)) == pid_of(tmp_path) != os.getpgid(0)


def test_a_stop_ends_the_process_and_removes_the_pid_file(tmp_path: Path, simulator: Start) -> None:
    one = simulator()
    one.ensure()
    pid = pid_of(tmp_path)
    assert one.stop()
    assert command_line(pid) == ""
    assert not (tmp_path / "simulator.pid").exists()
    assert not one.stop()


def test_a_simulator_that_ignores_a_sigterm_is_killed(
    tmp_path: Path, simulator: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = simulator("stubborn")
    one.ensure()
    pid = pid_of(tmp_path)
    monkeypatch.setattr(demo_simulator, "STOP_SECONDS", 2.0)
    assert one.stop()
    assert command_line(pid) == ""


def test_a_simulator_that_was_killed_by_hand_is_started_again(tmp_path: Path, simulator: Start) -> None:
    one = simulator()
    one.ensure()
    first = pid_of(tmp_path)
    os.kill(first, 9)
    assert one.ensure().startswith("http://127.0.0.1:")
    assert pid_of(tmp_path) != first


def test_a_simulator_that_does_not_answer_is_replaced(tmp_path: Path, simulator: Start) -> None:
    one = simulator("deaf")
    one.ensure()
    first = pid_of(tmp_path)
    assert one.url() is None
    one.ensure()
    assert pid_of(tmp_path) != first
    assert command_line(first) == ""


def test_a_foreign_process_with_the_recorded_id_is_left_alone(tmp_path: Path, simulator: Start) -> None:
    with running("sleep", "60") as stranger:
        record = {"pid": stranger.pid, "url": "http://127.0.0.1:9"}
        (tmp_path / "simulator.pid").write_text(json.dumps(record), encoding="utf-8")
        one = simulator()
        assert one.url() is None
        assert not one.stop()
        assert stranger.poll() is None


def test_a_stale_or_damaged_pid_file_means_that_no_simulator_runs(tmp_path: Path, simulator: Start) -> None:
    for record in ("", "{", "[]", "{}", '{"pid": "x"}', '{"pid": 999999999, "url": "http://x"}'):
        (tmp_path / "simulator.pid").write_text(record, encoding="utf-8")
        assert simulator().url() is None, record
        assert not simulator().stop(), record


def test_a_simulator_that_does_not_start_reports_the_reason(tmp_path: Path, simulator: Start) -> None:
    with pytest.raises(SimulatorError, match=r"did not start: port already in use \(log: .*simulator\.log\)$"):
        simulator("failing").ensure()
    assert not (tmp_path / "simulator.pid").exists()


def test_a_simulator_that_never_gets_ready_is_stopped(
    tmp_path: Path, simulator: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo_simulator, "START_SECONDS", 0.5)
    with pytest.raises(SimulatorError, match=r"did not start: no word from it within 0 s"):
        simulator("silent").ensure()
    assert not (tmp_path / "simulator.pid").exists()


def test_a_process_is_known_by_its_arguments_under_any_program_name() -> None:
    with running("sh", "-c", "while :; do sleep 0.1; done", "one two") as process:
        assert runs(process.pid, ["another-shell", "-c", "while :; do sleep 0.1; done", "one two"])
        assert not runs(process.pid, ["sh", "-c", "while :; do sleep 0.1; done", "three"])
    assert not runs(process.pid, ["sh"])
