"""The simulator's command: flags become `Options`, one line reports the URL, SIGTERM or Ctrl-C end it with exit 0."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from threading import Event
from typing import TypeVar, get_args

from .faults import Effect, Fault
from .options import (
    DEFAULT_ACCOUNT_SID,
    DEFAULT_API_KEY,
    DEFAULT_API_TOKEN,
    Account,
    Dialect,
    Duplicate,
    ListShape,
    MaskRule,
    MissingTrunk,
    Options,
    RetryAfter,
    SipCallerId,
    SipFromHost,
    SipIdentify,
    SipOrder,
    SipSrtp,
)
from .state import StateFileError

T = TypeVar("T")

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

in a browser: the address itself shows the account, its requests and faults, live.

control, without a key:
  GET DELETE       /_simulator/requests   show or clear the log of requests
  GET              /_simulator/state      show every object, passwords masked
  GET              /_simulator/events     follow changes, as server-sent events
  POST             /_simulator/reset      clear objects, requests and faults
  GET POST DELETE  /_simulator/faults     show, add or clear faults; to add one, send
                                          {{"method": "POST", "path": "trunks", "effect": "hang"}}

examples:
  python -m exotel_pulumi.simulator --state exotel.json
  python -m exotel_pulumi.simulator --port 0 --dialect reference --missing-trunk 404
  python -m exotel_pulumi.simulator --fault 'POST phone-numbers drop_after times=1'
  python -m exotel_pulumi.simulator --fault 'GET trunks respond status=429 Retry-After=2'"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and returns its exit code."""
    parser = build_parser()
    given = vars(parser.parse_args(arguments))
    try:
        options = Options(**{name: value for name, value in given.items() if value is not None})
    except ValueError as error:
        parser.error(str(error))
    try:
        return serve(options)
    except ModuleNotFoundError as error:
        if error.name in ("sipmessage", "pylibsrtp", "trustme"):
            return fail('SIP calls need the extra: pip install "exotel-pulumi[rehearsal]"')
        if error.name not in ("flask", "werkzeug"):
            raise
        return fail('the simulator needs Flask: pip install "exotel-pulumi[simulator]"')
    except StateFileError as error:
        return fail(str(error))
    except OSError as error:
        return fail(f"cannot listen on port {options.port}: {os.strerror(error.errno or 0)}")


def serve(options: Options) -> int:
    """Serves until a signal ends the process."""
    # Imported here, because Flask is an extra and the help must work without Flask.
    from .server import Simulator

    ending = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    with Simulator(options) as simulator:
        sys.stdout.write(f"Exotel simulator listening on {simulator.url}\n")
        for transport, port in simulator.sip_ports.items():
            sys.stdout.write(f"SIP over {transport.upper()} on 127.0.0.1:{port}\n")
        sys.stdout.flush()
        ending.wait()
    return 0


def fail(message: str) -> int:
    """Writes one line to stderr and returns the exit code of a failure."""
    sys.stderr.write(f"exotel simulator: {message}\n")
    return 1


def build_parser() -> argparse.ArgumentParser:
    """Returns the parser of all flags."""
    parser = argparse.ArgumentParser(
        prog="python -m exotel_pulumi.simulator",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=int, default=8080, help="port on 127.0.0.1, 0 for any free port (default: 8080)")
    parser.add_argument(
        "--state", dest="state_file", metavar="FILE", help="keep the objects in this JSON file (default: in memory)"
    )
    parser.add_argument(
        "--account",
        dest="accounts",
        action="append",
        metavar="SID:KEY:TOKEN",
        type=reader(Account.parse, "an account is SID:KEY:TOKEN"),
        help="an account, instead of the account above; repeatable",
    )
    add_switches(parser.add_argument_group("what the documents leave open"))
    add_limits(parser.add_argument_group("limits"))
    sip = parser.add_argument_group("SIP")
    sip.add_argument("--sip-tcp", type=int, metavar="PORT", help="take SIP calls over TCP on this port of 127.0.0.1")
    sip.add_argument("--sip-tls", type=int, metavar="PORT", help="take SIP calls over TLS on this port")
    sip.add_argument("--sip-ca", metavar="FILE", help="write the certificate that callers over TLS have to trust here")
    sip.add_argument("--pretend", metavar="ADDRESS", help="the address as which a SIP caller on this machine counts")
    faults = parser.add_argument_group("faults")
    faults.add_argument(
        "--fault",
        dest="faults",
        action="append",
        metavar="RULE",
        type=reader(Fault.parse, "a fault is 'METHOD PATH EFFECT [name=value ...]'"),
        help="a fault for matching requests, see below; repeatable",
    )
    return parser


def add_switches(group: argparse._ArgumentGroup) -> None:
    """Adds a flag for each point that the documents leave open. The first choice is the default."""
    switches: tuple[tuple[str, object, str], ...] = (
        ("--dialect", Dialect, "spelling of paths, bodies, ids and nso_code"),
        ("--list-shape", ListShape, "lists of the reference dialect: [...] or {'phone_numbers': [...]}"),
        ("--duplicate", Duplicate, "HTTP status of a duplicate in the live dialect; a 200 has the 409 inside"),
        ("--missing-trunk", MissingTrunk, "answer for a missing trunk: 403 with code 1003, or 404 with code 1000"),
        ("--mask-rule", MaskRule, "masks of whitelisted IPs: 16 to 32, or only 32"),
        ("--retry-after", RetryAfter, "what the header Retry-After of a 429 has"),
        ("--sip-identify", SipIdentify, "what a trunk with addresses and logins wants of a call out"),
        ("--sip-order", SipOrder, "whether the number shown or the number called is examined first"),
        ("--sip-from-host", SipFromHost, "whether the host of From must be the trunk's SIP domain"),
        ("--sip-caller-id", SipCallerId, "whether the caller ID of a trunk must be one of its numbers"),
        ("--sip-srtp", SipSrtp, "whether a call over TLS must offer SRTP"),
    )
    for flag, choices, text in switches:
        names = get_args(choices)
        group.add_argument(flag, choices=names, help=f"{text} (default: {names[0]})")
    group.add_argument(
        "--closed",
        action="append",
        metavar="CALL",
        help="a call that no account may make, as 'DELETE phone_numbers'; repeatable",
    )
    group.add_argument(
        "--list-delay", type=int, metavar="N", help="leave a new object out of the first N lists (default: 0)"
    )


def add_limits(group: argparse._ArgumentGroup) -> None:
    """Adds the flags of the rate limit and of the concurrency limit."""
    group.add_argument(
        "--rate-limit", type=int, metavar="N", help="requests per account and window, 0 for no limit (default: 200)"
    )
    group.add_argument("--rate-window", type=float, metavar="SECONDS", help="length of the window (default: 60)")
    group.add_argument(
        "--concurrency", type=int, metavar="N", help="requests served at once, 0 for no limit (default: 50)"
    )


def reader(parse: Callable[[str], T], expected: str) -> Callable[[str], T]:
    """Returns a type for argparse. A wrong value is reported with the form that was expected."""

    def read(text: str) -> T:
        try:
            return parse(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(f"{expected}: {error}") from None

    return read
