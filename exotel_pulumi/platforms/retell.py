"""Retell: the inbound destination, and the body that imports a number.

Retell has no address to whitelist: it calls from networks, some of them wide. The number must be imported before the
first call: it is by the number that Retell knows it.
"""

from collections.abc import Sequence
from typing import Final

import pulumi

from exotel_pulumi.platforms.line import (
    DIRECTIONS,
    Direction,
    Fields,
    Json,
    Line,
    Needs,
    codecs_of,
    filled,
    login_of,
    phone_number_of,
    request,
)
from exotel_pulumi.platforms.transport import Transport, destination_of, edge_of, one_of
from exotel_pulumi.resources.facts import TrunkFacts

TRANSPORT: Final = {"tls": "TLS", "tcp": "TCP"}


def destination(*, transport: Transport = "tcp") -> str:
    """Where Exotel sends calls: `sip.retellai.com:5060;transport=tcp`.

    Retell recommends TCP and takes TLS, for which it names no port: 5061 is SIP's own.
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
    fields: Fields | None = None,
) -> pulumi.Output[Json]:
    """`POST /import-phone-number`: one number of the line. For several agents with weights, say so in `fields`.

    The edge's port is in `termination_uri` as in Exotel's article; Retell's examples are bare hosts. Retell wants that
    address for an inbound number, too, and encrypts the audio of TLS calls by itself.
    """
    one_of("direction", direction, DIRECTIONS)
    one_of("transport", transport, tuple(TRANSPORT))
    return request(
        "the phone number for Retell",
        line,
        Needs(
            edge=transport if edge is None else None, login=None if direction == "inbound" else "digest", numbers=True
        ),
        _import_phone_number,
        phone_number=phone_number,
        nickname=nickname,
        inbound_agent_id=inbound_agent_id,
        outbound_agent_id=outbound_agent_id,
        direction=direction,
        user_name=user_name,
        transport=transport,
        edge=edge,
        codecs=codecs_of(codecs),
        fields=fields,
    )


def _import_phone_number(facts: TrunkFacts, given: Json) -> Json:
    inward = given["direction"] == "inbound"
    user_name, password = (None, None) if inward else login_of(facts, given["user_name"])
    written = {
        "phone_number": phone_number_of(facts, given["phone_number"]),
        "termination_uri": edge_of(facts, given["transport"], given["edge"])["host_port"],
        "transport": TRANSPORT[given["transport"]],
        "sip_trunk_auth_username": user_name,
        "sip_trunk_auth_password": password,
        "nickname": given["nickname"],
        "codecs": given["codecs"],
        "inbound_agents": _agents(given["inbound_agent_id"]),
        "outbound_agents": _agents(given["outbound_agent_id"]),
    }
    return filled(written, given["fields"])


def _agents(agent_id: str | None) -> list[Json] | None:
    return [{"agent_id": agent_id, "weight": 1}] if agent_id else None
