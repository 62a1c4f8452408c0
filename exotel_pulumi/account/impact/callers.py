"""Who may call out over a line: its logins, and the networks of its allowed addresses, before and after."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

from exotel_pulumi.account.impact import between
from exotel_pulumi.account.impact.lines import Line, Object
from exotel_pulumi.objects.credential import CREDENTIAL
from exotel_pulumi.objects.whitelisted_ip import WHITELISTED_IP


@dataclass(frozen=True, eq=False)
class Caller:
    """Somebody who calls out, by a login or from addresses, and whether a line takes the calls before and after."""

    name: str
    is_login: bool
    before: Sequence[Object]  # each lets it in; none of a caller that is new
    after: Sequence[Object]

    @property
    def is_away(self) -> bool:
        """Whether there may be a time in which nothing lets it in."""
        return bool(self.after) and between.all_away(self.before)


def callers(old: Line | None, new: Line | None) -> Iterator[Caller]:
    """Yields everybody who may call out over a line before or after; what is not known has a name that says so."""
    yield from _by_login(old, new)
    yield from _by_address(old, new)


def _by_login(old: Line | None, new: Line | None) -> Iterator[Caller]:
    sides = [{each.text("user_name"): each for each in line.of(CREDENTIAL)} if line else {} for line in (old, new)]
    for name in sides[0] | sides[1]:
        before, after = ([side[name]] if name in side else [] for side in sides)
        yield Caller(name, True, before, after)


def _by_address(old: Line | None, new: Line | None) -> Iterator[Caller]:
    """Yields each network that is let in before or after, in parts of which all addresses fare alike."""
    before, after = (_Entries(line.of(WHITELISTED_IP) if line else ()) for line in (old, new))
    networks = dict.fromkeys([*before.networks, *after.networks])
    is_cut = not all(change.is_untouched for change in (*before.changes, *after.changes))
    wide = [network for network in networks if network.prefixlen < 32]
    for whole in networks:
        inner = [other for other in networks if other != whole and other.subnet_of(whole)] if whole in wide else []
        for part in _without(whole, inner) if is_cut else [whole]:
            yield Caller(str(part), False, before.letting_in(part), after.letting_in(part))
    for each in after.unknown:
        yield Caller(f"the address of {each.change.name}", False, [], [each])


class _Entries:
    """The allowed addresses of a line."""

    def __init__(self, objects: Sequence[Object]) -> None:
        known = [(network, each) for each in objects if (network := _network(each)) is not None]
        self.networks = [network for network, _ in known]
        self.changes = [each.change for each in objects]
        self.unknown = [each for each in objects if _network(each) is None]
        self._exact = dict(known)
        self._wide = [(network, each) for network, each in known if network.prefixlen < 32]

    def letting_in(self, part: IPv4Network) -> list[Object]:
        """Returns the entries that let the addresses of a network in."""
        exact = [self._exact[part]] if part in self._exact else []
        return [*exact, *(each for network, each in self._wide if network != part and part.subnet_of(network))]


def _without(whole: IPv4Network, inner: Sequence[IPv4Network]) -> Iterator[IPv4Network]:
    """Yields a network without the smaller ones in it."""
    found = next((other for other in inner if other.subnet_of(whole)), None)
    if found is None:
        yield whole
    elif found != whole:
        for rest in whole.address_exclude(found):
            yield from _without(rest, inner)


def _network(entry: Object) -> IPv4Network | None:
    """Returns the network of an entry; None where it is not known."""
    try:
        return IPv4Network((entry.values.get("ip"), int(entry.values.get("mask", 32))), strict=False)
    except (ValueError, TypeError):
        return None
