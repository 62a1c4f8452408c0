"""Calls in the background of a test: one by every way of the account, over and over, as long as a block runs."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from exotel_pulumi.checks.rehearsal import rehearse

Row = dict[str, Any]


@contextmanager
def ringing(url: str, trunks: Sequence[str]) -> Iterator[list[Row]]:
    """Rehearses trunks of the simulator at `url` from before the block to after it; the list gets each call."""
    calls: list[Row] = []
    begun, done = Event(), Event()

    def go_on() -> None:
        while not done.is_set():
            for row in rehearse(url, {"stand_in": True, "only": trunks}):
                calls.extend([row] if "direction" in row else [])
                begun.set()

    if not trunks:
        yield calls
        return
    thread = Thread(target=go_on, daemon=True)
    thread.start()
    assert begun.wait(30), "no call was placed"
    try:
        yield calls
    finally:
        done.set()
        thread.join(60)
