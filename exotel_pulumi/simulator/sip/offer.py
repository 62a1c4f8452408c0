"""SDP by the tables of RFC 3264 and RFC 4568: an answer has a line for each line of the offer. No socket.

One stream of audio lives: G.711 A-law, over RTP where the transport is TCP, and over SRTP with a key in SDP where it
is TLS, as Exotel has it. What cannot live is refused in words.
"""

import base64
import re
import secrets
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import Self

from .message import plain
from .policy import ALAW

HOST = "127.0.0.1"
SUITE = "AES_CM_128_HMAC_SHA1_80"  # as in Exotel's guide on TLS
KEY_LENGTH = 30  # bytes: the master key and its salt
STATIC = {"0": "PCMU/8000", "8": ALAW, "9": "G722/8000", "18": "G729/8000"}  # RFC 3551
KEYS = "telephone-event/8000"
BACK = {"sendrecv": "sendrecv", "sendonly": "recvonly", "recvonly": "sendonly", "inactive": "inactive"}
PROFILES = {False: "RTP/AVP", True: "RTP/SAVP"}
ON_HOLD = "0.0.0.0"  # noqa: S104 - RFC 3264, 8.4: no address, but how a call was put on hold before


class UnfitError(ValueError):
    """An offer or an answer on which no call could live, in words."""


@dataclass(frozen=True)
class Talk:
    """What both sides agreed on: where to send, in which payload types, under which keys."""

    remote: tuple[str, int]
    payload_type: int
    events: int | None = None
    """The payload type of key presses (RFC 4733)."""
    ours: str | None = field(default=None, repr=False)
    theirs: str | None = field(default=None, repr=False)
    is_sending: bool = True


@dataclass(frozen=True)
class Line:
    """One stream of a description: an `m=` line and what belongs to it."""

    kind: str
    port: int
    profile: str
    formats: tuple[str, ...]
    section: str
    session: str

    @classmethod
    def read(cls, section: str, session: str) -> Self:
        """Reads what stands from one `m=` to the next."""
        words = section.partition("\n")[0].split()
        if len(words) < 4 or not re.fullmatch(r"[0-9]{1,5}(/[0-9]+)?", words[1]):
            raise UnfitError(f"the line m={plain(section.partition(chr(10))[0][:40])} cannot be read")
        return cls(words[0], int(words[1].partition("/")[0]), words[2], tuple(words[3:]), section, session)

    @property
    def codecs(self) -> dict[str, str]:
        """Codec and clock by payload type, in one spelling."""
        named = dict(re.findall(r"(?m)^a=rtpmap:(\d+)[ \t]+([^\s/]+/\d+)", self.section))
        return {number: _spelled(named.get(number) or STATIC.get(number, "")) for number in self.formats}

    @property
    def alaw(self) -> str | None:
        """The payload type of A-law."""
        found = (number for number, codec in self.codecs.items() if codec == ALAW)
        return next((number for number in found if number.isdecimal() and int(number) < 128), None)

    @property
    def events(self) -> str | None:
        """The payload type of key presses."""
        found = (number for number, codec in self.codecs.items() if codec == KEYS)
        return next((number for number in found if number.isdecimal() and int(number) < 128), None)

    @property
    def address(self) -> str:
        """Where audio is wanted, as it is written: `IP4 127.0.0.1`."""
        found = self._find(r"(?m)^c=IN[ \t]+(IP\d[ \t]+\S+)")
        return plain(" ".join(found.split())) if found else ""

    @property
    def direction(self) -> str:
        """Who sends: `sendrecv` where nothing is said."""
        return self._find(r"(?m)^a=(sendrecv|sendonly|recvonly|inactive)[ \t]*$") or "sendrecv"

    @property
    def is_held(self) -> bool:
        """Whether the other side wants to hear nothing."""
        return self.address.endswith(f" {ON_HOLD}") or self.direction in ("sendonly", "inactive")

    def key(self, tag: str | None = None) -> tuple[str, str] | None:
        """Returns tag and key of the first `a=crypto` that can be used (RFC 4568, 6), or of the one with a tag."""
        for value in re.findall(r"(?m)^a=crypto:(.*)$", self.section):
            found = re.fullmatch(
                rf"(\d{{1,9}})[ \t]+{SUITE}[ \t]+inline:([^|\s;]+)(\|[^\s|:]+)?[ \t]*(.*)", value.strip()
            )
            # A key with an index (MKI) and a session parameter that must be understood are not.
            is_plain = found and all(one.startswith(("-", "WSH=")) for one in found[4].split())
            if found and is_plain and tag in (None, found[1]) and _is_key(found[2]):
                return found[1], found[2]
        return None

    def _find(self, pattern: str) -> str | None:
        """Looks in the stream, and then above all streams."""
        for part in (self.section, self.session):
            found = re.search(pattern, part)
            if found:
                return found[1]
        return None

    def fault(self, *, is_secure: bool) -> str:
        """Says why this stream cannot live; nothing if it can."""
        family, _, host = self.address.partition(" ")
        if self.kind != "audio" or not self.port:
            return "no stream of audio"
        if re.search(r"(?m)^a=fingerprint:", f"{self.section}\n{self.session}") or "UDP/TLS" in self.profile:
            return f"keys by DTLS ({plain(self.profile)}): a=crypto and RTP/SAVP over TLS are taken"
        if self.profile == PROFILES[True] and not is_secure:
            return "SRTP over TCP: RTP/AVP is taken there, and RTP/SAVP over TLS"
        if self.profile not in PROFILES.values():
            return f"the profile {plain(self.profile)}: RTP/AVP or, over TLS, RTP/SAVP is taken"
        if self.profile == PROFILES[True] and self.key() is None:
            return f"SRTP without a key that can be used: a=crypto of {SUITE} with {KEY_LENGTH} bytes"
        if family != "IP4" or not _is_ipv4(host):
            return f"the address {self.address or '(none)'}: an IPv4 address is taken"
        if self.alaw is None:
            return f"no G.711 A-law ({', '.join(filter(None, self.codecs.values())) or 'no codec'}): enable PCMA"
        return ""


