"""What the engine hands over and takes: secrets, unknown values, null, camelCase. Knows no rule of Exotel's."""

from collections.abc import Mapping, Set
from typing import Any, NamedTuple

from google.protobuf import struct_pb2

from exotel_pulumi.objects.fields import to_camel, to_snake

# These are the protocol's own, for ever. The SDK's names for them would need the SDK (protocol.py).
SIGNATURE = "4dabf18193072939515e22adb298388d"  # marks a struct that stands for something
SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - what it stands for
OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"  # the same
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"  # stands for a value that nobody knows yet
OF_HOSTS = "__"  # before the names of what hosts keep among a resource's values
OF_DYNAMIC_HOST = "__provider"


class Loaded(NamedTuple):
    """Properties by our own fields' names: null is left out, a secret is unwrapped."""

    values: dict[str, Any]
    unknown: set[str]  # the names of what is or holds an unknown
    secret: set[str]  # the names of what is or holds a secret
    is_of_dynamic_host: bool  # whether the dynamic host has written them


class Opened(NamedTuple):
    """A value without the marks around it."""

    item: struct_pb2.Value
    is_unknown: bool
    is_secret: bool


def opened(item: struct_pb2.Value) -> Opened:
    """Takes the marks from around a value; those inside of it stay."""
    is_secret = False
    while SIGNATURE in item.struct_value.fields:
        fields = item.struct_value.fields
        is_secret = is_secret or _is_secret(fields)
        if "value" not in fields:
            return Opened(item, True, is_secret)
        item = fields["value"]
    return Opened(item, item.string_value == UNKNOWN, is_secret)


def load(struct: struct_pb2.Struct) -> Loaded:
    """Takes properties of the engine's apart."""
    fields, found = struct.fields, set[str]()
    loaded = Loaded({}, set(), set(), OF_DYNAMIC_HOST in fields)
    for name in fields:
        if name.startswith(OF_HOSTS):
            continue
        field, value = to_snake(name), _plain(fields[name], found)
        if value is not None:
            loaded.values[field] = value
        if UNKNOWN in found:
            loaded.unknown.add(field)
        if SECRET in found:
            loaded.secret.add(field)
        found.clear()
    return loaded


def dump(values: Mapping[str, Any], secret: Set[str] = frozenset()) -> struct_pb2.Struct:
    """Puts properties together for the engine; None is left out."""
    struct = struct_pb2.Struct()
    for field, value in values.items():
        if value is not None:
            struct[to_camel(field)] = _marked(value) if field in secret else value
    return struct


def hide(struct: struct_pb2.Struct, secret: Set[str]) -> None:
    """Marks those of the properties that are secrets, unless they are marked already."""
    for field in secret:
        name = to_camel(field)
        if name in struct.fields and not opened(struct.fields[name]).is_secret:
            struct[name] = _marked(struct[name])


def _marked(value: Any) -> dict[str, Any]:
    return {SIGNATURE: SECRET, "value": value}


def _plain(item: struct_pb2.Value, found: set[str]) -> Any:
    """Returns the plain value of an item, and adds to `found` which marks are in it, at any depth."""
    which = item.WhichOneof("kind")
    if which == "string_value":  # nearly all of them
        text = item.string_value
        if text == UNKNOWN:
            found.add(UNKNOWN)
        return text
    if which == "struct_value":
        fields = item.struct_value.fields
        mark = fields[SIGNATURE].string_value if SIGNATURE in fields else ""
        return _of_mark(mark, fields, found) if mark else {name: _plain(fields[name], found) for name in fields}
    if which == "list_value":
        return [_plain(inner, found) for inner in item.list_value.values]
    return None if which in (None, "null_value") else getattr(item, which)


def _of_mark(mark: str, fields: Mapping[str, struct_pb2.Value], found: set[str]) -> Any:
    if _is_secret(fields):
        found.add(SECRET)
    if mark == OUTPUT and "value" not in fields:
        found.add(UNKNOWN)
        return UNKNOWN
    return _plain(fields["value"], found) if "value" in fields else None


def _is_secret(fields: Mapping[str, struct_pb2.Value]) -> bool:
    return fields[SIGNATURE].string_value == SECRET or ("secret" in fields and fields["secret"].bool_value)
