"""Vapi: the inbound destination, Vapi's addresses, and the bodies of a SIP trunk credential and of a phone number.

The credential's id is part of the destination: the destination is added once Vapi has answered.
"""

import ipaddress
from collections.abc import Sequence
from typing import Final, Literal

import pulumi

from exotel_pulumi.components.requirements import Direction
from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.platforms.known_line import KnownLine
from exotel_pulumi.platforms.line import Extra, Json, Line, Needs, Texts, request
from exotel_pulumi.platforms.transport import Encryption, Text, Transport, destination_of, encryption_of, one_of

Region = Literal["us", "eu"]

SIP_HOSTS: Final = {"us": "sip.vapi.ai", "eu": "sip.eu.vapi.ai"}
WHITELISTED_IPS: Final = {"us": ("44.229.228.186", "44.238.177.138"), "eu": ("63.182.83.170",)}  # Vapi's SIP page
WIDEST_NETMASK: Final = 24  # of a gateway: Vapi takes 24 to 32


def destination(credential_id: Text, *, region: Region = "us", transport: Transport = "tcp") -> Text:
    """Where Exotel sends calls: `<credential_id>.sip.vapi.ai:5060;transport=tcp`; port 5061 for TLS.

    Vapi's pages disagree on the host (with or without the credential's id) and Exotel's article has UDP, which Exotel
    does not speak; this form is the one reported to work.
    """
    one_of("region", region, SIP_HOSTS)
    return destination_of(credential_id, lambda part: f"{part}.{SIP_HOSTS[region]}", transport, is_label=True)


def whitelisted_ips(region: Region = "us") -> list[str]:
    """The addresses that Vapi calls from: all of them are needed, each as a /32.

    Vapi advises against telling it by address alone, for its customers share them; so does a login beside them, while
    Exotel's documents disagree on mixing the two.
    """
    one_of("region", region, SIP_HOSTS)
    return list(WHITELISTED_IPS[region])


def credential(
    line: Line,
    *,
    name: pulumi.Input[str] | None = None,
    direction: Direction = "bidirectional",
    user_name: pulumi.Input[str] | None = None,
    transport: Transport = "tls",
    encryption: Encryption | None = None,
    edge: pulumi.Input[str] | None = None,
    allowed_addresses: Texts | None = None,
    fields: Extra | None = None,
) -> pulumi.Output[Json]:
    """`POST /credential` with provider `byo-sip-trunk`: Exotel's edge as one gateway, Exotel's addresses as others.

    Vapi takes a host name for a gateway that only calls out, and knows an incoming call by its address alone:
    `allowed_addresses`, those of the line if left out. Exotel publishes none; without any, no call comes in.
    """
    return request(
        "the SIP trunk credential for Vapi",
        line,
        Needs(direction=direction, login="digest or ACL", user_name=user_name, transport=transport, edge=edge),
        _credential,
        fields,
        name=name,
        direction=direction,
        transport=transport,
        encryption=encryption_of(transport, encryption),
        allowed_addresses=allowed_addresses,
    )


def _credential(
    line: KnownLine,
    *,
    name: str | None,
    direction: Direction,
    transport: Transport,
    encryption: Encryption,
    allowed_addresses: Sequence[str] | None,
) -> Json:
    user_name, password = line.login
    gateways = []
    if direction != "inbound":
        edge = line.edge(transport)
        protocol = "tls/srtp" if transport == "tls" and encryption != "disabled" else transport
        towards = {"ip": edge["host"], "port": edge["port"], "outboundProtocol": protocol}
        gateways.append({**towards, "inboundEnabled": False, "outboundEnabled": True})
    if direction != "outbound":
        gateways += [_source(ipaddress.IPv4Network(address)) for address in line.source_ips(allowed_addresses)]
    if not gateways:
        raise DeclarationError(
            "Vapi knows an incoming call by its address, and none of Exotel's is known",
            'ask Exotel for its signalling addresses and say allowed_addresses=["203.0.113.7"].',
        )
    return {
        "provider": "byo-sip-trunk",
        "name": name or line.facts["trunk_name"],
        "gateways": gateways,
        "outboundAuthenticationPlan": {"authUsername": user_name, "authPassword": password} if user_name else None,
        # Exotel wants E.164 with its plus sign.
        "outboundLeadingPlusEnabled": None if direction == "inbound" else True,
    }


def _source(network: ipaddress.IPv4Network) -> Json:
    if network.prefixlen < WIDEST_NETMASK:
        raise DeclarationError(
            f"{network} is too wide for Vapi", f"split it into networks of /{WIDEST_NETMASK} or less."
        )
    address, netmask = str(network.network_address), network.prefixlen
    return {"ip": address, "netmask": netmask, "inboundEnabled": True, "outboundEnabled": False}


def phone_number(
    line: Line,
    *,
    credential_id: pulumi.Input[str],
    phone_number: pulumi.Input[str] | None = None,
    name: pulumi.Input[str] | None = None,
    assistant_id: pulumi.Input[str] | None = None,
    fields: Extra | None = None,
) -> pulumi.Output[Json]:
    """`POST /phone-number` with provider `byo-phone-number`: one number of the line, on the credential made before."""
    return request(
        "the phone number for Vapi",
        line,
        Needs(numbers=True),
        _phone_number,
        fields,
        credential_id=credential_id,
        phone_number=phone_number,
        name=name,
        assistant_id=assistant_id,
    )


def _phone_number(
    line: KnownLine, *, credential_id: str, phone_number: str | None, name: str | None, assistant_id: str | None
) -> Json:
    return {
        "provider": "byo-phone-number",
        "credentialId": credential_id,
        "number": line.phone_number(phone_number),
        "name": name,
        "assistantId": assistant_id,
    }
