"""Calls placed over and over while the record judges: real ones, beside verdicts that are exact.

Who calls out keeps the password of the beginning, and each number is rung as a call from the phone network is. Each
row says after how many writes its call began and ended, so that it can be held against the record without a clock.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import asdict, replace
from ipaddress import IPv4Network
from itertools import cycle
from typing import Any

from .caller import call
from .exchange import Exchange, clock
from .itinerary import ELSEWHERE, Itinerary, Leg
from .plan import Plan, Said
from .rehearse import Door
from .ring import STRANGER, Wish, ring

A_SECOND = 25  # calls: more would take the time of the simulator itself
TALK = 0.02  # seconds: a call ends as soon as both are heard

Row = dict[str, Any]


def sampled(planned: Itinerary) -> list[Leg]:
    """Returns the calls of a sample: each caller once, each number shown once, each number called once."""
    out = [each for leg in planned.legs if leg.direction == "out" and not leg.is_half for each in _as_recorded(leg)]
    called = {leg.number: replace(leg, destination=None) for leg in planned.legs if leg.direction == "in"}
    return [*out, *called.values()]


def _as_recorded(leg: Leg) -> list[Leg]:
    """Returns a call out from each address from which the record lets it come: of a network, from both of its ends."""
    if not leg.by.startswith("address"):
        return [replace(leg, address=ELSEWHERE)]
    network = IPv4Network(leg.by.split()[1], strict=False)
    ends = dict.fromkeys((network.network_address, network.broadcast_address))
    return [replace(leg, address=str(end)) for end in ends]


class Sample:
    """Places calls until the record judges no more."""

    def __init__(self, exchange: Exchange, door: Door, led: Callable[[], Awaitable[Wish]], at_once: int) -> None:
        self._exchange = exchange
        self._record = exchange.record
        self._door = door
        self._led = led
        self._at_once = at_once

    async def rows(self, legs: Sequence[Leg]) -> AsyncIterator[Row]:
        """Yields a row for each call after its end. They begin at a steady pace, as far as there is room for them."""
        turn, begun = cycle(legs), 0
        start = asyncio.get_running_loop().time()
        running: set[asyncio.Task[Row]] = set()
        try:
            while (is_on := bool(legs) and self._record.is_judging) or running:
                due = 1 + (asyncio.get_running_loop().time() - start) * A_SECOND - begun
                for _ in range(min(int(due), self._at_once - len(running)) if is_on else 0):
                    running.add(asyncio.create_task(self._placed(next(turn), begun)))
                    begun += 1
                await asyncio.sleep(1 / A_SECOND)
                for task in [task for task in running if task.done()]:
                    running.remove(task)
                    yield task.result()
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def _placed(self, leg: Leg, place: int) -> Row:
        at, before = clock(), self._record.writes
        found = await (self._out(leg) if leg.direction == "out" else self._in(leg))
        way = self._record.way_of(leg.direction, leg.number, leg.by and _caller(leg), leg.login)
        about = {"call": place, "at": at, "trunk": leg.trunk["trunk_name"], **asdict(way)}
        return {**about, "writes": [before, self._record.writes], **found}

    async def _out(self, leg: Leg) -> Row:
        plan = Plan(
            "localhost", STRANGER, leg.number, self._record.domain_of(leg.number), leg.login,
            talk=TALK, pretend=leg.address,
        )  # fmt: skip
        said = await call("127.0.0.1", self._door.port, self._door.tls, plan, self._exchange)
        entry = self._exchange.calls.of(said.call_id)
        is_refused = said.status is not None and 300 <= said.status < 500  # 503 is of this machine
        return _row(said, is_refused, entry.sentence if entry and is_refused else said.fault)

    async def _in(self, leg: Leg) -> Row:
        rung = await ring(self._exchange, replace(await self._led(), number=leg.number, talk=TALK))
        if rung["fault"]:
            return _row(Said(), True, str(rung["fault"]))
        last = rung["tried"][-1]
        return _row(Said(status=last["status"], reason=last["reason"]), False, str(last["fault"]))


def _caller(leg: Leg) -> str:
    """Returns who calls out, in the words of the record."""
    names = [f"address {leg.address}"] if leg.by.startswith("address") else []
    return " and ".join([*names, *([f"login {leg.login[0]}"] if leg.login else [])])


def _row(said: Said, is_refused: bool, fault: str) -> Row:
    """Returns what came of a call. `refused` is Exotel's verdict; another call may fail on this machine alone."""
    is_well = not is_refused and said.status is not None and said.status < 300 and not fault
    return {"status": said.status, "reason": said.reason, "fault": fault, "refused": is_refused, "well": is_well}
