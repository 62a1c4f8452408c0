"""Bolna: the inbound destination, Bolna's addresses, and the bodies of its API `/trunk`.

Bolna has two APIs. Exotel's article describes the older one, `/sip-trunks`, which knows TLS. This module is for the
newer one, which knows UDP and TCP: Bolna reaches Exotel's edge over TCP.
"""

from collections.abc import Sequence
from typing import Final

import pulumi

from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.platforms.inputs import resolved
from exotel_pulumi.platforms.line import Extra, Json, Line, Needs, codecs_of, request
from exotel_pulumi.platforms.transport import Text, Transport, destination_of
from exotel_pulumi.resources.sip_trunk.requirements import Direction

WHITELISTED_IPS: Final = ("13.200.45.61", "13.206.230.198")  # the second is reserved for a second edge of Bolna


def destination(sip_domain: Text, *, port: int | None = None, transport: Transport = "tcp") -> Text:
    """Returns where Exotel sends calls: `sip_domain` and `port` of Bolna's `GET /trunk/pop`.

    The host `trunk.bolna.ai` was seen there. TLS (port 5061) is for `sip.bolna.ai` of the older API. An address must be
    whitelisted on the trunk, too.

    :param sip_domain: `sip_domain` of Bolna's `GET /trunk/pop`.
    :param port: By default 5061 for TLS and 5060 for TCP.
    :param transport: `tls` or `tcp`: Exotel takes no UDP.
    """
    return destination_of(sip_domain, str, transport, port)


def whitelisted_ips() -> list[str]:
    """Returns the addresses that Bolna calls from, all of them needed; `GET /trunk/pop` has the current list."""
    return list(WHITELISTED_IPS)


def trunk(
    line: Line,
    *,
    name: pulumi.Input[str] | None = None,
    direction: Direction = "bidirectional",
    user_name: pulumi.Input[str] | None = None,
    codecs: Sequence[str] = ("PCMA", "PCMU"),
    channels: pulumi.Input[int] | None = None,
    default_inbound_agent_id: pulumi.Input[str] | None = None,
    fields: Extra | None = None,
) -> pulumi.Output[Json]:
    """Builds the body of `POST /trunk/trunks`: the trunk, with a login unless the line goes by Bolna's addresses.

    Bolna's API pages name the fields. Raises `DeclarationError` for other channels, and for a line with neither a login
    nor an address.

    :param line: A SipTrunk, another object with `facts`, or the facts themselves.
    :param name: Its name at the platform; by default the trunk's name.
    :param direction: `inbound` if the platform only takes calls, `outbound` if it only places calls, or
        `bidirectional`.
    :param user_name: The login of the line to take; by default the first one.
    :param codecs: Names in the platform's spelling, best first.
    :param channels: How many calls there may be at once, 1 to 1000. Bolna's default is 10, and the 11th call gets 486.
    :param default_inbound_agent_id: The agent that answers calls to numbers that have no agent.
    :param fields: More fields of the body in the platform's spelling, at any depth; one that is set already is an
        error.
    """
    return request(
        "the trunk for Bolna",
        line,
        Needs(direction=direction, login="digest or ACL", user_name=user_name),
        resolved(name, codecs_of(codecs), channels, default_inbound_agent_id),
        lambda line, name, codecs, channels, default_inbound_agent_id: {
            "name": name or line.facts["trunk_name"],
            "preset": "exotel",
            "transport": "tcp",
            "codecs": ",".join(codecs or []),
            "inbound_enabled": direction != "outbound",
            "outbound_enabled": direction != "inbound",
            "outbound_leading_plus_enabled": True,  # Exotel takes E.164 with the plus sign only
            "auth_username": line.user_name,
            "auth_password": line.password,
            "channels": None if channels is None else _channels(channels),
            "default_inbound_agent_id": default_inbound_agent_id,
        },
        fields,
    )


def _channels(given: float) -> int:
    if not 1 <= given <= 1000:
        raise DeclarationError(f"channels={given:g} cannot be used", "give a number from 1 to 1000.")
    return int(given)


def gateway(
    line: Line, *, priority: pulumi.Input[int] = 1, edge: pulumi.Input[str] | None = None, fields: Extra | None = None
) -> pulumi.Output[Json]:
    """Builds the body of `POST /trunk/trunks/{id}/gateways`: Exotel's edge over TCP, `{"host", "port", "priority"}`.

    Raises `DeclarationError` for a line without an edge.

    :param line: A SipTrunk, another object with `facts`, or the facts themselves.
    :param priority: The order among several gateways.
    :param edge: Exotel's `<host>:<port>`; by default that of the line.
    :param fields: More fields of the body in the platform's spelling, at any depth; one that is set already is an
        error.
    """
    return request(
        "the gateway for Bolna",
        line,
        Needs(transport="tcp", edge=edge),
        resolved(priority),
        lambda line, priority: {
            "host": line.edge("tcp")["host"],
            "port": line.edge("tcp")["port"],
            "priority": int(priority),
        },
        fields,
    )


def carrier_ip(line: Line, *, address: pulumi.Input[str] | None = None) -> pulumi.Output[Json]:
    """Builds the body of `POST /trunk/trunks/{id}/ip-acls`: one signalling address of Exotel, `{"cidr"}`.

    Bolna refuses calls from addresses that are not listed. Raises `DeclarationError` for no address or for several.

    :param line: A SipTrunk, another object with `facts`, or the facts themselves.
    :param address: The one address that Exotel calls from; by default the only one of the line.
    """
    return request(
        "the carrier address for Bolna",
        line,
        Needs(),
        resolved(address),
        lambda line, address: {"cidr": line.source_ip(address)},
    )


def number(
    line: Line,
    *,
    phone_number: pulumi.Input[str] | None = None,
    agent_id: pulumi.Input[str] | None = None,
    fields: Extra | None = None,
) -> pulumi.Output[Json]:
    """Builds the body of `POST /trunk/trunks/{id}/numbers`: a number of the line, and the agent that answers.

    Raises `DeclarationError` for a line without a number, or with several and no choice.

    :param line: A SipTrunk, another object with `facts`, or the facts themselves.
    :param phone_number: A number of the line, in E.164. By default the only one.
    :param agent_id: The agent that answers.
    :param fields: More fields of the body in the platform's spelling, at any depth; one that is set already is an
        error.
    """
    return request(
        "the number for Bolna",
        line,
        Needs(numbers=True),
        resolved(phone_number, agent_id),
        lambda line, phone_number, agent_id: {
            "e164": line.phone_number(phone_number),
            "destination_key": line.phone_number(phone_number).removeprefix("+"),
            "agent_id": agent_id,
        },
        fields,
    )
