"""The whole rehearsal: places the calls of an itinerary, some at once, and reports each as it ends.

The calls out go through the edge's own sockets, with the passwords that Exotel would have. They prove less than calls
of the platform's own software, which `--sip-tcp` and `--sip-tls` are there for.
"""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from .caller import call
from .exchange import Exchange
from .itinerary import Itinerary, Leg, Untried
from .plan import Plan
from .ring import STRANGER, Wish, ring, ring_one

TALK = 0.3  # seconds: enough to hear the echo
AT_ONCE = 10

Row = dict[str, Any]


@dataclass(frozen=True)
class Door:
    """Where the edge takes calls: its port, and what trusts its certificate."""

    port: int
    tls: ssl.SSLContext | None


@dataclass(frozen=True)
class Rehearsal:
    """What a rehearsal is to call, and how."""

    only: Sequence[str] = ()
    """Names of calls: only those that have one of them. See `Leg.names`."""
    every_pair: bool = False
    """Whether each caller shows each number; else each of both is tried once."""
    at_once: int = AT_ONCE
    strangers: Sequence[Mapping[str, str]] = ()
    """Calls out that are placed instead of those of the account, and must be refused. See `itinerary.strangers`."""
    stand_in: bool = False
    """Whether a stand-in answers for destinations that `resolve` leads nowhere."""
    resolve: Mapping[str, str] = field(default_factory=dict)
    trust: str | None = None
    patience: float = 30.0

    def __post_init__(self) -> None:
        if self.at_once < 1:
            raise ValueError("at least one call is placed at once")

    @property
    def wish(self) -> Wish:
        """What every call in has of it."""
        return Wish("", resolve=self.resolve, trust=self.trust, patience=self.patience)


async def rehearse(
    planned: Itinerary, exchange: Exchange, door: Door, wish: Wish, at_once: int
) -> AsyncIterator[dict[str, Any]]:
    """Yields a row for each call as it ends, and for all that was not tried; the last row is the verdict, `well`."""
    stage = _Stage(exchange, door, wish, asyncio.Semaphore(at_once))
    rows: list[Row] = []
    # A number whose trunk has a destination that answers is not called where nobody does.
    for waits in (False, True):
        async for row in stage.all_of([leg for leg in planned.legs if leg.waits is waits]):
            rows.append(row)
            yield row
    for each in planned.untried:
        rows.append(_untried(each))
        yield rows[-1]
    placed = [row for row in rows if "status" in row]
    yield {"well": bool(placed) and all(row["well"] is not False for row in rows)}


def _untried(each: Untried) -> Row:
    """Returns a row whose `well` is None: nobody knows, and nothing was wrong; or False where no call could be made."""
    return {"trunk": each.trunk, "what": each.what, "why": each.why, "well": False if each.is_fault else None}


class _Stage:
    """Places the calls of one rehearsal."""

    def __init__(self, exchange: Exchange, door: Door, wish: Wish, turns: asyncio.Semaphore) -> None:
        self._exchange = exchange
        self._door = door
        self._wish = wish
        self._turns = turns
        self._answering: dict[str, str] = {}  # trunk SID -> a destination that has answered
        self._silent: set[str] = set()  # SIDs of trunks whose destinations have been tried, and none has answered

    async def all_of(self, legs: Sequence[Leg]) -> AsyncIterator[Row]:
        """Yields a row for each call, as it ends."""
        tasks = [asyncio.create_task(self._placed(leg)) for leg in legs]
        try:
            for ended in asyncio.as_completed(tasks):
                yield await ended
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        self._silent |= {leg.trunk["trunk_sid"] for leg in legs if leg.destination} - self._answering.keys()

    async def _placed(self, leg: Leg) -> Row:
        async with self._turns:
            began = time.monotonic()
            row = await (self._out(leg) if leg.direction == "out" else self._in(leg))
        about = {"direction": leg.direction, "trunk": leg.trunk["trunk_name"], "number": leg.number}
        return {**about, **row, **({"seconds": round(time.monotonic() - began, 2)} if "status" in row else {})}

    async def _out(self, leg: Leg) -> Row:
        domain = str(leg.trunk["domain_name"])
        plan = Plan("localhost", STRANGER, leg.number, domain, leg.login, talk=TALK, pretend=leg.address)
        said = await call("127.0.0.1", self._door.port, self._door.tls, plan, self._exchange)
        entry = self._exchange.calls.of(said.call_id)
        row = {"by": leg.by, **asdict(said), "well": said.is_well}
        if entry is not None and said.status not in (None, 200):
            row["fault"] = entry.sentence
        if leg.is_half or leg.is_stranger:
            why = "it is a stranger's call" if leg.is_stranger else "the trunk wants an address and a login"
            wrong = "" if said.status in (401, 403) else f"this was not refused, and {why}"
            by = leg.by if leg.is_stranger else f"{leg.by} alone"
            return {**row, "by": by, "well": not wrong, "fault": wrong or row["fault"]}
        if said.is_well and entry is not None and entry.trunk_sid != leg.trunk["trunk_sid"]:
            other = "this call counts as one of another trunk, which has the same login or address, and the number"
            return {**row, "well": False, "fault": other}
        return row

    async def _in(self, leg: Leg) -> Row:
        sid = str(leg.trunk["trunk_sid"])
        wish = replace(self._wish, number=leg.number)
        route = self._exchange.route(leg.number)
        destination = leg.destination or self._answering.get(sid)
        if destination is None and sid in self._silent:
            return {"what": "this number", "why": "no destination of its trunk has answered", "well": None}
        if route.fault:
            return {"what": "this number", "why": route.fault, "well": False}
        if destination is None:
            rung = await ring(self._exchange, wish)
            return {**rung["tried"][-1], "note": route.note}
        row = await ring_one(self._exchange, wish, route, destination)
        if row["well"]:
            self._answering.setdefault(sid, destination)
        return {**row, "note": route.note}
