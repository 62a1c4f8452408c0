"""LiveKit: the inbound destination, and the request bodies of LiveKit's SIP API.

No address of LiveKit is preset: LiveKit publishes wide ranges, and calls with a login. The library `livekit-api`, the
command `lk sip … create FILE` and the API take the bodies as they are, all in the same JSON.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, get_args

import pulumi

from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.platforms.inputs import Texts, resolved, texts
from exotel_pulumi.platforms.line import Extra, Json, Line, Needs, codecs_of, request
from exotel_pulumi.platforms.transport import Encryption, Text, Transport, destination_of, encryption_of, one_of

Region = Literal["eu", "india", "sa", "us", "japan", "aus", "uk", "canada"]  # LiveKit's list of 2026; sa: Saudi Arabia

TRANSPORT: Final = {"tls": "SIP_TRANSPORT_TLS", "tcp": "SIP_TRANSPORT_TCP"}
ENCRYPTION: Final = {
    "disabled": "SIP_MEDIA_ENCRYPT_DISABLE",
    "allowed": "SIP_MEDIA_ENCRYPT_ALLOW",
    "required": "SIP_MEDIA_ENCRYPT_REQUIRE",
}
COUNTRY: Final = {"mumbai": "in"}  # of an Exotel region: LiveKit then calls from a place near Exotel
# Headers of Exotel's INVITEs (its guide "TLS integration"), as attributes of the participant who calls.
HEADERS_TO_ATTRIBUTES: Final[Mapping[str, str]] = {
    "X-Exotel-CallSid": "exotel.call_sid",
    "X-Exotel-LegSid": "exotel.leg_sid",
    "X-Exotel-TrunkSid": "exotel.trunk_sid",
    "P-Asserted-Identity": "exotel.asserted_identity",
}


def destination(sip_subdomain: Text, *, region: Region | None = None, transport: Transport = "tls") -> Text:
    """Returns where Exotel sends calls: `<sip_subdomain>[.<region>].sip.livekit.cloud`, port 5061 (TLS) or 5060 (TCP).

    With your own LiveKit server, its host is the destination. Raises `DeclarationError` for a region that is not in
    LiveKit's list: the host would not exist.

    :param sip_subdomain: The id of the LiveKit project without `p_`.
    :param region: Pins calls to a place; for numbers of India, Exotel's article has `india`.
    :param transport: `tls` or `tcp`: Exotel takes no UDP.
    """
    if region is not None:
        one_of("region", region, get_args(Region))
    suffix = f".{region}.sip.livekit.cloud" if region else ".sip.livekit.cloud"
    return destination_of(sip_subdomain, lambda subdomain: subdomain + suffix, transport, is_label=True)


def outbound_trunk(
    line: Line,
    *,
    name: pulumi.Input[str] | None = None,
    phone_numbers: Texts | None = None,
    user_name: pulumi.Input[str] | None = None,
    transport: Transport = "tls",
    encryption: Encryption | None = None,
    edge: pulumi.Input[str] | None = None,
    codecs: Sequence[str] | None = None,
    destination_country: pulumi.Input[str] | None = None,
    from_host: pulumi.Input[str] | None = None,
    fields: Extra | None = None,
) -> pulumi.Output[Json]:
    """Builds the body of `CreateSIPOutboundTrunk`, `{"trunk": {…}}`: LiveKit calls through Exotel, with a login.

    Each call shows one of the numbers at random. Exotel's guide answers 403 to another `from_host` than the trunk's SIP
    domain; Exotel's sample for agents leaves the field out. Raises `DeclarationError` for a line without a number, a
    login or an edge.

    :param line: A SipTrunk, another object with `facts`, or the facts themselves.
    :param name: Its name at the platform; by default the trunk's name.
    :param phone_numbers: Numbers of the line, in E.164; by default all of them.
    :param user_name: The login of the line to take; by default the first one.
    :param transport: `tls` or `tcp`: Exotel takes no UDP.
    :param encryption: SRTP `disabled`, `allowed` or `required`. By default allowed over TLS.
    :param edge: Exotel's `<host>:<port>`; by default that of the line.
    :param codecs: Names in the platform's spelling, best first. `["PCMA/8000"]` cures SIP error 488.
    :param destination_country: Where LiveKit calls from, in two letters of any country.
    :param from_host: The host of the From header; by default the trunk's SIP domain. An empty text leaves the field
        out.
    :param fields: More fields of the body in the platform's spelling, at any depth; one that is set already is an
        error.
    """
    return request(
        "the outbound trunk for LiveKit",
        line,
        Needs(numbers=True, domain=True, login="digest", user_name=user_name, transport=transport, edge=edge),
        resolved(
            name,
            texts("phone_numbers", phone_numbers),
            destination_country,
            from_host,
            _media(transport, encryption, codecs),
        ),
        lambda line, name, phone_numbers, destination_country, from_host, media: {
            "name": name or line.facts["trunk_name"],
            "address": line.edge(transport)["host_port"],
            "transport": TRANSPORT[transport],
            "numbers": line.phone_numbers(phone_numbers),
            "auth_username": line.user_name,
            "auth_password": line.password,
            "destination_country": _country(destination_country) or COUNTRY.get(line.facts["region"]),
            "from_host": (line.facts["sip_domain"] if from_host is None else from_host) or None,
            "media": media,
        },
        fields,
    ).apply(lambda trunk: {"trunk": trunk})


def _country(given: str | None) -> str | None:
    # The form alone: which countries LiveKit calls from is not known here.
    if given and not re.fullmatch(r"[A-Za-z]{2}", given):
        advice = "give two letters, as ISO 3166 has them: in for India."
        raise DeclarationError(f"destination_country={given!r} is no code of a country", advice)
    return given


def inbound_trunk(
    line: Line,
    *,
    name: pulumi.Input[str] | None = None,
    phone_numbers: Texts | None = None,
    allowed_addresses: Texts | None = None,
    encryption: Encryption = "allowed",
    codecs: Sequence[str] | None = None,
    headers_to_attributes: pulumi.Input[Mapping[str, pulumi.Input[str]]] = HEADERS_TO_ATTRIBUTES,
    fields: Extra | None = None,
) -> pulumi.Output[Json]:
    """Builds the body of `CreateSIPInboundTrunk`, `{"trunk": {…}}`: LiveKit takes the calls to the line's numbers.

    With no address in `allowed_addresses` or on the line, LiveKit takes these calls from anywhere. On LiveKit Cloud,
    `allowed_addresses` work only after LiveKit's support has enabled them for the project. The body has no login, for
    Exotel's guides have none for calls that come in. Raises `DeclarationError` for a line without a number.

    :param line: A SipTrunk, another object with `facts`, or the facts themselves.
    :param name: Its name at the platform; by default the trunk's name.
    :param phone_numbers: Numbers of the line, in E.164; by default all of them.
    :param allowed_addresses: Where Exotel calls from, each an IPv4 address or network; by default those of the line.
    :param encryption: SRTP `disabled`, `allowed` or `required`.
    :param codecs: Names in the platform's spelling, best first.
    :param headers_to_attributes: Headers of a call that become attributes of its participant; by default Exotel's ids
        of the call. An empty mapping leaves the field out.
    :param fields: More fields of the body in the platform's spelling, at any depth; one that is set already is an
        error.
    """
    media = _media("tls", encryption, codecs)
    return request(
        "the inbound trunk for LiveKit",
        line,
        Needs(numbers=True),
        resolved(
            name,
            texts("phone_numbers", phone_numbers),
            texts("allowed_addresses", allowed_addresses),
            texts("headers_to_attributes", headers_to_attributes),
            media,
        ),
        lambda line, name, phone_numbers, allowed_addresses, headers_to_attributes, media: {
            "name": name or line.facts["trunk_name"],
            "numbers": line.phone_numbers(phone_numbers),
            "allowed_addresses": line.source_ips(allowed_addresses) or None,
            "media": media,
            "headers_to_attributes": dict(headers_to_attributes or {}) or None,
        },
        fields,
    ).apply(lambda trunk: {"trunk": trunk})


def dispatch_rule(
    line: Line,
    *,
    trunk_ids: Texts | None = None,
    name: pulumi.Input[str] | None = None,
    agent_name: pulumi.Input[str] | None = None,
    room_prefix: pulumi.Input[str] = "call-",
    rule: pulumi.Input[Mapping[str, Any]] | None = None,
    fields: Extra | None = None,
) -> pulumi.Output[Json]:
    """Builds the body of `CreateSIPDispatchRule`, `{"dispatch_rule": {…}}`: each call gets a room, and in it an agent.

    LiveKit compares the line's numbers letter by letter. Raises `DeclarationError` for an id of another form, and,
    without `trunk_ids`, for a line without a number.

    :param line: A SipTrunk, another object with `facts`, or the facts themselves.
    :param trunk_ids: LiveKit's ids of inbound trunks, `ST_…`; by default the rule is for the line's numbers.
    :param name: Its name at the platform; by default the trunk's name.
    :param agent_name: The agent that joins each room.
    :param room_prefix: The beginning of each room's name.
    :param rule: Another rule in LiveKit's JSON, such as `{"dispatch_rule_direct": {"room_name": "x"}}`.
    :param fields: More fields of the body in the platform's spelling, at any depth; one that is set already is an
        error.
    """
    return request(
        "the dispatch rule for LiveKit",
        line,
        Needs(numbers=trunk_ids is None),
        resolved(texts("trunk_ids", trunk_ids), name, agent_name, room_prefix, rule),
        lambda line, trunk_ids, name, agent_name, room_prefix, rule: {
            "name": name or line.facts["trunk_name"],
            "rule": rule or {"dispatch_rule_individual": {"room_prefix": room_prefix}},
            "trunk_ids": _of_livekit(trunk_ids),
            "numbers": None if trunk_ids else line.phone_numbers(),
            "room_config": {"agents": [{"agent_name": agent_name}]} if agent_name else None,
        },
        fields,
    ).apply(lambda rule: {"dispatch_rule": rule})


def _of_livekit(trunk_ids: Sequence[str] | None) -> Sequence[str] | None:
    for trunk_id in trunk_ids or []:
        if not trunk_id.startswith("ST_"):
            advice = "give the id that LiveKit returned, ST_…, and not the SID of Exotel's trunk."
            raise DeclarationError(f"{trunk_id!r} is no id of a LiveKit trunk", advice)
    return trunk_ids or None


def _media(transport: Transport, encryption: Encryption | None, codecs: Sequence[str] | None) -> Json:
    media: Json = {"encryption": ENCRYPTION[encryption_of(transport, encryption, falls_back=False)]}
    given = codecs_of(codecs)
    if given:
        listed = [codec.partition("/") for codec in given]
        media["codecs"] = [{"name": codec, "rate": int(rate or 8000)} for codec, _, rate in listed]
        media["only_listed_codecs"] = True
    return media
