"""What an answer of Exotel says, whichever shape it comes in.

Reads the live API's envelope, the reference page's bare objects, and lists as an envelope, an array, or an array under
its collection's name. The inner code is believed before the HTTP status: Exotel wraps a duplicate in an HTTP 200.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from exotel_pulumi import errors

Row: TypeAlias = dict[str, Any]

ALL_THREE = (
    "check all three: exotel:apiKey, exotel:apiToken and exotel:region (a right key at the wrong region's address "
    "gets this same answer). `pulumi refresh` and `pulumi destroy` use the configuration of the last `pulumi up`: "
    "after changing a key or token, run `pulumi up` first or add `--run-program`."
)
OUT_OF_ORDER = (errors.ServerError, "Exotel is out of order; run the same command again later.")

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


@dataclass(frozen=True)
class Reply:
    """An HTTP answer as it came."""

    status: int
    content: bytes
    retry_after: str | None = None


@dataclass(frozen=True)
class Answer:
    """What a reply says: its rows, and where the next page is."""

    rows: list[Row]
    paged: bool  # the answer says itself whether there is another page
    next_page: str | None = None


def read(reply: Reply, key: str, redact: Callable[[str], str]) -> Answer:
    """Makes an Answer of a reply, or raises the ApiError that it contains.

    `key` is the field under which a bare list may stand. UnexpectedAnswerError for what is no answer at all.
    """
    document = _document(reply)
    if document is None:
        raise _failure(reply.status, None, "", None, redact)
    request_id = document.get("request_id") if isinstance(document, dict) else None
    entries, metadata, enveloped = _entries(document, key)
    for entry in entries if enveloped else [{"data": document}]:
        _raise_if_failed(entry, reply.status, request_id, redact)
    rows = [entry.get("data") for entry in entries] if enveloped else entries
    next_page = metadata.get("next_page_uri")
    return Answer(
        rows=[row for row in rows if isinstance(row, dict)],
        paged="next_page_uri" in metadata,
        next_page=next_page if isinstance(next_page, str) and next_page else None,
    )


def _document(reply: Reply) -> Any:
    """The JSON of a reply; None where a failed one has none."""
    try:
        document = json.loads(reply.content)
    except ValueError:
        document = None
    if isinstance(document, dict | list):
        return document
    if reply.status >= 300:
        return None
    if not reply.content.strip() and reply.status == 204:
        return {}
    raise errors.UnexpectedAnswerError(
        f"Exotel answered HTTP {reply.status} with something that is not its JSON ({len(reply.content)} bytes)",
        "check exotel:apiUrl and any proxy in between; nothing is assumed about what happened.",
    )


def _entries(document: Any, key: str) -> tuple[list[dict[str, Any]], Mapping[str, Any], bool]:
    """The entries of a document, its metadata, and whether they are wrapped in the envelope."""
    if isinstance(document, list):
        return [entry for entry in document if isinstance(entry, dict)], {}, False
    metadata = document.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    if "response" in document:
        response = document["response"]
        entries = response if isinstance(response, list) else [response]
        return [entry for entry in entries if isinstance(entry, dict)], metadata, True
    rows = document.get(key)
    if isinstance(rows, list):
        return [row for row in rows if isinstance(row, dict)], metadata, False
    return [document], metadata, False


def _raise_if_failed(entry: Mapping[str, Any], status: int, request_id: Any, redact: Callable[[str], str]) -> None:
    data = entry.get("data")
    error = entry.get("error_data")
    if not isinstance(error, dict):
        error = data if isinstance(data, dict) and isinstance(data.get("code"), int) else {}
    inner = entry.get("code")
    inner = inner if isinstance(inner, int) and inner >= 100 else status
    if entry.get("status") != "failure" and max(inner, status) < 300 and not error.get("code"):
        return
    code = error.get("code")
    words = [str(error[name]) for name in ("message", "description") if error.get(name)]
    raise _failure(
        inner if inner >= 300 else status, code if isinstance(code, int) else None, ": ".join(dict.fromkeys(words)), request_id, redact
    )


def _failure(
    status: int, code: int | None, text: str, request_id: Any, redact: Callable[[str], str]
) -> errors.ApiError:
    """The error for a failed answer; Exotel's own code decides, then the HTTP status."""
    unknown = OUT_OF_ORDER if status >= 500 else (errors.ApiError, "ask Exotel's support, naming the request id.")
    kind, advice = BY_CODE.get(code or 0) or BY_STATUS.get(status) or unknown
    return kind(
        status=status,
        code=code,
        text=redact(text)[:500],
        request_id=redact(str(request_id)) if request_id else None,
        advice=advice,
    )
