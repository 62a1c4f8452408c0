"""Daily (Pipecat): the inbound destination, the body of Daily's SIP trunk, and that of a call out.

A SIP trunk of Daily takes calls only. Daily's static addresses change: none is preset. Sources: Daily's guide "Dial-in,
dial-out" and Pipecat's page "Daily SIP" (2026).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.platforms.inputs import Texts, resolved, texts
from exotel_pulumi.platforms.known_line import KnownLine
from exotel_pulumi.platforms.line import Extra, Json, Line, Needs, request
from exotel_pulumi.platforms.transport import Transport, destination_of, label


def destination(domain: str, trunk_name: str, *, port: int | None = None, transport: Transport = "tcp") -> str:
    """Returns where Exotel sends calls: `<domain>-<trunk_name>.siptrunk.sip-us.daily.co`, as in Daily's `sip_uri`.

    The default is port 5060 over TCP: Daily documents neither port nor transport. The host is in the United
    States alone, far from callers in India.

    :param domain: The Daily domain.
    :param trunk_name: The name of Daily's trunk.
    :param port: By default 5060, for TCP.
    :param transport: `tls` or `tcp`: Exotel takes no UDP.
    """
    name = f"{label(domain)}-{label(trunk_name)}"
    return destination_of(name, lambda part: f"{part}.siptrunk.sip-us.daily.co", transport, port, is_label=True)


def sip_trunk(
    line: Line,
    *,
    trunk_name: pulumi.Input[str],
    webhook_url: pulumi.Input[str],
    room_template: pulumi.Input[Mapping[str, Any]] | None = None,
    allowed_addresses: Texts | None = None,
    is_open: bool = False,
    fields: Extra | None = None,
) -> pulumi.Output[Json]:
    """Builds the body of `POST /v1/sip-trunk`: a room for each call.

    `webhook_url` must already answer Daily's signed test. Daily asks for a gate, `allowed_addresses` or `is_open=True`;
    the latter takes calls from anywhere. A third gate would be a login, but Exotel's guides have none for calls that
    come in. Raises `DeclarationError` without a gate.

    :param line: A SipTrunk, another object with `facts`, or the facts themselves.
    :param trunk_name: A name for Daily's trunk, a part of its host.
    :param webhook_url: Your server, which must already answer Daily's signed test.
    :param room_template: Properties of the room that each call gets, in Daily's JSON.
    :param allowed_addresses: Where Exotel calls from, each an IPv4 address or network; by default those of the line.
    :param is_open: Take calls from anywhere.
    :param fields: More fields of the body in the platform's spelling, at any depth; one that is set already is an
        error.
    """
    return request(
        "the SIP trunk for Daily",
        line,
        Needs(),
        resolved(trunk_name, webhook_url, room_template, texts("allowed_addresses", allowed_addresses)),
        lambda line, trunk_name, webhook_url, room_template, allowed_addresses: {
            "trunk_name": trunk_name,
            "room_template": room_template or {},
            "notification": {"webhook_url": webhook_url},
            "trunk_config": _gate(line.source_ips(allowed_addresses), is_open),
        },
        fields,
    )


def _gate(addresses: Sequence[str], is_open: bool) -> Json:
    if not is_open and not addresses:
        raise DeclarationError(
            "Daily takes calls from listed addresses, and no signalling address of Exotel is known",
            'ask Exotel for its signalling addresses and give allowed_addresses=["203.0.113.7"], or is_open=True.',
        )
    return {"is_open": True} if is_open else {"allowed_ips": addresses}


def dial_out(
    line: Line,
    *,
    to: pulumi.Input[str],
    transport: Transport = "tcp",
    edge: pulumi.Input[str] | None = None,
    fields: Extra | None = None,
) -> pulumi.Output[Json]:
    """Builds the properties of Daily's `startDialOut`: a call through Exotel to the number `to` in E.164.

    The room needs `enable_dialout`. The call leaves from Daily's own network, `"provider": "daily"` (Daily's default is
    SignalWire's): whitelist Daily's signalling addresses (https://ip-info.daily.co/ips/ip-info.json) on the trunk, for
    Daily has no login here. Untested: Daily has no field for the number that a SIP call shows, and Exotel answers 403
    where the From header has none of the trunk's numbers. Raises `DeclarationError` for a line without a whitelisted
    address or an edge.

    :param line: A SipTrunk, another object with `facts`, or the facts themselves.
    :param to: The number to call, in E.164.
    :param transport: `tls` or `tcp`: Exotel takes no UDP.
    :param edge: Exotel's `<host>:<port>`; by default that of the line.
    :param fields: More fields of the body in the platform's spelling, at any depth; one that is set already is an
        error.
    """
    return request(
        "the call out for Daily",
        line,
        Needs(transport=transport, edge=edge, by_address=True),
        resolved(to),
        lambda line, to: {"sipUri": _uri(line, to, transport), "provider": "daily"},
        fields,
    )


def _uri(line: KnownLine, to: str, transport: Transport) -> str:
    if not line.facts["acl"]:
        raise DeclarationError(
            "Daily calls without a login, and the line has no whitelisted address",
            "whitelist Daily's static addresses: whitelisted_ips=[…].",
        )
    return line.callee(to, transport)
