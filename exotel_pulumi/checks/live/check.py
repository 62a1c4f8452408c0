"""The check of a real account: makes a trunk of its own with one of each, changes and removes them, and says what
Exotel answered where no document settles what it answers.

Touches nothing but what it has made. Stops at the first answer that it does not understand, removes what it has made,
and names what it could not remove.
"""

import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from exotel_pulumi import errors
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.envelope import Row
from exotel_pulumi.api.session import Session
from exotel_pulumi.checks.live.report import LastAnswer, Made, Point, Report
from exotel_pulumi.lifecycle import Ledger, Lifecycle
from exotel_pulumi.lifecycle.finding import Finder
from exotel_pulumi.objects import CHILDREN
from exotel_pulumi.objects.caller_id import CALLER_ID
from exotel_pulumi.objects.credential import CREDENTIAL
from exotel_pulumi.objects.destination_uri import DESTINATION_URI
from exotel_pulumi.objects.kind import Kind
from exotel_pulumi.objects.phone_number import PHONE_NUMBER
from exotel_pulumi.objects.trunk import TRUNK
from exotel_pulumi.objects.whitelisted_ip import WHITELISTED_IP

PREFIX = "pxcheck_"  # of every name that a check makes
DATES = ("date_created", "date_updated")
SECOND = 1.1  # seconds, after which one of Exotel's dates, which have whole seconds, must be another
SHOWN_WITHIN = 60.0  # seconds in which a list must show a new object
# No caller of anybody's: Google's name servers place no calls. The two lowest bits are free for the mask of a range.
ADDRESS = "8.8.8.8"
HOST = "example.com:5061;transport=tls"
OF_A_NUMBER = (PHONE_NUMBER, CALLER_ID)  # made only of a number that a person names

Values = Mapping[str, Any]


