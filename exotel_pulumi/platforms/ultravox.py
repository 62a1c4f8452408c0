"""Ultravox: the inbound destination, the account's SIP configuration, and the medium of an outgoing call.

Whether Ultravox calls from fixed addresses is not documented: there is none to whitelist.
"""

import re
from collections.abc import Sequence

import pulumi

from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.platforms.known_line import KnownLine
from exotel_pulumi.platforms.line import Extra, Json, Line, Needs, Texts, request
from exotel_pulumi.platforms.transport import Text, Transport, callee, destination_of


def destination(domain: Text, *, transport: Transport = "tcp") -> Text:
    """Where Exotel sends calls: the account's own domain, which `GET /api/sip` tells; port 5060, or 5061 for TLS.

    Ultravox documents neither port; its default of UDP is nothing that Exotel speaks.
    """
    return destination_of(domain, str, transport)


def sip_configuration(
    line: Line,
    *,
    agent_id: pulumi.Input[str] | None = None,
    phone_numbers: Texts | None = None,
    to_user_pattern: pulumi.Input[str] | None = None,
    allowed_addresses: Texts | None = None,
    fields: Extra | None = None,
) -> pulumi.Output[Json]:
    """`PATCH /api/sip`: which calls the account takes. It replaces the lists that the account has.

    Ultravox waits for calls to `agent_<id>`, Exotel calls the number: `to_user_pattern` tells Ultravox whose it is, by
    default as a regular expression (no page tells its syntax). `allowed_addresses` are Exotel's, those of the line if
    left out; without any, no call comes in.
    """
    return request(
        "the SIP configuration for Ultravox",
        line,
        Needs(numbers=agent_id is not None and to_user_pattern is None),
        _sip_configuration,
        fields,
        agent_id=agent_id,
        phone_numbers=phone_numbers,
        to_user_pattern=to_user_pattern,
        allowed_addresses=allowed_addresses,
    )


def _sip_configuration(
    line: KnownLine,
    *,
    agent_id: str | None,
    phone_numbers: Sequence[str] | None,
    to_user_pattern: str | None,
    allowed_addresses: Sequence[str] | None,
) -> Json:
    addresses = line.source_ips(allowed_addresses)
    if not addresses:
        raise DeclarationError(
            "Ultravox takes calls from listed addresses only, and none of Exotel's is known",
            'ask Exotel for its signalling addresses and say allowed_addresses=["203.0.113.7"].',
        )
    agents = None
    if agent_id:
        pattern = to_user_pattern or _pattern(line.phone_numbers(phone_numbers))
        agents = [{"agentId": agent_id, "toUserPattern": pattern}]
    return {
        "allowedCidrRanges": [address if "/" in address else f"{address}/32" for address in addresses],
        "allowAllAgents": False if agents else None,
        "allowedAgents": agents,
    }


def _pattern(numbers: Sequence[str]) -> str:
    written = [re.escape(number.removeprefix("+")) for number in numbers]
    return rf"^\+?({'|'.join(written)})$"


def outgoing_medium(
    line: Line,
    *,
    to: pulumi.Input[str],
    phone_number: pulumi.Input[str] | None = None,
    user_name: pulumi.Input[str] | None = None,
    transport: Transport = "tcp",
    edge: pulumi.Input[str] | None = None,
    fields: Extra | None = None,
) -> pulumi.Output[Json]:
    """The `medium` of a call that Ultravox places: to the number `to`, from a number of the line.

    TCP unless asked otherwise: Exotel's TLS leg wants SRTP, and Ultravox does not say that it has it.
    """
    needs = Needs(numbers=True, login="digest", user_name=user_name, transport=transport, edge=edge)
    return request(
        "the outgoing medium for Ultravox",
        line,
        needs,
        _outgoing,
        fields,
        to=to,
        phone_number=phone_number,
        transport=transport,
    ).apply(lambda outgoing: {"sip": {"outgoing": outgoing}})


def _outgoing(line: KnownLine, *, to: str, phone_number: str | None, transport: Transport) -> Json:
    user_name, password = line.login
    return {
        "to": callee(to, line.edge(transport), transport),
        "from": line.phone_number(phone_number),
        "username": user_name,
        "password": password,
    }
