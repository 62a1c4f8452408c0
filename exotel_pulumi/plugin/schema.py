"""The schema of the package, out of kinds and models: the names in it stand in people's states and programs for ever.

tests/plugin/schema.json has it as it is.
"""

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeAlias, get_args, get_type_hints

from pydantic.fields import FieldInfo

from exotel_pulumi import config
from exotel_pulumi.objects import KINDS
from exotel_pulumi.objects.fields import ADDED, to_camel
from exotel_pulumi.objects.kind import NATIVE_TOKENS, Kind
from exotel_pulumi.plugin import PACKAGE, VERSION, component_schema, look_ups
from exotel_pulumi.plugin.look_ups import LookUp
from exotel_pulumi.plugin.settings import SECRETS

Spec: TypeAlias = dict[str, Any]
TYPES: Mapping[object, str] = {str: "string", int: "integer", bool: "boolean", float: "number"}
LANGUAGES: Spec = {
    "nodejs": {"packageName": "pulumi-exotel", "respectSchemaVersion": True},
    "python": {"packageName": "pulumi_exotel", "respectSchemaVersion": True, "pyproject": {"enabled": True}},
    "go": {"importBasePath": "github.com/exotel-pulumi/sdk/go/exotel", "respectSchemaVersion": True},
    "csharp": {"respectSchemaVersion": True},
}


def schema() -> Spec:
    """Returns the whole schema."""
    settings = {to_camel(name): _setting(name, field) for name, field in config.Settings.model_fields.items()}
    return {
        "name": PACKAGE,
        "displayName": "Exotel",
        "version": VERSION,
        "description": "Exotel's Dynamic SIP Trunking: trunks, and what is on them.",
        "keywords": ["pulumi", PACKAGE, "sip", "voice", "category/network", "kind/native"],
        "license": "Apache-2.0",
        "publisher": "exotel-pulumi",
        "language": LANGUAGES,
        "config": {"variables": settings},
        "provider": {
            "description": "One Exotel account. Where it names the account, the environment adds nothing to it.",
            "inputProperties": settings,
            # The engine has the outputs of a provider as text alone.
            "properties": {name: each for name, each in settings.items() if each["type"] == "string"},
        },
        "types": {
            look_ups.FOUND_TRUNK: {"type": "object", **_object(look_ups.LOOK_UPS["getTrunk"])},
            **{each.token: _child_settings(each.kind) for each in component_schema.SETTINGS.values()},
        },
        "resources": {
            **{kind.native_token: _resource(kind) for kind in KINDS},
            component_schema.TOKEN: component_schema.schema(),
        },
        "functions": {NATIVE_TOKENS + name: _function(each) for name, each in look_ups.LOOK_UPS.items()},
    }


def _setting(name: str, field: FieldInfo) -> Spec:
    about = f"{_text(field)} Environment variable: {config.NAMES[name][1]}."
    return {"type": _type(field.annotation), "description": about, **_secret(name in SECRETS)}


def _resource(kind: Kind[Any, Any]) -> Spec:
    outputs = {name: _output(kind, name, field) for name, field in kind.state.model_fields.items()}
    always = [
        *kind.account_defaults("any"),
        *(name for name, field in kind.state.model_fields.items() if _is_there(field)),
    ]
    if kind.own_id:
        about = "What Exotel calls it. It stays known while a change is previewed."
        outputs[kind.own_id] = {"type": "string", "description": about}
        always.append(kind.own_id)
    inputs = {name: field for name, field in kind.inputs.model_fields.items() if name != ADDED}
    return {
        "description": _about(kind),
        "aliases": [{"type": kind.token}],  # the dynamic host's, so that a state may be moved
        "properties": _by_camel(outputs),
        "required": sorted(map(to_camel, always)),
        "inputProperties": _by_camel({name: _input(kind, name, field) for name, field in inputs.items()}),
        "requiredInputs": sorted(to_camel(name) for name, field in inputs.items() if field.is_required()),
    }


def _about(kind: Kind[Any, Any]) -> str:
    """Describes a kind by its traits."""
    place = "" if kind.collection.top_level else " of a trunk"
    own = "trunk_external_alias" if kind.one_per_trunk else f"<{kind.own_id}>"
    identity = own if kind.collection.top_level else f"<trunk_sid>/{own}"
    replaced = "; ".join(f"a change of {_names(fields)} {what}" for fields, what in _replacements(kind) if fields)
    return f"A {kind.noun}{place}. Its id is `{identity}`. {replaced[:1].upper()}{replaced[1:]}."


def _replacements(kind: Kind[Any, Any]) -> list[tuple[frozenset[str], str]]:
    return [
        (kind.create_first, "replaces it, the new one being made first"),
        (kind.replaces - kind.create_first, "replaces it, the old one being deleted first"),
    ]


def _names(names: frozenset[str]) -> str:
    return " or ".join(f"`{to_camel(name)}`" for name in sorted(names))


def _output(kind: Kind[Any, Any], name: str, field: FieldInfo) -> Spec:
    return {"type": _type(field.annotation), "description": _text(field), **_secret(name in kind.write_only)}


def _input(kind: Kind[Any, Any], name: str, field: FieldInfo) -> Spec:
    preset = {} if field.is_required() or field.default is None else {"default": field.default}
    replaces = {"willReplaceOnChanges": True} if name in kind.replaces else {}
    return {**_output(kind, name, field), **preset, **replaces}


def _child_settings(kind: Kind[Any, Any]) -> Spec:
    fields = {name: kind.inputs.model_fields[name] for name in kind.declarable}
    return {
        "type": "object",
        "description": f"What may be said of a {kind.noun} of a SipTrunk; "
        f"`{to_camel(kind.key)}` where the key is a name of your choice.",
        "properties": _by_camel({name: _output(kind, name, field) for name, field in fields.items()}),
    }


def _function(look_up: LookUp) -> Spec:
    arguments = {name: {"type": "string", "description": about} for name, about in look_up.arguments.items()}
    outputs = _object(look_up)
    if look_up.is_list:
        each = {"type": "array", "items": {"$ref": f"#/types/{look_ups.FOUND_TRUNK}"}}
        outputs = {"properties": {look_ups.TRUNKS: each}, "required": [look_ups.TRUNKS]}
    return {
        "description": look_up.about,
        "inputs": {"properties": _by_camel(arguments), "required": sorted(map(to_camel, look_up.required))},
        "outputs": {"type": "object", **outputs},
    }


def _object(look_up: LookUp) -> Spec:
    hints = get_type_hints(look_up.found)
    found = {field.name: {"type": _type(hints[field.name])} for field in fields(look_up.found)}
    return {
        "properties": _by_camel(found),
        "required": sorted(to_camel(name) for name in found if type(None) not in get_args(hints[name])),
    }


def _type(annotation: Any) -> str:
    """Returns the type of a value in JSON; what has a rule of its own is text."""
    kinds = [each for each in get_args(annotation) if each is not type(None)] or [annotation]
    return TYPES.get(kinds[0], "string")


def _text(field: FieldInfo) -> str:
    """Returns the description of a field, with the values that Python spells in its own way as JSON has them."""
    return re.sub("`(True|False)`", lambda found: found[0].lower(), field.description or "")


def _is_there(field: FieldInfo) -> bool:
    return field.is_required() or field.default is not None


def _secret(is_secret: bool) -> Spec:
    return {"secret": True} if is_secret else {}


def _by_camel(properties: Mapping[str, Spec]) -> Spec:
    return {to_camel(name): properties[name] for name in sorted(properties)}
