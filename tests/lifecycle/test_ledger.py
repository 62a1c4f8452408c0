"""The ledger: the tables of its docstring are the test; then thousands of random runs against a plain history."""

import re
from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from exotel_pulumi import errors
from exotel_pulumi.api.patience import Patience
from exotel_pulumi.errors import StoppedError
from exotel_pulumi.lifecycle import ledger as module
from exotel_pulumi.lifecycle.ledger import LONGEST_WAIT_FOR_NEED, KeyState, Ledger, ObjectState
from exotel_pulumi.objects.kind import Key, ObjectId

KEY = Key("PhoneNumber", "TK1", "+919876543210")
OTHER_KEY = KEY._replace(key="+919876543211")
THING = ObjectId("PhoneNumber", "TK1/7")


def table(name: str) -> list[tuple[str, str, str]]:
    """Reads one of the two tables: (event, state before, state after or `refused`)."""
    text = re.search(rf"^{name}, after .*?\n=+.*?\n(.*?)\n=+", str(module.__doc__), re.MULTILINE | re.DOTALL)
    head = re.search(rf"^{name}, after +(.*)$", str(module.__doc__), re.MULTILINE)
    assert text
    assert head
    rows = [re.split(r" {2,}", line) for line in text[1].splitlines()]
    return [(row[0], before, after) for row in rows for before, after in zip(head[1].split(), row[1:], strict=True)]


def create(ledger: Ledger, *, fails: bool = False) -> None:
    with ledger.creating(KEY, "phone number"):
        if fails:
            raise ValueError


def creating(ledger: Ledger) -> None:
    ledger._begin(KEY, "phone number")


def failing(ledger: Ledger) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 # the test's own
        create(ledger, fails=True)


def declare(ledger: Ledger) -> None:
    ledger.declare(KEY, "one", None)


def delete(ledger: Ledger) -> bool:
    return ledger.begin_delete(THING, KEY, "one")


KEY_STATES: dict[str, list[Callable[[Ledger], Any]]] = {
    "unknown": [],
    "EXPECTED": [declare],
    "CREATING": [declare, creating],
    "CREATED": [declare, create],
}
OBJECT_STATES: dict[str, list[Callable[[Ledger], Any]]] = {
    "unknown": [],
    "NEW": [lambda ledger: ledger.record_new(THING)],
    "HELD": [lambda ledger: ledger.take(THING)],
    "DELETED": [delete],
}
EVENTS: dict[str, Callable[[Ledger], Any]] = {
    "declare": declare,
    "begin to create": creating,
    "deleted": lambda ledger: ledger.deletion_done(THING, KEY),
    "record as new": lambda ledger: ledger.record_new(THING),
    "take": lambda ledger: ledger.take(THING),
    "take, made again": lambda ledger: ledger.take(THING, made_again=True),
    "begin to delete": delete,
    "deletion failed": lambda ledger: ledger.deletion_failed(THING, KEY),
}


def in_state(states: dict[str, list[Callable[[Ledger], Any]]], name: str) -> Ledger:
    ledger = Ledger()
    for event in states[name]:
        event(ledger)
    return ledger


@pytest.mark.parametrize(("event", "before", "after"), [row for row in table("key") if row[0] in EVENTS])
def test_s38_a_key_goes_from_state_to_state_by_the_table(event: str, before: str, after: str) -> None:
    ledger = in_state(KEY_STATES, before)
    if after == "refused":
        with pytest.raises(errors.ConflictError, match="declared twice"):
            EVENTS[event](ledger)
        return
    EVENTS[event](ledger)
    assert ledger._entry(KEY).state is (KeyState.UNKNOWN if after == "unknown" else KeyState[after])


@pytest.mark.parametrize(("event", "after"), [(event, after) for event, _, after in table("key") if "--" not in after])
def test_s38_a_creation_that_is_under_way_ends_by_the_table(event: str, after: str) -> None:
    ledger = in_state(KEY_STATES, "EXPECTED")
    if event == "creation done":
        create(ledger)
        assert ledger._entry(KEY).state is KeyState[after]
    if event == "creation failed":
        failing(ledger)
        assert ledger._entry(KEY).state is KeyState[after]
        create(ledger)  # a failed one may be tried again
        assert ledger._entry(KEY).state is KeyState.CREATED


@pytest.mark.parametrize(("event", "before", "after"), [row for row in table("object") if row[2] != "--"])
def test_s38_an_object_goes_from_state_to_state_by_the_table(event: str, before: str, after: str) -> None:
    ledger = in_state(OBJECT_STATES, before)
    granted = EVENTS[event](ledger)
    assert granted is not (after == "refused") or granted is None
    expected = before if after == "refused" else after
    assert ledger._objects.get(THING) is (None if expected == "unknown" else ObjectState[expected])


def test_the_tables_have_every_event() -> None:
    events = {event for name in ("key", "object") for event, _, _ in table(name)}
    assert events == EVENTS.keys() | {"creation done", "creation failed"}


@pytest.mark.parametrize(("keeper", "granted"), [("one", True), ("another", False)])
def test_s3_an_object_goes_only_if_no_other_resource_keeps_its_key(keeper: str, granted: bool) -> None:
    ledger = Ledger()
    ledger.declare(KEY, keeper, KEY)
    assert delete(ledger) is granted
    assert ledger.deleter_of(KEY) == ("one" if granted else None)


