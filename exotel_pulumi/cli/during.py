"""`rehearse --during -- COMMAND`: what the command does to calls, while it runs."""

import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from threading import Thread
from typing import Annotated, Any

import typer

from exotel_pulumi.account.promises.calls_file import Promises
from exotel_pulumi.account.promises.text import Held
from exotel_pulumi.account.promises.text import as_data as promises_as_data
from exotel_pulumi.api.client import Client
from exotel_pulumi.checks import rehearsal, ways_seen
from exotel_pulumi.checks.during import Fate, Fates, as_data, fates, off_too_long, unseen
from exotel_pulumi.checks.ways_seen import Record, name
from exotel_pulumi.cli.holding import rung, say_held
from exotel_pulumi.cli.options import flag
from exotel_pulumi.cli.output import SIGNS, Exit, count, note, print_json, say
from exotel_pulumi.cli.waiting import exit_code
from exotel_pulumi.cli.ways import lines, tally, turns_of
from exotel_pulumi.errors import DeclarationError, ExotelError
from exotel_pulumi.foreign import shown

AT_ONCE = 25  # calls
MOST = 20  # ways of a sample that are named
STDERR = 2
STYLES = {
    Fate.STOPS: "bold red",
    Fate.INTERRUPTED: "yellow",
    Fate.GONE: "magenta",
    Fate.CHANGED: "cyan",
    Fate.BEGINS: "green",
    Fate.UNCHANGED: "dim",
}
During = Annotated[bool, flag("--during", "Run the command behind `--`, and say what becomes of calls meanwhile.")]
Command = Annotated[
    list[str] | None, typer.Argument(metavar="COMMAND", help="The command for --during, behind two dashes.")
]


class FailOn(StrEnum):
    """What makes the command fail; what interrupts has what stops in it."""

    STOPS = "stops"
    INTERRUPTS = "interrupts"


FAILING = {FailOn.STOPS: (Fate.STOPS,), FailOn.INTERRUPTS: (Fate.STOPS, Fate.INTERRUPTED)}
Fails = Annotated[
    FailOn | None,
    typer.Option(
        "--fail-on",
        help="For --during: exit with 1 if a way of calls stops (the default without --hold), or is interrupted.",
    ),
]


class Sample:
    """Calls that are placed beside the command, from now on until the record is ended."""

    def __init__(self, url: str, wish: Mapping[str, Any]) -> None:
        self.calls: list[dict[str, Any]] = []
        self.seconds = 0.0
        self._began = time.monotonic()
        self._error: ExotelError | None = None
        self._rows = rehearsal.sample(url, wish)
        self._take(next(self._rows))  # what is wrong with the simulator is said before the command runs
        self._thread = Thread(target=self._go_on, daemon=True)
        self._thread.start()

    def ended(self) -> "Sample":
        """Waits for the last call. NoAnswerError if the simulator ended before."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self

    def _take(self, row: dict[str, Any]) -> None:
        self.seconds = time.monotonic() - self._began
        self.calls += [row] if len(row) > 1 else []

    def _go_on(self) -> None:
        try:
            for row in self._rows:
                self._take(row)
        except ExotelError as error:
            self._error = error


def examined(
    command: Sequence[str] | None, fail_on: FailOn | None, *, is_during: bool, others: Mapping[str, object]
) -> list[str]:
    """Returns the command that is to run, empty without one. DeclarationError for what cannot be meant."""
    if not is_during:
        if command or fail_on:
            raise DeclarationError(
                "a command and --fail-on are for --during", "write it: `rehearse --during -- pulumi up --yes`."
            )
        return []
    if not command:
        fault = "--during has no command to run"
        raise DeclarationError(fault, "write it behind `--`: `rehearse --during -- pulumi up --yes`.")
    for option, given in others.items():
        if given:
            raise DeclarationError(f"{option} says nothing of --during", "leave it out, or rehearse in a second step.")
    if shutil.which(command[0]) is None:
        raise DeclarationError(f"there is no program {shown(command[0])}", "name one that is on PATH.")
    return [*command]


def what_happens(
    command: Sequence[str],
    url: str,
    wish: Mapping[str, Any],
    promises: Promises | None,
    client: Callable[[], Client],
    fail_on: FailOn | None,
    *,
    as_json: bool,
) -> Exit:
    """Runs a command while the simulator judges all ways after each write, and says what has become of them."""
    rehearsal.only_here(url)
    with ways_seen.watching(url):
        sample = Sample(url, {"at_once": AT_ONCE, **wish})
        code = _run(command, is_quiet=as_json)
    _say_end(command, code)
    calls, record = sample.ended().calls, ways_seen.recorded(url)
    found, wrong = fates(record), unseen(record, calls)
    kept = _held(promises, client, record, url, wish)
    fail_on = fail_on or (FailOn.STOPS if promises is None else None)
    is_bad = bool(wrong or kept.broken) or _fails(found, fail_on)
    result = Exit.NOT_ASKED if code else Exit.FOUND if is_bad else Exit.WELL
    if as_json:
        own = {"well": not result, "exit": code, **as_data(record, found), "seconds": round(sample.seconds, 1)}
        print_json({**own, "calls": calls, "unseen": wrong, **promises_as_data(kept)})
    else:
        _say_ways(record, found, _of_exit(found, result, fail_on))
        _say_sample(sample, wrong)
        say_held(kept)
    return result


def _fails(found: Fates, fail_on: FailOn | None) -> bool:
    return fail_on is not None and any(fate in FAILING[fail_on] for fate, _ in found)


def _of_exit(found: Fates, result: Exit, fail_on: FailOn | None) -> str:
    """Says the exit code, and which flag has made it or would make another one of it."""
    if result is Exit.FOUND and _fails(found, fail_on):
        return f"exit 1, by --fail-on {fail_on}"
    wish = next((each for each in FailOn if _fails(found, each)), None)
    return f"exit {result}; --fail-on {wish}: 1" if wish and result is Exit.WELL else f"exit {result}"


def _run(command: Sequence[str], *, is_quiet: bool) -> int:
    """Runs a command in the person's terminal, to its end; what it prints goes beside a result in JSON."""
    try:
        with subprocess.Popen(command, stdout=STDERR if is_quiet else None) as child:  # noqa: S603 - the person's own
            return exit_code(child)
    except OSError as error:
        fault = f"the command behind --during cannot be run: {shown(command[0])}: {error.strerror}"
        raise DeclarationError(fault, "name a program of this machine.") from None


