"""The platforms that a line is connected to: a module for each, with its destination, addresses and request bodies.

A body is an Output. The body is known as soon as the facts of the line are, and a secret where a login may be in it.
What cannot work raises `DeclarationError`, at preview if the reason is known by then. An argument name has one meaning:

- `line`: A SipTrunk, another object with `facts`, or the facts themselves.
- `direction`: `inbound` if the platform only takes calls, `outbound` if it only places calls, or `bidirectional`.
- `phone_number`: A number of the line, in E.164.
- `phone_numbers`: Numbers of the line, in E.164; by default all of them.
- `user_name`: The login of the line to take; by default the first one.
- `transport`: `tls` or `tcp`: Exotel takes no UDP.
- `edge`: Exotel's `<host>:<port>`; by default that of the line.
- `encryption`: SRTP `disabled`, `allowed` or `required`.
- `codecs`: Names in the platform's spelling, best first.
- `allowed_addresses`: Where Exotel calls from, each an IPv4 address or network; by default those of the line.
- `fields`: More fields of the body in the platform's spelling, at any depth; one that is set already is an error.
"""

from exotel_pulumi.platforms import (
    asterisk,
    bolna,
    daily,
    elevenlabs,
    freeswitch,
    jambonz,
    livekit,
    retell,
    smallest,
    ultravox,
    vapi,
    videosdk,
)

__all__ = [
    "asterisk",
    "bolna",
    "daily",
    "elevenlabs",
    "freeswitch",
    "jambonz",
    "livekit",
    "retell",
    "smallest",
    "ultravox",
    "vapi",
    "videosdk",
]
