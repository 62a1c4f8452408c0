"""What an answer of Exotel says, whichever shape it comes in.

Reads the live API's envelope, the reference page's bare objects, and lists as an envelope, an array, or an array under
its collection's name. The inner code is believed before the HTTP status: Exotel wraps a duplicate in an HTTP 200.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from exotel_pulumi import errors

Row: TypeAlias = dict[str, Any]

ALL_THREE = (
    "check all three: exotel:apiKey, exotel:apiToken and exotel:region (a right key at the wrong region's address "
    "gets this same answer). `pulumi refresh` and `pulumi destroy` use the configuration of the last `pulumi up`: "
    "after changing a key or token, run `pulumi up` first or add `--run-program`."
)

# code: (class, what a person can do about it)
BY_CODE: dict[int, tuple[type[errors.ApiError], str]] = {
    1000: (errors.NotFoundError, "verify the trunk SID and the object's id; run `pulumi refresh` if it was removed."),
    1001: (errors.InvalidParameterError, "a mandatory field is missing; check the fields that Exotel names."),
    1002: (errors.InvalidParameterError, "correct the value that Exotel names and run the command again."),
    1003: (errors.ForbiddenError, "verify the trunk SID, and that the trunk belongs to this account."),
    1007: (errors.InvalidParameterError, "this is a fault of exotel-pulumi; please report it."),
    1008: (errors.DuplicateError, "the object exists already."),
    1010: (errors.AuthenticationError, ALL_THREE),
    1011: (errors.InvalidParameterError, "this is a fault of exotel-pulumi; please report it."),
}
BY_STATUS: dict[int, tuple[type[errors.ApiError], str]] = {
    400: (errors.InvalidParameterError, "correct the value that Exotel names and run the command again."),
    401: (errors.AuthenticationError, ALL_THREE),
    403: BY_CODE[1003],
    404: (errors.RouteNotFoundError, "this address does not offer the call; check exotel:apiUrl and the account."),
    405: (errors.RouteNotFoundError, "this account does not offer the call; ask Exotel's support to open it."),
    409: BY_CODE[1008],
    415: BY_CODE[1011],
    429: (
        errors.RateLimitError,
        "Exotel allows 200 requests a minute for each account; try again in a minute, or lower "
        "exotel:requestsPerMinute if other programs use the account too.",
    ),
}


IN_USE = (
    "the object is in use, most likely by calls that are under way: wait for their end, then run the same command "
    "again. Nothing is lost."
)
NOTHING_NAMED = "Exotel names no value: compare the inputs with Exotel's documents, or ask Exotel's support."
TECHNICAL = {"request_id", "method", "http_code", "status", "uri", "metadata"}  # fields that say nothing to a person


@dataclass(frozen=True)
class Reply:
    """An HTTP answer as it came."""

    status: int
    content: bytes
    retry_after: str | None = None


@dataclass(frozen=True)
class Answer:
    """What a reply says: its rows, whether it is a list at all, and where the next page is."""

    rows: list[Row]
    is_list: bool  # and every entry of it is an object
    paged: bool  # the answer says itself whether there is another page
    next_page: str | None = None
    total: int | None = None  # how many rows there are on all pages


def read(reply: Reply, key: str, redact: Callable[[str], str], method: str = "GET") -> Answer:
    """Makes an Answer of a reply, or raises the ApiError that it contains.

    `key` is the field under which a bare list may stand. UnexpectedAnswerError for what is no answer at all.
    """
    document = _document(reply)
    fields = document if isinstance(document, dict) else {}
    content, enveloped = _content(document, key)
    entries = content if isinstance(content, list) else [content]
    failing = _Failing(reply, document, redact, method)
    for entry in entries:
        failing.raise_if_failed(entry if enveloped else {"data": entry})
    if failing.status >= 300:
        raise failing.error(failing.status, None, "")
    rows = [entry.get("data") if enveloped and isinstance(entry, dict) else entry for entry in entries]
    metadata = fields.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    next_page = metadata.get("next_page_uri")
    return Answer(
        rows=[row for row in rows if isinstance(row, dict)],
        is_list=isinstance(content, list) and all(isinstance(row, dict) for row in rows),
        paged="next_page_uri" in metadata,
        next_page=next_page if isinstance(next_page, str) and next_page else None,
        total=_number(metadata.get("total")),
    )


def _document(reply: Reply) -> Any:
    """Parses the JSON of a reply; an empty object where a failed one has none."""
    try:
        document = json.loads(reply.content)
    except (ValueError, RecursionError):
        document = None
    if isinstance(document, dict | list):
        return document
    if reply.status >= 300 or (reply.status == 204 and not reply.content.strip()):
        return {}
    raise errors.UnexpectedAnswerError(
        f"Exotel answered HTTP {reply.status} with something that is not its JSON ({len(reply.content)} bytes)",
        "check exotel:apiUrl and any proxy in between; nothing is assumed about what happened.",
    )


def _content(document: Any, key: str) -> tuple[Any, bool]:
    """Returns what a document is about, an object or a list of them, and whether each is wrapped in the envelope."""
    if isinstance(document, dict) and "response" in document:
        return document["response"], True
    if isinstance(document, dict) and isinstance(document.get(key), list):
        return document[key], False
    return document, False


class _Failing:
    """What every failure in one reply shares: status, request id, `Retry-After`, and the mask for secrets."""

    def __init__(self, reply: Reply, document: Any, redact: Callable[[str], str], method: str) -> None:
        fields = document if isinstance(document, dict) else {}
        self._document = document
        self._method = method
        self.status = max(reply.status, _number(fields.get("http_code")) or 0)
        self._request_id = fields.get("request_id")
        self._retry_after = reply.retry_after
        self._redact = redact

    def raise_if_failed(self, entry: Any) -> None:
        """Raises the error of one entry, if it holds one."""
        if not isinstance(entry, dict):
            return
        data = entry.get("data")
        fault = entry.get("error_data")
        if not isinstance(fault, dict):
            bare = isinstance(data, dict) and (self.status >= 300 or _number(data.get("code")) in BY_CODE)
            fault = data if bare and isinstance(data, dict) else {}
        inner = _number(entry.get("code")) or 0
        code = _number(fault.get("code"))
        if entry.get("status") != "failure" and max(inner, self.status) < 300 and not code:
            return
        words = [str(fault[name]) for name in ("message", "description") if fault.get(name)]
        raise self.error(inner if inner >= 300 else self.status, code, ": ".join(dict.fromkeys(words)))

    def error(self, status: int, code: int | None, text: str) -> errors.ApiError:
        """Builds the error of a failed answer; Exotel's own code decides, then the HTTP status."""
        text = text or "; ".join(dict.fromkeys(_words(self._document)))
        error_class, advice = BY_CODE.get(code or 0) or BY_STATUS.get(status) or _by_range(status)
        if self._method == "DELETE" and (error_class is errors.DuplicateError or "active call" in text.lower()):
            error_class, advice = errors.InUseError, IN_USE  # a DELETE is never a duplicate
        elif error_class is errors.InvalidParameterError and not text:
            advice = NOTHING_NAMED
        return error_class(
            status=status,
            code=code,
            text=self._redact(text)[:500],
            request_id=self._redact(str(self._request_id)) if self._request_id else None,
            advice=advice,
            retry_after=self._retry_after,
        )


def _words(document: Any) -> Iterator[str]:
    """Yields the texts of an error in a shape that no document describes, but not what is technical in it."""
    if isinstance(document, str):
        yield document.strip()
    elif isinstance(document, list):
        for item in document:
            yield from _words(item)
    elif isinstance(document, dict):
        for name, value in document.items():
            if name not in TECHNICAL:
                yield from _words(value)


def _number(value: Any) -> int | None:
    """Reads a whole number, which Exotel also writes as a string of digits."""
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _by_range(status: int) -> tuple[type[errors.ApiError], str]:
    if status >= 500:
        return errors.ServerError, "Exotel is out of order; run the same command again later."
    if 300 <= status < 400:
        return errors.ApiError, "check exotel:apiUrl; a redirect is never followed, as it could lead credentials away."
    return errors.ApiError, "ask Exotel's support, and give them the whole of this message."
