"""ElevenLabs: the inbound destination, and the body that imports a number with its SIP trunk.

No address of ElevenLabs is preset: the addresses change, or are a /24 for Enterprise. ElevenLabs' own provider
`exotel` (API key and Voicebot applet) works without a trunk and without this package.
"""

from collections.abc import Sequence
from typing import Final, Literal

import pulumi

from exotel_pulumi.platforms.known_line import KnownLine
from exotel_pulumi.platforms.line import Extra, Json, Line, Needs, Texts, codecs_of, present, request
from exotel_pulumi.platforms.transport import Encryption, Transport, destination_of, encryption_of, one_of
from exotel_pulumi.resources.sip_trunk.requirements import Direction

Region = Literal["in", "eu", "sg"]

REGIONS: Final = ("in", "eu", "sg")


def destination(*, region: Region | None = None, static_ip: bool = False, transport: Transport = "tls") -> str:
    """Returns where Exotel sends calls: `sip.rtc.elevenlabs.io`, port 5061 for TLS and 5060 for TCP.

    `static_ip` and the residency regions are for Enterprise: `sip-static.rtc[.<region>.residency].elevenlabs.io`.
    ElevenLabs lists both ports, Exotel's article TCP. No ElevenLabs page has a residency host without `-static`.
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
    fields: Extra | None = None,
) -> pulumi.Output[Json]:
    """Builds the body of `POST /v1/convai/phone-numbers` with provider `sip_trunk`: a number that is called and calls.

    `address` has the edge's port, as in Exotel's article; ElevenLabs' page asks for a host. The inbound part has no
    login: no document says that Exotel answers a challenge. With no address in `allowed_addresses` or on the line,
    anyone may call the number.
    Raises `DeclarationError` for a line without a number, and, if the number calls, without a login or an edge.
    """
    return request(
        "the phone number for ElevenLabs",
        line,
        Needs(numbers=True, direction=direction, login="digest", user_name=user_name, transport=transport, edge=edge),
        _phone_number,
        fields,
        phone_number=phone_number,
        label=label,
        agent_id=agent_id,
        direction=direction,
        transport=transport,
        outbound_encryption=encryption_of(transport, encryption),
        inbound_encryption=encryption or "allowed",
        codecs=codecs_of(codecs),
        allowed_addresses=allowed_addresses,
    )


def _phone_number(
    line: KnownLine,
    *,
    phone_number: str | None,
    label: str | None,
    agent_id: str | None,
    direction: Direction,
    transport: Transport,
    outbound_encryption: Encryption,
    inbound_encryption: Encryption,
    codecs: Sequence[str] | None,
    allowed_addresses: Sequence[str] | None,
) -> Json:
    number: Json = {
        "provider": "sip_trunk",
        "phone_number": line.phone_number(phone_number),
        "label": label or line.facts["trunk_name"],
        "agent_id": agent_id,
    }
    if direction != "outbound":
        addresses = line.source_ips(allowed_addresses) or None
        number["inbound_trunk_config"] = present(
            {"allowed_addresses": addresses, "media_encryption": inbound_encryption}
        )
    if direction != "inbound":
        user_name, password = line.login
        number["outbound_trunk_config"] = present(
            {
                "address": line.edge(transport)["host_port"],
                "transport": transport,
                "media_encryption": outbound_encryption,
                "credentials": {"username": user_name, "password": password},
                "enabled_codecs": codecs,
            }
        )
    return number
