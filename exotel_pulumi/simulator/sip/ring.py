"""Calls in: the edge rings the destinations of a number's trunk, one after the other, until one answers.

Each refusal leads to the next destination; no document of Exotel's says which refusals do. Names that are public may be
led to another address (`resolve`), as with curl's option of that name.
"""

import base64
import re
import secrets
import ssl
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import lru_cache
from ipaddress import ip_address
from typing import Any

from .caller import call
from .calls import Call, Outcome
from .exchange import Exchange, clock
from .plan import Plan, Said
from .policy import Route
from .sound import examined

DESTINATION = re.compile(r"(?:sip:)?([^:;@\s]+):(\d+);transport=(tls|tcp)")
STRANGER = "+919999999999"  # who calls in, and who is called out, where nobody says


@dataclass(frozen=True)
class Wish:
    """A call in: the number, who calls, and how long the edge waits and talks."""

    number: str
    caller: str = STRANGER
    resolve: Mapping[str, str] = field(default_factory=dict)
    """`host:port` to the `address:port` to which it leads here."""
    trust: str | None = None
    """Certificates in PEM that are trusted beside those of the system."""
    patience: float = 30.0
    talk: float = 1.0
    digits: str = ""
    """Keys that are pressed when somebody answers."""
    play: str = field(default="", repr=False)
    """Samples of 16 bits, 8,000 a second, in base64: what is played in the place of a tone."""
    record: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "digits", examined(self.digits))
        base64.b64decode(self.play, validate=True)


async def ring(exchange: Exchange, wish: Wish) -> dict[str, Any]:
    """Rings a number. Returns whether somebody answered, whether well, and what each destination said that was tried.

    `fault` says why the number rings nowhere, and `note` what is to be known of it.
    """
    route = exchange.route(wish.number)
    report = {"number": wish.number, "answered": False, "well": False, "fault": route.fault, "note": route.note}
    tried: list[dict[str, Any]] = []
    for row in route.destinations:
        tried.append(await ring_one(exchange, wish, route, str(row["destination"])))
        if tried[-1]["status"] is not None and tried[-1]["status"] < 300:
            report |= {"answered": True, "well": tried[-1]["well"]}
            break
    return {**report, "tried": tried}


async def ring_one(exchange: Exchange, wish: Wish, route: Route, destination: str) -> dict[str, Any]:
    """Rings one destination of a number, and notes the call. Returns what the destination said."""
    began, at = time.monotonic(), clock()
    trunk = route.trunk or {"domain_name": "", "trunk_sid": ""}
    said = await _try(exchange, destination, wish, str(trunk["domain_name"]), str(trunk["trunk_sid"]))
    exchange.calls.add(_logged(said, destination, wish, at, str(trunk["trunk_sid"])))
    seconds = round(time.monotonic() - began, 2)
    row = {"destination": destination, **asdict(said), "well": said.is_well, "seconds": seconds}
    if not wish.record:
        del row["recorded"]
    return row


async def _try(exchange: Exchange, destination: str, wish: Wish, domain: str, trunk_sid: str) -> Said:
    found = DESTINATION.fullmatch(destination)
    if found is None:
        return Said(fault="this is no destination that the edge can reach")
    host, port, transport = found.groups()
    address, _, own_port = wish.resolve.get(f"{host}:{port}", f"{host}:{port}").rpartition(":")
    if not _is_here(address):
        return Said(fault=f"{host} is not on this machine, and a rehearsal stays here: lead it with --resolve")
    tls = _trusting(wish.trust) if transport == "tls" else None
    # Exotel's own headers, as in its guides.
    headers = {"X-Exotel-CallSid": secrets.token_hex(16), "X-Exotel-TrunkSid": trunk_sid}
    plagues = exchange.faults.take("in", wish.number, wish.caller)
    plan = Plan(
        host, wish.number, wish.caller, domain,
        headers=headers, patience=wish.patience, talk=wish.talk, plagues=plagues,
        digits=wish.digits, play=base64.b64decode(wish.play), record=wish.record,
    )  # fmt: skip
    return await call(address, int(own_port), tls, plan, exchange)


@lru_cache(maxsize=4)
def _trusting(pem: str | None) -> ssl.SSLContext:
    """Returns what trusts certificates beside those of the system, whose store is more work to read than a call is."""
    context = ssl.create_default_context()
    if pem:
        context.load_verify_locations(cadata=pem)
    return context


def _is_here(address: str) -> bool:
    """Tells whether an address is one of this machine's own: nobody's phone rings for a rehearsal."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def _logged(said: Said, destination: str, wish: Wish, at: str, trunk_sid: str) -> Call:
    outcome = {each.name: getattr(said, each.name) for each in fields(Outcome)}
    sentence = said.fault or said.warning
    transport = destination.rpartition("=")[2]
    found = Call("in", wish.caller, wish.number, destination, transport, at, said.status, said.reason, sentence)
    return replace(found, trunk_sid=trunk_sid, **outcome)
