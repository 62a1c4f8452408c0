"""`Exchange`: the policy over one simulator's state, who a caller on loopback pretends to be, and the log of calls."""

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from ipaddress import ip_address

from ..options import Options
from ..state import State
from . import policy
from .calls import CallLog
from .digest import Challenges
from .faults import CallFaults
from .policy import Invite, Route, Verdict
from .record import Record


class Exchange:
    """What the edge and the control path ask. Threads may share it."""

    def __init__(self, state: State, options: Options, calls: CallLog) -> None:
        self.calls = calls
        self.challenges = Challenges()
        self.faults = CallFaults(options.call_faults, calls.changed)
        self.pretend = options.pretend
        self._pretended: dict[tuple[str, int], str] = {}
        self._state = state
        self.options = options
        self.record = Record(state, options)
        self._chance = random.Random()  # noqa: S311 - spreads calls over destinations, and keeps no secret

    @contextmanager
    def pretended(self, caller: tuple[str, int], address: str | None) -> Iterator[None]:
        """Lets the calls of one connection, which the caller's address and port name, count as from elsewhere."""
        if address is None:
            yield
            return
        self._pretended[caller] = address
        try:
            yield
        finally:
            del self._pretended[caller]

    def seen_as(self, source: str, port: int | None = None) -> str:
        """Returns the address as which a caller counts: callers on loopback may pretend to be another."""
        pretended = self._pretended.get((source, port or 0), self.pretend)
        return pretended if pretended and ip_address(source).is_loopback else source

    @property
    def flows(self) -> Mapping[str, str]:
        """By number, the SID that its flow in the console dials: for `sip_flows`."""
        return self.record.flows

    @flows.setter
    def flows(self, flows: Mapping[str, str]) -> None:
        self.record.change_flows(flows)

    def verdict(self, invite: Invite) -> Verdict:
        """Decides on a call out."""
        with self._state.transaction() as state:
            return policy.verdict(state, self.options, invite)

    def route(self, number: str) -> Route:
        """Returns where a number rings, and why nowhere."""
        with self._state.transaction() as state:
            return policy.route(state, self.options, self.flows, number, self._chance)


def clock() -> str:
    """Returns the time of day, in UTC."""
    return datetime.now(UTC).strftime("%H:%M:%S.%f")[:-3]
