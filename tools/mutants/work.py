"""Works through a list of mistakes, two at once, and writes one line of JSON for each: who has killed it."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from . import trial
from .nearest import Stage
from .sites import Mutant

AT_ONCE = 2
AGAIN = "again"
Stages = Callable[[Mutant], Sequence[Stage]]


@dataclass
class Task:
    """Mistakes that are made together, the stages that they have still to pass, and what has been measured so far."""

    mutants: Sequence[Mutant]
    stages: list[Stage]
    survived: list[str] = field(default_factory=list)
    killer: str | None = None
    why: str = ""
    suspected: Stage | None = None  # the stage whose killer is asked again
    seconds: float = 0.0
    cpu: float = 0.0

    def line(self) -> dict[str, object]:
        """Returns the line of the result file; the mistakes of a group stand in it as a list."""
        names = [mutant.name for mutant in self.mutants]
        return {
            "name": names[0] if len(names) == 1 else names,
            "killed_by": self.killer,
            "survived": self.survived,
            "seconds": round(self.seconds, 1),
            "cpu": round(self.cpu, 1),
        }


@contextmanager
def trees(root: Path, number: int = AT_ONCE) -> Iterator[list[trial.Tree]]:
    """Copies the project, once for each run that takes place at the same time."""
    trial.load_libraries()
    with TemporaryDirectory(prefix="mutants-") as folder:
        yield [trial.Tree.copied(root, Path(folder, f"tree{number}")) for number in range(number)]


def work(tasks: list[Task], free: list[trial.Tree]) -> Iterator[Task]:
    """Runs each task through its stages until one kills it, and yields it when it is done."""
    waiting = list(reversed(tasks))
    running: dict[int, tuple[Task, trial.Tree, trial.Running]] = {}
    free = list(free)
    try:
        while waiting or running:
            while waiting and free:
                task, tree = waiting.pop(), free.pop()
                tree.make(task.mutants)
                _next(task, tree, running)
            for pid, (task, tree, process) in list(running.items()):
                if (ended := process.ended()) is None:
                    continue
                del running[pid]
                if counted(task, ended):
                    _next(task, tree, running)
                else:
                    free.append(tree)
                    yield task
            time.sleep(0.05)
    finally:
        for _, _, process in running.values():
            process.end()


def _next(task: Task, tree: trial.Tree, running: dict[int, tuple[Task, trial.Tree, trial.Running]]) -> None:
    process = trial.start(tree, task.stages[0])
    running[process.pid] = (task, tree, process)


def counted(task: Task, ended: trial.Ended) -> bool:
    """Adds what a stage came to; returns whether the mistake has another stage to pass.

    A test that fails is asked again, alone: on a busy machine one may fail for no mistake of ours. If it passes then,
    the stage is run once more without it.
    """
    task.seconds += ended.seconds
    task.cpu += ended.cpu
    stage = task.stages.pop(0)
    if stage.name == AGAIN and ended.killer is None and task.suspected is not None:
        without = (*task.suspected.tests, f"--deselect={task.killer}")
        task.stages.insert(0, Stage(task.suspected.name, without, task.suspected.limit))
    elif stage.name != AGAIN and task.mutants and "::" in (ended.killer or ""):
        task.suspected = stage
        task.stages.insert(0, Stage(AGAIN, (str(ended.killer),), stage.limit))
        task.killer, task.why = ended.killer, ended.why
        return True
    elif ended.killer is None:
        task.survived.append(stage.name)
    task.killer, task.why = ended.killer, ended.why
    return ended.killer is None and bool(task.stages)


def halved(group: Sequence[Mutant], stage: Stage, tree: trial.Tree) -> Iterator[Task]:
    """Finds the mistakes of a group that dear tests kill: a group that passes has none, another one is halved."""
    (done,) = work([Task(group, [stage])], [tree])
    if done.killer is None or len(group) == 1:
        for mutant in group:
            yield Task([mutant], [], done.survived, done.killer, done.why, seconds=done.seconds, cpu=done.cpu)
        return
    middle = len(group) // 2
    yield from halved(group[:middle], stage, tree)
    yield from halved(group[middle:], stage, tree)


def without_overlap(mutants: Sequence[Mutant]) -> list[list[Mutant]]:
    """Divides mistakes into groups in which no two touch the same code."""
    groups: list[list[Mutant]] = []
    for mutant in mutants:
        for group in groups:
            if all(mutant.file != other.file or _apart(mutant, other) for other in group):
                group.append(mutant)
                break
        else:
            groups.append([mutant])
    return groups


def _apart(one: Mutant, other: Mutant) -> bool:
    return one.end <= other.start or other.end <= one.start


def read(results: Path) -> dict[str, dict[str, object]]:
    """Reads a result file, by name."""
    lines = results.read_text(encoding="utf-8").splitlines() if results.exists() else []
    return {str(line["name"]): line for line in map(json.loads, lines)}


def append(results: Path, task: Task) -> None:
    """Writes one line, so that a run that is stopped loses only what it has not ended."""
    with results.open("a", encoding="utf-8") as file:
        file.write(json.dumps(task.line(), ensure_ascii=False) + "\n")
