"""Bolna: the inbound destination, Bolna's addresses, and the bodies of its API `/trunk`.

Bolna has an older API, `/sip-trunks`, which Exotel's article describes and which knows TLS; this is the newer one,
which knows UDP and TCP: Exotel's edge is reached by TCP.
"""

from collections.abc import Sequence
from typing import Final

import pulumi

from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.platforms.line import (
    DIRECTIONS,
    Direction,
    Fields,
    Json,
    Line,
    Needs,
    codecs_of,
    filled,
    login_if_any,
    phone_number_of,
    request,
    source_ips_of,
)
from exotel_pulumi.platforms.transport import Text, Transport, destination_of, edge_of, one_of
from exotel_pulumi.resources.facts import TrunkFacts

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
    fields: Fields | None = None,
) -> pulumi.Output[Json]:
    """`POST /trunk/trunks`: the trunk and, unless Bolna is told by its addresses, the login of the line."""
    one_of("direction", direction, DIRECTIONS)

    def build(facts: TrunkFacts, given: Json) -> Json:
        inward = direction == "inbound"
        user_name, password = (None, None) if inward else login_if_any(facts, given["user_name"])
        written = {
            "name": given["name"] or facts["trunk_name"],
            "preset": "exotel",
            "transport": "tcp",
            "codecs": ",".join(given["codecs"]),
            "inbound_enabled": direction != "outbound",
            "outbound_enabled": direction != "inbound",
            "outbound_leading_plus_enabled": True,  # Exotel wants E.164 with its plus sign
            "auth_username": user_name,
            "auth_password": password,
        }
        return filled(written, given["fields"])

    needs = Needs(login=None if direction == "inbound" else "digest or ACL")
    given = {"name": name, "user_name": user_name, "codecs": codecs_of(codecs), "fields": fields}
    return request("the trunk for Bolna", line, needs, build, **given)


def gateway(
    line: Line, *, priority: pulumi.Input[int] = 1, edge: pulumi.Input[str] | None = None, fields: Fields | None = None
) -> pulumi.Output[Json]:
    """`POST /trunk/trunks/{id}/gateways`: Exotel's edge, by TCP."""

    def build(facts: TrunkFacts, given: Json) -> Json:
        known = edge_of(facts, "tcp", given["edge"])
        gateway = {"host": known["host"], "port": known["port"], "priority": int(given["priority"])}
        return filled(gateway, given["fields"])

    needs = Needs(edge="tcp" if edge is None else None)
    return request("the gateway for Bolna", line, needs, build, priority=priority, edge=edge, fields=fields)


def carrier_ip(line: Line, *, address: pulumi.Input[str] | None = None) -> pulumi.Output[Json]:
    """`POST /trunk/trunks/{id}/ip-acls`: one address of Exotel's; Bolna refuses calls from any that is not listed."""

    def build(facts: TrunkFacts, given: Json) -> Json:
        known = source_ips_of(facts, None if given["address"] is None else [given["address"]])
        if len(known) != 1:
            raise DeclarationError(
                f"the line has {len(known)} signalling addresses of Exotel",
                'say address="203.0.113.7", one for each that Exotel names.',
            )
        return {"cidr": known[0]}

    return request("the carrier address for Bolna", line, Needs(), build, address=address)


def number(
    line: Line,
    *,
    phone_number: pulumi.Input[str] | None = None,
    agent_id: pulumi.Input[str] | None = None,
    fields: Fields | None = None,
) -> pulumi.Output[Json]:
    """`POST /trunk/trunks/{id}/numbers`: one number of the line, and the agent that answers it."""

    def build(facts: TrunkFacts, given: Json) -> Json:
        e164 = phone_number_of(facts, given["phone_number"])
        written = {"e164": e164, "destination_key": e164.removeprefix("+"), "agent_id": given["agent_id"]}
        return filled(written, given["fields"])

    given = {"phone_number": phone_number, "agent_id": agent_id, "fields": fields}
    return request("the number for Bolna", line, Needs(numbers=True), build, **given)
