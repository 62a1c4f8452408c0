"""ElevenLabs: the inbound destination, and the body that imports a number with its SIP trunk.

No address of ElevenLabs is preset: the addresses change, or are a /24 for Enterprise. ElevenLabs' own provider
`exotel` (API key and Voicebot applet) works without a trunk and without this package. Over TLS, ElevenLabs ends and
transfers a call only if the other side's certificate fits `remote_domains`. Every `X-…` header of Exotel's is a dynamic
variable by itself.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

import pulumi

from exotel_pulumi.platforms.inputs import Texts, resolved, texts
from exotel_pulumi.platforms.known_line import KnownLine
from exotel_pulumi.platforms.line import Extra, Json, Line, Needs, codecs_of, present, request
from exotel_pulumi.platforms.transport import Encryption, Transport, destination_of, edge_among, encryption_of, one_of
from exotel_pulumi.resources.sip_trunk.requirements import Direction

Region = Literal["in", "eu", "sg"]

REGIONS: Final = ("in", "eu", "sg")


def destination(*, region: Region | None = None, static_ip: bool = False, transport: Transport = "tls") -> str:
    """Returns where Exotel sends calls: `sip[-static].rtc[.<region>.residency].elevenlabs.io`.

    Port 5061 for TLS and 5060 for TCP, as ElevenLabs lists them; Exotel's article has TCP. ElevenLabs' own pages have
    residency hosts with `-static` only: that of `in` without is in Plivo's guide, and `eu` and `sg` follow from it.

    :param region: The residency region of an Enterprise account.
    :param static_ip: A host with fixed addresses, for Enterprise.
    :param transport: `tls` or `tcp`: Exotel takes no UDP.
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
    `allowed_addresses` or on the line, anyone may call the number. Raises `DeclarationError` for a line without a
    number, and, if the number calls, without a login or an edge.

    :param line: A SipTrunk, another object with `facts`, or the facts themselves.
    :param phone_number: A number of the line, in E.164. By default the only one.
    :param label: Its name at ElevenLabs; by default the trunk's name.
    :param agent_id: The agent that answers.
    :param direction: `inbound` if the platform only takes calls, `outbound` if it only places calls, or
        `bidirectional`.
    :param user_name: The login of the line to take; by default the first one.
    :param transport: `tls` or `tcp`: Exotel takes no UDP.
    :param encryption: SRTP `disabled`, `allowed` or `required`. By default allowed over TLS.
    :param edge: Exotel's `<host>:<port>`; by default that of the line.
    :param codecs: Names in the platform's spelling, best first.
    :param allowed_addresses: Where Exotel calls from, each an IPv4 address or network; by default those of the line.
    :param allowed_numbers: The callers who may call, in E.164; by default all.
    :param remote_domains: Hosts whose TLS certificates ElevenLabs takes; by default that of the line's TLS edge.
    :param attributes_to_headers: Attributes of a conversation that become SIP headers, in both directions.
    :param fields: More fields of the body in the platform's spelling, at any depth; one that is set already is an
        error.
    """
    sending = _sending(direction, transport, encryption, codecs)
    lists = (
        texts("allowed_addresses", allowed_addresses),
        texts("allowed_numbers", allowed_numbers),
        texts("remote_domains", remote_domains),
    )
    return request(
        "the phone number for ElevenLabs",
        line,
        Needs(numbers=True, direction=direction, login="digest", user_name=user_name, transport=transport, edge=edge),
        resolved(phone_number, label, agent_id, *lists, texts("attributes_to_headers", attributes_to_headers)),
        lambda line, phone_number, label, agent_id, addresses, numbers, domains, headers: {
            **_number(line, phone_number, label, agent_id),
            **({} if direction == "outbound" else _inbound(line, encryption, addresses, numbers, domains, headers)),
            **({} if direction == "inbound" else _outbound(line, transport, sending, headers)),
        },
        fields,
    )


def _number(line: KnownLine, phone_number: str | None, label: str | None, agent_id: str | None) -> Json:
    return {
        "provider": "sip_trunk",
        "phone_number": line.phone_number(phone_number),
        "label": label or line.facts["trunk_name"],
        "agent_id": agent_id,
    }


def _inbound(
    line: KnownLine,
    encryption: Encryption | None,
    addresses: Sequence[str] | None,
    numbers: Sequence[str] | None,
    domains: Sequence[str] | None,
    headers: Mapping[str, str] | None,
) -> Json:
    config = {  # no login: Exotel's guides have none for calls that come in
        "allowed_addresses": line.source_ips(addresses) or None,
        "allowed_numbers": numbers,
        "media_encryption": encryption or "allowed",
        "remote_domains": _domains(line) if domains is None else domains,
        "attributes_to_headers": headers,
    }
    return {"inbound_trunk_config": present(config)}


def _outbound(line: KnownLine, transport: Transport, sending: Json, headers: Mapping[str, str] | None) -> Json:
    credentials = {"username": line.user_name, "password": line.password}
    address = line.edge(transport)["host_port"]
    config = {"address": address, **sending, "credentials": credentials, "attributes_to_headers": headers}
    return {"outbound_trunk_config": present(config)}


def _sending(
    direction: Direction, transport: Transport, encryption: Encryption | None, codecs: Sequence[str] | None
) -> Json:
    # A number that is only called sends nothing over the transport.
    srtp = encryption_of(transport, None if direction == "inbound" else encryption, falls_back=False)
    return {"transport": transport, "media_encryption": srtp, "enabled_codecs": codecs_of(codecs)}


def _domains(line: KnownLine) -> list[str] | None:
    edge = edge_among(line.facts, "tls")
    return [edge["host"]] if edge else None
