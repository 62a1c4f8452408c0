"""What codes, answers and messages mean, and what to do: the one file of it, read once.

Knows no command and no page: errors, the command line and the documents are made from the entries.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict

Topic = Literal["api", "http", "sip", "audio", "message", "probe"]


class Entry(BaseModel):
    """One thing that a person reads or hears. `kind` is its topic, `status` the HTTP status of an answer of the API."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Topic
    code: str
    meaning: str
    advice: str
    status: int | None = None
    words: tuple[str, ...] = ()


class _TopicTitle(BaseModel):
    name: Topic
    title: str


def entries() -> tuple[Entry, ...]:
    """Returns all entries, in the order of the file."""
    return _document().entry


@cache
def topics() -> dict[Topic, str]:
    """Returns the topics with their titles, in the order of the file."""
    return {topic.name: topic.title for topic in _document().kind}


def advice_of(code: str) -> str:
    """Returns what to do about a code of the API, or what a probe finds. KeyError for what the file does not have."""
    return _by_code()[code].advice


def find(asked: str) -> list[Entry]:
    """Finds entries by a code, or else by words in any case; the best first, empty if nothing fits."""
    wanted = asked.strip().casefold()
    exact = [entry for entry in entries() if wanted in _names(entry)]
    if exact or not wanted:
        return exact
    words = re.findall(r"\w+", wanted)
    scored = [(_score(entry, words), -place, entry) for place, entry in enumerate(entries())]
    best = max((score for score, _, _ in scored), default=0)
    if best * 2 <= len(words):
        return []  # one word of several fits anything
    return [entry for score, _, entry in sorted(scored, key=lambda item: item[:2], reverse=True) if score == best]


def _names(entry: Entry) -> set[str]:
    bare = entry.code.casefold().removeprefix("http ")
    status = {str(entry.status), f"http {entry.status}"} if entry.kind == "api" else set()
    return {entry.code.casefold(), bare, f"{entry.kind} {bare}", *(word.casefold() for word in entry.words), *status}


def _score(entry: Entry, words: list[str]) -> int:
    text = " ".join((entry.code, entry.meaning, *entry.words)).casefold()
    return sum(bool(re.search(rf"\b{re.escape(word)}", text)) for word in words)


@cache
def _by_code() -> dict[str, Entry]:
    return {entry.code: entry for entry in entries() if entry.kind in ("api", "http", "probe")}


def by_topic() -> Iterator[tuple[str, list[Entry]]]:
    """Yields the title of each topic and its entries."""
    for topic, title in topics().items():
        yield title, [entry for entry in entries() if entry.kind == topic]


class _Document(BaseModel):
    kind: tuple[_TopicTitle, ...]
    entry: tuple[Entry, ...]


@cache
def _document() -> _Document:
    text = files("exotel_pulumi").joinpath("explained.toml").read_text(encoding="utf-8")
    return _Document.model_validate(tomllib.loads(text))
