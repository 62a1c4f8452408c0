"""What Exotel is asked before a run: which lists, in which order, and how many requests at most.

=====  ==============================================  =============================================================
order  what                                            by
=====  ==============================================  =============================================================
1      names and take-overs of trunks                  the list of trunks
2      new numbers                                     the lists of trunks that are taken over; then each number by
                                                       itself, or the lists of all trunks, whichever costs less
3      what is on a trunk that is replaced             each of its lists
4      what is made on a trunk that is there           the lists of its kinds
5      what is on a trunk that leaves the program      each of its lists
=====  ==============================================  =============================================================

Nothing is asked twice, and an error but the trunk's own ends all questions: a preview must not wait for an outage.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from exotel_pulumi import errors
from exotel_pulumi.api.dialect import Endpoint
from exotel_pulumi.api.envelope import Row
from exotel_pulumi.config import Settings
from exotel_pulumi.lifecycle.planned import AnyKind, Plan, Planned, Trunks, keys_sought
from exotel_pulumi.objects import CHILDREN
from exotel_pulumi.objects.trunk import TRUNK

if TYPE_CHECKING:
    from exotel_pulumi.api.client import Client

LONGEST = 15.0  # seconds for all questions of a preview

OF_ONE_TRUNK = (errors.NotFoundError, errors.RouteNotFoundError, errors.ForbiddenError)


@dataclass
class Answers:
    """What Exotel has said, and what it was not asked or did not answer."""

    trunks: list[Row] | None = None
    rows: dict[Endpoint, list[Row]] = field(default_factory=dict)
    failed: set[Endpoint] = field(default_factory=set)  # lists of a trunk that Exotel has not given
    found_on: dict[str, list[str]] = field(default_factory=dict)  # the trunks that have a number
    fault: errors.ExotelError | None = None  # what ended the questions
    sent: int = 0  # requests
    skipped: int = 0  # trunks that were not compared, because no more requests may be sent


def ask(plan: Plan, client: "Client", seconds: float) -> Answers:
    """Asks what the plan needs to know. AuthenticationError if the key is refused: every other answer would be, too."""
    questions = _Questions(plan, client)
    try:
        with client.patience.within(seconds):
            questions.ask()
    except errors.AuthenticationError:
        raise
    except errors.ExotelError as error:
        if client.may_send_more or not isinstance(error, errors.StoppedError):
            questions.answers.fault = error
        else:
            questions.answers.skipped = len(questions.open())
    questions.answers.sent = client.sent
    return questions.answers


def ask_accounts(plans: Sequence[tuple[Plan, Settings]], at_most: int) -> list[tuple[Plan, Answers]]:
    """Asks all accounts of a preview, which share the requests and the time. AuthenticationError as `ask`."""
    # What is behind a client takes a fifth of a host's start.
    from exotel_pulumi.api.client import Client

    end, answered = time.monotonic() + LONGEST, []
    for plan, settings in plans:
        client = Client(settings, at_most=at_most)
        answered.append((plan, ask(plan, client, end - time.monotonic())))
        at_most -= client.sent
    return answered


class _Questions:
    """The questions of one plan to one account."""

    def __init__(self, plan: Plan, client: "Client") -> None:
        self.answers = Answers()
        self._plan = plan
        self._client = client
        self._sought = dict.fromkeys(keys_sought(plan))

    def ask(self) -> None:
        if self._plan.made_trunks or self._plan.leaving_trunks:
            self._trunks()
        for endpoint in self._wanted_for_numbers():
            self._read(endpoint)
        self._look_elsewhere()
        for endpoint in self._wanted():
            self._read(endpoint)

    def open(self) -> set[object]:
        """Returns the trunks of which something was not asked."""
        answered = self.answers.rows.keys() | self.answers.failed
        unread = {endpoint.trunk_sid for endpoint in self._wanted() if endpoint not in answered}
        unnamed = self._plan.made_trunks if self.answers.trunks is None else ()
        return unread | {*unnamed} | {self._where(planned) for planned in self._unfound()}

    def _where(self, planned: Planned) -> object:
        return self._places.sid_of(planned) or planned.trunk or planned

    def _trunks(self) -> None:
        if self.answers.trunks is None:
            self.answers.trunks = self._client.rows(TRUNK.endpoint(None))
            self.__dict__.pop("_places", None)

    @cached_property
    def _places(self) -> Trunks:
        return Trunks(self._plan, self.answers.trunks)

    def _read(self, endpoint: Endpoint) -> None:
        if endpoint in self.answers.rows or endpoint in self.answers.failed:
            return
        try:
            self.answers.rows[endpoint] = self._client.rows(endpoint)
        except OF_ONE_TRUNK as error:
            # A trunk that is not there, or a list that the account does not offer.
            self.answers.fault = error
            self.answers.failed.add(endpoint)

    def _wanted_for_numbers(self) -> Iterator[Endpoint]:
        """Yields the lists of trunks that are taken over: most of what is declared there will be found there."""
        for planned in self._sought:
            if planned.trunk is not None and planned.trunk.step == "create":
                yield from self._endpoint(planned)

    def _wanted(self) -> Iterator[Endpoint]:
        """Yields every list that the findings are made from, those first that can fail a preview."""
        for sid in self._places.replaced.values():
            yield from (kind.endpoint(sid) for kind in CHILDREN)
        for planned in self._plan.made:
            # A number that no trunk has needs no list.
            is_on = self._is_on if planned.kind.collection.across else _is_elsewhere
            if not planned.kind.collection.top_level and is_on(planned):
                yield from self._endpoint(planned)
        for sid in self._places.left.values():
            yield from (kind.endpoint(sid) for kind in CHILDREN if not kind.one_per_trunk)

    def _endpoint(self, planned: Planned) -> Iterator[Endpoint]:
        sid = self._places.sid_of(planned)
        if sid is not None:
            yield planned.kind.endpoint(sid)

    def _is_on(self, planned: Planned) -> bool:
        sid = self._places.sid_of(planned)
        return sid is not None and sid in self.answers.found_on.get(str(planned.key), ())

    def _unfound(self) -> list[Planned]:
        """Returns those numbers of which nobody knows yet which trunk has them."""
        listed = {
            key for endpoint, rows in self.answers.rows.items() for key in _keys(self._kinds_across, endpoint, rows)
        }
        known = listed | self.answers.found_on.keys()
        return [planned for planned in self._sought if planned.key not in known and not self._is_searched(planned)]

    def _is_searched(self, planned: Planned) -> bool:
        """Returns whether the lists of all trunks are read."""
        if not self._places.is_known:
            return False
        answered = self.answers.rows.keys() | self.answers.failed
        return all(planned.kind.endpoint(sid) in answered for sid in self._places.sids)

    @cached_property
    def _kinds_across(self) -> list[AnyKind]:
        return list({planned.kind.name: planned.kind for planned in self._sought}.values())

    def _look_elsewhere(self) -> None:
        sought = self._unfound()
        if len(sought) > 1:
            self._trunks()
            sought = self._unfound()
        for kind in self._kinds_across:
            of_kind = [planned for planned in sought if planned.kind is kind]
            unread = [sid for sid in self._places.sids if kind.endpoint(sid) not in self.answers.rows]
            if self._places.is_known and len(unread) < len(of_kind):
                self._read_all(kind, unread)
            else:
                self._ask_for_each(kind, of_kind)

    def _read_all(self, kind: AnyKind, sids: Sequence[str]) -> None:
        for sid in sids:
            self._read(kind.endpoint(sid))

    def _ask_for_each(self, kind: AnyKind, sought: Sequence[Planned]) -> None:
        for planned in sought:
            key = str(planned.key)
            try:
                self.answers.found_on[key] = self._client.trunks_with(kind.collection, key)
            except OF_ONE_TRUNK:  # not every account offers this look-up
                self._trunks()
                self._read_all(kind, self._places.sids)
                return
            if self.answers.found_on[key]:
                self._trunks()  # for the trunk's name


def _is_elsewhere(planned: Planned) -> bool:
    return planned.is_elsewhere


def _keys(kinds: Sequence[AnyKind], endpoint: Endpoint, rows: Sequence[Row]) -> Iterator[str]:
    for kind in kinds:
        if endpoint.collection == kind.collection:
            yield from (str(kind.said(row).get(kind.key)) for row in rows)
