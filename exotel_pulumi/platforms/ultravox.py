"""Ultravox: the inbound destination, the account's SIP configuration, and the medium of an outgoing call.

No address of Ultravox is preset: Ultravox does not document whether its calls come from fixed addresses.
"""

import re
from collections.abc import Sequence
from typing import Final

import pulumi

from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.platforms.inputs import Texts, resolved, texts
from exotel_pulumi.platforms.line import Extra, Json, Line, Needs, request
from exotel_pulumi.platforms.transport import Text, Transport, destination_of, no_source

LONGEST_PATTERN: Final = 200  # of `toUserPattern`, in Ultravox' OpenAPI


def destination(domain: Text, *, transport: Transport = "tcp") -> Text:
    """Returns where Exotel sends calls: the account's own domain, from `GET /api/sip`; port 5060, or 5061 for TLS.

    Ultravox documents neither port. UDP, the default of Ultravox, is not possible: Exotel takes no UDP.

    :param domain: The account's own domain, from `GET /api/sip`.
    :param transport: `tls` or `tcp`: Exotel takes no UDP.
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

    Ultravox expects calls to `agent_<id>`, but Exotel calls the number: a pattern assigns such calls to the agent. Of
    several agents, the first that matches answers (Ultravox' guide "SIP"). Raises `DeclarationError` for a pattern of
    more than 200 characters (about 12 numbers), for a line without a signalling address, since no call would come in,
    and, for an agent without a pattern, for a line without a number.

    :param line: A SipTrunk, another object with `facts`, or the facts themselves.
    :param agent_id: The agent that answers.
    :param phone_numbers: Numbers of the line, in E.164; by default all of them.
    :param to_user_pattern: A regular expression of called numbers for the agent; by default one of the line's numbers.
    :param allowed_addresses: Where Exotel calls from, each an IPv4 address or network; by default those of the line.
    :param fields: More fields of the body in the platform's spelling, at any depth; one that is set already is an
        error.
    """
    return request(
        "the SIP configuration for Ultravox",
        line,
        Needs(numbers=agent_id is not None and to_user_pattern is None),
        resolved(
            agent_id,
            texts("phone_numbers", phone_numbers),
            to_user_pattern,
            texts("allowed_addresses", allowed_addresses),
        ),
        lambda line, agent_id, phone_numbers, to_user_pattern, allowed_addresses: {
            "allowedCidrRanges": _ranges(line.source_ips(allowed_addresses)),
            "allowAllAgents": False if agent_id else None,
            "allowedAgents": [
                {
                    "agentId": agent_id,
                    "toUserPattern": _short(to_user_pattern or _pattern(line.phone_numbers(phone_numbers))),
                }
            ]
            if agent_id
            else None,
        },
        fields,
    )


def _ranges(addresses: Sequence[str]) -> list[str]:
    if not addresses:
        raise no_source("Ultravox")
    return [address if "/" in address else f"{address}/32" for address in addresses]


def _short(pattern: str) -> str:
    if len(pattern) > LONGEST_PATTERN:
        raise DeclarationError(
            f"the pattern has {len(pattern)} characters, and Ultravox takes {LONGEST_PATTERN}",
            'give fewer phone_numbers, or a shorter to_user_pattern, such as r"^\\+?9180471122\\d\\d$".',
        )
    return pattern


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

    :param line: A SipTrunk, another object with `facts`, or the facts themselves.
    :param to: The number to call, in E.164.
    :param phone_number: A number of the line, in E.164. Calls show it; by default the only one.
    :param user_name: The login of the line to take; by default the first one.
    :param transport: `tls` or `tcp`: Exotel takes no UDP.
    :param edge: Exotel's `<host>:<port>`; by default that of the line.
    :param fields: More fields of the body in the platform's spelling, at any depth; one that is set already is an
        error.
    """
    return request(
        "the outgoing medium for Ultravox",
        line,
        Needs(numbers=True, login="digest", user_name=user_name, transport=transport, edge=edge),
        resolved(to, phone_number),
        lambda line, to, phone_number: {
            "to": line.callee(to, transport),
            "from": line.phone_number(phone_number),
            "username": line.user_name,
            "password": line.password,
        },
        fields,
    ).apply(lambda outgoing: {"sip": {"outgoing": outgoing}})
