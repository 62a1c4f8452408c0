"""What the resources of one run of the engine know of each other.

A resource is created and deleted without seeing the others. Three things need more: two declarations of one object are
a fault, an address must be whitelisted before a destination may use it, and an object that another resource of the
program has must not be deleted. One process of a host is one run and has one ledger.

A key is what a program says, an object is what Exotel has. Each is in one state:

=================  ===========  ===========  ===========  ===========
key, after         unknown      EXPECTED     CREATING     CREATED
=================  ===========  ===========  ===========  ===========
declare            EXPECTED     EXPECTED     CREATING     CREATED
begin to create    CREATING     CREATING     refused      refused
creation done      --           --           CREATED      --
creation failed    --           --           FAILED       --
deleted            unknown      EXPECTED     EXPECTED     EXPECTED
=================  ===========  ===========  ===========  ===========

FAILED is like EXPECTED, but nobody waits for it. Beside its state, a key has the resources that keep it, whether one
leaves it for another key, and who has deleted its object.

=================  ===========  ===========  ===========  ===========
object, after      unknown      NEW          HELD         DELETED
=================  ===========  ===========  ===========  ===========
record as new      NEW          NEW          HELD         NEW
take               HELD         HELD         HELD         refused
take, made again   HELD         HELD         HELD         HELD
begin to delete    DELETED      DELETED      refused      DELETED
deletion failed    --           --           --           unknown
=================  ===========  ===========  ===========  ===========

A deletion is also refused where another resource keeps the object's key.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from threading import Condition
from typing import TypeAlias

from exotel_pulumi.api.patience import Patience
from exotel_pulumi.errors import ConflictError
from exotel_pulumi.lifecycle.replacements import Replacements
from exotel_pulumi.objects.kind import Key, ObjectId

Urn: TypeAlias = str

LONGEST_WAIT_FOR_NEED = 30.0  # seconds
LONGEST_PAUSE = 75.0  # seconds between two deletions of a run: Exotel's limit has a window of a minute


class KeyState(Enum):
    """Where a key of the program's is on its way to an object."""

    UNKNOWN = auto()
    EXPECTED = auto()
    CREATING = auto()
    CREATED = auto()
    FAILED = auto()


class ObjectState(Enum):
    """What this run has done with an object of Exotel's."""

    NEW = auto()  # made by this run; if a trunk, it holds nothing but what this run puts there
    HELD = auto()  # taken for a resource: found at Exotel, or changed
    DELETED = auto()


@dataclass
class _Entry:
    """All that is known of one key."""

    state: KeyState = KeyState.UNKNOWN
    kept_by: set[Urn] = field(default_factory=set)  # resources that had this key before and still have it
    is_leaving: bool = False  # a resource had this key before and now has another one
    deleted_by: Urn | None = None
    declared_at: float | None = None  # the moment of `declare`


