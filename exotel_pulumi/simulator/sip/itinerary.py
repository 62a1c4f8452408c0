"""What a rehearsal calls, in a fixed order, and what it does not try and why. Pure functions over the state.

Out: each login and each address once, each number shown once, in as few calls as that takes. In: each destination of
each trunk once, with the trunk's first number, and each other number once, at a destination that has answered.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle, islice, product
from typing import Literal, TypeVar

from ..options import Options
from ..state import Row, State
from .message import token

L = TypeVar("L")
R = TypeVar("R")

ELSEWHERE = "192.0.2.1"  # RFC 5737: nobody's address
HERE = "127.0.0.1"
NO_NUMBER = "add an exotel.PhoneNumber"
TABLES = ("phone_numbers", "credentials", "whitelisted_ips", "destination_uris")


@dataclass(frozen=True)
class Leg:
    """A call that a rehearsal places."""

    direction: Literal["out", "in"]
    trunk: Row
    number: str
    """Shown by a call out, called by a call in."""
    by: str = ""
    """How a call out is let in, as the policy says it: `login livekit_prod`, `address 13.233.10.20/32`, or both."""
    address: str = HERE
    """Where a call out counts as from."""
    login: tuple[str, str] | None = field(default=None, repr=False)
    is_half: bool = False
    """Whether a call out has one of two proofs, and must be refused."""
    is_stranger: bool = False
    """Whether a call out is nobody's, and must be refused."""
    destination: str | None = None
    """Where a call in goes; None is a destination of the trunk that has answered."""

    @property
    def waits(self) -> bool:
        """Whether the call waits until a destination of its trunk has answered."""
        return self.direction == "in" and self.destination is None

    @property
    def names(self) -> set[str]:
        """What a person may name the call by."""
        named = {self.direction, self.trunk["trunk_name"], self.trunk["trunk_sid"], self.number, *self.by.split()}
        bare = (self.destination or "").removeprefix("sip:")
        return {str(name).casefold() for name in (*named, self.destination, bare) if name}


@dataclass(frozen=True)
class Untried:
    """Something of a trunk that a rehearsal does not try."""

    trunk: str
    what: str
    why: str
    is_fault: bool = False
    """Whether the trunk lacks what no line can do without, and is no line for one direction."""


@dataclass(frozen=True)
class Itinerary:
    """All calls of a rehearsal."""

    legs: Sequence[Leg]
    untried: Sequence[Untried]

    def only(self, names: Sequence[str]) -> "Itinerary":
        """Returns the calls that have one of these names. ValueError for a name that no call has."""
        if not names:
            return self
        for name in names:
            if not any(name.casefold() in leg.names for leg in self.legs):
                known = "in, out, a trunk, a number, a destination, a login or an address"
                raise ValueError(f"no call of the rehearsal is named {name}; a name is {known}")
        wanted = {name.casefold() for name in names}
        return Itinerary([leg for leg in self.legs if wanted & leg.names], ())


def itinerary(state: State, options: Options, *, every_pair: bool = False) -> Itinerary:
    """Plans the calls of all trunks; with `every_pair`, each caller shows each number."""
    planned: list[Leg | Untried] = []
    with state.transaction():
        for trunk in map(dict, state.rows("trunks")):
            numbers, logins, entries, destinations = (
                [dict(row) for row in state.rows(table, trunk_sid=trunk["trunk_sid"])] for table in TABLES
            )
            shown = [str(row["phone_number"]) for row in numbers]
            ways = _ways(Leg("out", trunk, ""), logins, entries, options)
            planned += _out(trunk, shown, ways, every_pair=every_pair)
            planned += _in(trunk, shown, [str(row["destination"]) for row in destinations])
    legs = [each for each in planned if isinstance(each, Leg)]
    untried = [each for each in planned if isinstance(each, Untried)]
    return Itinerary(sorted(legs, key=lambda leg: leg.direction == "in"), untried)


def strangers(state: State, calls: Sequence[Mapping[str, str]]) -> Itinerary:
    """Plans calls out that must be refused: each with the `number` that it shows, and an `address` or a `user_name`."""
    with state.transaction():
        owners = {row["phone_number"]: row["trunk_sid"] for row in state.rows("phone_numbers")}
        trunks = {row["trunk_sid"]: dict(row) for row in state.rows("trunks")}
    legs = []
    for call in calls:
        number, name = call["number"], call.get("user_name", "")
        if trunk := trunks.get(owners.get(number)):
            by = f"login {name} with a wrong password" if name else f"address {call['address']}"
            login = (name, token()) if name else None
            address = call.get("address", ELSEWHERE)
            legs.append(Leg("out", trunk, number, by, address, login, is_stranger=True))
    return Itinerary(legs, ())


def _ways(blank: Leg, logins: list[Row], entries: list[Row], options: Options) -> list[Leg]:
    """Returns a call out for each way in which a trunk lets one in, without a number yet."""
    by_login = [
        replace(blank, by=f"login {row['user_name']}", login=(row["user_name"], row["password"])) for row in logins
    ]
    by_address = [replace(blank, by=f"address {row['ip']}/{row['mask']}", address=str(row["ip"])) for row in entries]
    if options.sip_identify != "both" or not (by_login and by_address):
        return by_login + by_address
    # Each once, in pairs; and each of the two proofs alone.
    pairs = zip(*_padded(by_address, by_login), strict=True)
    both = [replace(entry, by=f"{entry.by} and {login.by}", login=login.login) for entry, login in pairs]
    return [*both, replace(by_login[0], address=ELSEWHERE, is_half=True), replace(by_address[0], is_half=True)]


def _out(trunk: Row, numbers: list[str], ways: list[Leg], *, every_pair: bool) -> Iterator[Leg | Untried]:
    if not numbers or not ways:
        yield from _lacking(trunk, "calls out", "show", numbers, ways, "no login and no address")
        return
    halves = [way for way in ways if way.is_half]
    whole = [way for way in ways if not way.is_half]
    pairs = product(whole, numbers) if every_pair else zip(*_padded(whole, numbers), strict=True)
    for way, number in [*pairs, *((half, numbers[0]) for half in halves)]:
        yield replace(way, number=number)


def _in(trunk: Row, numbers: list[str], destinations: list[str]) -> Iterator[Leg | Untried]:
    if not numbers or not destinations:
        yield from _lacking(trunk, "calls in", "call", numbers, destinations, "no destination")
        return
    first, *others = numbers
    for destination in destinations:
        yield Leg("in", trunk, first, destination=destination)
    for number in others:
        yield Leg("in", trunk, number)


def _lacking(
    trunk: Row, what: str, purpose: str, numbers: list[str], others: Sequence[object], none_of_them: str
) -> Iterator[Untried]:
    """Yields why a trunk that has numbers or the other things, and not both, is not called."""
    name = str(trunk["trunk_name"])
    if others:
        yield Untried(name, what, f"the trunk has no number to {purpose}: {NO_NUMBER}", is_fault=True)
    elif numbers:
        yield Untried(name, what, f"the trunk has {none_of_them}")


def _padded(left: Sequence[L], right: Sequence[R]) -> tuple[list[L], list[R]]:
    """Repeats the shorter of two lists until both are equally long."""
    longest = max(len(left), len(right))
    return list(islice(cycle(left), longest)), list(islice(cycle(right), longest))
