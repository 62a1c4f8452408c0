"""`verify`: the lifecycle on a real account, with objects of its own, and a report of what no document settles."""

import os
from dataclasses import asdict

from rich.markup import escape

from exotel_pulumi.checks.live.check import PREFIX, LiveCheck
from exotel_pulumi.checks.live.report import Exchange, Report
from exotel_pulumi.cli import source
from exotel_pulumi.cli.output import Exit, console, notes, print_json
from exotel_pulumi.errors import SettingsError
from exotel_pulumi.objects import rules

PERMISSION = "EXOTEL_VERIFY_ACCOUNT"
PLAN = f"""\
`exotel-pulumi verify --live` makes, changes and removes in the account:
  a trunk named {PREFIX}…, an address on its list, a destination, and a login; with --number also that number
  and the caller ID. It touches nothing else, stops at the first answer that it does not understand, removes
  what it has made, and reports what Exotel answered where no document says it.
It sends nothing without --live, and nothing unless {PERMISSION} has the account's SID."""


def verify(live: bool, number: str | None, stack: str | None, as_json: bool) -> Exit:
    """Checks a real account, or says what a check would do."""
    if not live:
        console().print(PLAN, markup=False)
        return Exit.WELL
    fault = rules.phone_number(number) if number is not None else None
    if fault:
        raise SettingsError(f"--number {number} {fault}")
    exchange = Exchange()
    client = source.of(stack).client(exchange.observe)
    account = client.settings.account_sid
    if os.environ.get(PERMISSION, "").casefold() != account.casefold():
        advice = f"set {PERMISSION}={account} to allow it: the check makes and removes objects there."
        raise SettingsError(f"the check of the account {account} is not allowed; nothing was sent", advice)
    with notes().status("reading the account") as status:
        report = LiveCheck(client, exchange, number).run(lambda step: status.update(escape(step)))
    if as_json:
        print_json({"well": report.is_well, **asdict(report)})
    else:
        _print(report)
    return Exit.WELL if report.is_well else Exit.FOUND


def _print(report: Report) -> None:
    out = console()
    for line in report.done:
        out.print(f"  [green]✓[/green] {escape(line)}")
    out.print("[bold]what no document settles[/bold]")
    for point in report.points:
        out.print(f"  {escape(point.question)}: {escape(point.answer or 'not seen')}")
    if report.stopped:
        out.print(f"[red]✗[/red] stopped: {escape(report.stopped)}")
    for line in report.left:
        out.print(f"[red]✗[/red] left behind, remove it by hand: {escape(line)}")
