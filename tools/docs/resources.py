"""A page for each resource, made from its models, its traits and its docstring."""

import inspect
import json
from collections.abc import Iterator
from typing import Any

from pydantic.fields import FieldInfo

import exotel_pulumi
from exotel_pulumi import explained
from exotel_pulumi.objects import KINDS
from exotel_pulumi.objects.kind import Kind
from tools.docs import costs
from tools.docs.troubleshooting import cell, sentence

TRUNK_INPUT = "A `Trunk`, a `SipTrunk`, a trunk that `get_trunk` has found, a trunk SID, or an output of one of these."
ACCOUNT = "The account that the object is in. Settings of another account are refused."

# The codes that a person meets with each kind, beside those of every call.
EVERYWHERE = ("1010", "1002")
ON_A_TRUNK = ("1003", "1000")
CODES = {
    "DestinationUri": ("Destination not whitelisted",),
    "PhoneNumber": ("1008",),
    "Trunk": ("1008", "set adopt=True"),
}

# Where a plain declaration would leave a question.
EXAMPLES = {
    "Trunk": 'trunk = exotel.Trunk("voice", trunk_name="voice_ai")\npulumi.export("trunk_sid", trunk.trunk_sid)',
    "DestinationUri": (
        'exotel.DestinationUri("first", trunk=trunk, destination="sip.example.com:5061;transport=tls", priority=0)\n'
        'exotel.DestinationUri("spare", trunk=trunk, destination="sip2.example.com:5061;transport=tls", priority=1)'
    ),
    "Credential": (
        'login = exotel.Credential("livekit", trunk=trunk, user_name="livekit_prod")  # its password is generated\n'
        'pulumi.export("password", login.password)  # a secret'
    ),
    "CallerId": (
        'number = exotel.PhoneNumber("main", trunk=trunk, phone_number="+919876543210")\n'
        'exotel.CallerId("caller", trunk=trunk, phone_number=number.phone_number)'
    ),
}
TAKING_OVER = {
    "Trunk": "A trunk of that name that exists already is refused, with its SID. `adopt=True` takes it over.",
    "CallerId": "A trunk has one caller ID. One that is there already is taken over and changed.",
}


def pages() -> dict[str, str]:
    """Returns the page of each kind, by its path below `docs`."""
    return {f"resources/{kind.label}.md": "\n".join(_page(kind)) for kind in KINDS}


def example(kind: Kind[Any, Any]) -> str:
    """Returns a whole program with one resource of the kind."""
    trunk = "" if kind.collection.top_level else f"{EXAMPLES['Trunk'].splitlines()[0]}\n"
    declared = EXAMPLES.get(kind.name) or _declaration(kind)
    return f"import pulumi\nimport exotel_pulumi as exotel\n\n{trunk}{declared}\n"


def _declaration(kind: Kind[Any, Any]) -> str:
    arguments = "".join(f", {name}={json.dumps(value, ensure_ascii=False)}" for name, value in kind.example.items())
    return f'exotel.{kind.name}("main", trunk=trunk{arguments})'


def _page(kind: Kind[Any, Any]) -> Iterator[str]:
    resource = getattr(exotel_pulumi, kind.name)
    yield f"# {kind.name}\n"
    yield inspect.getdoc(resource) or ""
    yield f"\n```python\n{example(kind)}```\n"
    yield from _inputs(kind)
    yield from _outputs(kind, resource)
    yield "## What exists already\n"
    known = (
        f"The {kind.noun} that the same trunk has already is taken over without asking; its fields are brought in line."
    )
    yield TAKING_OVER.get(kind.name, known)
    yield "\nWhat is taken over belongs to the stack: `destroy` deletes it. See [Existing accounts](../existing.md).\n"
    yield "## Deletion\n"
    yield _deletion(kind) + "\n"
    yield from costs.table(kind)
    yield from _errors(kind)
    yield f"## Reference\n\n::: exotel_pulumi.{kind.name}\n"


def _deletion(kind: Kind[Any, Any]) -> str:
    if kind.collection.top_level:
        return costs.deletion()
    if kind.cascades:
        return f"A {kind.noun} goes with its trunk: one call deletes a trunk and all of these."
    return f"A {kind.noun} is deleted by a call of its own."


def _inputs(kind: Kind[Any, Any]) -> Iterator[str]:
    yield "## Inputs\n"
    yield "| input | required or default | what a change does | meaning |"
    yield "|---|---|---|---|"
    for name, field in kind.inputs.model_fields.items():
        if name in (*kind.declarable, "trunk_sid"):
            shown = "trunk" if name == "trunk_sid" else name
            meaning = TRUNK_INPUT if name == "trunk_sid" else field.description or ""
            yield f"| `{shown}` | {_default(kind, name, field)} | {_change(kind, name)} | {cell(meaning)} |"
    yield ""


def _default(kind: Kind[Any, Any], name: str, field: FieldInfo) -> str:
    by_account = kind.account_defaults("{account_sid}").get(name)
    if by_account is not None:
        return f"`{by_account}`"
    if field.is_required():
        return "required"
    if name in kind.write_only:
        return "generated"
    return "stays as it is" if field.default is None else f"`{field.default}`"


def _change(kind: Kind[Any, Any], name: str) -> str:
    if name in kind.not_compared:
        return "nothing"
    if name not in kind.replaces:
        return "in place"
    return "replacement, new one first" if name in kind.create_first else "replacement, old one deleted first"


def _outputs(kind: Kind[Any, Any], resource: Any) -> Iterator[str]:
    item = kind.collection.id_field
    shape = "the trunk SID" if kind.collection.top_level else f"`<trunk_sid>/<{item}>`"
    yield f"## Outputs\n\nEvery input, and these. The resource's id is {shape}.\n"
    yield "| output | meaning |"
    yield "|---|---|"
    for name, found in inspect.getmembers(resource, lambda member: isinstance(member, property)):
        if name in vars(resource):
            yield f"| `{name}` | {cell(inspect.getdoc(found) or '')} |"
    for name, field in kind.state.model_fields.items():
        if name not in kind.inputs.model_fields:
            yield f"| `{name}` | {cell(field.description or '')} |"
    yield f"| `account_sid` | {ACCOUNT} |\n"


def _errors(kind: Kind[Any, Any]) -> Iterator[str]:
    codes = EVERYWHERE + (() if kind.collection.top_level else ON_A_TRUNK) + CODES.get(kind.name, ())
    yield "## Errors\n"
    yield "| code | meaning | what to do |"
    yield "|---|---|---|"
    for entry in explained.entries():
        if entry.code in codes:
            yield f"| {entry.code} | {cell(entry.meaning)} | {cell(sentence(entry.advice))} |"
    yield "\n[Troubleshooting](../troubleshooting.md) has all of them.\n"
