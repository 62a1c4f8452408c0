"""What mypy finds in a body: an argument that is forgotten, at another's place, or not resolved."""

from pathlib import Path

from mypy import api

BODIES = """
import pulumi

from exotel_pulumi.platforms.inputs import Texts, applied, resolved, texts
from exotel_pulumi.platforms.line import Json, Line, Needs, made, request


def bodies(
    line: Line,
    name: pulumi.Input[str] | None,
    count: pulumi.Input[int],
    numbers: Texts | None,
    other: pulumi.Input[str],
) -> list[pulumi.Output[Json]]:
    given = resolved(count, name, texts("numbers", numbers))
    return [
        request("right", line, Needs(), given, lambda line, count, name, numbers: {"a": line.phone_numbers(numbers)}),
        request("right", line, Needs(), given, lambda line, count, name, numbers: {"a": {"b": [name, 1 + count]}}),
        request("forgotten", line, Needs(), given, lambda line, count, name: {"a": name}),
        request("too many", line, Needs(), given, lambda line, count, name, numbers, more: {"a": name}),
        request("misplaced", line, Needs(), given, lambda line, name, count, numbers: {"a": 1 + count}),
        request("misplaced", line, Needs(), given, lambda line, count, numbers, name: {"a": line.phone_number(name)}),
        request("not resolved", line, Needs(), given, lambda line, count, name, numbers: {"a": {"b": [other]}}),
        request("may be None", line, Needs(), given, lambda line, count, name, numbers: {"a": name.upper()}),
        request("no body", line, Needs(), given, lambda line, count, name, numbers: [name]),
    ]


def written(line: Line, name: pulumi.Input[str], count: pulumi.Input[int]) -> list[pulumi.Output[str]]:
    given = resolved(name, count)
    return [
        made("right", line, Needs(), given, lambda line, name, count: name.upper()),
        made("misplaced", line, Needs(), given, lambda line, count, name: name.upper()),
        applied(given, lambda name, count: "right" + name),
        applied(given, lambda count, name: "misplaced" + name),
    ]
"""


def test_mypy_finds_an_argument_that_is_forgotten_misplaced_or_not_resolved(tmp_path: Path) -> None:
    """Fails, too, if `request` takes anything: then the lines that are wrong would be as good as the others."""
    file = tmp_path / "bodies.py"
    file.write_text(BODIES, encoding="utf-8")
    printed, broken, _ = api.run([str(file)])
    assert broken == ""
    errors = [line.split(":") for line in printed.splitlines() if ": error: " in line]
    lines = enumerate(BODIES.splitlines(), 1)
    wrong = {number for number, line in lines if "given, " in line and "right" not in line}
    assert {int(number) for _, number, *_ in errors} == wrong, printed
