"""The commands, in the order of the help: a function each, which has the arguments, the help and the work."""

import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import typer

from exotel_pulumi.cli.calling import probe, rehearse, ring
from exotel_pulumi.cli.doctor import doctor
from exotel_pulumi.cli.explain import explain
from exotel_pulumi.cli.generating import diagram, import_
from exotel_pulumi.cli.output import Exit, refused
from exotel_pulumi.cli.show import show
from exotel_pulumi.cli.trace import trace
from exotel_pulumi.cli.verify import verify
from exotel_pulumi.errors import ExotelError

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


def add(command: Callable[..., Exit], epilog: str, name: str | None = None) -> None:
    """Makes a function a command: its docstring is the help, and its result or its ExotelError the exit code."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> None:
        try:
            code = command(*arguments, **options)
        except ExotelError as error:
            code = refused(error)
        raise typer.Exit(code)

    app.command(name, epilog=epilog)(run)


add(doctor, "Example: `exotel-pulumi doctor --stack production`")
add(explain, "Examples: `exotel-pulumi explain 1010` · `exotel-pulumi explain one-way audio`")
add(show, "Example: `exotel-pulumi show --json | jq '.trunks[].phone_numbers[].phone_number'`")
add(diagram, "Examples: `exotel-pulumi diagram --output account.svg` · `exotel-pulumi diagram --state`")
add(import_, "Example: `exotel-pulumi import --trunk trmum1… --output telephony`", "import")
add(probe, "Example: `exotel-pulumi probe 'sip.example.com:5061;transport=tls'`")
add(ring, "Example: `exotel-pulumi ring +919876543210 --resolve sip.example.com:5061=127.0.0.1:5061`")
add(rehearse, "Example: `pulumi up --yes && exotel-pulumi rehearse --stand-in`, in CI")
add(trace, "Examples: `exotel-pulumi trace` · `exotel-pulumi trace 3 --save call.pcap`")
add(verify, "Example: `EXOTEL_VERIFY_ACCOUNT=acme1m exotel-pulumi verify --live`")


@app.command(
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []},
    epilog="Example: `exotel-pulumi simulator --port 8080 --state exotel.json`",
)
def simulator(context: typer.Context) -> None:
    """Runs a simulated Exotel; `exotel-pulumi simulator --help` lists its switches."""
    # In place of this process: signals and the exit code are the simulator's.
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "exotel_pulumi.simulator", *context.args])  # noqa: S606
