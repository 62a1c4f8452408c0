"""Facts about the bodies of platforms without a typed library: each field with its source, read in no code of ours."""

from dataclasses import dataclass
from typing import Any

STRING, BOOLEAN, NUMBER, OBJECT = "string", "boolean", "number", "object"
TYPES: dict[str, type | tuple[type, ...]] = {STRING: str, BOOLEAN: bool, NUMBER: (int, float), OBJECT: dict}

# Where the facts of each platform are published.
ULTRAVOX = "docs.ultravox.ai/api-reference/sip, PATCH /api/sip"
ULTRAVOX_GUIDE = "docs.ultravox.ai/telephony/sip"
BOLNA = "bolna.ai/docs/api-reference/trunks"
DAILY = "docs.daily.co/reference/rest-api/sip-trunk/create"
JAMBONZ = "github.com/jambonz/jambonz-api-server, lib/swagger/swagger.yaml"
VIDEOSDK = "docs.videosdk.live/api-reference/realtime-communication/sip"
DAILY_DIAL = "docs.daily.co/guides/features/dial-in-dial-out; docs.pipecat.ai, Daily SIP"


@dataclass(frozen=True)
class Field:
    """One field: a type, a set of constants, a list of one of these, or other fields; and who says so."""

    kind: Any
    source: str
    required: bool = False


Body = dict[str, Field]

ULTRAVOX_SIP: Body = {
    "allowedCidrRanges": Field([STRING], ULTRAVOX, required=True),  # without one, no call comes in
    "allowAllAgents": Field(BOOLEAN, ULTRAVOX),
    "allowedAgents": Field(
        [{"agentId": Field(STRING, ULTRAVOX, required=True), "toUserPattern": Field(STRING, ULTRAVOX_GUIDE)}], ULTRAVOX
    ),
}
ULTRAVOX_OUTGOING: Body = {
    "to": Field(STRING, ULTRAVOX_GUIDE, required=True),
    "from": Field(STRING, ULTRAVOX_GUIDE, required=True),
    "username": Field(STRING, ULTRAVOX_GUIDE),
    "password": Field(STRING, ULTRAVOX_GUIDE),
}

PRESETS = {"plivo", "telnyx", "twilio", "exotel", "vobiz", "vonage", "custom"}
BOLNA_TRUNK: Body = {
    "name": Field(STRING, BOLNA, required=True),
    "description": Field(STRING, BOLNA),
    "preset": Field(PRESETS, BOLNA),
    "inbound_enabled": Field(BOOLEAN, BOLNA),
    "outbound_enabled": Field(BOOLEAN, BOLNA),
    "channels": Field(NUMBER, BOLNA),
    "default_inbound_agent_id": Field(STRING, BOLNA),
    "auth_username": Field(STRING, BOLNA),
    "auth_password": Field(STRING, BOLNA),
    "transport": Field({"udp", "tcp"}, BOLNA, required=True),  # the default is UDP, which Exotel does not take
    "outbound_leading_plus_enabled": Field(BOOLEAN, BOLNA, required=True),  # Exotel takes E.164 with its plus sign
    "codecs": Field({"PCMA,PCMU", "PCMU,PCMA", "PCMA", "PCMU"}, BOLNA),
}
BOLNA_GATEWAY: Body = {
    "host": Field(STRING, BOLNA, required=True),
    "port": Field(NUMBER, BOLNA, required=True),
    "priority": Field(NUMBER, BOLNA),
}
BOLNA_CARRIER_IP: Body = {"cidr": Field(STRING, BOLNA, required=True)}
BOLNA_NUMBER: Body = {
    "e164": Field(STRING, BOLNA, required=True),
    "destination_key": Field(STRING, BOLNA, required=True),
    "agent_id": Field(STRING, BOLNA),
}

DAILY_SIP_TRUNK: Body = {
    "trunk_name": Field(STRING, DAILY, required=True),
    "room_template": Field(OBJECT, DAILY, required=True),
    "notification": Field(
        {"webhook_url": Field(STRING, DAILY, required=True), "hmac": Field(STRING, DAILY)}, DAILY, required=True
    ),
    "description": Field(STRING, DAILY),
    "trunk_config": Field(
        {
            "allowed_ips": Field([STRING], DAILY),
            "credential": Field(
                {"username": Field(STRING, DAILY, required=True), "password": Field(STRING, DAILY, required=True)},
                DAILY,
            ),
            "is_open": Field(BOOLEAN, DAILY),
            "exp_offset": Field(NUMBER, DAILY),
        },
        DAILY,
        required=True,
    ),
    "enabled": Field(BOOLEAN, DAILY),
}
DAILY_DIAL_OUT: Body = {
    "sipUri": Field(STRING, DAILY_DIAL, required=True),
    "displayName": Field(STRING, DAILY_DIAL),
    "userId": Field(STRING, DAILY_DIAL),
    "video": Field(BOOLEAN, DAILY_DIAL),
    "codecs": Field(OBJECT, DAILY_DIAL),
    # Daily's default is SignalWire, whose calls come from other addresses than those that are whitelisted.
    "provider": Field({"daily"}, DAILY_DIAL, required=True),
}


