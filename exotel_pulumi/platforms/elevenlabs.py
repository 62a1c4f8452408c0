"""ElevenLabs: the inbound destination, and the body that imports a number with its SIP trunk.

No address of ElevenLabs is preset: the addresses change, or are a /24 for Enterprise. ElevenLabs' own provider
`exotel` (API key and Voicebot applet) works without a trunk and without this package. Over TLS, ElevenLabs ends and
transfers a call only if the other side's certificate fits `remote_domains`. Every `X-…` header of Exotel's is a dynamic
variable by itself.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

import pulumi

from exotel_pulumi.platforms.known_line import KnownLine
from exotel_pulumi.platforms.line import Extra, Json, Line, Needs, Texts, codecs_of, present, request
from exotel_pulumi.platforms.transport import Encryption, Transport, destination_of, edge_among, encryption_of, one_of
from exotel_pulumi.resources.sip_trunk.requirements import Direction

Region = Literal["in", "eu", "sg"]

REGIONS: Final = ("in", "eu", "sg")


def destination(*, region: Region | None = None, static_ip: bool = False, transport: Transport = "tls") -> str:
    """Returns where Exotel sends calls: `sip[-static].rtc[.<region>.residency].elevenlabs.io`.

    Port 5061 for TLS and 5060 for TCP, as ElevenLabs lists them; Exotel's article has TCP. `static_ip` gives a host
    with fixed addresses; the static hosts and the residency regions are for Enterprise. ElevenLabs' own pages have
    residency hosts with `-static` only: that of `in` without is in Plivo's guide, and `eu` and `sg` follow from it.
    """
    if region is not None:
        one_of("region", region, REGIONS)
    name = "sip-static.rtc" if static_ip else "sip.rtc"
    residency = f".{region}.residency" if region else ""
    return destination_of(f"{name}{residency}.elevenlabs.io", str, transport)


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
    allowed_numbers: Texts | None = None,
    remote_domains: Texts | None = None,
    attributes_to_headers: pulumi.Input[Mapping[str, pulumi.Input[str]]] | None = None,
    fields: Extra | None = None,
) -> pulumi.Output[Json]:
    """Builds the body of `POST /v1/convai/phone-numbers` with provider `sip_trunk`: a number that is called and calls.

    `address` has the edge's port, as in Exotel's article; ElevenLabs' page asks for a host. With no address in
    `allowed_addresses` or on the line, anyone may call the number; `allowed_numbers` names the callers who may.
    `remote_domains` is by default the host of the line's TLS edge. `attributes_to_headers` goes for both directions.
    Raises `DeclarationError` for a line without a number, and, if the number calls, without a login or an edge.
    """
    inbound = {"allowed_addresses": allowed_addresses, "allowed_numbers": allowed_numbers}
    outbound = {"transport": transport, "media_encryption": _outbound(direction, transport, encryption)}
    return request(
        "the phone number for ElevenLabs",
        line,
        Needs(numbers=True, direction=direction, login="digest", user_name=user_name, transport=transport, edge=edge),
        _phone_number,
        fields,
        number={"phone_number": phone_number, "label": label, "agent_id": agent_id},
        direction=direction,
        inbound={**inbound, "media_encryption": encryption or "allowed", "remote_domains": remote_domains},
        outbound={**outbound, "enabled_codecs": codecs_of(codecs)},
        headers={"attributes_to_headers": attributes_to_headers},
    )


def _phone_number(
    line: KnownLine, *, number: Json, direction: Direction, inbound: Json, outbound: Json, headers: Json
) -> Json:
    made: Json = {
        "provider": "sip_trunk",
        "phone_number": line.phone_number(number["phone_number"]),
        "label": number["label"] or line.facts["trunk_name"],
        "agent_id": number["agent_id"],
    }
    if direction != "outbound":
        # No login: Exotel's guides have none for calls that come in.
        addresses = line.source_ips(inbound["allowed_addresses"]) or None
        domains = _domains(line) if inbound["remote_domains"] is None else inbound["remote_domains"]
        known = {**inbound, "allowed_addresses": addresses, "remote_domains": domains}
        made["inbound_trunk_config"] = present({**known, **headers})
    if direction != "inbound":
        user_name, password = line.login
        known = {"address": line.edge(outbound["transport"])["host_port"], **outbound}
        known["credentials"] = {"username": user_name, "password": password}
        made["outbound_trunk_config"] = present({**known, **headers})
    return made


def _outbound(direction: Direction, transport: Transport, encryption: Encryption | None) -> Encryption:
    # A number that is only called sends nothing over the transport.
    return encryption_of(transport, None if direction == "inbound" else encryption, falls_back=False)


def _domains(line: KnownLine) -> list[str] | None:
    edge = edge_among(line.facts, "tls")
    return [edge["host"]] if edge else None
