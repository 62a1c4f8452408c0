"""VideoSDK: the inbound destination, and the bodies of its SIP API for gateways and routing rules.

No address of VideoSDK is preset: none is published, so that calls out need a login. Fields are those of VideoSDK's API
reference "SIP" (v2), and of its server libraries (`videosdk-server-sdk` 0.1.0) for the gateways. The libraries have
another call for rules: `POST /v2/sip/routing-rule` with `name`, `type`, `phoneNumbers`, `room` and `agentId`. An update
resets `record`, `noiseCancellation` and `enableDtmf` where they are left out.
"""

from collections.abc import Awaitable, Mapping
from typing import Any, Final, Literal, TypeAlias, get_args

import pulumi

from exotel_pulumi.platforms.inputs import Texts, resolved, texts
from exotel_pulumi.platforms.line import Extra, Json, Line, Needs, present, request
from exotel_pulumi.platforms.transport import Text, Transport, destination_of, one_of

# VideoSDK's page "Geo fencing" has in001 for India in an address, its server libraries have in002.
Region = Literal["us002", "in002", "in001"]
AgentType = Literal["cloud", "self"]
# Of an Output, no type checker knows which text it is.
GeoRegion: TypeAlias = Literal["auto", "us002", "in002"] | Awaitable[str] | pulumi.Output[str]

GEO_REGIONS: Final = ("auto", "us002", "in002")  # of the libraries
AGENT_TYPES: Final = ("cloud", "self")
ROOM: Final[Mapping[str, Any]] = {"type": "dynamic", "prefix": "participantNumber"}  # a room for each caller
SRTP: Final = {
    "tls": "enable",
    "tcp": "disable",
}  # of calls through Exotel: its TLS guide has RTP/SAVP, its TCP guide RTP


def destination(org_id: Text, *, region: Region | None = None, transport: Transport = "tls") -> Text:
    """Returns where Exotel sends calls: `<org_id>[.<region>].sip.videosdk.live`, as the inbound gateway shows it.

    VideoSDK documents neither port nor transport; 5061 and 5060 are SIP's own. Raises `DeclarationError` for another
    region.

    :param org_id: The id of the VideoSDK organisation.
    :param region: Pins calls to a place; for India `in002` (server libraries) or `in001` (page "Geo fencing").
    :param transport: `tls` or `tcp`: Exotel takes no UDP.
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
    geo_region: GeoRegion | None = None,
    fields: Extra | None = None,
) -> pulumi.Output[Json]:
    """Builds the body of `POST /v2/sip/inbound-gateways`: VideoSDK takes the calls to the line's numbers.

    With no address in `allowed_addresses` or on the line, VideoSDK takes these calls from anywhere. Raises
    `DeclarationError` for a line without a number, and for another region.

    :param line: A SipTrunk, another object with `facts`, or the facts themselves.
    :param name: Its name at the platform; by default the trunk's name.
    :param phone_numbers: Numbers of the line, in E.164; by default all of them.
    :param allowed_addresses: Where Exotel calls from, each an IPv4 address or network; by default those of the line.
    :param geo_region: `auto`, `us002` or `in002`: where VideoSDK takes or places the calls.
    :param fields: More fields of the body in the platform's spelling, at any depth; one that is set already is an
        error.
    """
    return request(
        "the inbound gateway for VideoSDK",
        line,
        Needs(numbers=True),
        resolved(
            name,
            texts("phone_numbers", phone_numbers),
            texts("allowed_addresses", allowed_addresses),
            _place(geo_region),
        ),
        lambda line, name, phone_numbers, allowed_addresses, geo_region: {
            "name": name or line.facts["trunk_name"],
            "numbers": line.phone_numbers(phone_numbers),
            "allowedAddresses": line.source_ips(allowed_addresses) or None,
            "geoRegion": _geo_region(geo_region),
        },
        fields,
    )


def _place(given: GeoRegion | None) -> pulumi.Input[str] | None:
    return given  # mypy does not find this type for `resolved` by itself


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
    geo_region: GeoRegion | None = None,
    fields: Extra | None = None,
) -> pulumi.Output[Json]:
    """Builds the body of `POST /v2/sip/outbound-gateways`: VideoSDK calls through Exotel, with a login.

    SRTP goes with TLS. Raises `DeclarationError` for a line without a number, a login or an edge, and for another
    region.

    :param line: A SipTrunk, another object with `facts`, or the facts themselves.
    :param name: Its name at the platform; by default the trunk's name.
    :param phone_numbers: Numbers of the line, in E.164; by default all of them.
    :param user_name: The login of the line to take; by default the first one.
    :param transport: `tls` or `tcp`: Exotel takes no UDP.
    :param edge: Exotel's `<host>:<port>`; by default that of the line.
    :param geo_region: `auto`, `us002` or `in002`: where VideoSDK takes or places the calls.
    :param fields: More fields of the body in the platform's spelling, at any depth; one that is set already is an
        error.
    """
    return request(
        "the outbound gateway for VideoSDK",
        line,
        Needs(numbers=True, login="digest", user_name=user_name, transport=transport, edge=edge),
        resolved(name, texts("phone_numbers", phone_numbers), _place(geo_region)),
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

    Raises `DeclarationError` for a line without a number.

    :param line: A SipTrunk, another object with `facts`, or the facts themselves.
    :param gateway_id: The id of the inbound gateway, which VideoSDK has returned.
    :param name: Its name at the platform; by default the trunk's name.
    :param phone_numbers: Numbers of the line, in E.164; by default all of them.
    :param room: VideoSDK's own JSON of a room; by default a room for each caller.
    :param agent_id: The deployment's id of a `cloud` agent, or the id of one that you run yourself.
    :param agent_type: `cloud` for a deployment at VideoSDK, `self` for one that you run.
    :param fields: More fields of the body in the platform's spelling, at any depth; one that is set already is an
        error.
    """
    one_of("agent_type", agent_type, AGENT_TYPES)
    return request(
        "the routing rule for VideoSDK",
        line,
        Needs(numbers=True),
        resolved(gateway_id, name, texts("phone_numbers", phone_numbers), room, agent_id),
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
