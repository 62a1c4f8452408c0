"""The schema of SipTrunk, whose arguments have no model: those of the class in Python.

A property has one type in most languages: what is a list or a mapping in Python is a list and, beside it, a mapping.
"""

from typing import Any, NamedTuple, TypeAlias

from exotel_pulumi.objects.credential import CREDENTIAL
from exotel_pulumi.objects.destination_uri import DESTINATION_URI
from exotel_pulumi.objects.fields import to_camel
from exotel_pulumi.objects.kind import NATIVE_TOKENS, Kind
from exotel_pulumi.objects.phone_number import PHONE_NUMBER
from exotel_pulumi.objects.whitelisted_ip import WHITELISTED_IP

Spec: TypeAlias = dict[str, Any]

TOKEN = f"{NATIVE_TOKENS}SipTrunk"
ABOUT = (
    "A trunk, its numbers, IP access list, destinations, logins and caller ID in one declaration. `direction` says "
    "what must be there, `scenario` how calls out authenticate. What is missing is an error before anything is sent. "
    "A child is named by its value, so that another one beside it, or another order, touches nothing; what is on the "
    "trunk goes with it in one call."
)
EDGE = "Where platforms send calls over {way}, `host:port`. Left out, as the settings say."


class Settings(NamedTuple):
    """The mapping beside a list of values."""

    name: str
    kind: Kind[Any, Any]

    @property
    def token(self) -> str:
        """The type of what it leads to."""
        return f"{NATIVE_TOKENS}{self.kind.name}Settings"


SETTINGS = {
    "phone_numbers": Settings("phone_number_settings", PHONE_NUMBER),
    "destinations": Settings("destination_settings", DESTINATION_URI),
    "whitelisted_ips": Settings("whitelisted_ip_settings", WHITELISTED_IP),
    "user_names": Settings("user_name_settings", CREDENTIAL),
}


def _text(about: str, **more: Any) -> Spec:
    return {"type": "string", "description": about, **more}


def _plain(about: str, **more: Any) -> Spec:
    """Describes an argument that must be known while the program runs: it decides which resources there are."""
    return _text(about, plain=True, **more)


def _plain_texts(about: str) -> Spec:
    return {"type": "array", "plain": True, "items": {"type": "string", "plain": True}, "description": about}


def _settings(argument: str) -> Spec:
    settings = SETTINGS[argument]
    about = (
        f"Settings of what is in `{to_camel(argument)}`, or is there by this alone: by the value; or by a name of your "
        f"choice, with the value in `{to_camel(settings.kind.key)}`, which another resource may make."
    )
    each = {"$ref": f"#/types/{settings.token}"}
    return {"type": "object", "plain": True, "additionalProperties": each, "description": about}


def _texts(about: str) -> Spec:
    return {"type": "array", "items": {"type": "string"}, "description": about}


INPUTS: Spec = {
    "trunk_name": _text("Unique in the account; letters, digits and underscores, at most 16."),
    "direction": _plain("`outbound` if calls only go out, `inbound` if they only come in, or `bidirectional`."),
    "scenario": _plain(
        "How calls out authenticate: `pbx` by address, `cloud` by login, `high_security` by both. Left out, either "
        "will do."
    ),
    "phone_numbers": _plain_texts("The numbers of the line, in E.164 with their plus signs."),
    "destinations": _plain_texts("Where calls that come in are delivered."),
    "whitelisted_ips": _plain_texts("The addresses that may place calls."),
    "user_names": _plain_texts("The logins with which calls are placed; their passwords are generated."),
    **{settings.name: _settings(argument) for argument, settings in SETTINGS.items()},
    "caller_id": _text("The number that calls out show, in E.164 with its plus sign."),
    "nso_code": _text("Which operators may carry calls; any spelling of `ANY-ANY`."),
    "domain_name": _text("SIP domain; ends in `.pstn.exotel.com`. Default `{account_sid}.pstn.exotel.com`."),
    "adopt": {
        "type": "boolean",
        "description": "Take over a trunk of this name that exists already, instead of refusing.",
    },
    "cascade": {
        "type": "boolean",
        "plain": True,
        "description": "Let what is on the trunk go with it, in one call. `false`: each resource on it is deleted by "
        "a call of its own, and the trunk only if nothing else is on it.",
    },
    "region": _plain("Where the account lives. Left out, as the settings say."),
    "edge_tcp": _text(EDGE.format(way="TCP")),
    "edge_tls": _text(EDGE.format(way="TLS")),
    "media_ips": _texts("Where Exotel's audio comes from and goes to; for the facts."),
    "signalling_source_ips": _texts("Where Exotel calls from, as you know it from Exotel; for the facts."),
}
OUTPUTS: Spec = {
    "trunk_sid": _text("The trunk SID."),
    "sip_domain": _text("The SIP domain of the trunk."),
    "dial_whom": _text("What a Connect applet dials, `sip:<trunk_sid>`."),
    "facts": {
        "$ref": "pulumi.json#/Any",
        "description": "All that the other side of the line has to know, passwords among it.",
        "secret": True,
    },
    "hand_steps": _texts("What is left to do in Exotel's console, for which there is no API."),
}


def schema() -> Spec:
    """Returns the schema of the component."""
    return {
        "isComponent": True,
        "description": ABOUT,
        "inputProperties": {to_camel(name): spec for name, spec in INPUTS.items()},
        "requiredInputs": ["direction", "trunkName"],
        "properties": {to_camel(name): spec for name, spec in OUTPUTS.items()},
        "required": sorted(map(to_camel, OUTPUTS)),
    }