class Ledger:
    """The two tables of one run, and what follows from them. Safe to share between threads: there is one lock.

    `waiting_at_once` is the number of threads that may wait for what another one makes.
    """

    def __init__(self, patience: Patience | None = None, waiting_at_once: int = 1) -> None:
        self._changed = Condition()
        self._wait = (patience or Patience()).wait_with(self._changed)
        self._waiting_at_once = waiting_at_once
        self._keys: dict[Key, _Entry] = {}
        self._objects: dict[ObjectId, ObjectState] = {}
        self._adopted: set[ObjectId] = set()
        self._gone: set[ObjectId] = set()  # what this run has deleted for certain
        self._failures = 0  # deletions
        self._gone_for: dict[Urn, Key] = {}
        self._waiting = 0
        self.replacements = Replacements()
        self.longest_pause = LONGEST_PAUSE

    def declare(self, key: Key, urn: Urn, previous: Key | None) -> Urn | None:
        """Records that a resource has this key; `previous` is its key in the state, None for a new resource.

        Returns the resource for which this run has deleted the object of the key.
        """
        with self._changed:
            self.replacements.declared.add(urn)
            entry = self._entry(key)
            entry.declared_at = entry.declared_at or time.monotonic()
            if entry.state is KeyState.UNKNOWN:
                entry.state = KeyState.EXPECTED
            if previous == key:
                entry.kept_by.add(urn)
            elif previous is not None:
                self._entry(previous).is_leaving = True
            return entry.deleted_by

    def declared_at(self, key: Key) -> float:
        """Returns the moment at which the program declared this key: now, if it did not yet."""
        with self._changed:
            return self._entry(key).declared_at or time.monotonic()

    def is_leaving(self, key: Key) -> bool:
        """Returns whether a resource of the program gives this key up for another one."""
        with self._changed:
            return self._entry(key).is_leaving

    def deleter_of(self, key: Key) -> Urn | None:
        """Returns the resource for which this run has deleted the object of this key."""
        with self._changed:
            return self._entry(key).deleted_by

    @contextmanager
    def creating(self, key: Key, noun: str) -> Iterator[None]:
        """Reserves a key for the one resource that makes its object. ConflictError if another resource has it."""
        self._begin(key, noun)
        outcome = KeyState.FAILED
        try:
            yield
            outcome = KeyState.CREATED
        finally:
            with self._changed:
                self._entry(key).state = outcome
                self._changed.notify_all()

    def _begin(self, key: Key, noun: str) -> None:
        with self._changed:
            entry = self._entry(key)
            if entry.state in (KeyState.CREATING, KeyState.CREATED):
                raise ConflictError(
                    f"this {noun} is declared twice in the program",
                    "keep one of the two declarations.",
                )
            entry.state = KeyState.CREATING

    def wait_for(self, key: Key) -> bool:
        """Waits, for a limited time, until an expected object is made; False if it is not expected or did not come."""
        with self._changed:
            if self._waiting >= self._waiting_at_once:
                return False
            self._waiting += 1
            try:
                self._wait(lambda: not self._is_coming(key), LONGEST_WAIT_FOR_NEED)
                return self._entry(key).state is KeyState.CREATED
            finally:
                self._waiting -= 1

    def is_gone(self, *either: ObjectId) -> bool:
        """Returns whether this run has deleted one of these objects for certain."""
        with self._changed:
            return not self._gone.isdisjoint(either)

    def wait_for_deletion(self, *either: ObjectId) -> bool:
        """Waits until this run has deleted one of these objects, or deletes nothing any more: the engine keeps them.

        False if a deletion has failed meanwhile, or if too many threads wait already.
        """
        with self._changed:
            if self._waiting >= self._waiting_at_once:
                return False
            self._waiting += 1
            failures = self._failures
            try:
                while self._gone.isdisjoint(either) and self._failures == failures:
                    if not self._wait_for_another_deletion(len(self._gone) + failures):
                        return True
                return self._failures == failures
            finally:
                self._waiting -= 1

    def _wait_for_another_deletion(self, so_far: int) -> bool:
        return self._wait(lambda: len(self._gone) + self._failures != so_far, self.longest_pause)

    def _is_coming(self, key: Key) -> bool:
        return self._entry(key).state in (KeyState.EXPECTED, KeyState.CREATING)

    def record_new(self, object_id: ObjectId) -> None:
        """Records that this run has made an object."""
        with self._changed:
            if self._objects.get(object_id) is not ObjectState.HELD:
                self._objects[object_id] = ObjectState.NEW

    def is_new(self, object_id: ObjectId) -> bool:
        """Returns whether this run has made the object, and no resource has taken it since."""
        with self._changed:
            return self._objects.get(object_id) is ObjectState.NEW

    def is_of_this_run(self, object_id: ObjectId) -> bool:
        """Returns whether this run has made the object or taken it: Exotel's lists may not show it yet."""
        with self._changed:
            return self._objects.get(object_id) in (ObjectState.NEW, ObjectState.HELD)

    def record_adopted(self, trunk: ObjectId) -> None:
        """Records that this run has adopted a trunk, which may hold what the program declares on it."""
        with self._changed:
            self._adopted.add(trunk)

    def is_adopted(self, trunk: ObjectId) -> bool:
        """Returns whether this run has adopted the trunk."""
        with self._changed:
            return trunk in self._adopted

    def take(self, object_id: ObjectId, *, made_again: bool = False) -> bool:
        """Takes an object for a resource. False if this run deletes it, unless it was `made_again` since."""
        with self._changed:
            if self._objects.get(object_id) is ObjectState.DELETED and not made_again:
                return False
            self._objects[object_id] = ObjectState.HELD
            return True

    def begin_delete(self, object_id: ObjectId, key: Key, urn: Urn) -> bool:
        """Records that an object is deleted for the resource `urn`. False if another resource of the program has it.

        Another resource has the object if it took the object in this run, or if an earlier run that failed left two
        resources with the same key in the state.
        """
        with self._changed:
            entry = self._entry(key)
            if self._objects.get(object_id) is ObjectState.HELD or entry.kept_by - {urn}:
                return False
            self._objects[object_id] = ObjectState.DELETED
            entry.deleted_by = urn
            return True

    def is_deleted(self, object_id: ObjectId) -> bool:
        """Returns whether this run has deleted the object, or is about to."""
        with self._changed:
            return self._objects.get(object_id) is ObjectState.DELETED

    def has_deleted_on(self, trunk_sid: str) -> bool:
        """Returns whether this run has deleted anything that was on a trunk."""
        with self._changed:
            deleted = [each.id for each, state in self._objects.items() if state is ObjectState.DELETED]
            return any(each.startswith(f"{trunk_sid}/") for each in deleted)

    def deletion_failed(self, object_id: ObjectId, key: Key) -> None:
        """Records that an object was not deleted after all."""
        with self._changed:
            if self._objects.get(object_id) is ObjectState.DELETED:
                del self._objects[object_id]
            self._entry(key).deleted_by = None
            self._failures += 1
            self._changed.notify_all()

    def deletion_done(self, object_id: ObjectId, key: Key) -> None:
        """Frees the key of an object that was deleted, so that a resource may make the object again."""
        with self._changed:
            self._gone.add(object_id)
            self._changed.notify_all()
            entry = self._entry(key)
            if entry.state is not KeyState.UNKNOWN:
                entry.state = KeyState.EXPECTED
            if entry.deleted_by is not None:
                self._gone_for[entry.deleted_by] = key

    def gone_for(self, urn: Urn) -> Key | None:
        """Returns the key of the object that this run has deleted for a resource, so that another could replace it."""
        with self._changed:
            return self._gone_for.get(urn)

    def knows_trunk(self, trunk_sid: str) -> bool:
        """Returns whether the program declares something on this trunk."""
        with self._changed:
            return any(
                key.trunk_sid == trunk_sid and entry.state is not KeyState.UNKNOWN for key, entry in self._keys.items()
            )

    def _entry(self, key: Key) -> _Entry:
        return self._keys.setdefault(key, _Entry())
