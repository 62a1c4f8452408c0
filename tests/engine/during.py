"""What becomes of calls while a command of Pulumi's runs: the simulator judges all ways after every write.

A run's simulator has `sip_flows="by-hand"`: a person has made a flow for each number that is there before the run, and
touches none during it.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from exotel_pulumi.checks import ways_seen
from exotel_pulumi.simulator import Fault, Simulator

LATENCY = Fault("*", "/v2/", "delay", seconds=0.05, times=0)


class Way(NamedTuple):
    """A call to a number, or by a login or from an address that shows the number: `login agent`, `address 10.0.0.1`."""

    direction: str
    number: str
    by: str = ""


Judgement = Mapping[Way, bool]


@contextmanager
def judging(simulator: Simulator, ways: Sequence[Way]) -> Iterator[list[Judgement]]:
    """Judges ways after each write in the block, a login with the password of then; the list is whole at its end."""
    found: list[Judgement] = []
    with ways_seen.watching(simulator.url):
        yield found
    record = ways_seen.recorded(simulator.url)
    of = {way: [each for each in record.ways if (each.direction, each.number, each.by) == way] for way in ways}
    found += [
        {way: any(each.may_have_been(write, write, is_well=True) for each in seen) for way, seen in of.items()}
        for write in range(1, record.writes + 1)
    ]


def set_flows(simulator: Simulator) -> None:
    """Does what a person does in the console after an `up`: each number's flow dials the number's trunk."""
    rows = simulator.state.snapshot()["phone_numbers"]
    simulator.exchange.flows = {str(row["phone_number"]): str(row["trunk_sid"]) for row in rows}


@contextmanager
def watched(simulator: Simulator, *faults: Fault) -> Iterator[list[ways_seen.Seen]]:
    """Watches what a block does to calls; the list is filled when the block ends. Each request takes 50 ms."""
    for fault in (*faults, LATENCY):
        simulator.add_fault(fault)
    found: list[ways_seen.Seen] = []
    try:
        with ways_seen.watching(simulator.url):
            yield found
    finally:
        simulator.clear_faults()
        while simulator.requests_in_flight:
            time.sleep(0.005)
        found += ways_seen.recorded(simulator.url).ways
