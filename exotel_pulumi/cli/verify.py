"""`verify`: the lifecycle on a real account, with objects of its own, and a report of what no document settles."""

import os
from dataclasses import asdict
from typing import Annotated

import typer

from exotel_pulumi.checks.live.check import OF_A_NUMBER, PREFIX, LiveCheck
from exotel_pulumi.checks.live.report import LastAnswer, Report
from exotel_pulumi.cli.asking import source_of
from exotel_pulumi.cli.options import AsJson, Stack, flag
from exotel_pulumi.cli.output import SIGNS, Exit, console, line, notes, print_json, say
from exotel_pulumi.errors import SettingsError
from exotel_pulumi.objects import CHILDREN
from exotel_pulumi.objects.values.number import phone_number_fault

PERMISSION = "EXOTEL_VERIFY_ACCOUNT"
ON_IT = ", ".join(f"a {kind.noun}" for kind in CHILDREN if kind not in OF_A_NUMBER)
WITH_NUMBER = " and ".join(f"the {kind.noun}" for kind in OF_A_NUMBER)
PLAN = f"""\
`exotel-pulumi verify --live` makes, changes and removes in the account:
  a trunk named {PREFIX}…, and on it {ON_IT};
  with --number also {WITH_NUMBER}.
It touches nothing else, stops at the first answer that it does not understand, removes what it has made, and reports
what Exotel answered where no document says it.
It sends nothing without --live, and nothing unless {PERMISSION} has the account's SID."""


def verify(
    live: Annotated[bool, flag("--live", "Do it; without it, says what would be done.")] = False,
    number: Annotated[
        str | None, typer.Option("--number", help="A number of the account that no trunk has, to map and unmap.")
    ] = None,
    stack: Stack = None,
    as_json: AsJson = False,
) -> Exit:
    """Checks a real account with objects of its own, and reports what no document settles."""
    if not live:
        console().print(PLAN, markup=False)
        return Exit.WELL
    fault = phone_number_fault(number) if number is not None else None
    if fault:
        raise SettingsError(f"--number {number} {fault}")
    last_answer = LastAnswer()
    client = source_of(stack).client(last_answer.observe)
    account = client.settings.account_sid
    if os.environ.get(PERMISSION, "").casefold() != account.casefold():
        advice = f"set {PERMISSION}={account} to allow it: the check makes and removes objects there."
        raise SettingsError(f"the check of the account {account} is not allowed; nothing was sent", advice)
    with notes().status("reading the account") as status:
        report = LiveCheck(client, last_answer, number).run(lambda step: status.update(line(step)))
    if as_json:
        print_json({"well": report.passed, **asdict(report)})
    else:
        _print(report)
    return Exit.WELL if report.passed else Exit.FOUND


def _print(report: Report) -> None:
    well, unwell = SIGNS[True], SIGNS[False]
    for done in report.done:
        say("  ", well, " ", done)
    say(("what no document settles", "bold"))
    for point in report.points:
        say("  ", point.question, ": ", point.answer or "not seen")
    if report.stopped:
        say(unwell, " stopped: ", report.stopped)
    for left in report.left:
        say(unwell, " left behind, remove it by hand: ", left)
