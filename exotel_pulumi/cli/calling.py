"""`ring` and `rehearse`: calls against the simulator, and one verdict on them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from exotel_pulumi.account import state
from exotel_pulumi.account.promises.text import Held, as_data
from exotel_pulumi.checks import rehearsal
from exotel_pulumi.checks.calls import RIGHT_SIMULATOR, another_simulator
from exotel_pulumi.checks.control_path import is_here
from exotel_pulumi.checks.junit import junit
from exotel_pulumi.cli import pulumi_cli
from exotel_pulumi.cli.asking import source_of
from exotel_pulumi.cli.during import Command, During, Fails, examined, what_happens
from exotel_pulumi.cli.holding import Hold, promises_at, rung, say_held
from exotel_pulumi.cli.options import AsJson, Resolve, Stack, StandIn, Trust, flag, resolve_overrides, trusted
from exotel_pulumi.cli.output import Exit, console, count, mark, note, notes, print_json, write_file
from exotel_pulumi.cli.sounding import Dtmf, Play, Record, Talk, keep_recording, sound_of, sound_wish
from exotel_pulumi.cli.trace import Verbose, print_traces
from exotel_pulumi.errors import SettingsError
from exotel_pulumi.objects.trunk import TRUNK

Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="NAME", help="Only calls so named: in, out, a trunk, a number…; repeatable."),
]
AtOnce = Annotated[
    int | None,
    typer.Option(
        "--at-once", metavar="N", min=1, help="Calls at once: 10 (with --during 25), or 1 where --resolve leads them."
    ),
]
JUnit = Annotated[Path | None, typer.Option("--junit", metavar="FILE", help="Write a report in JUnit's form for CI.")]


def ring(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="A number of the simulated account.")],
    resolve: Resolve = None,
    trust: Trust = None,
    dtmf: Dtmf = "",
    play: Play = None,
    record: Record = None,
    talk: Talk = 1.0,
    verbose: Verbose = False,
    stand_in: StandIn = False,
    stack: Stack = None,
    as_json: AsJson = False,
) -> Exit:
    """Rings a number: the simulator calls its destinations, by priority and weight, until one answers."""
    wish = {"number": number, "resolve": resolve_overrides(resolve), "trust": trusted(trust), "stand_in": stand_in}
    url = _simulator(stack)
    with notes().status("calling"):
        report = rehearsal.ring(url, wish | sound_wish(dtmf, play, record, talk))
    keep_recording(report, record)
    if as_json:
        print_json(report)
    else:
        for row in report["tried"]:
            _print_call({"direction": "in", "number": number, **row})
        for said, passed in ((report["fault"], False), (report["note"], None)):
            if said:
                console().print(f"{mark(passed)} {escape(said)}", soft_wrap=True)
        if verbose:
            print_traces(url, [call["call_id"] for call in report["tried"]])
    return Exit.WELL if report["well"] else Exit.FOUND


def rehearse(
    command: Command = None,
    during: During = False,
    fail_on: Fails = None,
    only: Only = None,
    at_once: AtOnce = None,
    strict: Annotated[bool, flag("--strict", "Fail also for what was not tried.")] = False,
    junit_file: JUnit = None,
    hold: Hold = None,
    resolve: Resolve = None,
    trust: Trust = None,
    stand_in: StandIn = False,
    stack: Stack = None,
    as_json: AsJson = False,
) -> Exit:
    """Places every call against the simulator: out by each login and address, in to each number and destination."""
    run = examined(command, fail_on, is_during=during, others={"--strict": strict, "--junit": junit_file})
    promises, led = promises_at(hold), resolve_overrides(resolve)
    wish = {"only": only or [], "resolve": led, "trust": trusted(trust), **_at_once(at_once, is_led=bool(led))}
    url = _simulator(stack)
    if during:
        return what_happens(run, url, wish, promises, source_of(stack).client, fail_on, as_json=as_json)
    # A promise is proven for each number that a caller shows.
    wish |= {"stand_in": stand_in, "every_pair": promises is not None}
    rows = list(_placed(url, wish, as_json=as_json))
    verdict = rows.pop()
    if junit_file:
        write_file(junit_file, junit(rows))
    untried = [row for row in rows if "why" in row]
    kept = rung(promises, source_of(stack).client(), rows) if promises else Held()
    _print_sum(rows, untried, {**verdict, **as_data(kept)}, as_json)
    if not as_json:
        say_held(kept)
    return Exit.WELL if verdict["well"] and not kept.broken and not (strict and untried) else Exit.FOUND


def _placed(url: str, wish: Mapping[str, Any], *, as_json: bool) -> Iterator[dict[str, Any]]:
    for row in rehearsal.rehearse(url, wish):
        if not as_json and len(row) > 1:
            _print_call(row)
        yield row


def _at_once(given: int | None, *, is_led: bool) -> dict[str, int]:
    """Returns how many calls are placed at once: a phone of one's own takes one call at a time, as most do."""
    return {"at_once": given or 1} if given or is_led else {}


def _print_sum(
    rows: list[dict[str, Any]], untried: list[dict[str, Any]], verdict: dict[str, Any], as_json: bool
) -> None:
    calls = [row for row in rows if "why" not in row]
    if as_json:
        by_direction = {way: [row for row in calls if row["direction"] == way] for way in ("out", "in")}
        print_json({**verdict, **by_direction, "untried": untried})
    elif not rows:
        note("no call was placed: the simulator has no trunk. Run `pulumi up`.")
        note("If that finds nothing to do, the stack was made with another simulator: ", RIGHT_SIMULATOR)
    elif not calls:
        note("no call was placed: nothing is proven")
    elif untried:
        note(count(len(calls), "call"), f" placed, {len(untried)} not tried (--strict fails for that)")


def _simulator(stack: str | None) -> str:
    """Returns the address of the simulator. SettingsError for one that has nothing of the stack, if one is named."""
    source = source_of(stack)
    url = source.settings().url
    if stack is not None and is_here(url):
        held = state.read(pulumi_cli.exported_state(stack), account_sid=source.settings().account_sid)
        there = [str(row.get("trunk_sid")) for row in source.client().rows(TRUNK.endpoint(None))]
        if another := another_simulator(held, there, url):
            raise SettingsError(another.said, another.advice)
    return url


def _print_call(row: dict[str, Any]) -> None:
    """Prints what came of one call, or why it was not placed."""
    console().print(f"{mark(row['well'])} {escape(_said(row))}", soft_wrap=True)


def _said(row: dict[str, Any]) -> str:
    name = rehearsal.name(row)
    if "why" in row:
        return f"not tried: {name}: {row['why']}"
    answer = f"{row['status'] or ''} {row['reason']} {row['fault']}".strip()
    heard = f", {sound_of(row)}" if row["well"] and row["direction"] == "in" else ""
    known = f"; {row['note']}" if row.get("note") else ""
    return f"{name}: {answer}{heard}{known}"
