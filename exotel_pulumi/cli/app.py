"""The commands, in the order of the help: a function each, which has the arguments, the help and the work."""

import os
import platform
import sys
from collections.abc import Callable
from functools import wraps
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated, Any

import typer

from exotel_pulumi.cli.calling import rehearse, ring
from exotel_pulumi.cli.doctor import doctor
from exotel_pulumi.cli.explain import explain
from exotel_pulumi.cli.impact import impact
from exotel_pulumi.cli.importing import import_
from exotel_pulumi.cli.output import Exit, not_written, print_text, refused, speak_utf8
from exotel_pulumi.cli.plugin import install
from exotel_pulumi.cli.probe import probe
from exotel_pulumi.cli.show import show
from exotel_pulumi.cli.trace import trace
from exotel_pulumi.cli.verify import verify
from exotel_pulumi.errors import ExotelError

EXIT_CODES = (
    "Exit codes: 0 all is well, 1 something was found, 2 a wrong argument or setting, 3 Exotel could not be asked."
)
ABOUT = "Exotel's SIP trunks, beside `pulumi`: what an account has, whether calls would work, and what codes mean."
# The panels of the help, in this order.
LOOK, BEFORE, CALLS, EXISTING = "look", "before a change", "simulated calls", "an existing account"
OTHERS = "other languages"

SIMULATOR = "from exotel_pulumi.simulator.cli import main; raise SystemExit(main(name='exotel-pulumi simulator'))"

app = typer.Typer(
    name="exotel-pulumi",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    epilog=EXIT_CODES,
)


def run() -> None:
    """Runs the command of the arguments, and ends the process with its exit code."""
    speak_utf8()
    try:
        app(prog_name="exotel-pulumi")
    except OSError as error:  # such as output into a full disk
        sys.exit(not_written(error))


def _say_versions(is_asked: bool) -> None:
    if is_asked:
        python = f"Python {platform.python_version()} on {platform.system()}"
        print_text(f"exotel-pulumi {_version('exotel-pulumi')}, pulumi {_version('pulumi')}, {python}\n")
        raise typer.Exit(Exit.WELL)


Version = Annotated[
    bool,
    typer.Option(
        "--version", help="Say the versions, for a report.", metavar="", is_eager=True, callback=_say_versions
    ),
]


@app.callback(help=ABOUT)
def main(is_version_asked: Version = False) -> None:
    """Has the options that come before a command."""


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def add(panel: str, command: Callable[..., Exit], epilog: str, name: str | None = None, to: typer.Typer = app) -> None:
    """Makes a function a command: its docstring is the help, and its result or its ExotelError the exit code."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> None:
        try:
            code = command(*arguments, **options)
        except ExotelError as error:
            code = refused(error)
        raise typer.Exit(code)

    to.command(name, epilog=epilog, rich_help_panel=panel)(run)


add(LOOK, doctor, "Examples: `exotel-pulumi doctor --stack production` · `exotel-pulumi doctor --preview preview.json`")
add(LOOK, show, "Examples: `exotel-pulumi show sales_line --json` · `exotel-pulumi show --output account.svg`")
add(LOOK, explain, "Examples: `exotel-pulumi explain 1010` · `exotel-pulumi explain one-way audio`")
add(BEFORE, impact, "Examples: `exotel-pulumi impact --stack production` · `exotel-pulumi impact preview.json`")
add(BEFORE, probe, "Example: `exotel-pulumi probe 'sip.example.com:5061;transport=tls'`")


@app.command(
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []},
    epilog="Example: `exotel-pulumi simulator --port 8080 --state exotel.json`",
    rich_help_panel=CALLS,
)
def simulator(context: typer.Context) -> None:
    """Runs a simulated Exotel; `exotel-pulumi simulator --help` lists its switches."""
    # In place of this process: signals and the exit code are the simulator's.
    print_text("")  # nothing is left unwritten
    os.execv(sys.executable, [sys.executable, "-c", SIMULATOR, *context.args])  # noqa: S606


add(CALLS, ring, "Example: `exotel-pulumi ring +919876543210 --resolve sip.example.com:5061=127.0.0.1:5061`")
add(
    CALLS,
    rehearse,
    "Examples: `exotel-pulumi rehearse --stand-in` · `exotel-pulumi rehearse --during -- pulumi up --yes`",
)
add(CALLS, trace, "Examples: `exotel-pulumi trace` · `exotel-pulumi trace 3 --save call.pcap`")
add(EXISTING, import_, "Example: `exotel-pulumi import --trunk sales_line --output telephony`", "import")
plugin = typer.Typer(no_args_is_help=True, help="Gives Pulumi the plugin, for programs in every language.")
app.add_typer(plugin, name="plugin", rich_help_panel=OTHERS)


@plugin.callback()
def _plugin() -> None:
    """Keeps `install` a command of its own, although there is no other one."""


add(OTHERS, install, "Example: `exotel-pulumi plugin install`", to=plugin)
add(EXISTING, verify, "Example: `EXOTEL_VERIFY_ACCOUNT=acme1m exotel-pulumi verify --live`")
