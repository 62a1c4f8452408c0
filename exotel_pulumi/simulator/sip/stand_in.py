"""A phone that answers every call, in the place of destinations that are not there. Proves no platform."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from ..options import Options
from ..state import State
from .calls import CallLog
from .certificate import Authority
from .edge import Edge
from .exchange import Exchange
from .listener import Listener
from .policy import Invite, Verdict
from .reader import Request
from .ring import DESTINATION, Wish
from .session import Peer


class StandIn(Edge):
    """Takes whatever comes."""

    def _judge(self, stream: Peer, request: Request) -> tuple[Invite, list[tuple[str, str]], Verdict]:
        return Invite(stream.peer[0], request.called, ""), [], Verdict(200, "the stand-in answers.")


class StandIns:
    """Stand-ins of one rehearsal, one for each destination that its wish leads nowhere."""

    def __init__(self, state: State, authority: Authority, wish: Wish) -> None:
        self._state = state
        self._authority = authority
        # With a log of its own: its calls are the edge's.
        self._phone = Listener(StandIn(Exchange(state, Options(), CallLog()), asyncio.get_running_loop()))
        self._wish = replace(wish, trust=f"{wish.trust or ''}\n{authority.pem}")

    async def led(self) -> Wish:
        """Leads every destination that there is now somewhere, and returns the wish that does."""
        with self._state.transaction():
            found = [DESTINATION.fullmatch(str(row["destination"])) for row in self._state.rows("destination_uris")]
        wanted = {f"{one[1]}:{one[2]}": one for one in found if one and f"{one[1]}:{one[2]}" not in self._wish.resolve}
        for name, one in wanted.items():
            tls = self._authority.server_side(one[1]) if one[3] == "tls" else None
            address = f"127.0.0.1:{await self._phone.listen(0, tls)}"
            self._wish = replace(self._wish, resolve={**self._wish.resolve, name: address})
        return self._wish

    async def close(self) -> None:
        """Ends them all."""
        await self._phone.close()


@asynccontextmanager
async def standing_in(state: State, authority: Authority, wish: Wish) -> AsyncIterator[StandIns]:
    """Lets stand-ins answer until the block ends."""
    stand_ins = StandIns(state, authority, wish)
    try:
        yield stand_ins
    finally:
        await stand_ins.close()
