"""The first `calls.toml` of an account: what is true of its calls now, as promises."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from exotel_pulumi.account.promises.judging import place
from exotel_pulumi.account.promises.of_account import way_of
from exotel_pulumi.account.promises.ways import Way
from exotel_pulumi.foreign import printable

HEAD = """# What must stay true of calls: `exotel-pulumi impact --hold calls.toml` fails for a change that breaks it.
# This is what was true when the program was written: make of it what you promise.
"""


def first_file(trunks: Sequence[Mapping[str, Any]], *, is_all: bool) -> str:
    """Writes the promises that hold for these trunks; `is_all` says whether the program has all that is on them."""
    ways = [way_of(trunk) for trunk in trunks]
    names = [way.name for way in ways]
    parts = [part for way in ways for part in _promises(way, names.count(way.name) == 1)]
    rings_all = all(way.rings for way in ways if way.numbers)
    names_all = is_all and all(way.numbers for way in ways if way.logins or way.addresses)
    rules = [f"only_these_call_out = {str(names_all).lower()}"]
    rules += [f"every_number_rings = {str(rings_all).lower()}", "longest_gap = 2 # requests"]
    return "\n".join([HEAD, *parts, "[rules]", *rules, ""])


def _promises(way: Way, is_alone: bool) -> Iterator[str]:
    """Yields the promises of a trunk; one whose name is no name of its own has its numbers in the place of it."""
    if not way.numbers:
        return
    is_name = is_alone and way.name == printable(way.name).strip()
    numbers = _text(f"all of {way.name}") if is_name else _texts([number.name for number in way.numbers])
    if way.rings:
        where = _texts([place(destination) for equals in way.rings for destination in equals])
        yield f"[[in]]\nnumbers = {numbers}\nrings = {where}\n"
    for word, callers in (("login", way.logins), ("address", way.addresses)):
        for caller in callers:
            yield f"[[out]]\n{word} = {_text(caller.name)}\nshows = {numbers}\n"


def _texts(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _text(text: str) -> str:
    """Returns a text as TOML writes it: as JSON does, but for what JSON leaves as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
