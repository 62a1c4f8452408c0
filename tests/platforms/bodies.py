"""Every body of every platform, in tables by what the body takes from a line."""

import inspect
from collections.abc import Callable
from typing import Any

import pulumi

from exotel_pulumi import platforms
from exotel_pulumi.platforms import (
    asterisk,
    bolna,
    daily,
    elevenlabs,
    freeswitch,
    jambonz,
    livekit,
    retell,
    smallest,
    ultravox,
    vapi,
    videosdk,
)

Body = Callable[..., pulumi.Output[Any]]


def with_id(line: Any, **given: Any) -> pulumi.Output[Any]:
    return vapi.phone_number(line, credential_id="cred_1", **given)


def medium(line: Any, **given: Any) -> pulumi.Output[Any]:
    return ultravox.outgoing_medium(line, to="+6561234567", **given)


def trunk_of_daily(line: Any) -> pulumi.Output[Any]:
    return daily.sip_trunk(line, trunk_name="support", webhook_url="https://agent.example.com")


def call_of_daily(line: Any, **given: Any) -> pulumi.Output[Any]:
    return daily.dial_out(line, to="+6561234567", **given)


def edge_of_jambonz(line: Any, **given: Any) -> pulumi.Output[Any]:
    return jambonz.sip_gateway(line, voip_carrier_sid="carrier_1", **given)


def source_of_jambonz(line: Any, **given: Any) -> pulumi.Output[Any]:
    return jambonz.inbound_gateway(line, voip_carrier_sid="carrier_1", **given)


def number_of_jambonz(line: Any, **given: Any) -> pulumi.Output[Any]:
    return jambonz.phone_number(line, voip_carrier_sid="carrier_1", **given)


def rule_of_videosdk(line: Any, **given: Any) -> pulumi.Output[Any]:
    return videosdk.routing_rule(line, gateway_id="gateway_1", **given)


WITH_LOGIN: list[Body] = [
    livekit.outbound_trunk,
    elevenlabs.phone_number,
    vapi.credential,
    retell.import_phone_number,
    medium,
    bolna.trunk,
    asterisk.pjsip_conf,
    freeswitch.gateway,
    jambonz.voip_carrier,
    smallest.import_phone_number,
    videosdk.outbound_gateway,
]
BY_ADDRESS_TOO = (vapi.credential, bolna.trunk, asterisk.pjsip_conf, freeswitch.gateway, jambonz.voip_carrier)
WITH_EDGE: list[Body] = [
    *(make for make in WITH_LOGIN if make not in (bolna.trunk, jambonz.voip_carrier)),
    bolna.gateway,
    call_of_daily,
    edge_of_jambonz,
]
WITHOUT_LOGIN: list[Body] = [
    freeswitch.profile,
    edge_of_jambonz,
    source_of_jambonz,
    number_of_jambonz,
    videosdk.inbound_gateway,
    rule_of_videosdk,
    livekit.inbound_trunk,
    livekit.dispatch_rule,
    with_id,
    ultravox.sip_configuration,
    bolna.gateway,
    bolna.carrier_ip,
    bolna.number,
    trunk_of_daily,
    call_of_daily,
]
ALL = WITH_LOGIN + WITHOUT_LOGIN
OF_NUMBERS: list[Body] = [
    livekit.outbound_trunk,
    livekit.inbound_trunk,
    livekit.dispatch_rule,
    elevenlabs.phone_number,
    with_id,
    retell.import_phone_number,
    medium,
    bolna.number,
    asterisk.pjsip_conf,
    freeswitch.gateway,
    smallest.import_phone_number,
    number_of_jambonz,
    videosdk.inbound_gateway,
    videosdk.outbound_gateway,
    rule_of_videosdk,
]
WHITELISTED = {"acl": ["44.229.228.186/32"]}
CHOOSING_TRANSPORT: list[Body] = [make for make in WITH_EDGE if make is not bolna.gateway]
OF_ONE_NUMBER: list[Body] = [
    elevenlabs.phone_number,
    with_id,
    retell.import_phone_number,
    medium,
    bolna.number,
    smallest.import_phone_number,
    number_of_jambonz,
]
WRAPPED: dict[Body, Body] = {
    with_id: vapi.phone_number,
    medium: ultravox.outgoing_medium,
    trunk_of_daily: daily.sip_trunk,
    call_of_daily: daily.dial_out,
    edge_of_jambonz: jambonz.sip_gateway,
    source_of_jambonz: jambonz.inbound_gateway,
    number_of_jambonz: jambonz.phone_number,
    rule_of_videosdk: videosdk.routing_rule,
}


def public() -> set[Callable[..., Any]]:
    """Returns the functions of the platforms' modules that build a body."""
    return {
        member
        for name in platforms.__all__
        for member in vars(getattr(platforms, name)).values()
        if inspect.isfunction(member) and member.__module__ == f"exotel_pulumi.platforms.{name}"
        if not member.__name__.startswith("_") and "line" in inspect.signature(member).parameters
    }
