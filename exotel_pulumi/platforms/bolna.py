"""Bolna: the inbound destination, Bolna's addresses, and the bodies of its API `/trunk`.

Bolna has an older API, `/sip-trunks`, which Exotel's article describes and which knows TLS; this is the newer one,
which knows UDP and TCP: Exotel's edge is reached by TCP.
"""

from collections.abc import Sequence
from typing import Final

import pulumi

from exotel_pulumi.components.requirements import Direction
from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.platforms.known_line import KnownLine
from exotel_pulumi.platforms.line import Extra, Json, Line, Needs, codecs_of, request
from exotel_pulumi.platforms.transport import Text, Transport, destination_of

WHITELISTED_IPS: Final = ("13.200.45.61", "13.206.230.198")  # the second is reserved for a second edge


def destination(sip_domain: Text, *, port: int | None = None, transport: Transport = "tcp") -> Text:
    """Where Exotel sends calls: `sip_domain` and `port` of `GET /trunk/pop` (`trunk.bolna.ai` was seen).

    TLS (port 5061) belongs to the older API's `sip.bolna.ai`. An address here must be whitelisted on the trunk, too.
    """
    return destination_of(sip_domain, str, transport, port)


def whitelisted_ips() -> list[str]:
    """The addresses that Bolna calls from: all of them are needed. `GET /trunk/pop` has the list of the day (`ips`)."""
    return list(WHITELISTED_IPS)


def trunk(
    line: Line,
    *,
    name: pulumi.Input[str] | None = None,
    direction: Direction = "bidirectional",
    user_name: pulumi.Input[str] | None = None,
    codecs: Sequence[str] = ("PCMA", "PCMU"),
    fields: Extra | None = None,
) -> pulumi.Output[Json]:
    """`POST /trunk/trunks`: the trunk and, unless Bolna is told by its addresses, the login of the line."""
    needs = Needs(direction=direction, login="digest or ACL", user_name=user_name)
    return request(
        "the trunk for Bolna",
        line,
        needs,
        _trunk,
        fields,
        name=name,
        direction=direction,
        codecs=codecs_of(codecs),
    )


def _trunk(line: KnownLine, *, name: str | None, direction: Direction, codecs: Sequence[str]) -> Json:
    user_name, password = line.login
    return {
        "name": name or line.facts["trunk_name"],
        "preset": "exotel",
        "transport": "tcp",
        "codecs": ",".join(codecs),
        "inbound_enabled": direction != "outbound",
        "outbound_enabled": direction != "inbound",
        "outbound_leading_plus_enabled": True,  # Exotel wants E.164 with its plus sign
        "auth_username": user_name,
        "auth_password": password,
    }


def gateway(
    line: Line, *, priority: pulumi.Input[int] = 1, edge: pulumi.Input[str] | None = None, fields: Extra | None = None
) -> pulumi.Output[Json]:
    """`POST /trunk/trunks/{id}/gateways`: Exotel's edge, by TCP."""
    needs = Needs(transport="tcp", edge=edge)
    return request("the gateway for Bolna", line, needs, _gateway, fields, priority=priority)


def _gateway(line: KnownLine, *, priority: float) -> Json:
    edge = line.edge("tcp")
    return {"host": edge["host"], "port": edge["port"], "priority": int(priority)}


def carrier_ip(line: Line, *, address: pulumi.Input[str] | None = None) -> pulumi.Output[Json]:
    """`POST /trunk/trunks/{id}/ip-acls`: one address of Exotel's; Bolna refuses calls from any that is not listed."""
    return request("the carrier address for Bolna", line, Needs(), _carrier_ip, address=address)


def _carrier_ip(line: KnownLine, *, address: str | None) -> Json:
    known = line.source_ips(None if address is None else [address])
    if len(known) != 1:
        raise DeclarationError(
            f"the line has {len(known)} signalling addresses of Exotel",
            'say address="203.0.113.7", one for each that Exotel names.',
        )
    return {"cidr": known[0]}


def number(
    line: Line,
    *,
    phone_number: pulumi.Input[str] | None = None,
    agent_id: pulumi.Input[str] | None = None,
    fields: Extra | None = None,
) -> pulumi.Output[Json]:
    """`POST /trunk/trunks/{id}/numbers`: one number of the line, and the agent that answers it."""
    needs = Needs(numbers=True)
    return request("the number for Bolna", line, needs, _number, fields, phone_number=phone_number, agent_id=agent_id)


def _number(line: KnownLine, *, phone_number: str | None, agent_id: str | None) -> Json:
    e164 = line.phone_number(phone_number)
    return {"e164": e164, "destination_key": e164.removeprefix("+"), "agent_id": agent_id}
