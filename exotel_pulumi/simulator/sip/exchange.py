"""`Exchange`: the policy over one simulator's state, who a caller on loopback pretends to be, and the log of calls."""

import random
from datetime import UTC, datetime
from ipaddress import ip_address

from ..options import Options
from ..state import Row, State
from . import policy
from .calls import CallLog
from .digest import Challenges
from .policy import Invite, Verdict


class Exchange:
    """What the edge and the control path ask. Threads may share it."""

    def __init__(self, state: State, options: Options, calls: CallLog) -> None:
        self.calls = calls
        self.challenges = Challenges()
        self.pretend = options.pretend
        self._state = state
        self._options = options
        self._chance = random.Random()  # noqa: S311 - spreads calls over destinations, and keeps no secret

    def seen_as(self, source: str) -> str:
        """Returns the address as which a caller counts: callers on loopback may pretend to be another."""
        return self.pretend if self.pretend and ip_address(source).is_loopback else source

    def verdict(self, invite: Invite) -> Verdict:
        """Decides on a call out."""
        with self._state.transaction() as state:
            return policy.verdict(state, self._options, invite)

    def destinations(self, number: str) -> list[Row]:
        """Returns the destinations of a call in, in the order in which they are tried."""
        with self._state.transaction() as state:
            return policy.destinations(state, number, self._chance)

    def trunk_of(self, number: str) -> Row | None:
        """Returns the trunk that has a number."""
        with self._state.transaction() as state:
            for mapped in state.rows("phone_numbers", phone_number=number):
                for trunk in state.rows("trunks", trunk_sid=mapped["trunk_sid"]):
                    return dict(trunk)
        return None


def clock() -> str:
    """Returns the time of day, in UTC."""
    return datetime.now(UTC).strftime("%H:%M:%S.%f")[:-3]
