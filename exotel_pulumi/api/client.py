"""What can be done with Exotel's objects: list, create, change, delete; in whichever dialect the address speaks.

A list is fetched once, shared by all who read it, and forgotten when this process changes the collection. It is
complete or an error: nobody may conclude from half a list that an object is gone.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

from exotel_pulumi import errors
from exotel_pulumi.api.dialect import Collection, Dialects, Endpoint
from exotel_pulumi.api.envelope import Answer, Row
from exotel_pulumi.api.http import Http, Observer
from exotel_pulumi.api.listing import Listing
from exotel_pulumi.api.patience import Patience
from exotel_pulumi.config import Settings
from exotel_pulumi.explained import advice_of

PAGE_SIZE = 50  # Exotel's own, which a bare list does not state
LONGEST_LIST = 1000  # pages, over all readings
NOT_OPENED = (
    "the account is not opened for SIP trunking, or is suspended: check exotel:accountSid, then ask Exotel's support, "
    "and give them the whole of this message."
)
READINGS = 4  # of a list that changes under the reader's hands


class Client:
    """One Exotel account. Safe to share between threads, but for the count of `at_most`: see `Http`."""

    def __init__(
        self,
        settings: Settings,
        observe: Observer | None = None,
        patience: Patience | None = None,
        at_most: int | None = None,
    ) -> None:
        self.settings = settings
        self._http = Http(settings, observe, patience, at_most)
        self.patience = self._http.patience  # how long whoever works with this client may wait
        self.exchange = self._http.exchange  # of what is deleted to be made again: see Throttle
        self._dialects = Dialects(settings.api_dialect)
        self._listings: dict[Endpoint, Listing] = {}
        # SIDs proven absent, and whether by Exotel's own word; Exotel uses none of them again.
        self._gone_trunks: dict[str, bool] = {}

    @property
    def sent(self) -> int:
        """Returns the number of requests that this client has sent."""
        return self._http.sent

    @property
    def may_send_more(self) -> bool:
        """Whether `at_most` allows another request."""
        return self._http.may_send_more

    @property
    def requests_in_a_minute(self) -> int:
        """Returns the number of requests that this process has sent in the last minute."""
        return self._http.requests_in_a_minute

    def rows(self, endpoint: Endpoint, *, fresh: bool = False) -> list[Row]:
        """Returns every object of a collection. `fresh` asks Exotel again even if the list is known."""
        with self._listing(endpoint) as listing:
            if fresh or not listing.is_current:
                self._read_again(endpoint, listing)
            return listing.rows

    def first_page(self, endpoint: Endpoint) -> tuple[list[Row], int | None]:
        """Asks Exotel for the first objects of a collection; returns them and how many there are, None for "more"."""
        answer = self._call(endpoint, "GET")
        rows = list(_by_id(endpoint, answer).values())
        is_whole = _next_page(answer, len(rows)) is None
        return rows, len(rows) if is_whole else answer.total

    def first_rows(self, endpoint: Endpoint) -> list[Row]:
        """Returns every object of a collection, as it was first read by this process, whatever was changed since."""
        with self._listing(endpoint) as listing:
            if listing.first is None:
                self._read_again(endpoint, listing)
            return listing.first[1] if listing.first else []

    def lasting_rows(self, endpoint: Endpoint, since: float) -> list[Row]:
        """Returns the objects that two readings of a collection show, the later one begun after the moment `since`.

        It is the first reading of this process, and one after a pause: Exotel's lists may lag behind a deletion.
        """
        first = self.first_rows(endpoint)
        with self._listing(endpoint) as listing:
            earliest = (listing.first[0] if listing.first else 0.0) + self.settings.retry_delay
            if first and not (listing.is_of_now(since) and listing.began >= earliest):
                self.patience.sleep(earliest - time.monotonic())
                self._read_again(endpoint, listing)
            return listing.lasting(endpoint.collection.id_field)

    def confirmed_rows(self, endpoint: Endpoint) -> list[Row]:
        """Returns every object of a collection, read again after a pause, once: Exotel's lists may lag behind."""
        with self._listing(endpoint) as listing:
            if not listing.is_current or not listing.confirmed:
                self.patience.sleep(self.settings.retry_delay)
                self._read_again(endpoint, listing, confirmed=True)
            return listing.rows

    @contextmanager
    def _listing(self, endpoint: Endpoint) -> Iterator[Listing]:
        listing = self._listings.setdefault(endpoint, Listing())
        with self.patience.holding(listing.fetching):
            yield listing

    def _read_again(self, endpoint: Endpoint, listing: Listing, *, confirmed: bool = False) -> None:
        # The token is taken first: if this process changes the collection while its pages are read, the rows carry the
        # old token, and the next reader fetches again.
        change, began = listing.change, time.monotonic()
        listing.record(change, began, self._all_pages(endpoint), confirmed=confirmed)

    def show(self, endpoint: Endpoint, item: str) -> None:
        """Asks Exotel for one object by its own address. ApiError if it is not there, or the call is not offered."""
        self._call(endpoint, "GET", item=item)

    def is_gone(self, trunk_sid: str) -> bool:
        """Returns whether a look-up has proven that the trunk is absent."""
        return trunk_sid in self._gone_trunks

    def is_gone_by_word(self, trunk_sid: str) -> bool:
        """Returns whether Exotel itself has said that the trunk is absent, and not only a list."""
        return self._gone_trunks.get(trunk_sid, False)

    def record_gone(self, trunk_sid: str, *, by_word: bool) -> None:
        """Remembers that a trunk is proven absent, so that its other children cost no request."""
        self._gone_trunks[trunk_sid] = by_word

    def send(
        self,
        method: Literal["POST", "PUT", "DELETE"],
        endpoint: Endpoint,
        item: str | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Row:
        """Creates, changes or deletes one object and returns it as Exotel answered, possibly without all its fields.

        `item` is Exotel's id of the object that is changed or deleted. NoAnswerError or ServerError of a POST: the
        object may or may not have been made. Any other error of a POST: it was not.
        """
        params, batch = None, endpoint.collection.batch
        if method == "DELETE":
            # Exotel takes the id of every kind of object as a query parameter.
            params, item = {endpoint.collection.id_field: str(item)}, None
        elif method == "POST" and batch and body is not None:
            body = {batch: [dict(body)]}
        try:
            answer = self._call(endpoint, method, item=item, params=params, body=body)
        finally:
            self._forget(endpoint)
        return answer.rows[0] if answer.rows else {}

    def hide(self, secret: str) -> None:
        """Masks a secret in every text that this client passes on from now on."""
        self._http.hide(secret)

    def now(self) -> datetime:
        """Returns the time by Exotel's clock, as far as answers have shown it."""
        return self._http.now()

    @property
    def dialect(self) -> str | None:
        """The spelling of the API that the address speaks; None before an answer has shown it."""
        return self._dialects.found

    def trunks_with(self, collection: Collection, key: str) -> list[str]:
        """Returns the SIDs of the trunks that have an object of this key; none where Exotel cannot be asked for it."""
        if collection.across is None:
            return []
        answer = self._http.call("GET", "/trunk-maps", key="trunk_maps", params={collection.across: key})
        return sorted({str(row["trunk_sid"]) for row in answer.rows if row.get("trunk_sid")})

    def _forget(self, endpoint: Endpoint) -> None:
        """Drops the lists that a change made untrue: its collection's, and all of a trunk's with the trunk."""
        for known, listing in list(self._listings.items()):
            if known == endpoint or endpoint.collection.top_level:
                listing.change = object()

    def _call(
        self,
        endpoint: Endpoint,
        method: str,
        *,
        item: str | None = None,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Answer:
        """Sends one call, in the dialect that is known to work or in each that might."""
        collection = endpoint.collection
        refusals: list[errors.ApiError] = []
        for spelling in self._dialects.spellings(endpoint, item, body):
            try:
                answer = self._http.call(method, spelling.path, key=collection.name, params=params, body=spelling.body)
            except errors.AuthenticationError as error:
                # A stack may have several accounts, each with its own settings.
                raise error.advising(f"for the account {self.settings.account_sid}, {error.advice}") from None
            except errors.ForbiddenError as error:
                # Exotel's 403 mostly means a trunk; a new trunk and the list of trunks name none.
                names_no_trunk = collection.top_level and item is None and method != "DELETE"
                is_plain = error.advice == advice_of("1003")  # Exotel's words have not said more
                raise error.advising(NOT_OPENED if names_no_trunk and is_plain else None) from None
            except errors.ApiError as error:
                if not _may_be_spelling(error, body):
                    raise
                refusals.append(error)
            else:
                self._dialects.learn(collection, spelling)
                return answer
        raise self._clearest(collection, refusals)

    def _clearest(self, collection: Collection, refusals: list[errors.ApiError]) -> errors.ApiError:
        """Picks, of the refusals in every dialect, the one that says most."""
        error = min(refusals, key=lambda refusal: isinstance(refusal, errors.RouteNotFoundError))
        if isinstance(error, errors.NotFoundError) and self._dialects.has_worked(collection):
            return error.on_known_route()
        return error

    def _all_pages(self, endpoint: Endpoint) -> list[Row]:
        """Reads every row that there was when the reading began.

        Pages are counted off from the newest row: one that is made meanwhile shows a row twice, one that is deleted
        hides a row. So a reading is believed if it has as many rows as Exotel said at first, or, where Exotel says
        nothing, if the next reading misses none of them.
        """
        before: dict[str, Row] | None = None
        pages = iter(range(LONGEST_LIST))
        for _ in range(READINGS):
            rows, proven = self._reading(endpoint, pages)
            if proven or (before is not None and rows is not None and before.keys() <= rows.keys()):
                return list((rows or {}).values())
            before = rows
        raise _no_list(endpoint, "repeats itself or changes from page to page")

    def _reading(self, endpoint: Endpoint, pages: Iterator[int]) -> tuple[dict[str, Row] | None, bool]:
        """Reads the rows of all pages by their ids, None if some are missing; and whether they are proven to be all."""
        rows: dict[str, Row] = {}
        params: dict[str, str] | None = {}
        total: int | None = None
        while next(pages, None) is not None:
            answer = self._call(endpoint, "GET", params=params)
            page, first = _by_id(endpoint, answer), not params
            total = answer.total if first else total
            is_new = not page.keys() <= rows.keys()
            rows |= page
            params = _next_page(answer, len(rows))
            if params is None and total is not None:
                return (rows, True) if len(rows) >= total else (None, False)
            if params is None:
                return rows, first
            if not is_new:
                return None, False
        raise _no_list(endpoint, f"does not end within {LONGEST_LIST} pages")


def _no_list(endpoint: Endpoint, fault: str) -> errors.UnexpectedAnswerError:
    return errors.UnexpectedAnswerError(
        f"Exotel's list of {endpoint.collection.name} {fault}; nothing is assumed about what exists",
        "run the command again; if it stays so, report it to Exotel's support.",
    )


def _by_id(endpoint: Endpoint, answer: Answer) -> dict[str, Row]:
    if answer.odd:
        raise _no_list(endpoint, f"has an odd {answer.odd}")
    id_field = endpoint.collection.id_field
    rows = {str(row[id_field]): row for row in answer.rows if row.get(id_field)}
    if answer.is_list and len(rows) == len(answer.rows):
        return rows
    raise errors.UnexpectedAnswerError(
        f"Exotel answered something else than a list of {endpoint.collection.name}, each with its own {id_field}",
        "check exotel:apiUrl and any proxy in between; nothing is assumed about what exists.",
    )


def _next_page(answer: Answer, read_so_far: int) -> dict[str, str] | None:
    """Returns the query of the next page, or None after the last one."""
    if answer.next_page:
        # Only the query is taken: credentials never follow an address that an answer names.
        return dict(parse_qsl(urlsplit(answer.next_page).query))
    if answer.paged or len(answer.rows) != PAGE_SIZE:
        return None
    return {"offset": str(read_so_far), "page_size": str(PAGE_SIZE)}


def _may_be_spelling(error: errors.ApiError, body: Mapping[str, Any] | None) -> bool:
    """Returns whether a refusal may only mean that the address speaks the other dialect."""
    if isinstance(error, errors.InvalidParameterError):
        return body is not None and "nso_code" in body and "nso" in error.text.lower()
    return isinstance(error, errors.NotFoundError | errors.RouteNotFoundError)
