"""The values that Exotel takes: one spelling for each meaning.

What a person writes must keep the rules (rules.py). What Exotel returns is only brought into the one spelling
(`AS_ANSWERED`): an object made elsewhere must stay readable whatever it holds.
"""

import re
from collections.abc import Callable
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, ValidationInfo

from exotel_pulumi.objects import rules

AS_ANSWERED: Final = {"as_answered": True}


def text(
    canonical: Callable[[str], str], rule: Callable[[str], str | None], answered: Callable[[str], str] | None = None
) -> BeforeValidator:
    """Makes a validator of text: `canonical` gives its one spelling, `rule` what is wrong with it; None is absent.

    `answered` gives the one spelling of what Exotel answers, if Exotel may write in ways that a person may not.
    """

    def validate(value: Any, info: ValidationInfo) -> str | None:
        as_answered = info.context is AS_ANSWERED
        if value is None:
            return None
        if not isinstance(value, str) and not as_answered:
            raise ValueError(f"must be text, not {type(value).__name__}")
        spelled = (answered or canonical if as_answered else canonical)(str(value))
        fault = None if as_answered else rule(spelled)
        if fault:
            raise ValueError(fault)
        return spelled

    return BeforeValidator(validate)


def whole(low: int, high: int) -> BeforeValidator:
    """Makes a validator of whole numbers; Pulumi hands numbers over as floats, Exotel sometimes as digits."""

    def validate(value: Any, info: ValidationInfo) -> int:
        if info.context is AS_ANSWERED and isinstance(value, str) and value.isdecimal():
            return int(value)
        fits = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        if isinstance(value, bool) or not fits:
            raise ValueError(f"must be a whole number from {low} to {high}")
        if info.context is AS_ANSWERED:
            return int(value)
        if not low <= value <= high:
            raise ValueError(f"must be from {low} to {high}, not {int(value)}")
        return int(value)

    return BeforeValidator(validate)


def identifier(longest: int) -> BeforeValidator:
    """Makes a validator of letters, digits and underscore: all that the live API takes, whatever its documents show."""

    def rule(value: str) -> str | None:
        if not rules.IDENTIFIER.fullmatch(value):
            return "must be letters, digits and underscores only, and not empty"
        return f"must be at most {longest} characters, not {len(value)}" if len(value) > longest else None

    return text(str, rule)


def is_ip_destination(destination: str) -> bool:
    """Returns whether a destination names an address, which must be whitelisted, and not a host."""
    match = rules.DESTINATION.fullmatch(_destination(destination))
    return bool(match) and match is not None and rules.is_ip(match["host"])


def destination_host(destination: str) -> str:
    """Returns the host of a destination, whatever the spelling."""
    return _destination(destination).split(":")[0]


def _nso_code(value: str) -> str:
    words = re.sub(r"[\s_-]+", "-", value.strip()).upper()
    return words if words == "ANY-ANY" else value


def _word(value: str) -> str:
    """Spells a word of a closed set: such words have no case."""
    return value.strip().lower()


def _listed_number(value: str) -> str:
    """Spells a number as Exotel may list it: with blanks, hyphens or brackets, or without its plus sign.

    Ten digits or fewer may be a national number, and stay as they are.
    """
    digits = re.sub(r"[\s().-]", "", value)
    return f"+{digits}" if re.fullmatch(r"[1-9][0-9]{10,14}", digits) else digits


def _listed_ip(value: str) -> str:
    """Spells an address as Exotel may list it: with the length of its network, which is the mask."""
    return value.strip().partition("/")[0]


def _destination(value: str) -> str:
    return value.strip().lower().removeprefix("sip:")


def _listed_destination(value: str) -> str:
    """Spells a destination as Exotel may list it: in angle brackets, or as `sips:`."""
    bare = _destination(value.strip(" <>"))
    return bare.removeprefix("sips:") if bare.endswith(";transport=tls") else bare


TrunkSid = Annotated[str, text(str, rules.trunk_sid)]
TrunkName = Annotated[str, identifier(16)]
NsoCode = Annotated[str, text(_nso_code, lambda value: None if value else "must not be empty")]
DomainName = Annotated[str | None, text(str.lower, rules.domain_name)]  # a domain has no case
PhoneNumberText = Annotated[str, text(str, rules.phone_number, _listed_number)]
Mode = Annotated[str, text(_word, lambda value: rules.one_of(value, "pstn", "flow"))]
IpAddress = Annotated[str, text(str, rules.ip, _listed_ip)]
Mask = Annotated[int, whole(16, 32)]
Destination = Annotated[str, text(_destination, rules.destination, _listed_destination)]
Priority = Annotated[int, whole(0, 65535)]
UserName = Annotated[str, text(str, rules.user_name)]
Password = Annotated[str | None, identifier(64)]
FriendlyName = Annotated[str | None, identifier(32)]
Label = Annotated[str | None, text(str, lambda _value: None)]
