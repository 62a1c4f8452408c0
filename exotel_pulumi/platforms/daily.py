"""Daily (Pipecat): the inbound destination, the body of Daily's SIP trunk, and that of a call out.

Daily's trunk takes calls only. Its static addresses are a published list that changes, so that none is preset here.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.platforms.known_line import KnownLine
from exotel_pulumi.platforms.line import Extra, Json, Line, Needs, Texts, request
from exotel_pulumi.platforms.transport import Transport, callee, destination_of, label


def destination(domain: str, trunk_name: str, *, port: int | None = None, transport: Transport = "tcp") -> str:
    """Where Exotel sends calls: `<domain>-<trunk_name>.siptrunk.sip-us.daily.co`, the host of Daily's `sip_uri`.

    Daily documents neither port nor transport: 5060 by TCP unless given.
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
    """`POST /v1/sip-trunk`: a room for each call. `webhook_url` must already answer Daily's signed test.

    Daily wants a gate: Exotel's addresses (those of the line if `allowed_addresses` is left out), or `is_open=True`,
    which takes calls from anywhere. Its third gate, a login, is left out: no document says that Exotel answers one.
    """
    return request(
        "the SIP trunk for Daily",
        line,
        Needs(),
        _sip_trunk,
        fields,
        trunk_name=trunk_name,
        webhook_url=webhook_url,
        room_template=room_template,
        allowed_addresses=allowed_addresses,
        is_open=is_open,
    )


def _sip_trunk(
    line: KnownLine,
    *,
    trunk_name: str,
    webhook_url: str,
    room_template: Mapping[str, Any] | None,
    allowed_addresses: Sequence[str] | None,
    is_open: bool,
) -> Json:
    addresses = line.source_ips(allowed_addresses)
    if not is_open and not addresses:
        raise DeclarationError(
            "Daily wants to know where calls come from, and no address of Exotel's is known",
            'ask Exotel for its signalling addresses and say allowed_addresses=["203.0.113.7"], or is_open=True.',
        )
    return {
        "trunk_name": trunk_name,
        "room_template": room_template or {},
        "notification": {"webhook_url": webhook_url},
        "trunk_config": {"is_open": True} if is_open else {"allowed_ips": addresses},
    }


def dial_out(
    line: Line,
    *,
    to: pulumi.Input[str],
    transport: Transport = "tcp",
    edge: pulumi.Input[str] | None = None,
    fields: Extra | None = None,
) -> pulumi.Output[Json]:
    """The properties of Daily's `startDialOut`: a call to the number `to` through Exotel.

    Daily documents no login here: its static addresses must be whitelisted on the trunk.
    """
    needs = Needs(transport=transport, edge=edge)
    return request("the call out for Daily", line, needs, _dial_out, fields, to=to, transport=transport)


def _dial_out(line: KnownLine, *, to: str, transport: Transport) -> Json:
    if not line.facts["acl"]:
        raise DeclarationError(
            "Daily calls without a login, and the line has no whitelisted address",
            "whitelist Daily's static addresses: whitelisted_ips=[…].",
        )
    return {"sipUri": callee(to, line.edge(transport), transport)}
