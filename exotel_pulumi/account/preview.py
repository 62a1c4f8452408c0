"""A preview of Pulumi's as data: the steps of the document that `pulumi preview --json` writes. Asks nobody.

Whoever may open a pull request may write such a document: each part of it may have any shape and any size, and what it
says is text to show and nothing to obey. What cannot be read is a DeclarationError, and never "nothing is there".
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from exotel_pulumi import errors
from exotel_pulumi.account.shapes import Shapes
from exotel_pulumi.objects import BY_TOKEN
from exotel_pulumi.objects.fields import by_field
from exotel_pulumi.objects.kind import Kind

Value: TypeAlias = str | bool | int | float
Urn: TypeAlias = str

COMMAND = "`pulumi preview --json --show-sames --show-replacement-steps > preview.json`"
LARGEST = 64 * 2**20  # bytes: a replaced trunk with some thousand numbers has a third of that
MOST_STEPS = 50_000

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"  # the engine writes it in the place of what only `up` will know
SECRET = "[secret]"  # noqa: S105 - the engine writes it in the place of every secret, whatever flags are given


@dataclass(frozen=True, eq=False)
class Side:
    """A resource before or after the run. Its inputs are in one of three: their values, `unknown` and `secret`."""

    urn: Urn
    id: str | None
    inputs: Mapping[str, Value]
    unknown: frozenset[str]
    secret: frozenset[str]
    outputs: Mapping[str, Value]  # those that are known and no secret
    sources: Mapping[str, Sequence[Urn]]  # the resources that each input comes from
    is_owned: bool  # and not only read, or left over from a run that failed
    is_kept: bool  # at Exotel, when it leaves the stack
    is_external: bool  # only read
    awaits_replacement: bool  # was deleted for it: in this run, or in one before that failed
    goes_with: Urn  # the resource whose deletion takes it along

    @property
    def name(self) -> str:
        """Its name in the program."""
        return self.urn.rpartition("::")[2]


@dataclass(frozen=True, eq=False)
class Step:
    """What the engine would do with one of our resources; one that is replaced has several steps."""

    op: str
    kind: Kind[Any, Any]
    old: Side | None
    new: Side | None


@dataclass(frozen=True)
class Other:
    """What the engine would do with a resource that is not ours, and the resources that it depends on."""

    op: str
    urn: Urn
    sources: frozenset[Urn]


@dataclass(frozen=True)
class Preview:
    """The steps of a preview in the order of the document, and its errors: with one of them, steps are missing."""

    steps: Sequence[Step]
    errors: Sequence[str] = field(default=())
    others: Sequence[Other] = field(default=())


def read(document: bytes) -> Preview:
    """Reads a document; it must have each of the stack's resources. DeclarationError says what to do if it has not."""
    whole = _parsed(document)
    entries = [_shaped(entry, dict, "step") for entry in _part(whole, "steps", list)]
    if len(entries) > MOST_STEPS:
        raise _unusable(f"has more than {MOST_STEPS} steps")
    summary = _part(whole, "changeSummary", dict)
    counted, listed = summary.get("same", 0), sum(entry.get("op") == "same" for entry in entries)
    if not isinstance(counted, int) or counted > listed:
        raise _unusable("leaves out what stays as it is")
    return Preview(list(_steps(entries)), list(_errors(whole)), list(_others(entries)))


def _parsed(document: bytes) -> dict[str, Any]:
    if len(document) > LARGEST:
        raise _unusable(f"has more than {LARGEST // 2**20} MiB")
    if not document.strip():
        raise _unusable("is empty: the preview has not ended")
    try:
        whole = json.loads(document)
    except (ValueError, RecursionError):
        if document.lstrip().startswith(b'{"sequence"'):
            way = "leave PULUMI_ENABLE_STREAMING_JSON_PREVIEW out, then run the preview again."
            raise errors.DeclarationError("the preview is a stream of events", way) from None
        raise _unusable("is no JSON") from None
    return _shaped(whole, dict, "document")


def _steps(entries: Sequence[Mapping[str, Any]]) -> Iterator[Step]:
    for entry in entries:
        states = [_part(entry, name, dict) for name in ("oldState", "newState")]
        kind = next((found for state in states if (found := BY_TOKEN.get(str(state.get("type"))))), None)
        if kind is not None:
            old, new = (_side(state) if state else None for state in states)
            yield Step(_part(entry, "op", str), kind, old, new)


def _others(entries: Sequence[Mapping[str, Any]]) -> Iterator[Other]:
    for entry in entries:
        state = _part(entry, "newState", dict)
        if state and str(state.get("type")) not in BY_TOKEN:
            sources = frozenset(str(urn) for urn in _part(state, "dependencies", list))
            yield Other(_part(entry, "op", str), _part(state, "urn", str), sources)


def _side(state: Mapping[str, Any]) -> Side:
    inputs, outputs = (by_field(_part(state, name, dict)) for name in ("inputs", "outputs"))
    sources = _part(state, "propertyDependencies", dict)
    return Side(
        urn=_part(state, "urn", str),
        id=_part(state, "id", str) or None,
        inputs=_known(inputs),
        unknown=frozenset(name for name, value in inputs.items() if value == UNKNOWN),
        secret=frozenset(name for name, value in inputs.items() if value == SECRET),
        outputs=_known(outputs),
        sources=by_field({name: [str(urn) for urn in _part(sources, name, list)] for name in sources}),
        is_owned=not state.get("external") and not state.get("delete"),
        is_kept=bool(state.get("retainOnDelete")),
        is_external=bool(state.get("external")),
        awaits_replacement=bool(state.get("pendingReplacement")),
        goes_with=_part(state, "deletedWith", str),
    )


def _known(values: Mapping[str, Any]) -> dict[str, Value]:
    """Returns the values that are known: our resources have no others than plain ones."""
    return {
        name: value
        for name, value in values.items()
        if isinstance(value, str | bool | int | float) and value not in (UNKNOWN, SECRET)
    }


def _errors(whole: Mapping[str, Any]) -> Iterator[str]:
    for entry in _part(whole, "diagnostics", list):
        said = _shaped(entry, dict, "diagnostic")
        if said.get("severity") == "error":
            yield _part(said, "message", str).strip()


def _unusable(why: str) -> errors.DeclarationError:
    return errors.DeclarationError(f"the preview {why}", f"make it by {COMMAND}, and use it whole.")


_part, _shaped = Shapes(_unusable).part, Shapes(_unusable).shaped
