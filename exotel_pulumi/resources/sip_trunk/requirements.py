"""The two tables of Exotel's documents: what each direction of call needs, and how each scenario authenticates.

Knows which arguments are there, not what they hold: the values are checked by the resources themselves.
"""

from collections.abc import Mapping, Sized
from typing import Final, Literal, TypeAlias

from exotel_pulumi.objects.values.destination import Destination

Direction: TypeAlias = Literal["outbound", "inbound", "bidirectional"]
Scenario: TypeAlias = Literal["pbx", "cloud", "high_security"]

# direction: what has to be there. "authentication" stands for what the scenario says.
DIRECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "outbound": ("phone_numbers", "authentication"),
    "inbound": ("destinations",),
    "bidirectional": ("phone_numbers", "authentication", "destinations"),
}

# scenario: what has to be there for calls out, each with its alternatives.
SCENARIOS: Final[Mapping[str | None, tuple[tuple[str, ...], ...]]] = {
    None: (("whitelisted_ips", "user_names"),),
    "pbx": (("whitelisted_ips",),),
    "cloud": (("user_names",),),
    "high_security": (("whitelisted_ips",), ("user_names",)),
}

MEANINGS: Final = {
    "phone_numbers": "phone_numbers (the numbers that calls go out from)",
    "destinations": "destinations (where calls that come in are delivered)",
    "whitelisted_ips": "whitelisted_ips (the addresses that may place calls)",
    "user_names": "user_names (the logins with which calls are placed)",
}

MIXED = (
    "has both whitelisted_ips and user_names, and Exotel's documents do not agree on whether a call must then match "
    "one or both. Set `scenario` to `high_security` if both are meant."
)
NO_NUMBER = (
    "has no phone_numbers: Exotel's guides map the number to the trunk for calls that come in, too, and a number "
    "that is mapped elsewhere will not arrive here."
)


def receives(direction: str) -> bool:
    """Returns whether calls come in."""
    return "destinations" in DIRECTIONS[direction]


def missing(direction: str, scenario: str | None, given: Mapping[str, Sized]) -> list[str]:
    """Lists what the direction and scenario need and `given`, the arguments by their names, does not hold."""
    faults = [f"there is no direction {direction!r}: give one of {_names(DIRECTIONS)}"] * (direction not in DIRECTIONS)
    faults += [f"there is no scenario {scenario!r}: give one of {_names(SCENARIOS)}"] * (scenario not in SCENARIOS)
    if faults:
        return faults
    for need in DIRECTIONS[direction]:
        for alternatives in SCENARIOS[scenario] if need == "authentication" else ((need,),):
            if not any(given[name] for name in alternatives):
                because = f" and scenario {scenario!r}" if need == "authentication" and scenario else ""
                faults.append(f"direction {direction!r}{because} needs {_either(alternatives)}")
    return faults


def unlisted(destinations: Mapping[str, Mapping[str, object]], ips: Mapping[str, Mapping[str, object]]) -> list[str]:
    """Lists the addresses of destinations that Exotel would refuse, for they are not whitelisted on this trunk.

    Nothing is certain where an address is not known yet, or stands for a whole network: the list is empty then.
    """
    if any(not isinstance(entry["ip"], str) or "mask" in entry for entry in ips.values()):
        return []
    literal = [text for entry in destinations.values() if isinstance(text := entry["destination"], str)]
    known = {where.host for where in map(Destination.parse, literal) if where and where.is_ip}
    needed = known - {str(entry["ip"]) for entry in ips.values()}
    return [f"whitelisted_ips lacks {ip}, which is a destination: Exotel takes no other" for ip in sorted(needed)]


def doubtful(
    direction: str, scenario: str | None, given: Mapping[str, Mapping[str, Mapping[str, object]]]
) -> list[str]:
    """Lists what can be meant but rarely is, as sentences about the trunk."""
    doubts = []
    if given["whitelisted_ips"] and given["user_names"] and scenario != "high_security":
        doubts.append(MIXED)
    if receives(direction) and not given["phone_numbers"]:
        doubts.append(NO_NUMBER)
    flowing = [key for key, entry in given["phone_numbers"].items() if str(entry.get("mode")).lower() == "flow"]
    if flowing:
        doubts.append(
            f"has {', '.join(flowing)} in mode flow, which is for Exotel's Voicebot and stream applets: calls between "
            "a number and a SIP platform need mode pstn."
        )
    return doubts


def hand_steps(direction: str, dial_whom: str, *numbers: str) -> list[str]:
    """Lists what is left to do in Exotel's console, for which there is no API."""
    if not receives(direction):
        return []
    return [
        f"In Exotel's console, make a flow whose Connect applet dials {dial_whom} and nothing else.",
        f"Assign {', '.join(numbers) or 'the phone number'} to that flow.",
    ]


def _names(table: Mapping[str, object] | Mapping[str | None, object]) -> str:
    return ", ".join(name for name in table if name)


def _either(alternatives: tuple[str, ...]) -> str:
    return " or ".join(MEANINGS[name] for name in alternatives)
