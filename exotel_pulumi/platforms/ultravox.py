"""Ultravox: the inbound destination, the account's SIP configuration, and the medium of an outgoing call.

No address of Ultravox is preset: Ultravox does not document whether its calls come from fixed addresses.
"""

import re
from collections.abc import Sequence
from typing import Final

import pulumi

from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.platforms.known_line import KnownLine
from exotel_pulumi.platforms.line import Extra, Json, Line, Needs, Texts, request
from exotel_pulumi.platforms.transport import Text, Transport, callee, destination_of

LONGEST_PATTERN: Final = 200  # of `toUserPattern`, in Ultravox' OpenAPI


def destination(domain: Text, *, transport: Transport = "tcp") -> Text:
    """Returns where Exotel sends calls: the account's own domain, from `GET /api/sip`; port 5060, or 5061 for TLS.

    Ultravox documents neither port. UDP, the default of Ultravox, is not possible: Exotel takes no UDP.
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
    """Builds the body of `PATCH /api/sip`: which calls the account takes. The body replaces the lists of the account.

    Ultravox expects calls to `agent_<id>`, but Exotel calls the number. `to_user_pattern` assigns such calls to the
    agent: a regular expression of at most 200 characters, by default one of the numbers (about 12 fill it); of several
    agents, the first that matches answers (Ultravox' guide "SIP"). Raises `DeclarationError` for a pattern that is
    longer, for a line without a signalling address, since no call would come in, and, for an agent without a pattern,
    for a line without a number.
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
            "Ultravox takes calls from listed addresses only, and no signalling address of Exotel is known",
            'ask Exotel for its signalling addresses and give allowed_addresses=["203.0.113.7"].',
        )
    agents = None
    if agent_id:
        pattern = to_user_pattern or _pattern(line.phone_numbers(phone_numbers))
        if len(pattern) > LONGEST_PATTERN:
            raise DeclarationError(
                f"the pattern has {len(pattern)} characters, and Ultravox takes {LONGEST_PATTERN}",
                'give fewer phone_numbers, or a shorter to_user_pattern, such as r"^\\+?9180471122\\d\\d$".',
            )
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
    """Builds the `medium` of a call that Ultravox places, `{"sip": {"outgoing": {…}}}`: to the number `to` in E.164.

    By default over TCP: Exotel's TLS leg asks for SRTP, which Ultravox does not document. `from` is the bare number, as
    in Ultravox' guide. Ultravox' OpenAPI has a SIP URI there, which is the form to try should Exotel answer 403. Raises
    `DeclarationError` for a line without a number, a login or an edge.
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
