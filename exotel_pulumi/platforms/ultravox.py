"""Ultravox: the inbound destination, the account's SIP configuration, and the medium of an outgoing call.

Whether Ultravox calls from fixed addresses is not documented: there is none to whitelist.
"""

import re

import pulumi

from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.platforms.line import (
    Fields,
    Json,
    Line,
    Needs,
    Texts,
    filled,
    login_of,
    phone_number_of,
    phone_numbers_of,
    request,
    source_ips_of,
)
from exotel_pulumi.platforms.transport import TRANSPORTS, Text, Transport, callee, destination_of, edge_of, one_of
from exotel_pulumi.resources.facts import TrunkFacts


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
    fields: Fields | None = None,
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
        agent_id=agent_id,
        phone_numbers=phone_numbers,
        to_user_pattern=to_user_pattern,
        allowed_addresses=allowed_addresses,
        fields=fields,
    )


def _sip_configuration(facts: TrunkFacts, given: Json) -> Json:
    addresses = source_ips_of(facts, given["allowed_addresses"])
    if not addresses:
        raise DeclarationError(
            "Ultravox takes calls from listed addresses only, and none of Exotel's is known",
            'ask Exotel for its signalling addresses and say allowed_addresses=["203.0.113.7"].',
        )
    agents = None
    if given["agent_id"]:
        agents = [{"agentId": given["agent_id"], "toUserPattern": given["to_user_pattern"] or _pattern(facts, given)}]
    written = {
        "allowedCidrRanges": [address if "/" in address else f"{address}/32" for address in addresses],
        "allowAllAgents": False if agents else None,
        "allowedAgents": agents,
    }
    return filled(written, given["fields"])


def _pattern(facts: TrunkFacts, given: Json) -> str:
    numbers = [re.escape(number.removeprefix("+")) for number in phone_numbers_of(facts, given["phone_numbers"])]
    return rf"^\+?({'|'.join(numbers)})$"


def outgoing_medium(
    line: Line,
    *,
    to: pulumi.Input[str],
    phone_number: pulumi.Input[str] | None = None,
    user_name: pulumi.Input[str] | None = None,
    transport: Transport = "tcp",
    edge: pulumi.Input[str] | None = None,
    fields: Fields | None = None,
) -> pulumi.Output[Json]:
    """The `medium` of a call that Ultravox places: to the number `to`, from a number of the line.

    TCP unless asked otherwise: Exotel's TLS leg wants SRTP, and Ultravox does not say that it has it.
    """
    one_of("transport", transport, TRANSPORTS)

    def build(facts: TrunkFacts, given: Json) -> Json:
        user_name, password = login_of(facts, given["user_name"])
        outgoing = {
            "to": callee(given["to"], edge_of(facts, transport, given["edge"]), transport),
            "from": phone_number_of(facts, given["phone_number"]),
            "username": user_name,
            "password": password,
        }
        return {"sip": {"outgoing": filled(outgoing, given["fields"])}}

    needs = Needs(edge=transport if edge is None else None, login="digest", numbers=True)
    given = {"to": to, "phone_number": phone_number, "user_name": user_name, "edge": edge, "fields": fields}
    return request("the outgoing medium for Ultravox", line, needs, build, **given)