def test_a_key_that_a_resource_gives_up_is_leaving() -> None:
    ledger = Ledger()
    ledger.declare(OTHER_KEY, "one", KEY)
    assert ledger.is_leaving(KEY)
    assert not ledger.is_leaving(OTHER_KEY)


def test_a_trunk_is_known_by_what_the_program_declares_on_it() -> None:
    ledger = Ledger()
    assert ledger.deleter_of(KEY) is None
    assert not ledger.knows_trunk("TK1"), "asking declares nothing"
    ledger.declare(KEY, "one", None)
    assert (ledger.knows_trunk("TK1"), ledger.knows_trunk("TK2")) == (True, False)


def test_a_taken_object_is_not_new_and_is_of_this_run() -> None:
    ledger = Ledger()
    ledger.record_new(THING)
    assert (ledger.is_new(THING), ledger.is_of_this_run(THING)) == (True, True)
    ledger.take(THING)
    assert (ledger.is_new(THING), ledger.is_of_this_run(THING)) == (False, True)


@pytest.mark.parametrize("outcome", [create, failing])
def test_s39_who_waits_is_woken_by_the_end_of_the_creation(outcome: Callable[[Ledger], None]) -> None:
    ledger = in_state(KEY_STATES, "EXPECTED")
    came: list[bool] = []
    waiting = Thread(target=lambda: came.append(ledger.wait_for(KEY)))
    waiting.start()
    outcome(ledger)
    waiting.join(5)
    assert came == [outcome is create]


def test_s39_nobody_waits_for_what_nobody_declares() -> None:
    assert not Ledger().wait_for(KEY)


def test_s39_no_more_wait_than_leave_a_thread_for_the_rest() -> None:
    patience = Patience()
    patience.stop()  # who waits at all ends with an error
    ledger = Ledger(patience, waiting_at_once=0)
    ledger.declare(KEY, "one", None)
    assert not ledger.wait_for(KEY)


def test_s39_a_stop_ends_the_wait_for_what_another_resource_makes() -> None:
    patience, ended = Patience(), []
    ledger = Ledger(patience)
    ledger.declare(KEY, "one", None)

    def wait() -> None:
        with pytest.raises(StoppedError):
            ledger.wait_for(KEY)
        ended.append("stopped")

    waiting = Thread(target=wait)
    waiting.start()
    patience.stop()
    waiting.join(LONGEST_WAIT_FOR_NEED / 2)
    assert ended == ["stopped"]


def test_s39_a_deadline_ends_the_wait_for_what_another_resource_makes() -> None:
    patience = Patience()
    ledger = Ledger(patience)
    ledger.declare(KEY, "one", None)
    with patience.within(0.05), pytest.raises(StoppedError, match="its time was over"):
        ledger.wait_for(KEY)


keys = st.sampled_from([Key("PhoneNumber", "TK1", number) for number in "ab"])
urns = st.sampled_from("123")


class Runs(RuleBasedStateMachine):
    """One run of the engine, against a plain history of what was granted."""

    def __init__(self) -> None:
        super().__init__()
        self.ledger = Ledger()
        self.kept: set[tuple[Key, str]] = set()
        self.held: set[ObjectId] = set()
        self.gone: set[ObjectId] = set()
        self.made: set[Key] = set()

    @staticmethod
    def of(key: Key) -> ObjectId:
        return ObjectId(key.kind, f"{key.trunk_sid}/{key.key}")

    @rule(key=keys, previous=st.none() | keys, urn=urns)
    def declares(self, key: Key, previous: Key | None, urn: str) -> None:
        self.ledger.declare(key, urn, previous)
        if previous == key:
            self.kept.add((key, urn))
        elif previous is not None:
            assert self.ledger.is_leaving(previous)

    @rule(key=keys, succeeds=st.booleans())
    def creates(self, key: Key, succeeds: bool) -> None:
        try:
            with self.ledger.creating(key, "phone number"):
                assert key not in self.made
                with pytest.raises(errors.ConflictError), self.ledger.creating(key, "phone number"):
                    raise AssertionError("two resources make one object")
                if not succeeds:
                    raise InterruptedError
        except errors.ConflictError:
            assert key in self.made
        except InterruptedError:
            pass
        else:
            self.made.add(key)

    @rule(key=keys, again=st.booleans())
    def takes(self, key: Key, again: bool) -> None:
        thing = self.of(key)
        if self.ledger.take(thing, made_again=again):
            assert again or thing not in self.gone
            self.held.add(thing)
            self.gone.discard(thing)
        else:
            assert thing in self.gone

    @rule(key=keys, urn=urns, succeeds=st.booleans())
    def deletes(self, key: Key, urn: str, succeeds: bool) -> None:
        thing = self.of(key)
        others = {keeper for kept, keeper in self.kept if kept == key} - {urn}
        granted = self.ledger.begin_delete(thing, key, urn)
        assert granted == (thing not in self.held and not others)
        if granted and succeeds:
            self.ledger.deletion_done(thing, key)
            self.gone.add(thing)
            self.made.discard(key)
            assert self.ledger.deleter_of(key) == urn
        elif granted:
            self.ledger.deletion_failed(thing, key)
            self.gone.discard(thing)
            assert self.ledger.deleter_of(key) is None

    @invariant()
    def nothing_is_held_and_gone(self) -> None:
        assert self.held & self.gone == set()
        assert not any(self.ledger.is_new(thing) for thing in self.held | self.gone)


TestRuns = Runs.TestCase
TestRuns.settings = settings(max_examples=300, stateful_step_count=30, deadline=None)
