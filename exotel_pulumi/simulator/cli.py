"""The simulator's command: flags become `Options`, one line reports the URL, SIGTERM or Ctrl-C end it with exit 0."""

import argparse
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import Field, fields
from io import TextIOWrapper
from threading import Event
from typing import Any, TypeVar, cast, get_args

from .faults import Effect
from .options import DEFAULT_ACCOUNT_SID, DEFAULT_API_KEY, DEFAULT_API_TOKEN, Options, choices
from .sip.faults import CallEffect
from .starting import StartError
from .state import StateFileError

T = TypeVar("T")

NAME = "python -m exotel_pulumi.simulator"

DESCRIPTION = f"""\
A stateful fake of Exotel's Dynamic SIP Trunking API on 127.0.0.1. The simulator
behaves as documented and is strict about requests. Without options the simulator
behaves as the live API was seen to behave.

  account SID {DEFAULT_ACCOUNT_SID}   API key {DEFAULT_API_KEY}   API token {DEFAULT_API_TOKEN}"""

EPILOG = f"""\
rules of faults:
  --fault 'METHOD PATH EFFECT [times=1] [skip=0] [status=503] [body=TEXT]
           [content_type=TYPE] [seconds=1] [Header-Name=VALUE ...]'
  METHOD is GET, POST, PUT, DELETE or *. PATH is a regular expression, searched in
  path and query. times=0 is for ever. skip is the number of matching requests that
  pass before the first fault.
  EFFECT is one of:
    {", ".join(get_args(Effect)[:5])},
    {", ".join(get_args(Effect)[5:])}

rules of faults of calls:
  --call-fault 'DIRECTION EFFECT [number=+91…] [times=1] [status=503] [seconds=3]'
  DIRECTION is out, in or *. EFFECT is one of:
    {", ".join(get_args(CallEffect))}
  refuse answers with the status, late rings after the seconds, early_media plays
  before the answer, proxy adds Record-Route and a Contact of another transport,
  hang_up sends BYE after the seconds, no_rtp sends no audio.

in a browser: the address itself shows the account, its requests and faults, live.

control, without a key:
  GET DELETE       /_simulator/requests   show or clear the log of requests
  GET              /_simulator/state      show every object, passwords masked
  PATCH DELETE     /_simulator/state/COLLECTION/ID
                                          change or delete an object by hand
  GET              /_simulator/events     follow changes, as server-sent events
  POST             /_simulator/reset      clear objects, requests and faults
  GET POST DELETE  /_simulator/faults     show, add or clear faults; to add one, send
                                          {{"method": "POST", "path": "trunks", "effect": "hang"}}

examples:
  python -m exotel_pulumi.simulator --state exotel.json
  python -m exotel_pulumi.simulator --port 0 --dialect reference --missing-trunk 404
  python -m exotel_pulumi.simulator --fault 'POST phone-numbers drop_after times=1'
  python -m exotel_pulumi.simulator --fault 'GET trunks respond status=429 Retry-After=2'"""


def main(arguments: Sequence[str] | None = None, name: str = NAME) -> int:
    """Runs the command, which a person has started as `name`, and returns its exit code."""
    for stream in filter(None, (sys.stdout, sys.stderr)):
        cast(TextIOWrapper, stream).reconfigure(encoding="utf-8", errors="backslashreplace")
    parser = build_parser(name)
    given = vars(parser.parse_args(arguments))
    options = {name: value for name, value in given.items() if value is not None}
    try:
        return serve(Options(**options))
    except ValueError as error:  # of the options, or of the simulator
        parser.error(str(error))
    except ModuleNotFoundError as error:
        if error.name in ("sipmessage", "pylibsrtp", "trustme"):
            return fail('SIP calls need the extra `rehearsal`: pip install "path/to/exotel-pulumi[rehearsal]"')
        if error.name not in ("flask", "werkzeug"):
            raise
        return fail('the simulator needs the extra `simulator`: pip install "path/to/exotel-pulumi[simulator]"')
    except (StartError, StateFileError) as error:
        return fail(str(error))


def serve(options: Options) -> int:
    """Serves until a signal ends the process."""
    # Imported here, because Flask is an extra and the help must work without Flask.
    from .server import Simulator

    simulator = Simulator(options)
    ending = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    with simulator:
        lines = [f"Exotel simulator listening on {simulator.url}"]
        lines += [
            f"SIP over {transport.upper()} on 127.0.0.1:{port}" for transport, port in simulator.sip_ports.items()
        ]
        if sys.stdout is not None:  # closed by whoever started the command
            sys.stdout.write("\n".join(lines) + "\n")
            sys.stdout.flush()
        ending.wait()
    return 0


def fail(message: str) -> int:
    """Writes one line to stderr and returns the exit code of a failure."""
    sys.stderr.write(f"exotel simulator: {message}\n")
    return 1


def build_parser(name: str = NAME) -> argparse.ArgumentParser:
    """Returns the parser of all flags."""
    parser = argparse.ArgumentParser(
        prog=name,
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    groups: dict[str, argparse._ActionsContainer] = {"": parser}
    for each in fields(Options):
        title = each.metadata["group"]
        if title not in groups:
            groups[title] = parser.add_argument_group(title)
        add_flag(groups[title], each)
    return parser


def add_flag(group: argparse._ActionsContainer, each: Field[Any]) -> None:
    """Adds the flag of one option."""
    flag = dict(each.metadata)
    del flag["group"]
    name, form = flag.pop("name") or f"--{each.name.replace('_', '-')}", flag.pop("form")
    default = flag.get("default", each.default)
    if isinstance(default, str | float | int):
        flag["help"] += f" (default: {default})"
    if form:
        flag["type"] = reader(flag["type"], form)
    group.add_argument(name, dest=each.name, choices=choices(each) or None, **flag)


def reader(parse: Callable[[str], T], expected: str) -> Callable[[str], T]:
    """Returns a type for argparse. A wrong value is reported with the form that was expected."""

    def read(text: str) -> T:
        try:
            return parse(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(f"{expected}: {error}") from None

    return read
