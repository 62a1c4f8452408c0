"""What Exotel has otherwise than the state in a preview says, on each trunk of the stack, by lists alone.

A preview without `--refresh` believes the state: where it is wrong, the calls before the run are others than it says.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from exotel_pulumi.account.plan import REFRESHED, is_of
from exotel_pulumi.account.preview import Side, Step
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.envelope import Row
from exotel_pulumi.objects import CHILDREN
from exotel_pulumi.objects.destination_uri import DESTINATION_URI
from exotel_pulumi.objects.kind import Kind
from exotel_pulumi.objects.phone_number import PHONE_NUMBER
from exotel_pulumi.objects.trunk import TRUNK

AnyKind: TypeAlias = Kind[Any, Any]
# What the stack has, by SID and kind, then by its id: a replacement has three steps of one object. All without case.
Held: TypeAlias = Mapping[tuple[str, str], Mapping[str, Side]]

BOTH_WAYS, IN, OUT = "calls in and out", "calls in", "calls out"
WAYS = {TRUNK.name: BOTH_WAYS, PHONE_NUMBER.name: BOTH_WAYS, DESTINATION_URI.name: IN}  # of all others: out


@dataclass(frozen=True)
class Difference:
    """One object that is otherwise at Exotel than in the state, and the calls that it is for."""

    ways: str
    what: str
    said: str


def differences(steps: Sequence[Step], account_sid: str, client: Client) -> Iterator[Difference]:
    """Yields what differs, trunk by trunk, those first on which the run changes something.

    One request for the list of trunks and one for each list on a trunk, but for what the client has read already.
    """
    ours = [step for step in steps if step.op != REFRESHED and is_of(step, account_sid)]
    ours.sort(key=lambda step: step.op == "same")
    held: dict[tuple[str, str], dict[str, Side]] = {}
    for step in ours:
        if step.old and step.old.is_owned:
            held.setdefault((_sid(step.old), step.kind.name), {})[_own_id(step.old)] = step.old
    sids = dict.fromkeys(sid for sid, _ in held)
    if not sids:
        return
    rows = {str(row.get("trunk_sid")).casefold(): row for row in client.rows(TRUNK.endpoint(None))}
    for sid in sids:
        yield from _of_trunk(sid, held, rows.get(sid), client)


def _of_trunk(sid: str, held: Held, row: Row | None, client: Client) -> Iterator[Difference]:
    own = held.get((sid, TRUNK.name), {}).get("")
    name = str(own.outputs.get("trunk_name")) if own else sid
    if row is None:
        yield Difference(BOTH_WAYS, f"{TRUNK.noun} {name}", "in the state, and not at Exotel: no call goes over it")
        return
    if own:
        yield from _changed(TRUNK, own, row, f"{TRUNK.noun} {name}")
    for kind in CHILDREN:
        there = [each for each in client.rows(kind.endpoint(str(row["trunk_sid"]))) if kind.from_row(each)]
        yield from _of_kind(kind, held.get((sid, kind.name), {}), there, name)


def _of_kind(kind: AnyKind, sides: Mapping[str, Side], there: Sequence[Row], trunk: str) -> Iterator[Difference]:
    """Yields what differs of the objects of one kind on one trunk; one that was made again by hand has its key."""
    by_id = {str(row[kind.collection.id_field]).casefold(): row for row in there}
    missing: list[Side] = []
    for own_id, side in sides.items():
        row = by_id.pop(own_id, None)
        if row is None:
            missing.append(side)
        else:
            yield from _changed(kind, side, row, _named(kind, side.outputs, trunk))
    by_key = {kind.key_of(kind.said(row)).key: (own, row) for own, row in by_id.items()}
    for side in missing:
        what, again = (
            _named(kind, side.outputs, trunk),
            by_key.get(kind.key_of({**side.outputs, "trunk_sid": None}).key),
        )
        if again is None:
            yield Difference(_ways(kind), what, "in the state, and not at Exotel")
        else:
            del by_id[again[0]]
            yield Difference(_ways(kind), what, "at Exotel under another id than in the state: made again by hand")
    for row in by_id.values():
        yield Difference(_ways(kind), _named(kind, kind.said(row), trunk), "at Exotel, and not in the state")


def _changed(kind: AnyKind, side: Side, row: Row, what: str) -> Iterator[Difference]:
    held, said = kind.state.normalized(side.outputs), kind.said(row)
    for name in kind.shown:
        if name in held.keys() & said.keys() and held[name] != said[name]:
            yield Difference(_ways(kind), what, f"{name} is {held[name]} in the state, {said[name]} at Exotel")


def _sid(side: Side) -> str:
    return str(side.id).casefold().partition("/")[0]


def _own_id(side: Side) -> str:
    return str(side.id).casefold().partition("/")[2]


def _ways(kind: AnyKind) -> str:
    return WAYS.get(kind.name, OUT)


def _named(kind: AnyKind, values: Mapping[str, Any], trunk: str) -> str:
    return f"{kind.noun} {values.get(kind.key, 'of a secret name')} on {trunk}"
