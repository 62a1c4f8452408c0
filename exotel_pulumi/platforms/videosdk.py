"""VideoSDK: the inbound destination, and the bodies of its SIP API for gateways and routing rules.

No address of VideoSDK is preset: none is published, so that calls out need a login. Fields are those of VideoSDK's API
reference "SIP" (v2), and of its server libraries (`videosdk-server-sdk` 0.1.0) for the gateways. The libraries have
another call for rules: `POST /v2/sip/routing-rule` with `name`, `type`, `phoneNumbers`, `room` and `agentId`. An update
resets `record`, `noiseCancellation` and `enableDtmf` where they are left out.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal, get_args

import pulumi

from exotel_pulumi.platforms.inputs import Texts, resolved, texts
from exotel_pulumi.platforms.line import Extra, Json, Line, Needs, present, request
from exotel_pulumi.platforms.transport import Text, Transport, destination_of, one_of

# VideoSDK's page "Geo fencing" has in001 for India in an address, its server libraries have in002.
Region = Literal["us002", "in002", "in001"]
AgentType = Literal["cloud", "self"]

GEO_REGIONS: Final = ("auto", "us002", "in002")  # of the libraries
AGENT_TYPES: Final = ("cloud", "self")
ROOM: Final[Mapping[str, Any]] = {"type": "dynamic", "prefix": "participantNumber"}  # a room for each caller
SRTP: Final = {
    "tls": "enable",
    "tcp": "disable",
}  # of calls through Exotel: its TLS guide has RTP/SAVP, its TCP guide RTP


def destination(org_id: Text, *, region: Region | None = None, transport: Transport = "tls") -> Text:
    """Returns where Exotel sends calls: `<org_id>[.<region>].sip.videosdk.live`, as the inbound gateway shows it.

    VideoSDK documents neither port nor transport: 5061 and 5060 are SIP's own. `region` pins the calls to a place:
    for India, `in002` is the code of VideoSDK's server libraries, and `in001` that of its page "Geo fencing". Raises
    `DeclarationError` for another one.
    """
    if region is not None:
        one_of("region", region, get_args(Region))
    suffix = f".{region}.sip.videosdk.live" if region else ".sip.videosdk.live"
    return destination_of(org_id, lambda part: part + suffix, transport, is_label=True)


def inbound_gateway(
    line: Line,
    *,
    name: pulumi.Input[str] | None = None,
    phone_numbers: Texts | None = None,
    allowed_addresses: Texts | None = None,
    geo_region: pulumi.Input[str] | None = None,
    fields: Extra | None = None,
) -> pulumi.Output[Json]:
    """Builds the body of `POST /v2/sip/inbound-gateways`: VideoSDK takes the calls to the line's numbers.

    With no address in `allowed_addresses` or on the line, VideoSDK takes these calls from anywhere. `geo_region` is
    `auto`, `us002` or `in002`. Raises `DeclarationError` for a line without a number, and for another region.
    """
    return request(
        "the inbound gateway for VideoSDK",
        line,
        Needs(numbers=True),
        resolved(name, texts(phone_numbers), texts(allowed_addresses), geo_region),
        lambda line, name, phone_numbers, allowed_addresses, geo_region: {
            "name": name or line.facts["trunk_name"],
            "numbers": line.phone_numbers(phone_numbers),
            "allowedAddresses": line.source_ips(allowed_addresses) or None,
            "geoRegion": _geo_region(geo_region),
        },
        fields,
    )


def _geo_region(given: str | None) -> str | None:
    if given is not None:
        one_of("geo_region", given, GEO_REGIONS)
    return given


def outbound_gateway(
    line: Line,
    *,
    name: pulumi.Input[str] | None = None,
    phone_numbers: Texts | None = None,
    user_name: pulumi.Input[str] | None = None,
    transport: Transport = "tls",
    edge: pulumi.Input[str] | None = None,
    geo_region: pulumi.Input[str] | None = None,
    fields: Extra | None = None,
) -> pulumi.Output[Json]:
    """Builds the body of `POST /v2/sip/outbound-gateways`: VideoSDK calls through Exotel, with a login.

    SRTP goes with TLS. `geo_region` is `auto`, `us002` or `in002`. Raises `DeclarationError` for a line without a
    number, a login or an edge, and for another region.
    """
    return request(
        "the outbound gateway for VideoSDK",
        line,
        Needs(numbers=True, login="digest", user_name=user_name, transport=transport, edge=edge),
        resolved(name, texts(phone_numbers), geo_region),
        lambda line, name, phone_numbers, geo_region: {
            "name": name or line.facts["trunk_name"],
            "numbers": line.phone_numbers(phone_numbers),
            "address": line.edge(transport)["host_port"],
            "transport": transport,
            "auth": {"username": line.user_name, "password": line.password},
            "mediaEncryption": SRTP[transport],
            "geoRegion": _geo_region(geo_region),
        },
        fields,
    )


def routing_rule(
    line: Line,
    *,
    gateway_id: pulumi.Input[str],
    name: pulumi.Input[str] | None = None,
    phone_numbers: Texts | None = None,
    room: pulumi.Input[Mapping[str, Any]] = ROOM,
    agent_id: pulumi.Input[str] | None = None,
    agent_type: AgentType = "cloud",
    fields: Extra | None = None,
) -> pulumi.Output[Json]:
    """Builds the body of `POST /v2/sip/routing-rules`: calls to the numbers get a room, and in it an agent.

    `gateway_id` is VideoSDK's. `room` is VideoSDK's own JSON, by default a room for each caller. `agent_id` is the
    deployment's id of a `cloud` agent, or the id of one that you run yourself. Raises `DeclarationError` for a line
    without a number.
    """
    one_of("agent_type", agent_type, AGENT_TYPES)
    return request(
        "the routing rule for VideoSDK",
        line,
        Needs(numbers=True),
        resolved(gateway_id, name, texts(phone_numbers), room, agent_id),
        lambda line, gateway_id, name, phone_numbers, room, agent_id: {
            "gatewayId": gateway_id,
            "name": name or line.facts["trunk_name"],
            "numbers": line.phone_numbers(phone_numbers),
            "dispatch": present(
                {"room": dict(room), "agent": {"type": agent_type, "id": agent_id} if agent_id else None}
            ),
        },
        fields,
    )
