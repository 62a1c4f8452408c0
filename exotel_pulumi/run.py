"""What the resources of one run know of each other: which objects are declared, and which of them are made.

A resource is created and deleted without seeing the others. Three things need more: two declarations of one object are
a fault, an address must be whitelisted before a destination may use it, and an object that another resource of the
program holds must not be deleted.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore, Event, Lock
from typing import TypeAlias

from exotel_pulumi.api.client import Client
from exotel_pulumi.errors import ConflictError

Mark: TypeAlias = tuple[str, str, str]  # collection, trunk SID, key
Thing: TypeAlias = tuple[str, str]  # collection, id: an object of Exotel's

# Pulumi's Python host serves a run with four threads: more waiting ones would leave none to make what they wait for.
WAITING_AT_ONCE = 2
LONGEST_WAIT = 30.0  # seconds


class Plan:
    """One run's objects by their marks. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._claimed: set[Mark] = set()
        self._made: dict[Mark, Event] = {}
        self._settled: dict[Mark, set[str]] = {}
        self._left: set[Mark] = set()
        self._new: set[Thing] = set()
        self._held: set[Thing] = set()
        self._deleted: set[Thing] = set()
        self._deleters: dict[Mark, str] = {}
        self._waiting = BoundedSemaphore(WAITING_AT_ONCE)

    def expect(self, mark: Mark, urn: str = "", before: Mark | None = None) -> None:
        """Notes that this run has declared an object, and how the resource was marked `before`, if it is not new."""
        with self._lock:
            self._made.setdefault(mark, Event())
            if before == mark:
                self._settled.setdefault(mark, set()).add(urn)
            elif before is not None:
                self._left.add(before)

    def is_left(self, mark: Mark) -> bool:
        """Whether a resource of the program is about to give its mark up for another one."""
        return mark in self._left

    def note_new(self, thing: Thing) -> None:
        """Notes that this run has made an object; a trunk it has made holds nothing but what it puts there."""
        with self._lock:
            self._new.add(thing)

    def is_new(self, thing: Thing) -> bool:
        """Whether this run has made the object."""
        return thing in self._new

    def hold(self, thing: Thing, *, anew: bool = False) -> bool:
        """Takes an object for a resource of the program; False where this run deletes it, unless it is made `anew`."""
        with self._lock:
            if thing in self._deleted and not anew:
                return False
            self._deleted.discard(thing)
            self._held.add(thing)
            return True

    def may_delete(self, thing: Thing, mark: Mark, urn: str = "") -> bool:
        """Whether a resource that leaves the state may take its object along.

        Not if a resource of the program has taken it over, now or in a run before which did not come to its end: then
        another one than `urn` is marked as this one was.
        """
        with self._lock:
            if thing in self._held or self._settled.get(mark, set()) - {urn}:
                return False
            self._deleted.add(thing)
            self._deleters[mark] = urn
            return True

    def note_not_deleted(self, thing: Thing, mark: Mark) -> None:
        """Notes that the deletion failed."""
        with self._lock:
            self._deleted.discard(thing)
            self._deleters.pop(mark, None)

    def is_deleted(self, mark: Mark, *, by_another_than: str | None = None) -> bool:
        """Whether this run has deleted what was marked so."""
        return mark in self._deleters and self._deleters[mark] != by_another_than

    @contextmanager
    def claim(self, mark: Mark, noun: str) -> Iterator[None]:
        """Holds an object for one resource of this run; it stays held if the block succeeds."""
        with self._lock:
            if mark in self._claimed:
                raise ConflictError(
                    f"this {noun} is declared twice in the program",
                    "keep one of the two declarations; nothing was sent to Exotel for this one.",
                )
            self._claimed.add(mark)
        try:
            yield
        except BaseException:
            self.release(mark)
            raise
        self.expect(mark)
        self._made[mark].set()

    def release(self, mark: Mark) -> None:
        """Gives an object up, because it could not be made or is deleted."""
        with self._lock:
            self._claimed.discard(mark)

    def wait(self, mark: Mark) -> bool:
        """Waits, bounded, until an expected object is made; False where it is not expected or did not come."""
        made = self._made.get(mark)
        if made is None or not self._waiting.acquire(blocking=False):
            return False
        try:
            return made.wait(LONGEST_WAIT)
        finally:
            self._waiting.release()


@dataclass(frozen=True)
class Run:
    """What one operation of the engine has at hand."""

    client: Client
    plan: Plan
