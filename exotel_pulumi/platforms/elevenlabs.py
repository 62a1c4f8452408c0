"""ElevenLabs: the inbound destination, and the body that imports a number with its SIP trunk.

ElevenLabs has no address to whitelist: its addresses change, or are a /24 for Enterprise. Its own provider `exotel`
(API key and Voicebot applet, without a trunk) is another way, which needs nothing of this package.
"""

from collections.abc import Sequence
from typing import Final, Literal

import pulumi

from exotel_pulumi.platforms.line import (
    Direction,
    Fields,
    Json,
    Line,
    Texts,
    codecs_of,
    filled,
    login_of,
    needs_of,
    phone_number_of,
    request,
    source_ips_of,
)
from exotel_pulumi.platforms.transport import Encryption, Transport, destination_of, edge_of, encryption_of, one_of
from exotel_pulumi.resources.facts import TrunkFacts

Region = Literal["in", "eu", "sg"]

REGIONS: Final = ("in", "eu", "sg")


def destination(*, region: Region | None = None, static_ip: bool = False, transport: Transport = "tls") -> str:
    """Where Exotel sends calls: `sip.rtc.elevenlabs.io`, port 5061 for TLS, 5060 for TCP.

    `static_ip` and the residency regions are for Enterprise: `sip-static.rtc[.<region>.residency].elevenlabs.io`.
    ElevenLabs lists both ports, Exotel's article has TCP. No ElevenLabs page names a residency host without `-static`.
    """
    if region is None:
        name = "sip-static.rtc.elevenlabs.io" if static_ip else "sip.rtc.elevenlabs.io"
    else:
        one_of("region", region, REGIONS)
        name = f"sip-static.rtc.{region}.residency.elevenlabs.io"
    return destination_of(name, str, transport)


def phone_number(
    line: Line,
    *,
    phone_number: pulumi.Input[str] | None = None,
    label: pulumi.Input[str] | None = None,
    agent_id: pulumi.Input[str] | None = None,
    direction: Direction = "bidirectional",
    user_name: pulumi.Input[str] | None = None,
    transport: Transport = "tls",
    encryption: Encryption | None = None,
    edge: pulumi.Input[str] | None = None,
    codecs: Sequence[str] | None = None,
    allowed_addresses: Texts | None = None,
    fields: Fields | None = None,
) -> pulumi.Output[Json]:
    """`POST /v1/convai/phone-numbers` with provider `sip_trunk`: one number of the line, called from and to.

    The edge's port is in `address` as in Exotel's article; ElevenLabs' page asks for a host. An inbound number has no
    login: no document says that Exotel answers a challenge. Without `allowed_addresses` anyone may call it.
    """
    return request(
        "the phone number for ElevenLabs",
        line,
        needs_of(direction, transport, edge, "digest", numbers=True),
        _phone_number,
        phone_number=phone_number,
        label=label,
        agent_id=agent_id,
        direction=direction,
        user_name=user_name,
        transport=transport,
        outbound_encryption=encryption_of(transport, encryption),
        inbound_encryption=encryption or "allowed",
        edge=edge,
        codecs=codecs_of(codecs),
        allowed_addresses=allowed_addresses,
        fields=fields,
    )


def _phone_number(facts: TrunkFacts, given: Json) -> Json:
    number = {
        "provider": "sip_trunk",
        "phone_number": phone_number_of(facts, given["phone_number"]),
        "label": given["label"] or facts["trunk_name"],
        "agent_id": given["agent_id"],
        "inbound_trunk_config": None if given["direction"] == "outbound" else _inbound(facts, given),
        "outbound_trunk_config": None if given["direction"] == "inbound" else _outbound(facts, given),
    }
    return filled(number, given["fields"])


def _inbound(facts: TrunkFacts, given: Json) -> Json:
    config = {
        "allowed_addresses": source_ips_of(facts, given["allowed_addresses"]) or None,
        "media_encryption": given["inbound_encryption"],
    }
    return filled(config, None)


def _outbound(facts: TrunkFacts, given: Json) -> Json:
    user_name, password = login_of(facts, given["user_name"])
    config = {
        "address": edge_of(facts, given["transport"], given["edge"])["host_port"],
        "transport": given["transport"],
        "media_encryption": given["outbound_encryption"],
        "credentials": {"username": user_name, "password": password},
        "enabled_codecs": given["codecs"],
    }
    return filled(config, None)
