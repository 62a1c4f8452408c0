"""Daily (Pipecat): the inbound destination, the body of Daily's SIP trunk, and that of a call out.

Daily's trunk takes calls only. Its static addresses are a published list that changes, so that none is preset here.
"""

from collections.abc import Mapping
from typing import Any

import pulumi

from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.platforms.line import Fields, Json, Line, Needs, Texts, filled, request, source_ips_of
from exotel_pulumi.platforms.transport import TRANSPORTS, Transport, callee, destination_of, edge_of, label, one_of
from exotel_pulumi.resources.facts import TrunkFacts


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
    fields: Fields | None = None,
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
        trunk_name=trunk_name,
        webhook_url=webhook_url,
        room_template=room_template,
        allowed_addresses=allowed_addresses,
        is_open=is_open,
        fields=fields,
    )


def _sip_trunk(facts: TrunkFacts, given: Json) -> Json:
    addresses = source_ips_of(facts, given["allowed_addresses"])
    if not given["is_open"] and not addresses:
        raise DeclarationError(
            "Daily wants to know where calls come from, and no address of Exotel's is known",
            'ask Exotel for its signalling addresses and say allowed_addresses=["203.0.113.7"], or is_open=True.',
        )
    written = {
        "trunk_name": given["trunk_name"],
        "room_template": given["room_template"] or {},
        "notification": {"webhook_url": given["webhook_url"]},
        "trunk_config": {"is_open": True} if given["is_open"] else {"allowed_ips": addresses},
    }
    return filled(written, given["fields"])


def dial_out(
    line: Line,
    *,
    to: pulumi.Input[str],
    transport: Transport = "tcp",
    edge: pulumi.Input[str] | None = None,
    fields: Fields | None = None,
) -> pulumi.Output[Json]:
    """The properties of Daily's `startDialOut`: a call to the number `to` through Exotel.

    Daily documents no login here: its static addresses must be whitelisted on the trunk.
    """
    one_of("transport", transport, TRANSPORTS)

    def build(facts: TrunkFacts, given: Json) -> Json:
        if not facts["acl"]:
            raise DeclarationError(
                "Daily calls without a login, and the line has no whitelisted address",
                "whitelist Daily's static addresses: whitelisted_ips=[…].",
            )
        edge = edge_of(facts, transport, given["edge"])
        return filled({"sipUri": callee(given["to"], edge, transport)}, given["fields"])

    needs = Needs(edge=transport if edge is None else None)
    return request("the call out for Daily", line, needs, build, to=to, edge=edge, fields=fields)
