"""Reads `calls.toml`: promises with the lines on which they stand, and every fault with its line and the right word."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from ipaddress import IPv4Network
from typing import Any, TypeAlias

from exotel_pulumi.errors import DeclarationError

ALL_OF = "all of "
HEADING = re.compile(r"\s*(\[\[?)\s*([\w-]+)\s*\]")
KEY = re.compile(r"\s*([\w-]+)\s*=")
RULES = ("only_these_call_out", "every_number_rings", "longest_gap")
KEYS = {"in": ("numbers", "rings"), "out": ("login", "address", "shows"), "rules": RULES}
Position: TypeAlias = tuple[str, int, str]  # heading, which one of that heading, key


@dataclass(frozen=True)
class In:
    """Calls to some numbers are answered by the first of these, or else by the next."""

    line: int
    numbers: Sequence[str]  # empty where it is all of a trunk
    trunk: str
    rings: Sequence[str]


@dataclass(frozen=True)
class Out:
    """A login or an address may show these numbers."""

    line: int
    caller: str
    is_login: bool
    shows: Sequence[str]  # empty where it is all of a trunk
    trunk: str


@dataclass(frozen=True)
class Promises:
    """All that a file says; a rule has the line on which it stands."""

    name: str
    calls_in: Sequence[In] = ()
    calls_out: Sequence[Out] = ()
    rules: Mapping[str, tuple[int, Any]] = field(default_factory=dict)


def read(text: str, name: str) -> Promises:
    """Returns the promises of a file. DeclarationError names each fault with its line."""
    way = "write it as docs/calls_toml.md shows; `exotel-pulumi import --output` writes a first one."
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DeclarationError(f"{name} is no TOML: {error}", way) from None
    reader = _Reader(_positions(text))
    promises = reader.promises(found, name)
    if reader.faults:
        raise DeclarationError(f"{name} has promises that cannot be read: {'; '.join(reader.faults)}", way)
    return promises


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """Returns the word that was meant, as the end of a sentence; all of a few where none is near."""
    near = get_close_matches(word, known, n=1, cutoff=0.5)
    if near:
        return f": did you mean {near[0]}?"
    return f": there is {', '.join(known)}" if 0 < len(known) <= 5 else ""


class _Reader:
    """Takes the values of a file; `faults` has what is wrong with them."""

    def __init__(self, positions: Mapping[Position, int]) -> None:
        self.faults: list[str] = []
        self._positions = positions

    def promises(self, found: Mapping[str, Any], name: str) -> Promises:
        """Returns what a file says, as far as it can be read."""
        for heading in found.keys() - KEYS.keys():
            self._fault((heading, 0, ""), f"there is no {heading}{did_you_mean(heading, [*KEYS])}")
        calls_in = [self._in(at, each) for at, each in self._tables(found, "in")]
        calls_out = [self._out(at, each) for at, each in self._tables(found, "out")]
        rules = self._rules(found.get("rules", {}))
        if not (found.keys() & KEYS.keys()):
            self.faults.append("it promises nothing")
        return Promises(name, calls_in, calls_out, rules)

    def _tables(self, found: Mapping[str, Any], heading: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
        tables = found.get(heading, [])
        if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
            self._fault((heading, 0, ""), f"write [[{heading}]], with two brackets")
            return
        for at, each in enumerate(tables):
            self._keys(heading, at, each)
            yield at, each

    def _keys(self, heading: str, at: int, given: Mapping[str, Any]) -> None:
        for key in given.keys() - {*KEYS[heading]}:
            self._fault((heading, at, key), f"there is no {key} in {heading}{did_you_mean(key, KEYS[heading])}")

    def _in(self, at: int, given: Mapping[str, Any]) -> In:
        numbers, trunk = self._numbers("in", at, "numbers", given)
        return In(self._line(("in", at, "")), numbers, trunk, self._texts("in", at, "rings", given.get("rings")))

    def _out(self, at: int, given: Mapping[str, Any]) -> Out:
        callers = [key for key in ("login", "address") if key in given]
        caller = given.get(callers[0]) if callers else None
        if len(callers) != 1 or not isinstance(caller, str):
            self._fault(("out", at, callers[0] if callers else ""), "name one login or one address, as a text")
        elif callers == ["address"] and caller[:1].isdigit() and not network(caller):
            self._fault(("out", at, "address"), f"{caller} is no address: write it like 13.233.10.20 or 13.233.10.0/24")
        numbers, trunk = self._numbers("out", at, "shows", given)
        return Out(self._line(("out", at, "")), str(caller), callers == ["login"], numbers, trunk)

    def _numbers(self, heading: str, at: int, key: str, given: Mapping[str, Any]) -> tuple[Sequence[str], str]:
        value = given.get(key)
        if isinstance(value, str):
            if value.startswith(ALL_OF) and value.removeprefix(ALL_OF).strip():
                return (), value.removeprefix(ALL_OF).strip()
            self._fault((heading, at, key), f'{key} is a list of numbers, or "{ALL_OF}" and a trunk')
            return (), "?"
        return self._texts(heading, at, key, value), ""

    def _texts(self, heading: str, at: int, key: str, value: Any) -> Sequence[str]:
        if isinstance(value, list) and value and all(isinstance(each, str) and each for each in value):
            return tuple(value)
        said = f"{heading} has no {key}" if value is None else f"{key} is a list of texts, and not empty"
        self._fault((heading, at, key), said)
        return ()

    def _rules(self, given: Any) -> Mapping[str, tuple[int, Any]]:
        if not isinstance(given, dict):
            self._fault(("rules", 0, ""), "write [rules], with one bracket")
            return {}
        self._keys("rules", 0, given)
        for key, value in given.items():
            word = "a whole number of requests" if key == "longest_gap" else "true or false"
            is_fit = isinstance(value, int) and isinstance(value, bool) is (key != "longest_gap") and value >= 0
            if key in RULES and not is_fit:
                self._fault(("rules", 0, key), f"{key} is {word}")
        return {key: (self._line(("rules", 0, key)), value) for key, value in given.items()}

    def _fault(self, where: Position, said: str) -> None:
        self.faults.append(f"line {self._line(where)}: {said}")

    def _line(self, where: Position) -> int:
        return self._positions.get(where) or self._positions.get((where[0], where[1], "")) or 1


def network(text: str) -> str:
    """Returns an address or a network in its one spelling; empty for what is none."""
    try:
        return str(IPv4Network(text, strict=False))
    except ValueError:
        return ""


def _positions(text: str) -> Mapping[Position, int]:
    """Returns the line of each heading and of each key: the reader of TOML tells none."""
    found: dict[Position, int] = {}
    seen: dict[str, int] = {}
    heading = ""
    for number, line in enumerate(text.splitlines(), 1):
        if match := HEADING.match(line):
            heading = match[2]
            seen[heading] = seen.get(heading, -1) + 1
            found.setdefault((heading, seen[heading], ""), number)
        elif match := KEY.match(line):
            where = (heading, seen[heading], match[1]) if heading else (match[1], 0, "")
            found.setdefault(where, number)
    return found
