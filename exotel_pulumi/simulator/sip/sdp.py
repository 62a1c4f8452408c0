"""One stream of audio in SDP, offered and answered; with an SDES key where the transport is TLS."""

import base64
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from .policy import ALAW

SUITE = "AES_CM_128_HMAC_SHA1_80"  # as in Exotel's guide on TLS
STATIC = {"0": "PCMU/8000", "8": ALAW, "9": "G722/8000", "18": "G729/8000"}  # RFC 3551
KEYS = "telephone-event/8000"


@dataclass(frozen=True)
class Audio:
    """Where one side wants its audio, in which codecs (by payload type), and under which key (base64)."""

    address: str
    port: int
    profile: str = "RTP/AVP"
    codecs: Mapping[str, str] = field(default_factory=lambda: {"8": ALAW, "101": KEYS})
    key: str | None = field(default=None, repr=False)
    tag: str = "1"

    @classmethod
    def offer(cls, port: int, *, is_secure: bool) -> Self:
        """Makes an offer on loopback, as Exotel makes one: SRTP over TLS, RTP over TCP."""
        profile, key = ("RTP/SAVP", new_key()) if is_secure else ("RTP/AVP", None)
        return cls("127.0.0.1", port, profile, key=key)

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Reads the first stream of audio; None where there is none."""
        session, _, rest = text.replace("\r", "").partition("\nm=audio ")
        media = rest.partition("\nm=")[0]
        words = media.partition("\n")[0].split()
        if len(words) < 3 or not words[0].isdecimal():
            return None
        named = dict(re.findall(r"^a=rtpmap:(\d+) ([^\s/]+/\d+)", media, re.MULTILINE))
        where = re.search(r"^c=IN IP4 (\S+)", f"{media}\n{session}", re.MULTILINE)
        crypto = re.search(rf"^a=crypto:(\d+) {SUITE} inline:([^|\s]+)", media, re.MULTILINE)
        codecs = {number: _spelled(named.get(number) or STATIC.get(number, "")) for number in words[2:]}
        key, tag = (crypto[2], crypto[1]) if crypto else (None, "1")
        return cls(where[1] if where else "", int(words[0]), words[1], codecs, key, tag)

    def answer(self, port: int) -> "Audio | None":
        """Answers an offer with A-law and key presses, a key for a key; None where that cannot be."""
        number = next((number for number, codec in self.codecs.items() if codec == ALAW), None)
        if number is None or not self.port or (self.profile == "RTP/SAVP" and not self.key):
            return None
        codecs = {number: ALAW} | {number: codec for number, codec in self.codecs.items() if codec == KEYS}
        return Audio("127.0.0.1", port, self.profile, codecs, new_key() if self.key else None, self.tag)

    def __str__(self) -> str:
        lines = [
            "v=0",
            f"o=- {secrets.randbelow(2**31)} 1 IN IP4 {self.address}",
            "s=exotel",
            f"c=IN IP4 {self.address}",
            "t=0 0",
            f"m=audio {self.port} {self.profile} {' '.join(self.codecs)}",
            *(f"a=rtpmap:{number} {codec}" for number, codec in self.codecs.items()),
        ]
        if self.key:
            lines.append(f"a=crypto:{self.tag} {SUITE} inline:{self.key}")
        return "\r\n".join([*lines, "a=ptime:20", "a=sendrecv", ""])


def _spelled(codec: str) -> str:
    name, _, rate = codec.partition("/")
    return f"{name.lower() if name.lower() == KEYS.partition('/')[0] else name.upper()}/{rate}"


def new_key() -> str:
    """Makes a master key and salt."""
    return base64.b64encode(secrets.token_bytes(30)).decode()
