"""What a platform on the other side must be told of a trunk, in words of no platform.

`TrunkFacts` is plain JSON, so that it can be exported and read by another stack; its password stays a secret.
"""

from typing import TypedDict


class EdgeFacts(TypedDict):
    """Where a platform sends its calls to Exotel. A default to confirm with Exotel, not a promise."""

    host: str
    port: int
    host_port: str


class NumberFacts(TypedDict):
    """A phone number on the trunk."""

    e164: str
    mode: str
    mapping_id: str


class LoginFacts(TypedDict):
    """A digest login of the trunk."""

    user_name: str
    password: str  # a secret
    friendly_name: str | None
    id: str


class MediaFacts(TypedDict):
    """Where Exotel's audio comes from and goes to."""

    ips: list[str]
    udp_from: int
    udp_to: int


class TrunkFacts(TypedDict):
    """The platform-neutral description of one trunk."""

    account_sid: str
    region: str
    api_host: str
    trunk_sid: str
    trunk_name: str
    sip_domain: str
    dial_whom: str  # sip:<trunk_sid>, what the Connect applet of the flow dials
    numbers: list[NumberFacts]
    edge_tcp: EdgeFacts | None  # None where Exotel publishes none and the program gives none
    edge_tls: EdgeFacts | None
    credential: LoginFacts | None  # the first login
    credentials: list[LoginFacts]
    acl: list[str]  # address/mask
    destinations: list[str]
    media: MediaFacts
    caller_id: str | None
    signalling_source_ips: list[str]  # Exotel's, where the program names them: no document does
