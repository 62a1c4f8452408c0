"""The life of one change, followed call by call: `mode` from `pstn` to `flow`. CONTRIBUTING tells it in words."""

import os
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType, SimpleNamespace
from typing import Any

import pytest
from pulumi.dynamic import Config, ConfigureRequest

import exotel_pulumi
from exotel_pulumi.simulator import Options, Simulator
from exotel_pulumi.stored import Provider
from tests.host.host import URN, environment

PACKAGE = str(Path(exotel_pulumi.__file__).parent)
NUMBER = "+919876543210"

# What makes another shape of the values: known and unknown, a model, its values in their one spelling, a plain dict.
SHAPES = {"_split", "model_validate", "normalized", "model_dump"}


def is_ours(code: CodeType) -> bool:
    return code.co_filename.startswith(PACKAGE) and "simulator" not in code.co_filename


class Followed:
    """What was called in the package, by `module.function`, and which values passed a validator."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.files: set[str] = set()
        self.frames_at_the_wire = 0
        self.shapes = 0
        self.validated: Counter[Any] = Counter()

    def note(self, frame: FrameType, event: str, _: Any) -> None:
        code = frame.f_code
        if event != "call":
            return
        if code.co_name == "request" and code.co_filename.endswith("sessions.py"):
            self.frames_at_the_wire = sum(is_ours(outer.f_code) for outer, _ in traceback.walk_stack(frame))
        self.shapes += code.co_name in SHAPES and code.co_filename.endswith(("dynamic.py", "kind.py", "main.py"))
        if is_ours(code):
            self.files.add(os.path.relpath(code.co_filename, PACKAGE))
            self.calls[f"{Path(code.co_filename).stem}.{code.co_name}"] += 1
            if code.co_name == "validate":
                self.validated[frame.f_locals["value"]] += 1


@contextmanager
def followed() -> Iterator[Followed]:
    seen = Followed()
    sys.setprofile(seen.note)
    try:
        yield seen
    finally:
        sys.setprofile(None)


@pytest.fixture
def change(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Simulator, Followed]]:
    """Follows check, diff and update of a number that a run before has made."""
    request = SimpleNamespace(urn=URN)  # noqa: F841 # as the local variable of Pulumi's servicer
    configuration = ConfigureRequest(Config({}, "project"))
    with Simulator(Options(rate_limit=0)) as simulator:
        for name, value in environment(simulator).items():
            if name not in os.environ:
                monkeypatch.setenv(name, value)
        declared = {"trunk_sid": simulator.add_trunk(), "phone_number": NUMBER}
        before, now = Provider("PhoneNumber"), Provider("PhoneNumber")
        before.configure(configuration)
        olds = before.check({}, declared).inputs
        made = before.create(olds)
        now.configure(configuration)
        now.read(made.id, made.outs or {})  # the client is made by now
        simulator.clear_log()
        with followed() as seen:
            news = now.check(olds, {**declared, "mode": "flow"}).inputs
            assert now.diff(made.id, made.outs or {}, news).changes
            now.update(made.id, made.outs or {}, news)
        yield simulator, seen


def test_one_change_is_one_request(change: tuple[Simulator, Followed]) -> None:
    simulator, _ = change
    assert [request.method for request in simulator.requests] == ["PUT"]


def test_the_new_value_passes_its_validator_four_times_at_most(change: tuple[Simulator, Followed]) -> None:
    """In check, diff, update, and as Exotel answers it."""
    _, seen = change
    assert 0 < seen.validated["flow"] <= 4
    assert 0 < seen.validated["pstn"] <= 3


def test_settings_and_client_are_made_once_for_a_provider(change: tuple[Simulator, Followed]) -> None:
    _, seen = change
    made = {call: count for call, count in seen.calls.items() if call.startswith(("config.", "session."))}
    assert set(made) <= {"session.client", "config.url"}
    assert "client.__init__" not in seen.calls


def test_the_shape_of_the_values_changes_ten_times_at_most(change: tuple[Simulator, Followed]) -> None:
    """It was 21 times."""
    _, seen = change
    assert 5 < seen.shapes <= 10


def test_the_way_leads_through_these_modules(change: tuple[Simulator, Followed]) -> None:
    _, seen = change
    modules = {call.partition(".")[0] for call in seen.calls if not call.endswith(".__init__")}
    for module in ("dynamic", "sdk", "checking", "ledger", "changing", "kind", "client", "http"):
        assert module in modules
    assert {"posting", "creating", "finding"} & modules == set()


def test_a_reader_follows_one_change_through_160_calls_and_nine_frames(change: tuple[Simulator, Followed]) -> None:
    """It was 186 calls, and 11 frames of ours above the HTTP library."""
    _, seen = change
    assert 100 < seen.calls.total() <= 160
    assert 5 < seen.frames_at_the_wire <= 9


def test_contributing_names_every_file_of_the_way(change: tuple[Simulator, Followed]) -> None:
    _, seen = change
    text = Path("CONTRIBUTING.md").read_text(encoding="utf-8")
    walk = text.partition("## The life of one change")[2].partition("\n## ")[0]
    assert [file for file in sorted(seen.files) if f"`{file}`" not in walk] == []
