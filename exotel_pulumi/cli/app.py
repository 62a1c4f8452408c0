"""The commands, their arguments and their help; each command is a module of its own."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from exotel_pulumi.cli import diagram as diagram_command
from exotel_pulumi.cli import doctor as doctor_command
from exotel_pulumi.cli import explain as explain_command
from exotel_pulumi.cli import importing
from exotel_pulumi.cli import probe as probe_command
from exotel_pulumi.cli import rehearse as rehearse_command
from exotel_pulumi.cli import show as show_command
from exotel_pulumi.cli import verify as verify_command
from exotel_pulumi.cli.output import asking

EXIT_CODES = (
    "Exit codes: 0 all is well, 1 something was found, 2 a wrong argument or setting, 3 Exotel could not be asked."
)

app = typer.Typer(
    name="exotel-pulumi",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    epilog=EXIT_CODES,
    help="Exotel's SIP trunks, beside `pulumi`: what an account has, whether calls would work, and what codes mean.",
)

Trunks = Annotated[list[str] | None, typer.Argument(metavar="[TRUNK_SID]...", help="Only these trunks.")]
Stack = Annotated[
    str | None, typer.Option("--stack", "-s", help="Take the settings of this stack's configuration; else EXOTEL_…")
]
State = Annotated[
    bool, typer.Option("--state", help="Show what the stack's state has (--stack, or the selected one); asks nobody.")
]
Resolve = Annotated[
    list[str] | None, typer.Option("--resolve", help="`host:port=address:port` leads a name elsewhere; repeatable.")
]
Trust = Annotated[Path | None, typer.Option("--trust", help="Trust the certificates in this file.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, in the shape that the documents give.")]


@app.command(epilog="Example: `exotel-pulumi doctor --stack production`")
def doctor(trunks: Trunks = None, stack: Stack = None, as_json: AsJson = False) -> None:
    """Examines settings, Exotel, Pulumi and every trunk: would calls work?"""
    with asking():
        raise typer.Exit(doctor_command.doctor(trunks or [], stack, as_json))


@app.command(epilog="Examples: `exotel-pulumi explain 1010` · `exotel-pulumi explain one-way audio`")
def explain(
    asked: Annotated[list[str] | None, typer.Argument(metavar="[CODE | SIP-CODE | WORDS]...")] = None,
    as_json: AsJson = False,
) -> None:
    """Says what a code, an answer or a message means, and what to do; without an argument, lists everything."""
    raise typer.Exit(explain_command.explain(" ".join(asked or []), as_json))


@app.command(epilog="Example: `exotel-pulumi show --json | jq '.trunks[].phone_numbers[].phone_number'`")
def show(
    trunks: Trunks = None,
    stack: Stack = None,
    state: State = False,
    table: Annotated[bool, typer.Option("--table", help="Show a table in place of a tree, with every id.")] = False,
    as_json: AsJson = False,
) -> None:
    """Shows the account, or single trunks, as a tree or a table."""
    with asking():
        raise typer.Exit(show_command.show(trunks or [], stack, as_json, table, state))


@app.command(epilog="Examples: `exotel-pulumi diagram --output account.svg` · `exotel-pulumi diagram --state`")
def diagram(
    trunks: Trunks = None,
    stack: Stack = None,
    state: State = False,
    form: Annotated[diagram_command.Form | None, typer.Option("--format", "-f", help="Mermaid is the default.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write this file; `.svg` is a picture.")] = None,
) -> None:
    """Draws the ways of calls: numbers, trunks, destinations and who is behind them, who may call out."""
    with asking():
        raise typer.Exit(diagram_command.diagram(trunks or [], stack, state, form, output))


@app.command("import", epilog="Example: `exotel-pulumi import --trunk trmum1… --output telephony`")
def import_(
    trunk: Annotated[list[str] | None, typer.Option("--trunk", "-t", help="Only this trunk; repeatable.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Make a whole project in this folder, which must be new.")
    ] = None,
    stack: Stack = None,
) -> None:
    """Writes the Pulumi program for what an account has: its first `pulumi up` takes all over and writes nothing."""
    with asking():
        raise typer.Exit(importing.write(trunk or [], output, stack))


@app.command(epilog="Example: `exotel-pulumi probe 'sip.example.com:5061;transport=tls'`")
def probe(
    destinations: Annotated[
        list[str] | None, typer.Argument(metavar="[HOST:PORT;transport=…]...", help="Else all of the account.")
    ] = None,
    stack: Stack = None,
    state: State = False,
    resolve: Annotated[
        list[str] | None,
        typer.Option("--resolve", help="`host:port=address:port` leads a name elsewhere; repeatable."),
    ] = None,
    trust: Annotated[Path | None, typer.Option("--trust", help="Trust the certificates in this file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Examines whether a call from Exotel could reach a destination: DNS, TCP, certificate, one SIP OPTIONS."""
    with asking():
        raise typer.Exit(probe_command.probe(destinations or [], stack, state, resolve or [], trust, as_json))


@app.command(epilog="Example: `exotel-pulumi ring +919876543210 --resolve sip.example.com:5061=127.0.0.1:5061`")
def ring(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="A number of the simulated account.")],
    resolve: Resolve = None,
    trust: Trust = None,
    stack: Stack = None,
    as_json: AsJson = False,
) -> None:
    """Rings a number: the simulator calls its destinations, by priority and weight, until one answers."""
    with asking():
        raise typer.Exit(rehearse_command.ring(number, resolve or [], trust, stack, as_json))


@app.command(epilog="Example: `pulumi up --yes && exotel-pulumi rehearse --stand-in`, in CI")
def rehearse(
    resolve: Resolve = None,
    trust: Trust = None,
    stand_in: Annotated[
        bool, typer.Option("--stand-in", help="Let a stand-in answer for destinations that are led nowhere.")
    ] = False,
    stack: Stack = None,
    as_json: AsJson = False,
) -> None:
    """Places every call against the simulator: out with each login and address, in to each number."""
    with asking():
        raise typer.Exit(rehearse_command.rehearse(resolve or [], trust, stand_in, stack, as_json))


@app.command(epilog="Example: `EXOTEL_VERIFY_ACCOUNT=acme1m exotel-pulumi verify --live`")
def verify(
    live: Annotated[bool, typer.Option("--live", help="Do it; without it, says what would be done.")] = False,
    number: Annotated[
        str | None, typer.Option("--number", help="A number of the account that no trunk has, to map and unmap.")
    ] = None,
    stack: Stack = None,
    as_json: AsJson = False,
) -> None:
    """Checks a real account with objects of its own, and reports what no document settles."""
    with asking():
        raise typer.Exit(verify_command.verify(live, number, stack, as_json))


@app.command(
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []},
    epilog="Example: `exotel-pulumi simulator --port 8080 --state exotel.json`",
)
def simulator(context: typer.Context) -> None:
    """Runs a simulated Exotel; `exotel-pulumi simulator --help` lists its switches."""
    # In place of this process: signals and the exit code are the simulator's.
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "exotel_pulumi.simulator", *context.args])  # noqa: S606
