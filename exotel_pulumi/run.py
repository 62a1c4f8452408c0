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

# Pulumi's Python host serves a run with four threads: more waiting ones would leave none to make what they wait for.
WAITING_AT_ONCE = 2
LONGEST_WAIT = 30.0  # seconds


class Plan:
    """One run's objects by their marks. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._claimed: set[Mark] = set()
        self._made: dict[Mark, Event] = {}
        self._new: set[str] = set()
        self._held: set[str] = set()
        self._replaced: set[str] = set()
        self._put_off: dict[Mark, str] = {}
        self._waiting = BoundedSemaphore(WAITING_AT_ONCE)

    def expect(self, mark: Mark) -> None:
        """Notes that this run has declared an object."""
        with self._lock:
            self._made.setdefault(mark, Event())

    def note_new(self, identity: str) -> None:
        """Notes that this run has made an object; a trunk it has made holds nothing but what it puts there."""
        with self._lock:
            self._new.add(identity)

    def is_new(self, identity: str | None) -> bool:
        """Whether this run has made the object of this id."""
        return identity in self._new

    def note_held(self, identity: str) -> None:
        """Notes that an object which existed before this run belongs to a resource of the program."""
        with self._lock:
            self._held.add(identity)

    def is_held(self, identity: str) -> bool:
        """Whether an object is known to belong to a resource of the program."""
        return identity in self._held

    def note_replaced(self, identity: str) -> None:
        """Notes that the resource which has the object is to have another one that is marked alike."""
        with self._lock:
            self._replaced.add(identity)

    def may_delete(self, identity: str, mark: Mark) -> bool:
        """Whether an object may be deleted now.

        Not if a resource of the program has taken it over. One that declares it and has not made it may have done so
        in a run before, which did not come to its end: the object stays, or goes when that resource is made anew.
        """
        with self._lock:
            declared = self._made.get(mark)
            if identity in self._held:
                return False
            if declared is None or declared.is_set() or identity in self._replaced:
                return True
            self._put_off[mark] = identity
            return False

    def take_put_off(self, mark: Mark) -> str | None:
        """The object whose deletion was put off, once: for the resource that is about to make it anew."""
        with self._lock:
            return self._put_off.pop(mark, None)

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
