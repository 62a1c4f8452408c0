"""The paths of calls through each trunk: what a picture of an account shows, whatever its form."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from exotel_pulumi.account.contents import Child, Contents, TrunkContents
from exotel_pulumi.objects import CHILDREN
from exotel_pulumi.objects.values.destination import host_of

MOST = 60  # values that a box lists; a picture with more is not read

# The lists that have boxes of their own. Objects of another kind are counted in the trunk's box.
PLACED = {"phone_numbers", "whitelisted_ips", "destination_uris", "credentials", "caller_ids"}
# Who is behind a destination, by the end of its host; the modules of `platforms` make these hosts.
PLATFORMS = {
    "bolna.ai": "Bolna",
    "daily.co": "Daily",
    "elevenlabs.io": "ElevenLabs",
    "jambonz.cloud": "Jambonz",
    "retellai.com": "Retell",
    "sip.api.openai.com": "OpenAI",
    "sip.livekit.cloud": "LiveKit",
    "sip.videosdk.live": "VideoSDK",
    "ultravox.ai": "Ultravox",
    "vapi.ai": "Vapi",
}


@dataclass(frozen=True)
class Box:
    """One end of a way: what stands over the values, and the values."""

    title: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class CallPaths:
    """The paths of calls through one trunk.

    In: `numbers` → trunk → `destinations`. Out: `callers` → trunk → `network`.
    """

    name: str
    about: tuple[str, ...]
    numbers: tuple[Box, ...]
    destinations: tuple[Box, ...]
    callers: tuple[Box, ...]
    network: Box | None


def paths_of(contents: Contents) -> list[CallPaths]:
    """Returns the paths of each trunk, in the order of the contents."""
    return [_paths(trunk) for trunk in contents["trunks"]]


def platform_of(destination: str) -> str | None:
    """Returns the platform behind a destination, where its host is known."""
    host = host_of(destination)
    return next((name for end, name in PLATFORMS.items() if host == end or host.endswith(f".{end}")), None)


def _paths(trunk: TrunkContents) -> CallPaths:
    possible = (
        Box("logins", _some([str(login["user_name"]) for login in trunk["credentials"]])),
        Box("allowed addresses", _some([f"{entry['ip']}/{entry['mask']}" for entry in trunk["whitelisted_ips"]])),
    )
    callers = tuple(box for box in possible if box.values)
    shown = tuple(str(caller["phone_number"]) for caller in trunk["caller_ids"])
    counted = [(kind.noun, len(trunk[kind.list_name])) for kind in CHILDREN if kind.list_name not in PLACED]
    about = (
        *(trunk["trunk_sid"], trunk["domain_name"], trunk["status"]),
        *(_count(number, noun) for noun, number in counted if number),
    )
    return CallPaths(
        name=str(trunk["trunk_name"] or trunk["trunk_sid"]),
        about=tuple(text for text in about if text),
        numbers=tuple(_numbers(trunk["phone_numbers"])),
        destinations=tuple(map(_destination, _in_order(trunk["destination_uris"]))),
        callers=callers,
        network=Box("phone network", tuple(f"shown as {number}" for number in shown)) if callers else None,
    )


def _numbers(numbers: Sequence[Child]) -> Iterator[Box]:
    """Yields a box for each mode."""
    for mode, found in groupby(sorted(numbers, key=_mode), key=_mode):
        values = [str(number["phone_number"]) for number in found]
        yield Box(f"{_count(len(values), 'number')}, {mode}", _some(values))


def _mode(number: Child) -> str:
    return str(number["mode"])


def _in_order(destinations: Sequence[Child]) -> list[Child]:
    """Returns destinations as Exotel tries them: the lowest priority first, of one priority the heaviest first."""
    return sorted(destinations, key=lambda entry: (_rank(entry["priority"]), -_rank(entry["weight"])))


def _rank(value: Any) -> int:
    """Returns a priority or a weight as a number: nothing, and a value that a state encrypts, count as 0."""
    return value if isinstance(value, int) else 0


def _destination(entry: Child) -> Box:
    address = str(entry["destination"])
    order = f"priority {entry['priority']}, weight {entry['weight']}"
    return Box(platform_of(address) or "destination", (address, order))


def _some(values: Sequence[str]) -> tuple[str, ...]:
    """Returns the values, or the first ones and how many are left out."""
    if len(values) <= MOST:
        return tuple(values)
    return (*values[: MOST - 1], f"and {len(values) - MOST + 1} more")


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
