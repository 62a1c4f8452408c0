"""Retell: the inbound destination, and the body that imports a number.

No address of Retell is preset, for its networks are too wide for a trunk's whitelist: 18.98.16.120/30, for some
traffic of the United States 143.223.88.0/21 and 161.115.160.0/19, and by newer copies of Retell's list 3.42.144.0/23
and 153.57.128.0/18. Calls out therefore have a login. Import the number before the first call: Retell recognizes a call
by the called number.
"""

from collections.abc import Sequence
from typing import Final

import pulumi

from exotel_pulumi.platforms.inputs import resolved
from exotel_pulumi.platforms.known_line import LoginKind
from exotel_pulumi.platforms.line import Extra, Json, Line, Needs, codecs_of, request
from exotel_pulumi.platforms.transport import Transport, destination_of, one_of
from exotel_pulumi.resources.sip_trunk.requirements import DIRECTIONS, Direction

TRANSPORT: Final = {"tls": "TLS", "tcp": "TCP"}


def destination(*, transport: Transport = "tcp") -> str:
    """Returns where Exotel sends calls: `sip.retellai.com:5060;transport=tcp`.

    Retell recommends TCP. Retell takes TLS as well, but documents no port for TLS: 5061 is the default of SIP.

    :param transport: `tls` or `tcp`: Exotel takes no UDP.
    """
    return destination_of("sip.retellai.com", str, transport)


def import_phone_number(
    line: Line,
    *,
    phone_number: pulumi.Input[str] | None = None,
    nickname: pulumi.Input[str] | None = None,
    inbound_agent_id: pulumi.Input[str] | None = None,
    outbound_agent_id: pulumi.Input[str] | None = None,
    direction: Direction = "bidirectional",
    user_name: pulumi.Input[str] | None = None,
    transport: Transport = "tls",
    edge: pulumi.Input[str] | None = None,
    codecs: Sequence[str] | None = None,
    fields: Extra | None = None,
) -> pulumi.Output[Json]:
    """Builds the body of `POST /import-phone-number`: a number of the line, and the agents that answer and call.

    For several agents with weights, give `fields`. `termination_uri` has the edge's port, as in Exotel's article;
    Retell's examples are hosts without a port. Retell asks for that address for an inbound number, too, and encrypts
    the audio of TLS calls by itself. Raises `DeclarationError` for a line without a number or an edge, and, unless
    `direction` is `inbound`, without a login.

    :param line: A SipTrunk, another object with `facts`, or the facts themselves.
    :param phone_number: A number of the line, in E.164. By default the only one.
    :param nickname: Its name at Retell.
    :param inbound_agent_id: The agent that answers.
    :param outbound_agent_id: The agent that calls.
    :param direction: `inbound` if the platform only takes calls, `outbound` if it only places calls, or
        `bidirectional`.
    :param user_name: The login of the line to take; by default the first one.
    :param transport: `tls` or `tcp`: Exotel takes no UDP.
    :param edge: Exotel's `<host>:<port>`; by default that of the line.
    :param codecs: Names in the platform's spelling, best first.
    :param fields: More fields of the body in the platform's spelling, at any depth; one that is set already is an
        error.
    """
    return request(
        "the phone number for Retell",
        line,
        Needs(numbers=True, login=_login(direction), user_name=user_name, transport=transport, edge=edge),
        resolved(phone_number, nickname, inbound_agent_id, outbound_agent_id, codecs_of(codecs)),
        lambda line, phone_number, nickname, inbound_agent_id, outbound_agent_id, codecs: {
            "phone_number": line.phone_number(phone_number),
            "termination_uri": line.edge(transport)["host_port"],
            "transport": TRANSPORT[transport],
            "sip_trunk_auth_username": line.user_name,
            "sip_trunk_auth_password": line.password,
            "nickname": nickname,
            "codecs": codecs,
            "inbound_agents": _agents(inbound_agent_id),
            "outbound_agents": _agents(outbound_agent_id),
        },
        fields,
    )


def _login(direction: Direction) -> LoginKind | None:
    one_of("direction", direction, DIRECTIONS)
    return None if direction == "inbound" else "digest"


def _agents(agent_id: str | None) -> list[Json] | None:
    return [{"agent_id": agent_id, "weight": 1}] if agent_id else None
