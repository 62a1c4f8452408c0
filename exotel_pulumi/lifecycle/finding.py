"""Finding objects at Exotel, and proving that one is not there.

Only a complete list without the object proves its absence. A trunk that Exotel will not show (403, 404) is absent when
the account's own list of trunks lacks it.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeAlias

from exotel_pulumi import errors
from exotel_pulumi.api.dialect import Endpoint
from exotel_pulumi.api.envelope import Row
from exotel_pulumi.lifecycle.remembering import instant
from exotel_pulumi.objects.kind import InputsT, Kind, StateT
from exotel_pulumi.objects.trunk import TRUNK

if TYPE_CHECKING:
    from exotel_pulumi.api.client import Client

LOOKS = 3
YOUNG = 120  # seconds after its creation, in which Exotel's lists may lack an object
CLOCK_SKEW = 120  # seconds by which two of Exotel's clocks may differ

Reader: TypeAlias = Callable[[Endpoint], list[Row]]


class Finder(Generic[InputsT, StateT]):
    """Looks for objects of one kind in one account."""

    def __init__(self, kind: Kind[InputsT, StateT], client: "Client") -> None:
        self.kind = kind
        self.client = client

    def by_id(self, identity: str, *, fresh: bool = False) -> Row | None:
        """Returns the row of an object; None only if the object is proven to be gone.

        Reads the shared list; if the id is missing, reads once more after a pause, since Exotel's lists can lag.
        `fresh` skips both and asks Exotel once: for a caller who has Exotel's word that the object is gone.
        """
        trunk_sid, _ = self.kind.split_id(identity)
        if trunk_sid and not fresh and self.client.is_gone(trunk_sid):
            return None
        readers = [self._ask] if fresh else [self.client.rows, self.client.confirmed_rows]
        try:
            for read in readers:
                row = self.listed(identity, read)
                if row is not None:
                    return row
        except (errors.NotFoundError, errors.ForbiddenError) as error:
            by_word = self._raise_unless_gone(trunk_sid, error, readers)
            if trunk_sid and not fresh:
                self.client.record_gone(trunk_sid, by_word=by_word)
        return None

    def refuse_if_young(self, identity: str, made: object) -> None:
        """Refuses to call an object gone that lists may not show yet. `made` is its date of creation, if it is known.

        NotListedYetError, unless Exotel itself has said that the object's trunk is absent.
        """
        trunk_sid, _ = self.kind.split_id(identity)
        age = self.age(made)
        if age is None or not -CLOCK_SKEW <= age < YOUNG or self.client.is_gone_by_word(trunk_sid or ""):
            return
        raise errors.NotListedYetError(
            f"Exotel's list does not show it yet: it is {max(0, round(age))} s old",
            f"run the command again in {YOUNG - age:.0f} s; nothing has left the state. What a list lacks is taken for "
            f"gone once it is {YOUNG} s old.",
        )

    def age(self, made: object) -> float | None:
        """Returns the seconds since a moment by Exotel's clock; this machine's may be wrong. None for an odd date."""
        # A date without a zone proves nothing: Exotel's other API writes India's time in this way.
        moment = instant(made)
        return None if moment is None else (self.client.now() - moment).total_seconds()

    def listed(self, identity: str, read: Reader) -> Row | None:
        """Returns the row of an object from what `read` knows of the list; None proves nothing."""
        trunk_sid, item = self.kind.split_id(identity)
        for row in read(self.kind.endpoint(trunk_sid)):
            if str(row.get(self.kind.collection.id_field)) == item and self.kind.from_row(row):
                return row
        return None

    def lasts(self, identity: str, since: float | None = None) -> bool:
        """Returns whether two readings, a pause apart, show an object; the second one begun after the moment `since`.

        One reading is no proof that the object lives: Exotel's lists may lag behind a deletion, too.
        """
        moment = time.monotonic() if since is None else since
        return self.listed(identity, lambda endpoint: self.client.lasting_rows(endpoint, moment)) is not None

    def answers(self, identity: str) -> bool:
        """Returns whether Exotel shows an object by its own address; where that is not offered, whether it lasts."""
        trunk_sid, item = self.kind.split_id(identity)
        try:
            self.client.show(self.kind.endpoint(trunk_sid), item)
        except (errors.NotFoundError, errors.ForbiddenError):
            return False
        except errors.RouteNotFoundError:
            return self.lasts(identity)
        return True

    def by_key(self, values: Mapping[str, Any], read: Reader | None = None) -> Row | None:
        """Returns the row that is the same thing as `values`, from Exotel or from what `read` knows of the list.

        ConflictError if there are several.
        """
        found = self.all_by_key(values, read)
        if len(found) > 1:
            ids = ", ".join(self.kind.join_id(values.get("trunk_sid"), row) for row in found)
            raise errors.ConflictError(
                f"Exotel has this {self.kind.noun} {len(found)} times: {ids}",
                "delete all but one of them, then run again.",
            )
        return found[0] if found else None

    def all_by_key(self, values: Mapping[str, Any], read: Reader | None = None) -> list[Row]:
        """Returns every row that is the same thing as `values`, from Exotel or from what `read` knows of the list."""
        key, trunk_sid = self.kind.key, values.get("trunk_sid")
        wanted = self.kind.state.spelled(key, values[key])
        try:
            rows = (read or self._ask)(self.kind.endpoint(trunk_sid))
        except (errors.NotFoundError, errors.ForbiddenError) as error:
            self._raise_unless_gone(trunk_sid, error, [self._ask])
            return []
        keys = [(self.kind.state.spelled(key, self.kind.from_row(row).get(key)), row) for row in rows]
        exact = [row for found, row in keys if found == wanted]
        if exact or self.kind.key_has_case:
            return exact
        return [row for found, row in keys if found is not None and str(found).casefold() == str(wanted).casefold()]

    def all_on(self, trunk_sid: str) -> list[Row]:
        """Asks Exotel for every object of the kind on a trunk; none if the trunk is proven to be gone."""
        try:
            return [row for row in self._ask(self.kind.endpoint(trunk_sid)) if self.kind.from_row(row)]
        except (errors.NotFoundError, errors.ForbiddenError) as error:
            self._raise_unless_gone(trunk_sid, error, [self._ask])
            return []

    def has_trunk(self, trunk_sid: str) -> bool:
        """Asks Exotel whether the account's list of trunks has the trunk."""
        return self._lists_trunk(self._ask, trunk_sid)

    def knows_trunk(self, trunk_sid: str) -> bool:
        """Returns whether the account's list of trunks has the trunk, as far as this run has read the list."""
        return self._lists_trunk(self.client.rows, trunk_sid)

    def patiently(self, look: Callable[[], Row | None]) -> Row | None:
        """Returns what `look` finds, asked a few times: Exotel's lists may show a new object late."""
        for pause in range(LOOKS):
            self.client.patience.sleep(self.client.settings.retry_delay * pause)
            row = look()
            if row is not None:
                return row
        return None

    def _ask(self, endpoint: Endpoint) -> list[Row]:
        return self.client.rows(endpoint, fresh=True)

    def _raise_unless_gone(self, trunk_sid: str | None, error: errors.ApiError, readers: Sequence[Reader]) -> bool:
        """Returns if the trunk is gone: True as Exotel says, False as all `readers` of the list of trunks find."""
        if trunk_sid is None:
            raise error
        if isinstance(error, errors.NotFoundError) and error.route_known:
            return True
        if any(self._lists_trunk(read, trunk_sid) for read in readers):
            raise error from None
        return False

    def _lists_trunk(self, read: Reader, trunk_sid: str) -> bool:
        return any(row.get(TRUNK.collection.id_field) == trunk_sid for row in read(TRUNK.endpoint(None)))
