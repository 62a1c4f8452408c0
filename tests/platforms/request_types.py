"""What mypy finds in a body: an argument that is forgotten, at another's place, or not resolved.

No test runs this: `make types` fails for an `ignore` that ignores nothing, and for a right line with an error.
"""

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
        request("forgotten", line, Needs(), given, lambda line, count, name: {"a": name}),  # type: ignore[misc, arg-type]
        request("too many", line, Needs(), given, lambda line, count, name, numbers, more: {"a": name}),  # type: ignore[misc, arg-type]
        request("misplaced", line, Needs(), given, lambda line, name, count, numbers: {"a": 1 + count}),  # type: ignore[operator]
        request("misplaced", line, Needs(), given, lambda line, count, numbers, name: {"a": line.phone_number(name)}),  # type: ignore[arg-type]
        request("not resolved", line, Needs(), given, lambda line, count, name, numbers: {"a": {"b": [other]}}),  # type: ignore[list-item]
        request("may be None", line, Needs(), given, lambda line, count, name, numbers: {"a": name.upper()}),  # type: ignore[union-attr]
        request("no body", line, Needs(), given, lambda line, count, name, numbers: [name]),  # type: ignore[arg-type, return-value]
    ]


def written(line: Line, name: pulumi.Input[str], count: pulumi.Input[int]) -> list[pulumi.Output[str]]:
    given = resolved(name, count)
    return [
        made("right", line, Needs(), given, lambda line, name, count: name.upper()),
        made("misplaced", line, Needs(), given, lambda line, count, name: name.upper()),  # type: ignore[attr-defined]
        applied(given, lambda name, count: "right" + name),
        applied(given, lambda count, name: "misplaced" + name),  # type: ignore[operator]
    ]