class LiveCheck:
    """One check of one account; `last_answer` is what the client reports its answers to."""

    def __init__(
        self, client: Client, last_answer: LastAnswer, number: str | None = None, within: float = SHOWN_WITHIN
    ) -> None:
        self.report = Report()
        self._client = client
        self._last_answer = last_answer
        self._number = number
        self._within = within
        self._name = PREFIX + secrets.token_hex(3)
        self._session = Session(client.settings.account_sid, lambda: client)
        self._made: list[Made] = []

    def run(self, progress: Callable[[str], None] = lambda _step: None) -> Report:
        """Makes, changes and removes one of each kind. Raises the ExotelError of an account that cannot be asked."""
        self._look_before()
        try:
            for step, act in self._steps():
                progress(step)
                act()
        except errors.ExotelError as error:
            self.report.stopped = str(error)
        finally:
            for made in reversed(list(self._made)):
                progress(f"removing {made.name}")
                self._remove(made)
        self._add_last_points()
        return self.report

    def _steps(self) -> Iterator[tuple[str, Callable[[], None]]]:
        yield "a trunk", self._trunk
        # What is harmless in a real account; a kind that is not here is made by its example.
        samples: dict[Kind[Any, Any], tuple[Values, Values]] = {
            WHITELISTED_IP: ({"ip": ADDRESS}, {"mask": 30}),
            DESTINATION_URI: ({"destination": HOST}, {"priority": 1}),
            CREDENTIAL: ({"user_name": self._name}, {"friendly_name": PREFIX + "changed"}),
        }
        for kind in (kind for kind in CHILDREN if kind not in OF_A_NUMBER):
            given, change = samples.get(kind, (kind.example, {}))
            yield f"a {kind.noun}", lambda kind=kind, given=given, change=change: self._live(kind, given, change)  # type: ignore[misc]
        if self._number is not None:
            yield "the number", self._with_number
        yield "the trunk's end", lambda: self._end(self._made[0])

    def _look_before(self) -> None:
        """Reads the account. Raises ConflictError for what an earlier check has left, and for a number in use."""
        rows = self._client.rows(TRUNK.endpoint(None))
        for row in rows:
            if str(row.get("trunk_name")).startswith(PREFIX):
                left = f"an earlier check has left the trunk {row['trunk_name']} ({row['trunk_sid']})"
                raise errors.ConflictError(
                    left, "delete the trunk and its logins in Exotel's console, then check again."
                )
        for row in rows if self._number else ():
            for held in self._client.rows(PHONE_NUMBER.endpoint(str(row["trunk_sid"]))):
                if PHONE_NUMBER.inputs.spelled("phone_number", held.get("phone_number")) == self._number:
                    used = f"{self._number} is on the trunk {row['trunk_sid']}, where calls may depend on it"
                    raise errors.ConflictError(used, "name a number of the account that no trunk has.")

    def _trunk(self) -> None:
        trunk = self._make(TRUNK, {"trunk_name": self._name})
        self._learn_duplicate(TRUNK, trunk.state, "a second trunk of one name")
        self._change(trunk, {"trunk_name": f"{self._name}b"})

    def _with_number(self) -> None:
        number = self._make(PHONE_NUMBER, {"phone_number": self._number})
        self._change(number, {"mode": "flow"})
        self._live(CALLER_ID, {"phone_number": self._number}, {})
        self._end(number)

    def _live(self, kind: Kind[Any, Any], given: Values, change: Values) -> None:
        """Makes one object, changes it and removes it; a call that the account does not offer is an answer, too."""
        if kind is CREDENTIAL and not self._offers_deletion(kind):
            self._learn("a login is made and removed", "not tried: it could not be removed again")
            return
        try:
            made = self._make(kind, given)
        except errors.RouteNotFoundError:
            self._learn(f"POST of a {kind.noun}", "not offered to this account")
            return
        if kind is WHITELISTED_IP:
            self._learn_duplicate(kind, made.state, "an address that is on the trunk already")
        if change:
            self._change(made, change)
        self._end(made)

    def _make(self, kind: Kind[Any, Any], given: Values) -> Made:
        life, urn = self._life(kind)
        owner = {} if kind is TRUNK else {"trunk_sid": self._made[0].identity}
        inputs, faults = life.check({}, {**owner, **given}, (), urn)
        if faults:
            raise errors.DeclarationError("; ".join(f"{name} {reason}" for name, reason in faults))
        try:
            identity, state = life.create(inputs, urn)
        except errors.HalfMadeError as half:
            self._made.append(Made(kind, half.identity, half.state))
            raise
        made = Made(kind, identity, state.model_dump())
        self._made.append(made)
        self.report.done.append(f"made {made.name}")
        waited, row = self._wait_until_listed(made)
        self._learn(f"seconds until a list shows a new {kind.noun}", f"{waited:.1f}")
        self._learn(f"dates of a {kind.noun}", ", ".join(name for name in DATES if row.get(name)) or "none")
        return made

    def _wait_until_listed(self, made: Made) -> tuple[float, Row]:
        """Returns the seconds until the list has the object, and its row. UnexpectedAnswerError if it never has."""
        started = time.monotonic()
        while True:
            row = self._row(made)
            waited = time.monotonic() - started
            if row is not None:
                return waited, row
            if waited > self._within:
                raise errors.UnexpectedAnswerError(f"no list shows {made.name} after {waited:.0f} s")
            time.sleep(min(1.0, self._within / 10))

    def _row(self, made: Made) -> Row | None:
        return Finder(made.kind, self._client).listed(made.identity, partial(self._client.rows, fresh=True))

    def _change(self, made: Made, change: Values) -> None:
        life, urn = self._life(made.kind)
        question = f"PUT of a {made.kind.noun}: {', '.join(change)}"
        inputs, _ = life.check(made.state, {**self._inputs(made), **change}, (), urn)
        before = self._updated(made)
        try:
            state = life.update(made.identity, made.state, inputs)
        except (errors.RouteNotFoundError, errors.InvalidParameterError) as error:
            offered = not isinstance(error, errors.RouteNotFoundError)
            self._learn(question, f"refused: {error.text}" if offered else "not offered to this account")
            return
        self._made[self._made.index(made)] = Made(made.kind, made.identity, state.model_dump())
        self._learn(question, "works")
        self.report.done.append(f"changed {made.name}")
        if before:
            self._learn(
                f"PUT of a {made.kind.noun} moves date_updated", "yes" if self._updated(made) > before else "no"
            )

    def _updated(self, made: Made) -> str:
        """Returns when Exotel has changed an object; empty where no state has the date, or no row."""
        if "date_updated" not in made.kind.state.model_fields:
            return ""
        time.sleep(SECOND)
        return str((self._row(made) or {}).get("date_updated") or "")

    def _end(self, made: Made) -> None:
        """Removes an object in the usual way, and learns whether the account offers that."""
        current = next(known for known in self._made if known.identity == made.identity)
        question = f"DELETE of a {made.kind.noun}"
        try:
            self._delete(current)
        except errors.RouteNotFoundError:
            self._learn(question, "not offered to this account; it goes with its trunk")
            self._made.remove(current)
            return
        self._learn(question, "works")
        self._made.remove(current)
        self.report.done.append(f"removed {current.name}")
        if made.kind is TRUNK:
            self._learn_missing_trunk(current.identity)

    def _remove(self, made: Made) -> None:
        """Removes what is left after an early end, or names it."""
        try:
            self._delete(made)
        except errors.ExotelError as error:
            self.report.left.append(f"{made.name}: {error.answered}")
        else:
            self.report.done.append(f"removed {made.name}")

    def _delete(self, made: Made) -> None:
        life, urn = self._life(made.kind)
        if made.kind is TRUNK:
            rows = self._client.rows(TRUNK.endpoint(None), fresh=True)
            names = [str(row.get("trunk_name")) for row in rows if str(row["trunk_sid"]) == made.identity]
            if any(not name.startswith(self._name) for name in names):
                raise errors.ConflictError(f"somebody has renamed the trunk to {names[0]}")
        life.delete(made.identity, made.state, urn)

    def _offers_deletion(self, kind: Kind[Any, Any]) -> bool:
        """Asks to delete an id that no object has: a route that is there says so with a code of Exotel's."""
        try:
            self._client.send("DELETE", kind.endpoint(self._made[0].identity), "0")
        except errors.RouteNotFoundError:
            return False
        except (errors.NotFoundError, errors.InvalidParameterError):
            return True
        return True

    def _learn_duplicate(self, kind: Kind[Any, Any], state: Values, question: str) -> None:
        trunk_sid = state.get("trunk_sid") if kind is not TRUNK else None
        inputs = kind.inputs.model_validate({name: state[name] for name in kind.inputs.model_fields if name in state})
        try:
            row = self._client.send("POST", kind.endpoint(trunk_sid), body=kind.create_body(inputs))
        except errors.DuplicateError as error:
            self._learn(question, f"HTTP {self._last_answer.status} with {error.status} / {error.code}")
            return
        second = Made(kind, kind.join_id(trunk_sid, row), state)
        self._made.append(second)
        raise errors.UnexpectedAnswerError(f"Exotel has made {second.name} beside its equal, where a duplicate was due")

    def _learn_missing_trunk(self, sid: str) -> None:
        try:
            self._client.rows(PHONE_NUMBER.endpoint(sid), fresh=True)
        except (errors.ForbiddenError, errors.NotFoundError) as error:
            self._learn("a trunk that is not there", f"HTTP {error.status} / {error.code}")
        else:
            self._learn("a trunk that is not there", "an empty list")

    def _add_last_points(self) -> None:
        self._learn("spelling of the API", self._client.dialect or "")
        self._learn("Retry-After with a 429", self._last_answer.retry_after)

    def _learn(self, question: str, answer: str) -> None:
        self.report.points.append(Point(question, answer))

    def _inputs(self, made: Made) -> dict[str, Any]:
        names = made.kind.inputs.model_fields
        return {name: value for name, value in made.state.items() if name in names and value is not None}

    def _life(self, kind: Kind[Any, Any]) -> tuple[Lifecycle[Any, Any], str]:
        # A ledger for each step, as for each run of the engine: within one run, what was made is not deleted again.
        return Lifecycle(kind, self._session, Ledger()), f"urn:check:{kind.name}"
