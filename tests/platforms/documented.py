"""The documented fields of those platforms that have API pages but no client library."""

from typing import Any

STRING, BOOLEAN, NUMBER = "string", "boolean", "number"

# docs.ultravox.ai, api-reference/sip (PATCH /api/sip) and telephony/sip (medium.sip.outgoing)
ULTRAVOX_SIP: dict[str, Any] = {
    "allowedCidrRanges": [STRING],
    "allowAllAgents": BOOLEAN,
    "allowedAgents": [{"agentId": STRING, "toUserPattern": STRING}],
}
ULTRAVOX_OUTGOING: dict[str, Any] = {"to": STRING, "from": STRING, "username": STRING, "password": STRING}

# bolna.ai/docs, api-reference/trunks: create, add_gateway, add_carrier_ip, add_number
BOLNA_TRUNK: dict[str, Any] = {
    "name": STRING,
    "description": STRING,
    "preset": {"plivo", "telnyx", "twilio", "exotel", "vobiz", "vonage", "custom"},
    "inbound_enabled": BOOLEAN,
    "outbound_enabled": BOOLEAN,
    "channels": NUMBER,
    "default_inbound_agent_id": STRING,
    "auth_username": STRING,
    "auth_password": STRING,
    "transport": {"udp", "tcp"},
    "outbound_leading_plus_enabled": BOOLEAN,
    "codecs": {"PCMA,PCMU", "PCMU,PCMA", "PCMA", "PCMU"},
}
BOLNA_GATEWAY: dict[str, Any] = {"host": STRING, "port": NUMBER, "priority": NUMBER}
BOLNA_CARRIER_IP: dict[str, Any] = {"cidr": STRING}
BOLNA_NUMBER: dict[str, Any] = {"e164": STRING, "destination_key": STRING, "agent_id": STRING}

# docs.daily.co, reference/rest-api/sip-trunk/create, and startDialOut
DAILY_SIP_TRUNK: dict[str, Any] = {
    "trunk_name": STRING,
    "room_template": {},
    "notification": {"webhook_url": STRING, "hmac": STRING},
    "description": STRING,
    "trunk_config": {
        "allowed_ips": [STRING],
        "credential": {"username": STRING, "password": STRING},
        "is_open": BOOLEAN,
        "exp_offset": NUMBER,
    },
    "enabled": BOOLEAN,
}
DAILY_DIAL_OUT: dict[str, Any] = {
    "sipUri": STRING,
    "displayName": STRING,
    "userId": STRING,
    "video": BOOLEAN,
    "codecs": {},
    "provider": {"daily"},
}

TYPES: dict[str, type | tuple[type, ...]] = {STRING: str, BOOLEAN: bool, NUMBER: (int, float)}


def check(payload: Any, documented: Any, path: str = "body") -> None:
    """Fails for a field, a type or a constant that the documentation does not have; `{}` is any object."""
    if isinstance(documented, str):
        assert isinstance(payload, TYPES[documented]), f"{path} is not a {documented}"
    elif isinstance(documented, set):
        assert payload in documented, f"{path} must be one of {sorted(documented)}"
    elif isinstance(documented, list):
        for item in payload:
            check(item, documented[0], f"{path}[]")
    elif documented:
        for name, value in payload.items():
            assert name in documented, f"{path}.{name} is not documented"
            check(value, documented[name], f"{path}.{name}")
