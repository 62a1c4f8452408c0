"""The ways of calls that a change leaves, as a promise names them: trunks, numbers, destinations and callers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from exotel_pulumi.account.impact import rings
from exotel_pulumi.account.impact.changes import changes_of
from exotel_pulumi.account.impact.lines import Line, lines_of
from exotel_pulumi.account.impact.ways_in import WayIn
from exotel_pulumi.account.preview import Preview
from exotel_pulumi.account.promises.calls_file import network
from exotel_pulumi.objects.credential import CREDENTIAL
from exotel_pulumi.objects.phone_number import PHONE_NUMBER
from exotel_pulumi.objects.whitelisted_ip import WHITELISTED_IP


@dataclass(frozen=True)
class Named:
    """A number or a caller: its own name, its resource's, and why it is not known; empty where it is."""

    name: str
    resource: str
    why: str = ""

    def is_called(self, word: str) -> bool:
        """Returns whether a person means this one."""
        return word in (self.name, self.resource)


@dataclass(frozen=True)
class Way:
    """A trunk with what is on it."""

    names: Sequence[str]  # the name at Exotel first, then the resource's, then the SID
    numbers: Sequence[Named]
    rings: Sequence[Sequence[str]]  # destinations in the order in which they are tried; of equals nobody is first
    logins: Sequence[Named]
    addresses: Sequence[Named]
    why: str = ""  # of a trunk that is not the stack's

    @property
    def name(self) -> str:
        """What a person calls the trunk."""
        return self.names[0]

    def callers(self, *, by_login: bool) -> Sequence[Named]:
        """Returns who calls out over the trunk by a login, or from an address."""
        return self.logins if by_login else self.addresses


@dataclass(frozen=True)
class Ways:
    """All trunks, at one time."""

    all: Sequence[Way]

    def of_trunk(self, word: str) -> list[Way]:
        """Returns the trunks that are so called."""
        return [way for way in self.all if word in way.names]

    @cached_property
    def trunks(self) -> list[str]:
        """What trunks are called."""
        return [name for way in self.all for name in way.names]

    def numbers(self, word: str) -> Iterator[tuple[Way, Named]]:
        """Yields the number that is so called, on each trunk that has it."""
        for way in self.all:
            yield from ((way, number) for number in way.numbers if number.is_called(word))


def ways_of(preview: Preview) -> tuple[Ways, Ways]:
    """Returns the ways before a run and after it."""
    both = lines_of(changes_of(preview.steps))
    before, after = ([_way(line) for line in lines.values()] for lines in (both.before, both.after))
    return Ways(before), Ways(after)


def _way(line: Line) -> Way:
    resource = [line.change.name] if line.change else []
    names = tuple(dict.fromkeys(name for name in (line.name, *resource, line.sid) if name))
    numbers = [
        Named(each.text("phone_number"), each.change.name, WayIn(line, each).is_unknown)
        for each in line.of(PHONE_NUMBER)
    ]
    logins = [Named(each.text("user_name"), each.change.name, each.is_unknown) for each in line.of(CREDENTIAL)]
    addresses = [
        Named(network(f"{each.text('ip')}/{each.values.get('mask', 32)}"), each.change.name, each.is_unknown)
        for each in line.of(WHITELISTED_IP)
    ]
    return Way(names, numbers, tried(rings.rungs(line)), logins, addresses, line.why)


def tried(rungs: Sequence[rings.Rung]) -> list[list[str]]:
    """Returns destinations in the order in which they are tried; of equals nobody is first."""
    return [[destination for destination, _ in equals] for equals in rings.as_met(rungs)]
