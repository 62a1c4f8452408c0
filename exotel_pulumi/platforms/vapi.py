"""Vapi: the inbound destination, Vapi's addresses, and the bodies of a SIP trunk credential and of a phone number.

The destination has the credential's id in it: add the destination to the trunk after Vapi has returned the id.
"""

import ipaddress
from collections.abc import Sequence
from typing import Final, Literal

import pulumi

from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.platforms.inputs import Texts, resolved, texts
from exotel_pulumi.platforms.known_line import KnownLine
from exotel_pulumi.platforms.line import Extra, Json, Line, Needs, request
from exotel_pulumi.platforms.transport import (
    Encryption,
    Text,
    Transport,
    destination_of,
    encryption_of,
    no_source,
    one_of,
)
from exotel_pulumi.resources.sip_trunk.requirements import Direction

Region = Literal["us", "eu"]

SIP_HOSTS: Final = {"us": "sip.vapi.ai", "eu": "sip.eu.vapi.ai"}
WHITELISTED_IPS: Final = {"us": ("44.229.228.186", "44.238.177.138"), "eu": ("63.182.83.170",)}  # Vapi's SIP page
WIDEST_NETMASK: Final = 24  # of a gateway: Vapi takes 24 to 32


def destination(credential_id: Text, *, region: Region = "us", transport: Transport = "tcp") -> Text:
    """Returns where Exotel sends calls: `<credential_id>.sip.vapi.ai:5060;transport=tcp`, or port 5061 for TLS.

    The region is that of the Vapi organisation: one of `eu` calls the API at `https://api.eu.vapi.ai`. Vapi's pages
    disagree on whether the host has the credential's id in it. Exotel's article has UDP, which Exotel does
    not take. The form with the id is reported to work.

    :param credential_id: The id of the credential, which Vapi has returned.
    :param region: The region of the Vapi organisation.
    :param transport: `tls` or `tcp`: Exotel takes no UDP.
    """
    one_of("region", region, SIP_HOSTS)
    return destination_of(credential_id, lambda part: f"{part}.{SIP_HOSTS[region]}", transport, is_label=True)


def whitelisted_ips(region: Region = "us") -> list[str]:
    """Returns the addresses that Vapi calls from, as on Vapi's SIP page: all of them are needed, each as a /32.

    All customers of Vapi share the addresses, so that Vapi advises against whitelisting alone: give the trunk a login,
    too. Exotel's documents disagree on whether a call must then match both.

    :param region: The region of the Vapi organisation.
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
    """Builds the body of `POST /credential` with provider `byo-sip-trunk`: Exotel's edge and addresses as gateways.

    Vapi takes a host name only for a gateway that calls out, and recognizes an incoming call by its address, one of
    `allowed_addresses`. Ask Exotel for them; without one, no call comes in. Raises `DeclarationError` for a
    line without an edge, or with neither login nor whitelisted address. If `direction` is `inbound`, a line needs none
    of these, but a signalling address.

    :param line: A SipTrunk, another object with `facts`, or the facts themselves.
    :param name: Its name at the platform; by default the trunk's name.
    :param direction: `inbound` if the platform only takes calls, `outbound` if it only places calls, or
        `bidirectional`.
    :param user_name: The login of the line to take; by default the first one.
    :param transport: `tls` or `tcp`: Exotel takes no UDP.
    :param encryption: SRTP `disabled`, `allowed` or `required`. By default allowed over TLS.
    :param edge: Exotel's `<host>:<port>`; by default that of the line.
    :param allowed_addresses: Where Exotel calls from, each an IPv4 address or network; by default those of the line.
    :param fields: More fields of the body in the platform's spelling, at any depth; one that is set already is an
        error.
    """
    srtp = encryption_of(transport, encryption)
    return request(
        "the SIP trunk credential for Vapi",
        line,
        Needs(direction=direction, login="digest or ACL", user_name=user_name, transport=transport, edge=edge),
        resolved(name, texts("allowed_addresses", allowed_addresses)),
        lambda line, name, allowed_addresses: {
            "provider": "byo-sip-trunk",
            "name": name or line.facts["trunk_name"],
            "gateways": _gateways(line, direction, transport, srtp, allowed_addresses),
            "outboundAuthenticationPlan": {"authUsername": line.user_name, "authPassword": line.password}
            if line.user_name
            else None,
            # Exotel takes E.164 with the plus sign only.
            "outboundLeadingPlusEnabled": None if direction == "inbound" else True,
        },
        fields,
    )


def _gateways(
    line: KnownLine, direction: Direction, transport: Transport, srtp: Encryption, addresses: Sequence[str] | None
) -> list[Json]:
    gateways = []
    if direction != "inbound":
        edge = line.edge(transport)
        protocol = "tls/srtp" if transport == "tls" and srtp != "disabled" else transport
        towards = {"ip": edge["host"], "port": edge["port"], "outboundProtocol": protocol}
        gateways.append({**towards, "inboundEnabled": False, "outboundEnabled": True})
    if direction != "outbound":
        gateways += [_source(ipaddress.IPv4Network(address)) for address in line.source_ips(addresses)]
    if not gateways:
        raise no_source("Vapi")
    return gateways


def _source(network: ipaddress.IPv4Network) -> Json:
    if network.prefixlen < WIDEST_NETMASK:
        raise DeclarationError(
            f"{network} is too wide for Vapi", f"split {network} into networks of /{WIDEST_NETMASK} to /32."
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
    """Builds the body of `POST /phone-number` with provider `byo-phone-number`: a number of the line on the credential.

    Raises `DeclarationError` for a line without a number, or with several and no choice.

    :param line: A SipTrunk, another object with `facts`, or the facts themselves.
    :param credential_id: The id of the credential, which Vapi has returned.
    :param phone_number: A number of the line, in E.164. By default the only one.
    :param name: Its name at the platform; by default the trunk's name.
    :param assistant_id: The assistant that answers.
    :param fields: More fields of the body in the platform's spelling, at any depth; one that is set already is an
        error.
    """
    return request(
        "the phone number for Vapi",
        line,
        Needs(numbers=True),
        resolved(credential_id, phone_number, name, assistant_id),
        lambda line, credential_id, phone_number, name, assistant_id: {
            "provider": "byo-phone-number",
            "credentialId": credential_id,
            "number": line.phone_number(phone_number),
            "name": name,
            "assistantId": assistant_id,
        },
        fields,
    )
