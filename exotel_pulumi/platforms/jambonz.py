"""Jambonz: the inbound destination, and the bodies of its API for a carrier, its gateways and a number.

The addresses of your own SBCs are what Exotel's whitelist needs. Fields are those of `jambonz-api-server`'s swagger.
"""

import ipaddress
from typing import Final

import pulumi

from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.platforms.inputs import resolved
from exotel_pulumi.platforms.line import Extra, Json, Line, Needs, request
from exotel_pulumi.platforms.transport import Encryption, Text, Transport, destination_of, encryption_of

PROTOCOL: Final = {"disabled": "tls", "required": "tls/srtp"}  # over TLS


def destination(host: Text, *, port: int | None = None, transport: Transport = "tcp") -> Text:
    """Returns where Exotel sends calls: the SBC at `<host>`, by default on port 5060 for TCP and 5061 for TLS.

    An address must be among the trunk's `whitelisted_ips`, too.

    :param host: The host name or address of the SBC.
    :param port: By default 5061 for TLS and 5060 for TCP.
    :param transport: `tls` or `tcp`: Exotel takes no UDP.
    """
    return destination_of(host, str, transport, port)


def voip_carrier(
    line: Line,
    *,
    name: pulumi.Input[str] | None = None,
    account_sid: pulumi.Input[str] | None = None,
    application_sid: pulumi.Input[str] | None = None,
    user_name: pulumi.Input[str] | None = None,
    fields: Extra | None = None,
) -> pulumi.Output[Json]:
    """Builds the body of `POST /VoipCarriers`: the line as a carrier, with a login unless it goes by address.

    Jambonz answers a challenge of Exotel's with `register_username` though the carrier does not register, and
    `register_from_domain` is the host of the From header. Raises `DeclarationError` for a line with neither a login nor
    a whitelisted address.

    :param line: A SipTrunk, another object with `facts`, or the facts themselves.
    :param name: Its name at the platform; by default the trunk's name.
    :param account_sid: Jambonz' own SID of the account.
    :param application_sid: Jambonz' own SID of the application that answers.
    :param user_name: The login of the line to take; by default the first one.
    :param fields: More fields of the body in the platform's spelling, at any depth; one that is set already is an
        error.
    """
    return request(
        "the carrier for Jambonz",
        line,
        Needs(domain=True, login="digest or ACL", user_name=user_name),
        resolved(name, account_sid, application_sid),
        lambda line, name, account_sid, application_sid: {
            "name": name or line.facts["trunk_name"],
            "account_sid": account_sid,
            "application_sid": application_sid,
            "e164_leading_plus": True,  # Exotel takes E.164 with its plus sign alone
            "requires_register": False,  # Exotel has no registrar
            "register_username": line.user_name,
            "register_password": line.password,
            "register_from_domain": line.facts["sip_domain"],
            "dtmf_type": "rfc2833",
            "is_active": True,
        },
        fields,
    )


def sip_gateway(
    line: Line,
    *,
    voip_carrier_sid: pulumi.Input[str],
    transport: Transport = "tls",
    encryption: Encryption | None = None,
    edge: pulumi.Input[str] | None = None,
    fields: Extra | None = None,
) -> pulumi.Output[Json]:
    """Builds the body of `POST /SipGateways` for calls out: Exotel's edge, over TLS with SRTP by default.

    A gateway has SRTP or has none: `encryption="allowed"` is refused. Raises `DeclarationError` for that, and for a
    line without an edge.

    :param line: A SipTrunk, another object with `facts`, or the facts themselves.
    :param voip_carrier_sid: The carrier's SID, which Jambonz has returned.
    :param transport: `tls` or `tcp`: Exotel takes no UDP.
    :param encryption: SRTP `disabled`, `allowed` or `required`. By default required over TLS; Jambonz has no `allowed`.
    :param edge: Exotel's `<host>:<port>`; by default that of the line.
    :param fields: More fields of the body in the platform's spelling, at any depth; one that is set already is an
        error.
    """
    srtp = encryption_of(transport, encryption, with_tls="required")
    if srtp == "allowed":
        raise DeclarationError(
            "a gateway of Jambonz cannot leave SRTP open", 'give encryption="required" or "disabled".'
        )
    return request(
        "the gateway for Jambonz",
        line,
        Needs(transport=transport, edge=edge),
        resolved(voip_carrier_sid),
        lambda line, voip_carrier_sid: {
            "voip_carrier_sid": voip_carrier_sid,
            "ipv4": line.edge(transport)["host"],  # a name is allowed for a gateway that only calls out
            "port": line.edge(transport)["port"],
            "netmask": 32,
            "inbound": False,
            "outbound": True,
            "protocol": PROTOCOL[srtp] if transport == "tls" else "tcp",
            "is_active": True,
        },
        fields,
    )


def inbound_gateway(
    line: Line,
    *,
    voip_carrier_sid: pulumi.Input[str],
    address: pulumi.Input[str] | None = None,
    fields: Extra | None = None,
) -> pulumi.Output[Json]:
    """Builds the body of `POST /SipGateways` for calls that come in: one signalling address of Exotel.

    Jambonz refuses calls from addresses without such a gateway. Raises `DeclarationError` for no address or several.

    :param line: A SipTrunk, another object with `facts`, or the facts themselves.
    :param voip_carrier_sid: The carrier's SID, which Jambonz has returned.
    :param address: The one address that Exotel calls from; by default the only one of the line.
    :param fields: More fields of the body in the platform's spelling, at any depth; one that is set already is an
        error.
    """
    return request(
        "the inbound gateway for Jambonz",
        line,
        Needs(),
        resolved(voip_carrier_sid, address),
        lambda line, voip_carrier_sid, address: {
            "voip_carrier_sid": voip_carrier_sid,
            **_network(line.source_ip(address)),
            "inbound": True,
            "outbound": False,
            "is_active": True,
        },
        fields,
    )


def _network(address: str) -> Json:
    network = ipaddress.IPv4Network(address)
    return {"ipv4": str(network.network_address), "netmask": network.prefixlen}


def phone_number(
    line: Line,
    *,
    voip_carrier_sid: pulumi.Input[str],
    phone_number: pulumi.Input[str] | None = None,
    account_sid: pulumi.Input[str] | None = None,
    application_sid: pulumi.Input[str] | None = None,
    fields: Extra | None = None,
) -> pulumi.Output[Json]:
    """Builds the body of `POST /PhoneNumbers`: a number of the line, in digits alone, and the application that answers.

    Raises `DeclarationError` for a line without a number, or with several and no choice.

    :param line: A SipTrunk, another object with `facts`, or the facts themselves.
    :param voip_carrier_sid: The carrier's SID, which Jambonz has returned.
    :param phone_number: A number of the line, in E.164. By default the only one.
    :param account_sid: Jambonz' own SID of the account.
    :param application_sid: Jambonz' own SID of the application that answers.
    :param fields: More fields of the body in the platform's spelling, at any depth; one that is set already is an
        error.
    """
    return request(
        "the phone number for Jambonz",
        line,
        Needs(numbers=True),
        resolved(voip_carrier_sid, phone_number, account_sid, application_sid),
        lambda line, voip_carrier_sid, phone_number, account_sid, application_sid: {
            "number": line.phone_number(phone_number).removeprefix("+"),  # Jambonz refuses anything but digits
            "voip_carrier_sid": voip_carrier_sid,
            "account_sid": account_sid,
            "application_sid": application_sid,
        },
        fields,
    )