@dataclass
class Own:
    """This side of one call's audio: the port is opened, and each description has the next version (RFC 3264, 8)."""

    port: int
    is_secure: bool
    ident: int = field(default_factory=lambda: secrets.randbelow(2**31))
    version: int = 0
    key: str | None = field(default=None, repr=False)

    def offer(self) -> str:
        """Writes an offer, as Exotel makes one: SRTP over TLS, RTP over TCP."""
        if self.is_secure and self.key is None:
            self.key = new_key()
        lines = [f"m=audio {self.port} {PROFILES[self.is_secure]} 8 101", *_maps("8", "101")]
        if self.key:
            lines.append(f"a=crypto:1 {SUITE} inline:{self.key}")
        return self._described([*lines, "a=ptime:20", "a=sendrecv"])

    def answer(self, text: str) -> tuple[str, Talk]:
        """Answers an offer (RFC 3264, 6). UnfitError where no stream of it can live."""
        taken: Talk | None = None
        written, faults = list[str](), list[str]()
        for line in streams(text):
            fault = line.fault(is_secure=self.is_secure) or ("a second stream" if taken else "")
            if fault:
                faults.append(fault)
                written.append(f"m={line.kind} 0 {line.profile} {' '.join(line.formats)}")
            else:
                lines, taken = self._taken(line)
                written += lines
        if taken is None:
            raise UnfitError(f"the offer has {'; '.join(dict.fromkeys(faults)) or 'no stream of audio'}.")
        return self._described(written), taken

    def _taken(self, line: Line) -> tuple[list[str], Talk]:
        number = line.alaw or "8"
        found = line.key() if line.profile == PROFILES[True] else None
        direction = BACK[line.direction]
        if direction == "sendrecv" and line.is_held:
            direction = "recvonly"
        lines = [
            f"m=audio {self.port} {line.profile} {' '.join(filter(None, (number, line.events)))}",
            *_maps(number, line.events),
        ]
        if found:
            self.key = self.key or new_key()
            lines.append(f"a=crypto:{found[0]} {SUITE} inline:{self.key}")
        is_sending = direction in ("sendrecv", "sendonly")
        return [*lines, "a=ptime:20", f"a={direction}"], self._talk(line, found, is_sending=is_sending)

    def judge(self, text: str) -> Talk:
        """Takes the answer to an offer of this side. UnfitError where no call could live on it."""
        if not text.strip():
            raise UnfitError("answered, and there is no SDP in the answer")
        lines = streams(text)
        if len(lines) != 1:
            raise UnfitError(f"answered with {len(lines)} streams, and one was offered")
        [line] = lines
        if line.kind == "audio" and not line.port:
            raise UnfitError("answered, and the stream of audio is refused (port 0)")
        if line.profile != PROFILES[self.is_secure]:
            raise UnfitError(f"answered with {plain(line.profile)}, and {PROFILES[self.is_secure]} was offered")
        if line.alaw is None:
            had = ", ".join(filter(None, line.codecs.values())) or "no codec"
            raise UnfitError(f"answered, but no A-law in the answer ({had})")
        fault = line.fault(is_secure=self.is_secure)
        found = line.key("1") if self.is_secure else None
        if fault or (self.is_secure and found is None):
            raise UnfitError(f"answered, with {fault or 'a key of another tag than the one offered'}")
        if line.direction != "sendrecv" or line.is_held:
            raise UnfitError(f"answered {'on hold' if line.is_held else line.direction}: a call needs both ways")
        return self._talk(line, found, is_sending=True)

    def _talk(self, line: Line, found: tuple[str, str] | None, *, is_sending: bool) -> Talk:
        remote = (line.address.partition(" ")[2], line.port)
        events = int(line.events) if line.events else None
        theirs = found[1] if found else None
        ours = self.key if found else None
        return Talk(remote, int(line.alaw or 8), events, ours, theirs, is_sending=is_sending)

    def _described(self, lines: list[str]) -> str:
        self.version += 1
        head = ["v=0", f"o=- {self.ident} {self.version} IN IP4 {HOST}", "s=exotel", f"c=IN IP4 {HOST}", "t=0 0"]
        return "\r\n".join([*head, *lines, ""])


