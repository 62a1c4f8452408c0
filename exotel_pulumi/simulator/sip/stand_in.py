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


@asynccontextmanager
async def standing_in(state: State, authority: Authority, wish: Wish) -> AsyncIterator[Wish]:
    """Leads every destination that the wish leads nowhere to a stand-in, until the block ends; yields that wish."""
    with state.transaction():
        found = [DESTINATION.fullmatch(str(row["destination"])) for row in state.rows("destination_uris")]
    wanted = {f"{one[1]}:{one[2]}": one for one in found if one and f"{one[1]}:{one[2]}" not in wish.resolve}
    # With a log of its own: its calls are the edge's.
    phone = Listener(StandIn(Exchange(state, Options(), CallLog()), asyncio.get_running_loop()))
    try:
        led = {}
        for name, one in wanted.items():
            tls = authority.server_side(one[1]) if one[3] == "tls" else None
            led[name] = f"127.0.0.1:{await phone.listen(0, tls)}"
        yield replace(wish, resolve={**wish.resolve, **led}, trust=f"{wish.trust or ''}\n{authority.pem}")
    finally:
        await phone.close()
