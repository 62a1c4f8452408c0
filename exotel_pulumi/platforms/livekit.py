"""LiveKit: the inbound destination, and the request bodies of LiveKit's SIP API.

LiveKit has no address to whitelist: it publishes whole ranges, and calls with a login. Bodies are made for
`livekit-api`, for `lk sip … create FILE` and for the API itself, which take one JSON.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pulumi

from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.platforms.line import (
    Fields,
    Json,
    Line,
    Needs,
    Texts,
    codecs_of,
    filled,
    login_of,
    phone_numbers_of,
    request,
    source_ips_of,
)
from exotel_pulumi.platforms.transport import Encryption, Text, Transport, destination_of, edge_of, encryption_of, label
from exotel_pulumi.resources.facts import TrunkFacts

TRANSPORT: Final = {"tls": "SIP_TRANSPORT_TLS", "tcp": "SIP_TRANSPORT_TCP"}
ENCRYPTION: Final = {
    "disabled": "SIP_MEDIA_ENCRYPT_DISABLE",
    "allowed": "SIP_MEDIA_ENCRYPT_ALLOW",
    "required": "SIP_MEDIA_ENCRYPT_REQUIRE",
}
COUNTRY: Final = {"mumbai": "in"}  # of an Exotel region: LiveKit then calls from near it


def destination(sip_subdomain: Text, *, region: str | None = None, transport: Transport = "tls") -> Text:
    """Where Exotel sends calls: `<sip_subdomain>[.<region>].sip.livekit.cloud`, port 5061 for TLS, 5060 for TCP.

    `sip_subdomain` is the project's id without `p_`. `region` pins calls to one of `eu india sa us japan aus uk canada`
    (LiveKit's list of 2026; `sa` is Saudi Arabia). For a LiveKit server of one's own, write its host instead.
    """
    suffix = f".{label(region)}.sip.livekit.cloud" if region else ".sip.livekit.cloud"
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
    fields: Fields | None = None,
) -> pulumi.Output[Json]:
    """`CreateSIPOutboundTrunk`: LiveKit calls out through Exotel, with a login, as one of the numbers at random.

    `from_host` puts the trunk's SIP domain into the From header: Exotel's pages disagree on whether it must be there,
    and calls are reported to work without. `codecs` such as `["PCMA/8000", "PCMU/8000"]` cure a 488.
    """
    return request(
        "the outbound trunk for LiveKit",
        line,
        Needs(edge=transport if edge is None else None, login="digest", numbers=True),
        _outbound_trunk,
        name=name,
        phone_numbers=phone_numbers,
        user_name=user_name,
        transport=transport,
        media=_media(encryption_of(transport, encryption), codecs),
        edge=edge,
        destination_country=destination_country,
        from_host=from_host,
        fields=fields,
    )


def _outbound_trunk(facts: TrunkFacts, given: Json) -> Json:
    user_name, password = login_of(facts, given["user_name"])
    trunk = {
        "name": given["name"] or facts["trunk_name"],
        "address": edge_of(facts, given["transport"], given["edge"])["host_port"],
        "transport": TRANSPORT[given["transport"]],
        "numbers": phone_numbers_of(facts, given["phone_numbers"]),
        "auth_username": user_name,
        "auth_password": password,
        "destination_country": given["destination_country"] or COUNTRY.get(facts["region"]),
        "from_host": given["from_host"],
        "media": given["media"],
    }
    return {"trunk": filled(trunk, given["fields"])}


def inbound_trunk(
    line: Line,
    *,
    name: pulumi.Input[str] | None = None,
    phone_numbers: Texts | None = None,
    allowed_addresses: Texts | None = None,
    encryption: Encryption = "allowed",
    codecs: Sequence[str] | None = None,
    fields: Fields | None = None,
) -> pulumi.Output[Json]:
    """`CreateSIPInboundTrunk`: LiveKit takes the calls to the line's numbers.

    `allowed_addresses` are Exotel's signalling addresses, those of the line if left out. With none at all, LiveKit
    takes calls to these numbers from anywhere. No login is asked for: no document says that Exotel answers a challenge.
    """
    return request(
        "the inbound trunk for LiveKit",
        line,
        Needs(numbers=True),
        _inbound_trunk,
        name=name,
        phone_numbers=phone_numbers,
        allowed_addresses=allowed_addresses,
        media=_media(encryption_of("tls", encryption), codecs),
        fields=fields,
    )


def _inbound_trunk(facts: TrunkFacts, given: Json) -> Json:
    trunk = {
        "name": given["name"] or facts["trunk_name"],
        "numbers": phone_numbers_of(facts, given["phone_numbers"]),
        "allowed_addresses": source_ips_of(facts, given["allowed_addresses"]) or None,
        "media": given["media"],
    }
    return {"trunk": filled(trunk, given["fields"])}


def dispatch_rule(
    line: Line,
    *,
    trunk_ids: Texts | None = None,
    name: pulumi.Input[str] | None = None,
    agent_name: pulumi.Input[str] | None = None,
    room_prefix: pulumi.Input[str] = "call-",
    rule: pulumi.Input[Mapping[str, Any]] | None = None,
    fields: Fields | None = None,
) -> pulumi.Output[Json]:
    """`CreateSIPDispatchRule`: each call to the line gets a room of its own, and in it the agent of that name.

    `trunk_ids` are LiveKit's (`ST_…`). Without them the rule is held to the line's numbers, which LiveKit compares to
    the letter. `rule` is any other rule in LiveKit's JSON: `{"dispatch_rule_direct": {"room_name": "lobby"}}`.
    """
    return request(
        "the dispatch rule for LiveKit",
        line,
        Needs(numbers=trunk_ids is None),
        _dispatch_rule,
        trunk_ids=trunk_ids,
        name=name,
        agent_name=agent_name,
        room_prefix=room_prefix,
        rule=rule,
        fields=fields,
    )


def _dispatch_rule(facts: TrunkFacts, given: Json) -> Json:
    for trunk_id in given["trunk_ids"] or []:
        if not trunk_id.startswith("ST_"):
            advice = "give the id that LiveKit answered, ST_…; Exotel's trunk SID means nothing to it."
            raise DeclarationError(f"{trunk_id!r} is no trunk of LiveKit's", advice)
    agent = given["agent_name"]
    rule = {
        "name": given["name"] or facts["trunk_name"],
        "rule": given["rule"] or {"dispatch_rule_individual": {"room_prefix": given["room_prefix"]}},
        "trunk_ids": given["trunk_ids"] or None,
        "numbers": None if given["trunk_ids"] else phone_numbers_of(facts),
        "room_config": {"agents": [{"agent_name": agent}]} if agent else None,
    }
    return {"dispatch_rule": filled(rule, given["fields"])}


def _media(encryption: Encryption, codecs: Sequence[str] | None) -> Json:
    media: Json = {"encryption": ENCRYPTION[encryption]}
    given = codecs_of(codecs)
    if given:
        listed = [codec.partition("/") for codec in given]
        media["codecs"] = [{"name": codec, "rate": int(rate or 8000)} for codec, _, rate in listed]
        media["only_listed_codecs"] = True
    return media
