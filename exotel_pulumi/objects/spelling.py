"""The values that Exotel takes: one spelling for each meaning, and the rules by which Exotel would refuse a value.

What a person writes must keep the rules. What Exotel returns is only brought into the one spelling (`AS_ANSWERED`): an
object made elsewhere must stay readable whatever it holds. The rules are those of Exotel's API reference.
"""

import ipaddress
import re
from collections.abc import Callable
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, ValidationInfo

AS_ANSWERED: Final = {"as_answered": True}

TRUNK_SID = re.compile(r"[A-Za-z0-9_-]+")
IDENTIFIER = re.compile(r"[A-Za-z0-9_]+")
HOST_NAME = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
DESTINATION = re.compile(r"(?P<host>[^:;@\s]+):(?P<port>[0-9]{1,5});transport=(?P<transport>tls|tcp)")


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
        if not IDENTIFIER.fullmatch(value):
            return "must be letters, digits and underscores only, and not empty"
        return f"must be at most {longest} characters, not {len(value)}" if len(value) > longest else None

    return text(str, rule)


def host_bits(ip: str, mask: int) -> str | None:
    """Says what is wrong with an address that is not the first of its network."""
    network = ipaddress.ip_network(f"{ip}/{mask}", strict=False)
    first = str(network.network_address)
    return None if first == ip else f"{ip}/{mask} has host bits set; the network is {first}/{mask}"


def is_ip_destination(destination: str) -> bool:
    """Returns whether a destination names an address, which must be whitelisted, and not a host."""
    match = DESTINATION.fullmatch(_destination(destination))
    return bool(match) and match is not None and _is_ip(match["host"])


def destination_host(destination: str) -> str:
    """Returns the host of a destination, whatever the spelling."""
    return _destination(destination).split(":")[0]


def _trunk_sid(value: str) -> str | None:
    if TRUNK_SID.fullmatch(value):
        return None
    return "must be a trunk (`trunk=` takes a Trunk, its SID, or an Output of one)"


def _nso_code(value: str) -> str:
    words = re.sub(r"[\s_-]+", "-", value.strip()).upper()
    return words if words == "ANY-ANY" else value


def _domain_name(value: str) -> str | None:
    return None if re.fullmatch(r"[A-Za-z0-9_.-]+\.pstn\.exotel\.com", value) else "must end in .pstn.exotel.com"


def _phone_number(value: str) -> str | None:
    return (
        None if re.fullmatch(r"\+[1-9][0-9]{6,14}", value) else "must be E.164 with its plus sign, like +919876543210"
    )


def _listed_number(value: str) -> str:
    """Spells a number as Exotel may list it: with blanks, hyphens or brackets, or without its plus sign.

    Ten digits or fewer may be a national number, and stay as they are.
    """
    digits = re.sub(r"[\s().-]", "", value)
    return f"+{digits}" if re.fullmatch(r"[1-9][0-9]{10,14}", digits) else digits


def _mode(value: str) -> str | None:
    return None if value in ("pstn", "flow") else "must be pstn or flow"


def _ip(value: str) -> str | None:
    if not _is_ip(value):
        return "must be an IPv4 address like 13.233.10.20; Exotel takes no host name here"
    return None if _is_public(value) else "must be a public address; Exotel refuses private ones"


def _is_ip(value: str) -> bool:
    try:
        ipaddress.IPv4Address(value)
    except ValueError:
        return False
    return True


def _is_public(ip: str) -> bool:
    address = ipaddress.IPv4Address(ip)
    return address.is_global and not address.is_multicast


def _destination(value: str) -> str:
    spelled = value.strip().lower()
    return spelled.removeprefix("sip:")


def _destination_rule(value: str) -> str | None:
    shape = "must be <ip or host name>:<port>;transport=<tls or tcp>, like sip.example.com:5061;transport=tls"
    match = DESTINATION.fullmatch(value)
    if not match:
        return shape
    if not 1 <= int(match["port"]) <= 65535:
        return "must have a port from 1 to 65535"
    host = match["host"]
    if _is_ip(host):
        return None if _is_public(host) else "must be a public address or a host name"
    return None if HOST_NAME.fullmatch(host) else shape


def _user_name(value: str) -> str | None:
    fits = re.fullmatch(r"[^\s@:;/<>\"]{1,64}", value)
    return None if fits else "must be the user part of a SIP address, without spaces"


TrunkSid = Annotated[str, text(str, _trunk_sid)]
TrunkName = Annotated[str, identifier(16)]
NsoCode = Annotated[str, text(_nso_code, lambda value: None if value else "must not be empty")]
DomainName = Annotated[str | None, text(str.lower, _domain_name)]  # a domain has no case
PhoneNumberText = Annotated[str, text(str, _phone_number, _listed_number)]
Mode = Annotated[str, text(str, _mode)]
IpAddress = Annotated[str, text(str, _ip)]
Mask = Annotated[int, whole(16, 32)]
Destination = Annotated[str, text(_destination, _destination_rule)]
Priority = Annotated[int, whole(0, 65535)]
UserName = Annotated[str, text(str, _user_name)]
Password = Annotated[str | None, identifier(64)]
FriendlyName = Annotated[str | None, identifier(32)]
Label = Annotated[str | None, text(str, lambda _value: None)]
