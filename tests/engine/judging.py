"""Calls judged by the simulator's policy after each writing request, before the next one is let in: exact, by no clock.

Flows are by hand, as in Exotel's console: a call in reaches a number's trunk if the number's flow dials that trunk. No
document says whether a flow reaches a trunk that the number is not mapped to: here it does not.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import pytest

from exotel_pulumi.simulator import Simulator
from exotel_pulumi.simulator.sip.digest import Digest
from exotel_pulumi.simulator.sip.policy import Invite, route, verdict

ANYBODY, ELSEWHERE = "+919999999999", "192.0.2.1"  # who is called, and from where a login calls


class Way(NamedTuple):
    """A call to a number, or by a login or from an address that shows the number: `login agent`, `address 10.0.0.1`."""

    direction: str
    number: str
    by: str = ""


Judgement = Mapping[Way, bool]


@contextmanager
def judging(simulator: Simulator, ways: Sequence[Way]) -> Iterator[list[Judgement]]:
    """Judges ways after each write in the block; the list gets a judgement for each write."""
    found: list[Judgement] = []
    with pytest.MonkeyPatch.context() as patch:
        note = simulator.state._note

        def judge() -> None:
            found.append({way: _is_well(simulator, way) for way in ways})
            note()

        patch.setattr(simulator.state, "_note", judge)
        yield found


def _is_well(simulator: Simulator, way: Way) -> bool:
    state, flows = simulator.state, simulator.exchange.flows
    mapped = state.rows("phone_numbers", phone_number=way.number)
    if way.direction == "in":
        is_reached = [str(row["trunk_sid"]) for row in mapped] == [flows.get(way.number)]
        return is_reached and not route(state, simulator.options, flows, way.number, random.Random(0)).fault
    sort, _, name = way.by.partition(" ")
    logins = state.rows("credentials", user_name=name) if sort == "login" else ()
    digests: list[Digest | None] = [Digest.of(name, str(row["password"])) for row in logins]
    source = name if sort == "address" else ELSEWHERE
    invites = [Invite(source, ANYBODY, way.number, digest=digest) for digest in digests or [None]]
    return any(verdict(state, simulator.options, invite).status == 200 for invite in invites)
