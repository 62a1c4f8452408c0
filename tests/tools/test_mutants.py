"""The mistakes that are made on purpose: where they are made, what they are called, and how they are grouped."""

import ast
from pathlib import Path

from tools.mutants import trial, work
from tools.mutants.nearest import Nearest, Stage, stages
from tools.mutants.sites import Mutant, mutants, with_mistakes

CODE = '''"""A docstring with == in it."""

from typing import Final

LIMIT: Final = 3


def fits(number: int, text: str = "") -> bool:
    """Returns whether it fits."""
    try:
        if number > LIMIT and not text:
            raise ValueError(f"too many: {number + 1}")
    except ValueError:
        log.warning("3 is the limit")
        return False
    return number == LIMIT or call(text, strict=True)
'''
FILE = "exotel_pulumi/api/limits.py"


def found(root: Path) -> list[Mutant]:
    Path(root, FILE).parent.mkdir(parents=True)
    Path(root, FILE).write_text(CODE, encoding="utf-8")
    return mutants(root)


def test_mistakes_are_made_in_code_and_not_in_words(tmp_path: Path) -> None:
    names = [mutant.name.removeprefix(f"{FILE}:") for mutant in found(tmp_path)]
    assert len(set(names)) == len(names)
    assert {
        "5 constant: 3 -> 4",
        "11 comparison: number > LIMIT -> (number >= LIMIT)",
        "11 not dropped: not text -> bool(text)",
        '12 statement dropped: raise ValueError(f"too many: {number + 1}") -> pass',
        "13 exception class: ValueError -> ZeroDivisionError",
        "15 constant: False -> True",
        "16 and/or: number == LIMIT or call(text, strict=True) -> (number == LIMIT and call(text, strict=True))",
        "16 condition dropped: number == LIMIT or call(text, strict=True) -> (number == LIMIT)",
        "16 argument strict dropped: call(text, strict=True) -> call(text)",
        "16 nothing returned: return number == LIMIT or call(text, strict=True) -> return None",
    } <= set(names)
    assert [name for name in names if "docstring" in name or "limit is" in name or name.startswith("14 st")] == []


def test_every_mistake_is_code(tmp_path: Path) -> None:
    for mutant in found(tmp_path):
        wrong = with_mistakes(CODE, [mutant])
        assert ast.dump(ast.parse(wrong)) != ast.dump(ast.parse(CODE)), mutant.name
        assert wrong.count("\n") == CODE.count("\n") or "\n" in mutant.before


def test_mistakes_of_one_group_do_not_touch_each_other(tmp_path: Path) -> None:
    everything = found(tmp_path)
    groups = work.without_overlap(everything)
    assert sum(map(len, groups)) == len(everything) > len(groups) > 1
    for group in groups:
        ast.parse(with_mistakes(CODE, group))


def test_the_tests_of_a_module_come_first(tmp_path: Path) -> None:
    (tmp_path / "CONTRIBUTING.md").write_text(
        "| module | tests |\n|---|---|\n| `exotel_pulumi/api/` | `tests/api` |\n"
        "| `exotel_pulumi/api/client.py` | `tests/api/test_client.py`, `tests/api/test_lists.py` |\n"
    )
    nearest = Nearest.read(tmp_path)
    assert nearest.tests("exotel_pulumi/api/client.py") == ("tests/api/test_client.py", "tests/api/test_lists.py")
    assert nearest.tests("exotel_pulumi/api/new.py") == ("tests/api",)
    first, last = stages(["nearest", "host"], "exotel_pulumi/objects/new.py", nearest, tmp_path)
    assert (first.tests[0], last.tests) == ("tests/objects", ("tests/host",))


def ended(killer: str | None) -> trial.Ended:
    return trial.Ended(killer, "", 1.0, 1.0)


def test_a_test_that_fails_is_asked_again_and_left_out_if_it_passes_then(tmp_path: Path) -> None:
    near, far = Stage("near", ("tests/api",), 60), Stage("far", ("tests/host",), 60)
    task = work.Task(found(tmp_path)[:1], [near, far])
    assert work.counted(task, ended("tests/api/test_a.py::test_late"))
    assert task.stages[0].tests == ("tests/api/test_a.py::test_late",)
    assert work.counted(task, ended(None))
    assert task.stages == [Stage("near", ("tests/api", "--deselect=tests/api/test_a.py::test_late"), 60), far]
    assert work.counted(task, ended(None))
    assert (task.killer, task.survived, task.stages) == (None, ["near"], [far])
    work.counted(task, ended("tests/host/test_b.py::test_seen"))
    assert not work.counted(task, ended("tests/host/test_b.py::test_seen"))
    assert task.line()["killed_by"] == "tests/host/test_b.py::test_seen"
    assert not work.counted(work.Task(task.mutants, [near, far]), ended("hang, near"))
