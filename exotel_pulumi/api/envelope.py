"""What an answer of Exotel says, whichever shape it comes in.

Reads the live API's envelope, the reference page's bare objects, and lists in each shape that Exotel's own samples have
shown (docs/real_account.md has the table). The inner code is believed before the HTTP status: Exotel wraps a duplicate
in an HTTP 200.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from exotel_pulumi import errors
from exotel_pulumi.api.refusals import BY_CODE, understood
from exotel_pulumi.foreign import printable, shown

Row: TypeAlias = dict[str, Any]

# Fields of an error in lower case: those that say nothing to a person, and those whose name adds nothing to their text.
TECHNICAL = {"request_id", "method", "http_code", "code", "status", "uri", "metadata"}
WORDS = {
    *("error", "errors", "error_data", "fault", "message", "messages", "description", "detail", "details", "title"),
    *("reason", "response", "data"),
}
ENTRY = {"code", "status", "error_data", "data"}  # all that is known of an entry in the envelope
LONGEST_NUMBER = 20  # digits
LONGEST_TEXT = 500  # characters of an error's words
DEEPEST = 10  # levels of an error in which texts are looked for


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
    odd: str = ""  # the part of a list's frame that cannot be understood


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
        raise failing.error(failing.status, None, _text(document))
    beside = ""
    if enveloped and isinstance(content, dict) and isinstance(content.get("data"), list):
        # One entry holds the whole list. What stands beside the list could say that there is more of it.
        beside = ", ".join(sorted(content.keys() - ENTRY))
        entries = content = content["data"]
        enveloped = False
    rows = [entry.get("data") if enveloped and isinstance(entry, dict) else entry for entry in entries]
    metadata = fields.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    next_page, total = metadata.get("next_page_uri"), metadata.get("total")
    return Answer(
        rows=[row for row in rows if isinstance(row, dict)],
        is_list=isinstance(content, list) and all(isinstance(row, dict) for row in rows),
        paged="next_page_uri" in metadata,
        next_page=next_page if isinstance(next_page, str) and next_page else None,
        total=_number(total),
        odd=beside or _odd(fields.get("metadata"), next_page, total) if isinstance(content, list) else "",
    )


def _odd(metadata: Any, next_page: Any, total: Any) -> str:
    """Names the part of a list's frame that is neither left out nor understood: it could hide half of the list."""
    if not isinstance(metadata, dict | None):
        return "metadata"
    if not isinstance(next_page, str | None) or not _is_address(next_page or ""):
        return "next_page_uri"
    return "total" if total is not None and _number(total) is None else ""


def _is_address(text: str) -> bool:
    try:
        urlsplit(text)
    except ValueError:
        return False
    return True


def _document(reply: Reply) -> Any:
    """Parses the JSON of a reply; of a failed one also its plain text, and an empty object where it has neither."""
    try:
        document = json.loads(reply.content)
        if b"\\u" in reply.content:
            document = _clean(document)
    except (ValueError, RecursionError):
        document = _plain_text(reply.content) if reply.status >= 300 else None
    if isinstance(document, dict | list) or (isinstance(document, str) and reply.status >= 300):
        return document
    if reply.status >= 300 or (reply.status == 204 and not reply.content.strip()):
        return {}
    raise errors.UnexpectedAnswerError(
        f"Exotel answered HTTP {reply.status} with something that is not its JSON ({len(reply.content)} bytes)",
        "check exotel:apiUrl and any proxy in between; nothing is assumed about what happened.",
    )


def _clean(document: Any) -> Any:
    """Returns a document without halves of characters, which nothing can print or store."""
    if isinstance(document, str):
        return document.encode(errors="replace").decode()
    if isinstance(document, list):
        return [_clean(entry) for entry in document]
    if isinstance(document, dict):
        return {_clean(name): _clean(value) for name, value in document.items()}
    return document


def _plain_text(content: bytes) -> str | None:
    """Returns a body that is a sentence; None for a page, for JSON that is cut off, and for what is no text."""
    try:
        text = " ".join(content.decode().split())
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() and not text.startswith(("{", "[")) and "<" not in text else None


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
        # The other entries of a batch may have succeeded: their values are no words of this failure.
        text = _headed(fault) or _text(self._document if self.status >= 300 else fault or entry)
        raise self.error(inner if inner >= 300 else self.status, code, text)

    def error(self, status: int, code: int | None, text: str) -> errors.ApiError:
        """Builds the error of a failed answer; Exotel's own code decides, then the HTTP status."""
        error_class, advice = understood(self._method, status, code, text)
        return error_class(
            status=status,
            code=code,
            text=printable(self._redact(text)[:LONGEST_TEXT]),
            request_id=shown(self._redact(str(self._request_id))) if self._request_id else None,
            advice=advice,
            retry_after=self._retry_after,
        )


def _headed(fault: Row) -> str:
    """Returns the message and the description of a documented error, then what stands below its other fields."""
    head = ": ".join(dict.fromkeys(word for name in ("message", "description") for word in _words(fault.get(name))))
    below = {name: value for name, value in fault.items() if isinstance(value, dict | list)}
    return "; ".join(dict.fromkeys([head, *_words(below)])) if head else ""


def _text(document: Any) -> str:
    return "; ".join(dict.fromkeys(_words(document)))


def _words(document: Any, field: str = "", depth: int = 0) -> Iterator[str]:
    """Yields the texts of an error in a shape that no document describes, each with the name of its field."""
    if isinstance(document, str) and document.strip():
        yield f"{field}: {document.strip()}" if field else document.strip()
    elif isinstance(document, list) and depth < DEEPEST:
        for item in document:
            yield from _words(item, field, depth + 1)
    elif isinstance(document, dict) and depth < DEEPEST:
        for name, value in document.items():
            if name.lower() not in TECHNICAL:
                named = field if name.lower() in WORDS or isinstance(value, dict) else name
                yield from _words(value, named, depth + 1)


def _number(value: Any) -> int | None:
    """Reads a whole number, which Exotel also writes as a string of digits."""
    if isinstance(value, str) and value.isdecimal():
        return int(value) if len(value) < LONGEST_NUMBER else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None
