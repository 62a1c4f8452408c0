"""What codes, answers and messages mean, and what to do: the one file of it, read once.

Knows no command and no page: errors, the command line and the documents are made from the entries.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict

Topic = Literal["api", "http", "sip", "audio", "platform", "message", "probe", "call"]


class Entry(BaseModel):
    """One thing that a person reads or hears.

    `kind` is its topic, `status` the HTTP status of an answer of the API. `says` are sentences, with `…` for what
    differs, by which it is found in any text; `words` are other ways to ask for it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Topic
    code: str
    meaning: str
    advice: str
    status: int | None = None
    says: tuple[str, ...] = ()
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