def streams(text: str) -> list[Line]:
    """Returns the streams of a description, in their order. UnfitError for a line that cannot be read."""
    session, *sections = re.split(r"(?m)^m=", text.replace("\r\n", "\n").replace("\r", "\n"))
    return [Line.read(section, session) for section in sections]


def heard_of(text: str) -> tuple[tuple[str, ...] | None, bool]:
    """Returns the codecs of an offer's audio, None without a description, and whether it has SRTP alone."""
    if not text.strip():
        return None, False
    try:
        lines = [line for line in streams(text) if line.kind == "audio" and line.port]
    except UnfitError:
        return (), False
    codecs = dict.fromkeys(codec for line in lines for codec in line.codecs.values() if codec)
    return tuple(map(plain, codecs)), bool(lines) and all("SAVP" in line.profile for line in lines)


def new_key() -> str:
    """Makes a master key and salt."""
    return base64.b64encode(secrets.token_bytes(KEY_LENGTH)).decode()


def _maps(alaw: str, events: str | None) -> list[str]:
    pressed = [f"a=rtpmap:{events} {KEYS}", f"a=fmtp:{events} 0-15"] if events else []
    return [f"a=rtpmap:{alaw} {ALAW}", *pressed]


def _spelled(codec: str) -> str:
    name, _, rate = codec.partition("/")
    return codec and f"{name.lower() if name.lower() == KEYS.partition('/')[0] else name.upper()}/{rate}"


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == KEY_LENGTH
    except ValueError:
        return False


def _is_ipv4(host: str) -> bool:
    try:
        IPv4Address(host)
    except ValueError:
        return False
    return True
