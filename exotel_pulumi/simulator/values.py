"""The API's rules for values. A rule returns the value to store, or refuses the value (1002)."""

import re
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address
from typing import Any

from .errors import invalid, mandatory
from .options import Dialect, MaskRule

Rule = Callable[[str, object], Any]
"""A function of the field's label (`TrunkName` in the API's descriptions) and of the value that was sent."""

LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
FQDN = re.compile(rf"(?:{LABEL}\.)+[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
DESTINATION = re.compile(r"(?:sip:)?([^\s:;/@]+):([0-9]{1,5});transport=(?:tls|tcp)")


def label(field: str) -> str:
    """Returns a field's name as the API's descriptions write it: `TrunkName` for `trunk_name`."""
    return "".join(part.capitalize() for part in field.split("_"))


def read(body: object, required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> dict[str, Any]:
    """Returns the fields of a JSON object, each through its rule. An object with other fields is refused."""
    if not isinstance(body, dict):
        raise invalid("Invalid request body")
    rules = {**required, **(optional or {})}
    for field in body:
        if field not in rules:
            raise invalid(f"Unknown parameter {field}")
    for field in required:
        if body.get(field) in (None, ""):
            raise mandatory(label(field))
    return {field: rules[field](label(field), value) for field, value in body.items()}


def text(label: str, value: object) -> str:
    """Accepts any string."""
    if not isinstance(value, str):
        raise invalid(f"Invalid {label}")
    return value


def listing(label: str, value: object) -> list[object]:
    """Accepts a list that is not empty."""
    if not isinstance(value, list):
        raise invalid(f"Invalid {label}")
    if not value:
        raise mandatory(label)
    return value


def word(longest: int | None = None) -> Rule:
    """Returns the rule for letters, digits and underscores."""

    def rule(label: str, value: object) -> str:
        word = text(label, value)
        if longest is not None and len(word) > longest:
            raise invalid(f"Maximum allowed length for {label} is {longest}")
        if not re.fullmatch(r"[A-Za-z0-9_]+", word):
            raise invalid(f"Allowed characters for {label} is alphanumeric and _")
        return word

    return rule


def one_of(*choices: str) -> Rule:
    """Returns the rule for a closed set of strings."""

    def rule(label: str, value: object) -> str:
        if value not in choices:
            raise invalid(f"Invalid {label}")
        return text(label, value)

    return rule


def whole_number(lowest: int, highest: int, description: str | None = None) -> Rule:
    """Returns the rule for a whole number; `description` is the API's own text for a refusal."""

    def rule(label: str, value: object) -> int:
        # JSON's true is an int in Python, but not for Exotel.
        if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
            raise invalid(description or f"Invalid {label}")
        return value

    return rule


def nso_code(dialect: Dialect) -> Rule:
    """Returns the rule for the one `nso_code` of a dialect. The state has `ANY-ANY` in both dialects."""
    # The documents disagree: a real account refuses the spelling of the reference page.
    accepted = "ANY-ANY" if dialect == "live" else "any any"

    def rule(_label: str, value: object) -> str:
        if value != accepted:
            raise invalid("Nso code is invalid")
        return "ANY-ANY"

    return rule


def auth_type(label: str, value: object) -> str:
    """Accepts words, and returns the live spelling: `IP-WHITELIST` for `ip whitelist`."""
    kind = text(label, value).upper().replace(" ", "-")
    if not re.fullmatch(r"[A-Z]+(-[A-Z]+)*", kind):
        raise invalid(f"Invalid {label}")
    return kind


def domain_name(label: str, value: object) -> str:
    """Accepts a host name below `pstn.exotel.com`."""
    name = text(label, value)
    if not name.endswith(".pstn.exotel.com") or not FQDN.fullmatch(name.replace("_", "-")):
        raise invalid("Domain name should end with .pstn.exotel.com")
    return name


def e164(label: str, value: object) -> str:
    """Accepts a phone number in E.164, with the plus sign."""
    number = text(label, value)
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", number):
        raise invalid(f"Invalid {label}")
    return number


def mask(rule: MaskRule) -> Rule:
    """Returns the rule for the mask of a whitelisted IP."""
    return whole_number(16 if rule == "range" else 32, 32, "mask should be in-between 16 and 32")


def ipv4(value: str) -> IPv4Address | None:
    """Returns the IPv4 address in the text, or None if there is none."""
    try:
        return IPv4Address(value)
    except ValueError:
        return None


def is_public(address: IPv4Address) -> bool:
    """Tells whether the address is public."""
    return address.is_global and not address.is_multicast


def public_ip(label: str, value: object) -> str:
    """Accepts a public IPv4 address."""
    address = ipv4(text(label, value))
    if address is None or not is_public(address):
        raise invalid("Invalid ip")
    return str(address)


def destination(label: str, value: object) -> str:
    """Accepts a destination, and returns the spelling that Exotel returns: with a scheme."""
    spelled = text(label, value)
    match = DESTINATION.fullmatch(spelled)
    if match is None or not 1 <= int(match[2]) <= 65535:
        raise invalid(f"Invalid {label}")
    host = match[1]
    address = ipv4(host)
    # No name is looked up here. A name in `.invalid` stands for a name that does not resolve: RFC 2606 reserves it.
    known = is_public(address) if address else FQDN.fullmatch(host) and not host.lower().endswith(".invalid")
    if not known:
        raise invalid("Destination is not a valid Ip or Fqdn")
    return "sip:" + spelled.removeprefix("sip:")


def destination_ip(destination: str) -> IPv4Address | None:
    """Returns the IP address of a valid destination, or None if the destination has a host name."""
    match = DESTINATION.fullmatch(destination)
    return ipv4(match[1]) if match else None