# lib/swagger/swagger.yaml of jambonz-api-server; what a number may be: its lib/utils/phone-number-syntax.js
JAMBONZ_CARRIER: Body = {
    "name": Field(STRING, JAMBONZ, required=True),
    "account_sid": Field(STRING, JAMBONZ),
    "application_sid": Field(STRING, JAMBONZ),
    "e164_leading_plus": Field(BOOLEAN, JAMBONZ, required=True),  # else Exotel gets a number without its plus sign
    "requires_register": Field(BOOLEAN, JAMBONZ),
    "register_username": Field(STRING, JAMBONZ),
    "register_password": Field(STRING, JAMBONZ),
    "register_from_domain": Field(STRING, JAMBONZ, required=True),  # else the From header has the SBC's own host
    "dtmf_type": Field({"rfc2833", "tones", "info"}, JAMBONZ),
    "is_active": Field(BOOLEAN, JAMBONZ),
}
JAMBONZ_GATEWAY: Body = {
    "voip_carrier_sid": Field(STRING, JAMBONZ, required=True),
    "ipv4": Field(STRING, JAMBONZ, required=True),
    "port": Field(NUMBER, JAMBONZ),
    "netmask": Field(NUMBER, JAMBONZ, required=True),
    "inbound": Field(BOOLEAN, JAMBONZ, required=True),
    "outbound": Field(BOOLEAN, JAMBONZ, required=True),
    "protocol": Field({"tcp", "tls", "tls/srtp"}, JAMBONZ),
    "pad_crypto": Field(BOOLEAN, JAMBONZ),
    "is_active": Field(BOOLEAN, JAMBONZ),
}
JAMBONZ_NUMBER: Body = {
    "number": Field(STRING, JAMBONZ, required=True),
    "voip_carrier_sid": Field(STRING, JAMBONZ, required=True),
    "account_sid": Field(STRING, JAMBONZ),
    "application_sid": Field(STRING, JAMBONZ),
}

# docs.videosdk.live/api-reference/realtime-communication/sip, and `CreateInboundTrunkParams` of the newest library
VIDEOSDK_LIBRARY = "docs.rs/videosdk-server-sdk/0.1.0"
REGIONS = {"auto", "us002", "in002"}
VIDEOSDK_AUTH: Body = {
    "username": Field(STRING, VIDEOSDK, required=True),
    "password": Field(STRING, VIDEOSDK, required=True),
}
VIDEOSDK_INBOUND: Body = {
    "name": Field(STRING, VIDEOSDK, required=True),
    "numbers": Field([STRING], VIDEOSDK, required=True),
    "auth": Field(VIDEOSDK_AUTH, VIDEOSDK),
    "allowedAddresses": Field([STRING], VIDEOSDK),
    "allowedNumbers": Field([STRING], VIDEOSDK),
    "mediaEncryption": Field({"disable", "enable"}, VIDEOSDK),
    "record": Field(BOOLEAN, VIDEOSDK),
    "noiseCancellation": Field(BOOLEAN, VIDEOSDK),
    "enableDtmf": Field(BOOLEAN, VIDEOSDK_LIBRARY),
    "metadata": Field(OBJECT, VIDEOSDK_LIBRARY),
    "tags": Field([STRING], VIDEOSDK_LIBRARY),
    "geoRegion": Field(REGIONS, VIDEOSDK_LIBRARY),
}
VIDEOSDK_OUTBOUND: Body = {
    "name": Field(STRING, VIDEOSDK, required=True),
    "numbers": Field([STRING], VIDEOSDK, required=True),
    "address": Field(STRING, VIDEOSDK, required=True),
    "transport": Field({"tcp", "tls"}, VIDEOSDK, required=True),
    "auth": Field(
        {"username": Field(STRING, VIDEOSDK, required=True), "password": Field(STRING, VIDEOSDK, required=True)},
        VIDEOSDK,
    ),
    "mediaEncryption": Field({"disable", "enable"}, VIDEOSDK),
    "geoRegion": Field(REGIONS, VIDEOSDK),
    "record": Field(BOOLEAN, VIDEOSDK),
    "enableDtmf": Field(BOOLEAN, VIDEOSDK),
}
VIDEOSDK_RULE: Body = {
    "gatewayId": Field(STRING, VIDEOSDK, required=True),
    "name": Field(STRING, VIDEOSDK, required=True),
    "numbers": Field([STRING], VIDEOSDK, required=True),
    "dispatch": Field(
        {
            "room": Field(
                {
                    "type": Field({"static", "dynamic"}, VIDEOSDK, required=True),
                    "prefix": Field(STRING, VIDEOSDK),
                    "id": Field(STRING, VIDEOSDK),
                    "pin": Field(STRING, VIDEOSDK),
                },
                VIDEOSDK,
            ),
            "agent": Field(
                {
                    "type": Field({"cloud", "self"}, VIDEOSDK, required=True),
                    "id": Field(STRING, VIDEOSDK, required=True),
                    "metadata": Field(OBJECT, VIDEOSDK),
                },
                VIDEOSDK,
            ),
        },
        VIDEOSDK,
        required=True,
    ),
}


def check(payload: Any, documented: Any, path: str = "body") -> None:
    """Fails for a field, type or constant that the documents do not have, and for a required field that is missing."""
    if isinstance(documented, str):
        wanted = TYPES[documented]
        fits = isinstance(payload, wanted) and (documented != NUMBER or not isinstance(payload, bool))
        assert fits, f"{path} is not a {documented}"
    elif isinstance(documented, set):
        assert payload in documented, f"{path} must be one of {sorted(documented)}"
    elif isinstance(documented, list):
        for item in payload:
            check(item, documented[0], f"{path}[]")
    else:
        missing = {name for name, field in documented.items() if field.required} - payload.keys()
        assert not missing, f"{path} lacks {sorted(missing)}"
        for name, value in payload.items():
            assert name in documented, f"{path}.{name} is not documented"
            check(value, documented[name].kind, f"{path}.{name}")