def _say_end(command: Sequence[str], code: int) -> None:
    """Says how the command ended, by the name of its program alone: its arguments may be secrets."""
    if code:
        how = f"ended with exit code {code}" if code > 0 else f"was ended by signal {-code}"
        note(f"`{shown(command[0])}` {how}")


def _held(
    promises: Promises | None, client: Callable[[], Client], record: Record, url: str, wish: Mapping[str, Any]
) -> Held:
    """Holds promises to what the command has done, and to calls that are placed after it."""
    if promises is None:
        return Held()
    rows = list(rehearsal.rehearse(url, {**wish, "every_pair": True, "stand_in": True}))[:-1]
    kept = rung(promises, client(), rows)
    return replace(kept, broken=sorted([*kept.broken, *off_too_long(promises, record)], key=lambda each: each.line))


def _say_ways(record: Record, found: Fates, end: str) -> None:
    for line in lines(found):
        label = "" if line.fate is None else str(line.fate) if line.fate is Fate.UNCHANGED else line.fate.upper()
        say((f"{label:13}", STYLES[line.fate] if line.fate else ""), line.text if line.fate else f"     {line.text}")
    say(f"{tally(found)}; {count(record.writes, 'writing request')}   ({end})")


def _say_sample(sample: Sample, wrong: Sequence[Mapping[str, Any]]) -> None:
    calls, lost = sample.calls, [call for call in sample.calls if not (call["well"] or call["refused"])]
    if not calls:
        note("no call was placed beside the command: there was no way of calls at its beginning")
        return
    refused = sum(bool(call["refused"]) for call in calls)
    say(f"Sample: {count(len(calls), 'call')}, {len(calls) / sample.seconds:.0f} a second; {refused} refused")
    _say_some([(None, text) for text in turns_of(calls)])
    for call in lost[:1]:
        say(
            "  ",
            SIGNS[None],
            f" {count(len(lost), 'call')} failed on this machine, first {name(call)}: {call['fault']}",
        )
    _say_some([(False, _contradicted(call)) for call in wrong])


def _say_some(rows: Sequence[tuple[bool | None, str]]) -> None:
    for sign, text in rows[:MOST]:
        say("  ", SIGNS[sign], " ", text)
    if len(rows) > MOST:
        say(f"    and {len(rows) - MOST:,} more, which --json lists")


def _contradicted(call: Mapping[str, Any]) -> str:
    how = f"refused: {call['fault']}" if call["refused"] else "let through"
    first, last = call["writes"]
    return f"the record did not see it: {name(call)} at {call['at']}, between write {first} and {last}: {how}"
