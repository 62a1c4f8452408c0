"""The recipes of docs/changing_a_line.md on the real engine, each call counted; `python -m tests.engine.recipes`.

All recipes are one stack, and each of its steps one `up`: a command for each recipe would be the same work six times.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from exotel_pulumi.api import throttle
from exotel_pulumi.api.throttle import Throttle
from exotel_pulumi.cli.during import Sample
from exotel_pulumi.simulator import Simulator
from tests.clock import Clock
from tests.docs.pages import ROOT, blocks_of
from tests.engine.during import Judgement, Way, judging, set_flows
from tests.engine.simulators import options
from tests.engine.stack import Stack
from tests.engine.wire import spelled

PAGE = "docs/changing_a_line.md"
END = "<!-- end -->"
HEAD = "| recipe | requests | calls | refused | back | calls | refused |\n|---|---:|---:|---|---:|---:|---|\n"

EDGE: Mapping[str, Any] = {"sip_flows": "by-hand", "sip_tcp": 0}


@dataclass(frozen=True)
class Recipe:
    """What is in use during each step of a recipe, forwards: step 1 leads from the first program to the second."""

    trunks: tuple[str, ...]
    numbers: tuple[str, ...]
    callers: Sequence[tuple[str, ...]]  # of each step, one of whom the other side is; none where no calls go out
    is_called: bool = True

    def ways(self, step: int) -> list[list[Way]]:
        """Returns the ways that are in use in a step; of each list, one is enough."""
        found = [[Way("in", number)] for number in self.numbers if self.is_called]
        callers = self.callers[step]
        return found + [[Way("out", number, caller) for caller in callers] for number in self.numbers if callers]


def by(*names: str) -> tuple[str, ...]:
    return tuple(f"login {name}" for name in names)


RECIPES: Mapping[str, Recipe] = {
    "a new SIP password": Recipe(("login_line",), ("+919876540001",), [by("agent_1"), by("agent_2")], is_called=False),
    "a destination drained, then removed": Recipe(("drained_line",), ("+919876540002",), [(), (), ()]),
    "another platform or region": Recipe(("platform_line",), ("+919876540003",), [by("india"), by("singapore")]),
    "an address replaced": Recipe(
        ("office_line",), ("+919876540004",), [("address 13.233.10.20",), ("address 13.233.10.21",)], is_called=False
    ),
    "a number moved to another trunk": Recipe(
        ("here_line", "there_line"), ("+919876540005",), [by("here_agent", "there_agent")]
    ),
    "another domain, or another account": Recipe(
        ("old_line", "new_line"), ("+919876540006", "+919876540007"), [by("old_agent", "new_agent")] * 4
    ),
}

SILENT = ("a number moved to another trunk", "another domain, or another account")  # for a while


@dataclass
class Count:
    """What a recipe has cost in one direction."""

    requests: int = 0
    calls: int = 0
    refused: dict[str, int] = field(default_factory=lambda: {"in": 0, "out": 0})
    placed: list[dict[str, Any]] = field(default_factory=list)  # calls in the background, by the ways in use

    def add(self, used: Sequence[Sequence[Way]], judged: Sequence[Judgement]) -> None:
        """Counts a call by each way after each writing request."""
        self.requests += len(judged)
        for judgement in judged:
            for alternatives in used:
                self.calls += 1
                self.refused[alternatives[0].direction] += not any(judgement[way] for way in alternatives)

    @property
    def cells(self) -> str:
        """Returns the cells of a row."""
        return f"{self.requests} | {self.calls} | {self.refused['in']} in, {self.refused['out']} out"


def programs() -> dict[str, list[str]]:
    """Returns the programs of each recipe, in order."""
    found: dict[str, list[str]] = {recipe: [] for recipe in RECIPES}
    for block in blocks_of(PAGE):
        if block.language == "python":
            recipe, _, number = block.title.rpartition(" ")
            found[recipe].append(block.text)
            assert len(found[recipe]) == int(number), block.title
    return found


class Line:
    """The stack of all recipes, at one of its steps."""

    def __init__(self, stack: Stack) -> None:
        self.stack, self.simulator = stack, stack.simulator
        self._programs = programs()
        self.steps = max(map(len, self._programs.values())) - 1
        self.after_deletions: list[str] = []  # the requests that came right after a number was deleted

    def write(self, place: int) -> None:
        """Writes the program of each recipe at this place, or its last one."""
        for number, texts in enumerate(self._programs.values()):
            (self.stack.project / f"recipe_{number}.py").write_text(texts[min(place, len(texts) - 1)], encoding="utf-8")
        self.stack.program("".join(f"import recipe_{number}\n" for number in range(len(self._programs))))

    def go(self, start: int, end: int, counts: Mapping[str, Count]) -> None:
        """Brings the stack from one step to the next one, or back, and counts calls."""
        self.write(end)
        sids = self._sids()
        self.simulator.clear_log()
        changing = [name for name, texts in self._programs.items() if max(start, end) < len(texts)]
        rung = [trunk for name in changing if name not in SILENT for trunk in RECIPES[name].trunks]
        used = {name: RECIPES[name].ways(min(start, end)) for name in changing}
        ways = [way for found in used.values() for alternatives in found for way in alternatives]
        with judging(self.simulator, ways) as judged:
            sample = Sample(self.simulator.url, {"only": rung}) if rung else None
            self.stack.up("--parallel", "1")
        calls = sample.ended().calls if sample else []
        sent = [each for each in self.simulator.requests if each.method != "GET" and each.status == 200]
        self.after_deletions += [
            spelled(after) for before, after in pairwise(sent) if spelled(before) == "DELETE phone_numbers"
        ]
        for name in changing:
            trunks = RECIPES[name].trunks
            own = {each[trunk] for each in (sids, self._sids()) for trunk in trunks if trunk in each} | {*trunks}
            of_recipe = [
                judgement
                for judgement, request in zip(judged, sent, strict=True)
                if any(text in f"{request.path} {request.query} {request.body}" for text in own)
            ]
            counts[name].add(used[name], of_recipe)
            taken = {way for alternatives in used[name] for way in alternatives}
            counts[name].placed += [row for row in calls if Way(row["direction"], row["number"], row["by"]) in taken]
        set_flows(self.simulator)

    def _sids(self) -> dict[str, str]:
        return {str(row["trunk_name"]): str(row["trunk_sid"]) for row in self.simulator.trunks()}


def measured(line: Line) -> dict[str, tuple[Count, Count]]:
    """Runs all recipes forwards and back."""
    line.write(0)
    line.stack.up()
    set_flows(line.simulator)
    ways = [{name: Count() for name in RECIPES} for _ in range(2)]
    for step in range(line.steps):
        line.go(step, step + 1, ways[0])
    for step in reversed(range(line.steps)):
        line.go(step + 1, step, ways[1])
    return {name: (ways[0][name], ways[1][name]) for name in RECIPES}


def table(found: Mapping[str, tuple[Count, Count]]) -> str:
    """Returns the table of the page."""
    rows = (f"| [{name}](#{anchor(name)}) | {there.cells} | {back.cells} |\n" for name, (there, back) in found.items())
    return HEAD + "".join(rows)


def anchor(name: str) -> str:
    """Returns the anchor of a chapter."""
    return name.lower().replace(",", "").replace(" ", "-")


def of_limit() -> str:
    """Returns what the limit does to numbers that move, with places kept and without."""
    rows = []
    for workers in (1, 4):
        for keep in (0, 1):
            waited, longest = moved(240, workers, keep)
            how = "kept" if keep else "not kept"
            rows.append(f"| {workers} | {how} | {waited} | {longest:.1f} |\n")
    head = "| at once | place of the `POST` | of 240 numbers, away for a second or more | longest, seconds |\n"
    return head + "|---:|---|---:|---:|\n" + "".join(rows)


def moved(numbers: int, workers: int, keep: int) -> tuple[int, float]:
    """Moves numbers at 200 requests a minute and 50 ms a request, by so many at once, after one other request.

    Returns how many were away for a second or more, and the longest time.
    """
    clock, away, deleted = Clock(), dict[str, float](), list[str]()
    gate = Throttle(200, 50, clock)

    def send(name: str, places: int) -> None:
        with gate.exchange(name if keep else "", places), gate.turn():
            clock.now += 0.05 / workers
        away[name] = clock.now - away.get(name, 0.0)

    def sleep(seconds: float) -> None:
        while keep and deleted:  # the other workers go on: who has a place waits for nobody
            other = Thread(target=send, args=(deleted.pop(0), 0))
            other.start()
            other.join()
        Clock.sleep(clock, seconds)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(throttle, "time", clock)
        patch.setattr(clock, "sleep", sleep)
        with gate.turn():
            pass
        for number in range(0, numbers, workers):
            for worker in range(workers):
                send(name := str(number + worker), keep)
                deleted.append(name)
            while deleted:
                send(deleted.pop(0), 0)
    return sum(seconds >= 1 for seconds in away.values()), max(away.values())


def parts(text: str) -> Iterator[str]:
    """Yields what the page has between its marks: the table of recipes, and that of the limit."""
    for part in text.split("<!-- made by ")[1:]:
        yield part.partition("-->\n")[2].partition(END)[0]


def main() -> None:
    """Writes the tables of the page."""
    made = [of_limit()]
    with tempfile.TemporaryDirectory() as folder, Simulator(options(**EDGE)) as simulator:
        made.insert(0, table(measured(Line(Stack(Path(folder) / "recipes", simulator)))))
    file = ROOT / PAGE
    text = file.read_text(encoding="utf-8")
    for old, new in zip([*parts(text)], made, strict=True):
        text = text.replace(f"-->\n{old}{END}", f"-->\n{new}{END}", 1)
    file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
