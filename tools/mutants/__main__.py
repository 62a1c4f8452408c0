"""`python -m tools.mutants`: how much the tests are worth, by mistakes that are made on purpose.

sample   a sample (seeded) through stages of tests, from cheap to dear; goes on where the result file ends
some     mistakes of a list of names against tests that are given
halve    the same with tests that are dear: all mistakes at once, then by halves
list     the names of all mistakes
compare  which mistakes one result file has as killed and another has not
"""

import argparse
import random
import sys
from collections import Counter
from pathlib import Path

from . import work
from .nearest import Nearest, Stage, stages
from .sites import Mutant, mutants
from .trial import HOUR, Tree

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = 300


def main() -> None:
    arguments = _parsed()
    commands = {"sample": sample, "some": some, "halve": halve, "list": show, "compare": compare}
    commands[arguments.command](arguments)


def sample(arguments: argparse.Namespace) -> None:
    """Runs the sample through its stages."""
    everything = sorted(mutants(ROOT), key=lambda mutant: mutant.name)
    chosen = random.Random(arguments.seed).sample(everything, min(arguments.count, len(everything)))  # noqa: S311
    nearest = Nearest.read(ROOT)
    names = arguments.stages.split(",")
    _run(chosen, lambda mutant: stages(names, mutant.file, nearest, ROOT), arguments.results, trusted=arguments.trusted)


def some(arguments: argparse.Namespace) -> None:
    """Runs the mistakes that are named against the given tests."""
    stage = Stage("given", tuple(arguments.tests), arguments.limit)
    _run(_named(arguments.names), lambda _: [stage], arguments.results, trusted=arguments.trusted)


def halve(arguments: argparse.Namespace) -> None:
    """Finds by halves which of the named mistakes dear tests kill."""
    stage = Stage("given", tuple(arguments.tests), arguments.limit)
    with work.trees(ROOT, 1) as (tree,):
        for group in work.without_overlap(_named(arguments.names)):
            for task in work.halved(group, stage, tree):
                _report(task, arguments.results)


def show(arguments: argparse.Namespace) -> None:
    """Prints the name of each mistake."""
    del arguments
    print("\n".join(mutant.name for mutant in mutants(ROOT)))


def compare(arguments: argparse.Namespace) -> None:
    """Prints what the first result file has as killed, and the second one not; fails if there is any."""
    before, after = work.read(arguments.before), work.read(arguments.after)
    lost = [name for name, line in before.items() if line["killed_by"] and not after.get(name, {}).get("killed_by")]
    print("\n".join(lost) or f"all {sum(bool(line['killed_by']) for line in before.values())} are killed again")
    sys.exit(bool(lost))


def _run(chosen: list[Mutant], stages_of: work.Stages, results: Path, *, trusted: bool) -> None:
    done = work.read(results)
    tasks = [work.Task([mutant], list(stages_of(mutant))) for mutant in chosen if mutant.name not in done]
    with work.trees(ROOT) as free:
        if not (done or trusted):
            _verify(tasks, free)
        for task in work.work(tasks, free):
            _report(task, results)
    summarise(results)


def _verify(tasks: list[work.Task], free: list[Tree]) -> None:
    """Stops unless all tests that will be run pass without a mistake."""
    chosen = [stage for task in tasks for stage in task.stages]
    together = Stage("all", tuple({test: None for stage in chosen for test in stage.tests}), HOUR)
    for task in work.work([work.Task([], [together])] if tasks else [], free[:1]):
        if task.killer is not None:
            sys.exit(f"without any mistake: {task.killer}\n{task.why}")


def _report(task: work.Task, results: Path) -> None:
    work.append(results, task)
    print(f"{task.cpu:6.1f} s  {task.mutants[0].name}\n          {task.killer or 'SURVIVED'}", flush=True)


def summarise(results: Path) -> None:
    """Prints what a result file comes to, by folder."""
    lines = work.read(results)
    total: Counter[str] = Counter()
    killed: Counter[str] = Counter()
    for name, line in lines.items():
        folder = name.split("/")[1]
        total[folder] += 1
        killed[folder] += line["killed_by"] is not None
    for folder, number in total.items():
        print(f"{folder:10} {killed[folder]:4} of {number:4} killed")
    seconds = sum(float(str(line["cpu"])) for line in lines.values())
    print(f"{killed.total()} of {total.total()} killed; {seconds:.0f} s of processor time")


def _named(names: Path) -> list[Mutant]:
    """Returns the mistakes that a file names, one in each line."""
    by_name = {mutant.name: mutant for mutant in mutants(ROOT)}
    wanted = [line for line in names.read_text(encoding="utf-8").splitlines() if line]
    if unknown := [name for name in wanted if name not in by_name]:
        sys.exit("no such mistake (the code has changed since?):\n" + "\n".join(unknown))
    return [by_name[name] for name in wanted]


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.mutants", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    commands = parser.add_subparsers(dest="command", required=True)
    results = argparse.ArgumentParser(add_help=False)
    results.add_argument("--results", type=Path, required=True, help="the result file, one line of JSON for each")
    results.add_argument("--trusted", action="store_true", help="the tests are known to pass without a mistake")
    given = argparse.ArgumentParser(add_help=False, parents=[results])
    given.add_argument("names", type=Path, help="a file with the name of a mistake in each line")
    given.add_argument("tests", nargs="+", help="what pytest is given")
    given.add_argument("--limit", type=float, default=900, help="seconds after which a run hangs")
    whole = commands.add_parser("sample", parents=[results])
    whole.add_argument("--count", type=int, default=SAMPLE)
    whole.add_argument("--seed", type=int, default=1)
    whole.add_argument("--stages", default="nearest,pure,cli,host", help="of: nearest, pure, cli, host, engine")
    for name in ("some", "halve"):
        commands.add_parser(name, parents=[given])
    commands.add_parser("list")
    two = commands.add_parser("compare")
    for name in ("before", "after"):
        two.add_argument(name, type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
