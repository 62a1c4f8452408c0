"""Names, words and logins."""

import re
from typing import Annotated

from pydantic import BeforeValidator

from exotel_pulumi.objects.values import text_validator

TRUNK_SID = re.compile(r"[A-Za-z0-9_-]+")
IDENTIFIER = re.compile(r"[A-Za-z0-9_]+")
OF_USER_NAME = re.compile(r"[^\s@:;/<>\"]+")
USER_PART = 'must be the user part of a SIP address: no blanks, and none of @ : ; / < > "'


def identifier(longest: int, *, is_shown: bool = True) -> BeforeValidator:
    """Makes a validator of letters, digits and underscore: all that the live API takes, whatever its documents show."""

    def fault(value: str) -> str | None:
        spelled = "" if IDENTIFIER.fullmatch(value) else "must be letters, digits and underscores only, and not empty"
        short = "" if len(value) <= longest else f"must be at most {longest} characters, not {len(value)}"
        return "; ".join(filter(None, (spelled, short))) or None

    return text_validator(str, fault, of_digits=str if is_shown else None)


def one_of(*words: str) -> BeforeValidator:
    """Makes a validator of a word of a closed set: such words have no case."""
    fault = f"must be {' or '.join(words)}"
    return text_validator(lambda value: value.strip().lower(), lambda value: None if value in words else fault)


def user_name_fault(value: str) -> str | None:
    """Says what is wrong with the user name of a login."""
    if _is_user_name(value):
        return None
    if not value.strip():
        return "must not be empty"
    name = re.sub(r"^sips?:", "", value.strip(' <>"'), flags=re.IGNORECASE).partition("@")[0]
    if name != value and _is_user_name(name):
        return f'must be the user part of a SIP address alone: write "{name}"'
    short = "" if len(value) <= 64 else f"must be at most 64 characters, not {len(value)}"
    spelled = "" if OF_USER_NAME.fullmatch(value) else USER_PART
    return "; ".join(filter(None, (short, spelled)))


def _is_user_name(value: str) -> bool:
    return len(value) <= 64 and OF_USER_NAME.fullmatch(value) is not None


def _trunk_sid_fault(value: str) -> str | None:
    return None if TRUNK_SID.fullmatch(value) else "must be a trunk, or its SID"


def _domain_name_fault(value: str) -> str | None:
    return None if re.fullmatch(r"[A-Za-z0-9_.-]+\.pstn\.exotel\.com", value) else "must end in .pstn.exotel.com"


def _nso_code(value: str) -> str:
    words = re.sub(r"[\s_-]+", "-", value.strip()).upper()
    return words if words == "ANY-ANY" else value


TrunkSid = Annotated[str, text_validator(str, _trunk_sid_fault)]
TrunkName = Annotated[str, identifier(16)]
NsoCode = Annotated[str, text_validator(_nso_code, lambda value: None if value else "must not be empty")]
DomainName = Annotated[str | None, text_validator(str.lower, _domain_name_fault)]  # a domain has no case
Mode = Annotated[str, one_of("pstn", "flow")]
UserName = Annotated[str, text_validator(str, user_name_fault)]
Password = Annotated[str | None, identifier(64, is_shown=False)]
FriendlyName = Annotated[str | None, identifier(32)]
Label = Annotated[str | None, text_validator(str, lambda _value: None)]
