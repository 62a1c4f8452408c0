"""`ring` and `rehearse`: calls against the simulator, before real phones are involved."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.markup import escape

from exotel_pulumi.checks import rehearsal
from exotel_pulumi.cli import source
from exotel_pulumi.cli.leading import led, trusted
from exotel_pulumi.cli.output import Exit, console, notes, print_json

Line = tuple[bool, str]


def ring(number: str, resolve: Sequence[str], trust: Path | None, stack: str | None, as_json: bool) -> Exit:
    """Rings one number's destinations and prints what each has said."""
    report = _ask("ring", {"number": number, **_wish(resolve, trust)}, stack)
    return _print(report, report["answered"], _rung(report), as_json)


def rehearse(resolve: Sequence[str], trust: Path | None, stand_in: bool, stack: str | None, as_json: bool) -> Exit:
    """Calls out with each login and address, rings each number, and prints one report."""
    report = _ask("rehearse", {**_wish(resolve, trust), "stand_in": stand_in}, stack)
    lines = [*_out(report), *(line for rung in report["in"] for line in _rung(rung))]
    return _print(report, report["well"], lines, as_json)


def _wish(resolve: Sequence[str], trust: Path | None) -> dict[str, Any]:
    return {"resolve": led(resolve), "trust": trusted(trust)}


def _ask(what: str, wish: dict[str, Any], stack: str | None) -> dict[str, Any]:
    url = source.of(stack).settings().url
    with notes().status("calling"):
        return rehearsal.ask(url, what, wish)


def _out(report: dict[str, Any]) -> Iterator[Line]:
    for row in report["out"]:
        is_well = row["status"] == 200 and row["heard"] > 0
        said = f"{row['status'] or ''} {row['reason']} {row['fault']}".strip()
        yield is_well, f"out by {row['by']} of {row['trunk']}, shown {row['number']}: {said}"


def _rung(report: dict[str, Any]) -> Iterator[Line]:
    if not report["tried"]:
        yield False, f"in to {report['number']}: the number has no destination, or is on no trunk"
    for said in report["tried"]:
        is_well = said["status"] is not None and said["status"] < 300
        answer = f"{said['status'] or ''} {said['reason']} {said['fault']}".strip()
        heard = f", {said['heard']} packets of audio heard" if is_well else ""
        yield is_well, f"in to {report['number']} at {said['destination']}: {answer}{heard}"


def _print(report: dict[str, Any], is_well: bool, lines: Sequence[Line] | Iterator[Line], as_json: bool) -> Exit:
    if as_json:
        print_json(report)
    else:
        for good, line in lines:
            console().print(f"{'[green]✓[/green]' if good else '[red]✗[/red]'} {escape(line)}", soft_wrap=True)
    return Exit.WELL if is_well else Exit.FOUND
