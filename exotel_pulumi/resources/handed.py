"""What a program hands over where a text is wanted: things of ours, in place of their id or their text.

A thing that can mean one text only is taken. Of any other thing the error says the expression to write.
"""

from collections.abc import Awaitable, Mapping
from inspect import isawaitable
from typing import Any, ClassVar, Literal, TypeAlias

import pulumi

from exotel_pulumi.errors import DeclarationError


class Thing:
    """What this package makes or finds, and a program holds in a variable."""

    taken_as: ClassVar[str] = ""  # the attribute that a thing stands for where it may be given as a whole


class StandsForTrunk(Thing):
    """May be given as `trunk`."""


class StandsForNumber(Thing):
    """May be given as a phone number."""

    taken_as = "phone_number"


TrunkInput: TypeAlias = pulumi.Input[str | StandsForTrunk]
NumberInput: TypeAlias = pulumi.Input[str | StandsForNumber]
# A text must be one of the two; of an Output, no type checker knows which text it is.
ModeInput: TypeAlias = Literal["pstn", "flow"] | Awaitable[str] | pulumi.Output[str]

STANDS_FOR: Mapping[str, type[Thing]] = {
    "trunk": StandsForTrunk,
    "phone_number": StandsForNumber,
    "caller_id": StandsForNumber,
}
# Where the attribute that an argument wants has another name than the argument; the first that a thing has is meant.
ANY_TEXT = "a value"  # in place of the name of an argument, where that is not known
ATTRIBUTES = {
    "trunk": ("trunk_sid",),
    "caller_id": ("phone_number",),
    "id": ("id", "trunk_sid"),
    ANY_TEXT: ("phone_number", "user_name", "ip", "destination", "trunk_sid"),
}
# Where a line has the things whose attribute is wanted.
ON_A_LINE = {
    "phone_number": "phone_numbers", "ip": "whitelisted_ips", "destination": "destinations", "user_name": "credentials"
}  # fmt: skip
GIVE_TEXT = "give its text."
PLAIN = (str, int, float, list, tuple, Mapping, pulumi.Resource, pulumi.Output)


def trunk_of(given: TrunkInput | None) -> TrunkInput | None:
    """Returns the Trunk of a line, and the SID of a trunk that was found; anything else as it is."""
    if isinstance(given, StandsForTrunk) and not isinstance(given, pulumi.CustomResource):
        whole: TrunkInput = getattr(given, given.taken_as)
        return whole
    return given


def text_of(argument: str, given: Any, tried: str = "", shape: str = "") -> Any:
    """Returns what to hand on: the id or the text of a thing, anything else as it is.

    An Output is looked at once it is known. DeclarationError for a thing that does not say which text is meant; `shape`
    is how the program writes the text, with `%s` in its place, if that is not `argument=%s`.
    """
    if isinstance(given, pulumi.Output) or isawaitable(given):
        known: pulumi.Output[Any] = pulumi.Output.from_input(given)
        return known.apply(lambda value: text_of(argument, value, tried, shape))
    while isinstance(given, Thing) and isinstance(given, STANDS_FOR.get(argument, ())):
        given = getattr(given, given.taken_as)
    found = _thing_in(given)
    if found is not None:
        text = _expression(argument, *found)
        way = f"write {shape or f'{argument}=%s'}, where `it` is what is given now." % text if text else GIVE_TEXT
        raise DeclarationError(f"{argument} {_is_a(given)}", way, tried=tried)
    if given is not None and not isinstance(given, PLAIN):
        raise DeclarationError(f"{argument} {_is_a(given)}, and must be text", GIVE_TEXT, tried=tried)
    return given


def _thing_in(given: Any) -> tuple[Thing, str] | None:
    """Finds a thing of ours in a value, or as the first one of a collection, with the place that it has there."""
    first: tuple[Any, str] = (given, "")
    if isinstance(given, Mapping):
        first = next(((value, f"[{key!r}]") for key, value in given.items()), first)
    elif isinstance(given, list | tuple) and given:
        first = given[0], "[0]"
    return first if isinstance(first[0], Thing) else None


def _expression(argument: str, thing: Thing, place: str) -> str | None:
    """Returns the expression for what an argument wants of a thing; None if the thing has nothing of the kind."""
    for wanted in ATTRIBUTES.get(argument, (argument,)):
        if hasattr(thing, wanted):
            return f"it{place}.{wanted}"
        if hasattr(thing, ON_A_LINE.get(wanted, "")):
            return f'it{place}.{ON_A_LINE[wanted]}["…"].{wanted}'
    return None


def _is_a(given: object) -> str:
    if isinstance(given, list | tuple):
        return f"is a {type(given).__name__} of {type(given[0]).__name__}"
    return f"is a {type(given).__name__}"
