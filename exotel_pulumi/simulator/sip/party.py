"""Reads who is named in From, To and P-Asserted-Identity, in every form of RFC 3261 and RFC 3966. No socket."""

import re
from dataclasses import dataclass

from sipmessage import URI

from .message import UnreadableError, plain

SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
QUOTED = re.compile(r'("(?:[^"\\]|\\.)*"|<[^>]*>)')


@dataclass(frozen=True)
class Party:
    """Who is named in From, To or P-Asserted-Identity."""

    uri: str
    tag: str = ""

    @property
    def number(self) -> str:
        """The user of the URI; of a number its digits alone (RFC 3261, 19.1.6; RFC 3966)."""
        return number_of(self.uri)

    @property
    def host(self) -> str:
        """The host, with whatever letters it has."""
        found = re.match(r"sips?:(?:[^@]*@)?(\[[^\]]*\]|[^:;?>\s]*)", self.uri, re.IGNORECASE)
        return plain(found[1]) if found else ""


def number_of(uri: str) -> str:
    """Returns the user of a URI, or what it says instead; of a number without its visual separators."""
    scheme, _, rest = uri.partition(":")
    if scheme.lower() == "tel":
        user = rest
    elif "@" in rest:
        user = rest.rpartition("@")[0]
    else:
        return ""
    try:
        user = URI.parse(f"sip:{user}@host.example").user or ""
    except (TypeError, ValueError):
        user = user.partition(":")[0]
    user = plain(user.partition(";")[0]).strip()
    return re.sub(r"[-.()]", "", user) if re.fullmatch(r"\+?[0-9.()-]+", user) else user


def tidy(value: str) -> str:
    """Takes away the blanks that the grammar allows around separators, but for those in quotes and brackets."""
    parts = QUOTED.split(re.sub(r"\s+", " ", value))
    return "".join(
        part if place % 2 else re.sub(r"\s*([;=])\s*", r"\1", part) for place, part in enumerate(parts)
    ).strip()


def party(name: str, value: str) -> Party:
    """Reads who is named. A scheme that nobody knows is no fault here."""
    text = tidy(value)
    parts = QUOTED.split(text)
    if any('"' in part for part in parts[::2]):
        raise UnreadableError(400, f"{name} has a quote without an end")
    inner = next((part for part in parts[1::2] if part.startswith("<")), None)
    uri = inner[1:-1].strip() if inner else text.partition(";")[0]
    if not SCHEME.match(uri) or re.search(r"[\s<>]", uri):
        raise UnreadableError(400, f"{name} has no URI that can be read: {text[:60]}")
    after = text[text.index(inner) + len(inner) :] if inner else text[len(uri) :]
    tag = re.search(r";tag=([^;,\s]+)", after, re.IGNORECASE)
    return Party(uri, tag[1] if tag else "")
