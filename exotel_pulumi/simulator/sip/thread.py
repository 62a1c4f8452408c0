"""The edge's event loop in a thread of its own, beside the simulator's HTTP server."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Iterator
from concurrent.futures import CancelledError
from contextlib import asynccontextmanager
from threading import Lock, Thread
from typing import Any, TypeVar

from ..state import State
from . import certificate
from .edge import Edge
from .exchange import Exchange
from .itinerary import Itinerary, Leg, itinerary, strangers
from .listener import Listener
from .rehearse import Door, Rehearsal, rehearse
from .ring import Wish, ring
from .sampling import Sample, sampled
from .stand_in import standing_in

T = TypeVar("T")
STOPPED = "the simulator has stopped"


class EdgeThread:
    """Runs an edge from `start()` to `stop()`; the ports are those on which it then listens."""

    def __init__(
        self, state: State, exchange: Exchange, tcp: int | None, tls: int | None, authority_file: Any = None
    ) -> None:
        self.tcp_port, self.tls_port = tcp, tls
        self._authority = certificate.Authority(authority_file)
        self._state = state
        self._exchange = exchange
        self._loop = asyncio.new_event_loop()
        self._listener = Listener(Edge(exchange, self._loop), exchange.calls.wire)
        self._is_stopping = False
        self._one_at_a_time = Lock()
        self._thread = Thread(target=self._loop.run_forever, name="exotel-sip-edge", daemon=True)

    def start(self) -> None:
        """Begins to listen. OSError for a port that is taken."""
        self._thread.start()
        try:
            if self.tcp_port is not None:
                self.tcp_port = self._run(self._listener.listen(self.tcp_port, None))
            if self.tls_port is not None:
                self.tls_port = self._run(self._listener.listen(self.tls_port, self._authority.server_side()))
        except BaseException:
            self.stop()
            raise

    def ring(self, wish: dict[str, Any]) -> dict[str, Any]:
        """Rings a number and reports. TypeError for a wish with other fields than those of `Wish`, and `stand_in`."""
        stand_in = wish.get("stand_in") is True
        return self._run(self._ring(Wish(**{name: wish[name] for name in wish.keys() - {"stand_in"}}), stand_in))

    def rehearse(self, wish: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Places every call of the account; yields a row for each as it ends, and in the end the verdict.

        TypeError for a wish with other fields than those of `Rehearsal`, ValueError for values that name nothing.
        """
        given = Rehearsal(**wish)
        planned = itinerary(self._state, self._exchange.options, every_pair=given.every_pair).only(given.only)
        return self._each(self._rehearse(planned, self._door(), given))

    def sample(self, wish: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Places calls over and over while the record judges; yields a row for each as it ends, and in the end another.

        Errors as for `rehearse`, and ValueError if the record does not judge.
        """
        if not self._exchange.record.is_judging:
            raise ValueError("a sample is placed while ways are judged: begin that first")
        given = Rehearsal(**wish)
        legs = sampled(itinerary(self._state, self._exchange.options).only(given.only))
        return self._each(self._sample(legs, self._door(), given))

    def _door(self) -> Door:
        context: ssl.SSLContext | None = self._authority.client_side() if self.tls_port is not None else None
        return Door((self.tcp_port if self.tls_port is None else self.tls_port) or 0, context)

    async def _ring(self, wish: Wish, stand_in: bool) -> dict[str, Any]:
        async with self._led(wish, stand_in) as led:
            return await ring(self._exchange, led)

    @asynccontextmanager
    async def _led(self, wish: Wish, stand_in: bool) -> AsyncIterator[Wish]:
        if not stand_in:
            yield wish
            return
        async with standing_in(self._state, self._authority, wish) as stand_ins:
            yield await stand_ins.led()

    async def _rehearse(self, planned: Itinerary, door: Door, given: Rehearsal) -> AsyncGenerator[dict[str, Any], None]:
        async with self._led(given.wish, given.stand_in) as wish:
            if given.strangers:
                planned = strangers(self._state, given.strangers)
            async for row in rehearse(planned, self._exchange, door, wish, given.at_once):
                yield row

    async def _sample(self, legs: list[Leg], door: Door, given: Rehearsal) -> AsyncGenerator[dict[str, Any], None]:
        async with standing_in(self._state, self._authority, given.wish) as stand_ins:
            async for row in Sample(self._exchange, door, stand_ins.led, given.at_once).rows(legs):
                yield row
        yield {"well": True}

    def _each(self, rows: AsyncGenerator[T, None]) -> Iterator[T]:
        """Yields in this thread what is yielded in the loop's; whoever leaves early ends it."""

        async def following() -> T | None:
            return await anext(rows, None)

        try:
            while (row := self._run(following())) is not None:
                yield row
        except GeneratorExit:
            self._run(rows.aclose())
            raise

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        with self._one_at_a_time:  # a loop that has been stopped would never answer
            if self._is_stopping:
                work.close()
                raise OSError(STOPPED)
            begun = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return begun.result()
        except CancelledError:
            raise OSError(STOPPED) from None

    def stop(self) -> None:
        """Ends every call and the thread."""
        with self._one_at_a_time:
            self._is_stopping = True
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        await self._listener.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:  # calls that are being placed
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
