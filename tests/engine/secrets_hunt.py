"""Looks for secrets where they must not be: in files, whatever they contain, and in what the CLI printed."""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, quote_plus


@dataclass(frozen=True)
class Prey:
    """The secrets to look for."""

    tokens: set[str] = field(default_factory=set)
    passwords: set[str] = field(default_factory=set)


def hunt(prey: Prey, folder: Path, printed: Iterable[str] = ()) -> list[str]:
    """Lists each place where a secret stands, as `"<place>: <which> as <spelling>"`, without the secret itself."""
    marks = [
        (f"{kind} {number} as {spelling}", mark)
        for kind, secrets in (("token", prey.tokens), ("password", prey.passwords))
        for number, secret in enumerate(sorted(secrets), 1)
        for spelling, mark in spellings(secret)
    ]
    places = [(f"output of call {number}", text.encode()) for number, text in enumerate(printed, 1)]
    places += [
        (str(file.relative_to(folder)), file.read_bytes()) for file in sorted(folder.rglob("*")) if file.is_file()
    ]
    return [f"{place}: {what}" for place, content in places for what, mark in marks if mark in content]


def spellings(secret: str) -> list[tuple[str, bytes]]:
    """Returns a secret as each writer spells it, each spelling once."""
    plain = secret.encode()
    found = {
        plain: "plain text",
        quote(secret, safe="").encode(): "URL-encoded text",
        quote_plus(secret, safe="").encode(): "form-encoded text",
        json.dumps(secret)[1:-1].encode(): "JSON",
        _json_of_go(secret).encode(): "JSON of Go",
        repr(secret)[1:-1].encode(): "a Python literal",
        plain.hex().encode(): "hexadecimal digits",
    }
    for before in range(3):
        found[_inside_base64(plain, before)] = f"base64, {before} bytes in (also of a Basic header)"
        found[_inside_base64(plain, before, urlsafe=True)] = f"URL-safe base64, {before} bytes in"
    once: dict[bytes, str] = {}
    for mark, spelling in found.items():
        once.setdefault(mark, spelling)
    return [(spelling, mark) for mark, spelling in once.items()]


def _json_of_go(secret: str) -> str:
    """Escapes, as Go's encoder does, what could also be HTML."""
    return "".join(f"\\u{ord(letter):04x}" if letter in "<>&" else letter for letter in json.dumps(secret)[1:-1])


def _inside_base64(secret: bytes, before: int, *, urlsafe: bool = False) -> bytes:
    """Returns what base64 of a longer text contains if the secret begins `before` bytes after a multiple of three.

    The first and last characters are cut off: they also depend on what stands around the secret.
    """
    encode = base64.urlsafe_b64encode if urlsafe else base64.b64encode
    whole = encode(b"\0" * before + secret)
    first = -(-before * 8 // 6)
    last = (before + len(secret)) * 8 // 6
    return whole[first:last]
