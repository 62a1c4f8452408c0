"""The whole rehearsal: a call out with each login and from each whitelisted address, and a ring of each number.

The calls out go through the edge's own sockets, with the passwords that Exotel would have. They prove less than calls
of the platform's own software, which `--sip-tcp` and `--sip-tls` are there for.
"""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from ..state import Row, State
from .caller import call
from .exchange import Exchange
from .plan import Plan
from .ring import STRANGER, Wish, ring

TALK = 0.3  # seconds: enough to hear the echo


@dataclass(frozen=True)
class Way:
    """A way to call out: a login of a trunk, or an address on its list."""

    trunk: str
    domain: str
    number: str | None
    by: str
    address: str | None = None
    login: tuple[str, str] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Door:
    """Where the edge takes calls: its port, and what trusts its certificate."""

    port: int
    tls: ssl.SSLContext | None


async def rehearse(state: State, exchange: Exchange, door: Door, wish: Wish) -> dict[str, Any]:
    """Places every call; returns one report. `wish` says for the rings what is led where, and who is trusted."""
    out = [await _call_out(exchange, door, way) for way in _ways(state)]
    rung = [await ring(exchange, replace(wish, number=number)) for number in _numbers(state)]
    answered = [row["status"] == 200 and row["heard"] > 0 for row in out] + [row["well"] for row in rung]
    return {"well": bool(answered) and all(answered), "out": out, "in": rung}


def _ways(state: State) -> Iterator[Way]:
    with state.transaction():
        trunks = [dict(trunk) for trunk in state.rows("trunks")]
        tables = ("phone_numbers", "credentials", "whitelisted_ips")
        rows = {table: [dict(row) for row in state.rows(table)] for table in tables}
    for trunk in trunks:
        sid = trunk["trunk_sid"]
        own: dict[str, list[Row]] = {table: [row for row in rows[table] if row["trunk_sid"] == sid] for table in tables}
        number = str(own["phone_numbers"][0]["phone_number"]) if own["phone_numbers"] else None
        blank = Way(str(trunk["trunk_name"]), str(trunk["domain_name"]), number, "")
        for row in own["credentials"]:
            login = (str(row["user_name"]), str(row["password"]))
            yield replace(blank, by=f"login {row['user_name']}", login=login)
        for row in own["whitelisted_ips"]:
            yield replace(blank, by=f"address {row['ip']}/{row['mask']}", address=str(row["ip"]))


def _numbers(state: State) -> list[str]:
    with state.transaction():
        known = {trunk["trunk_sid"] for trunk in state.rows("trunks")}
        return [str(row["phone_number"]) for row in state.rows("phone_numbers") if row["trunk_sid"] in known]


async def _call_out(exchange: Exchange, door: Door, way: Way) -> dict[str, Any]:
    about = {"trunk": way.trunk, "by": way.by, "number": way.number}
    if way.number is None:
        return {**about, "status": None, "reason": "", "fault": "the trunk has no number to show", "heard": 0}
    plan = Plan("localhost", STRANGER, way.number, way.domain, way.login, talk=TALK, pretend=way.address)
    said = await call("127.0.0.1", door.port, door.tls, plan, exchange)
    entry = exchange.calls.of(said.call_id)
    fault = entry.sentence if entry is not None and said.status not in (None, 200) else said.fault
    return {**about, "status": said.status, "reason": said.reason, "fault": fault, "heard": said.heard}
