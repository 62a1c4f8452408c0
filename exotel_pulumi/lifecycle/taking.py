"""What a take-over changes in an object that Exotel has. Pure: sends nothing."""

from collections import abc
from collections.abc import Mapping
from typing import Any

from exotel_pulumi import errors
from exotel_pulumi.api.envelope import Row
from exotel_pulumi.lifecycle.checking import compare
from exotel_pulumi.objects.kind import Kind


def differing(
    kind: Kind[Any, Any], identity: str, row: Row, known: Mapping[str, Any], *, as_asked: bool
) -> frozenset[str]:
    """Returns what has to be changed in an object. ConflictError if Exotel cannot change it.

    What Exotel never returns differs, unless the object was made as asked.
    """
    theirs = kind.state_of(row, known).known()
    changed = compare(kind, theirs, known).changed
    if not as_asked:
        changed |= kind.write_only & known.keys()
    fixed = changed & kind.replaces
    if fixed:
        raise errors.ConflictError(*_fixed(f"{kind.noun} {identity}", theirs, known, fixed, as_asked))
    return changed


def overwritten(kind: Kind[Any, Any], row: Row, known: Mapping[str, Any], changes: abc.Set[str]) -> list[str]:
    """Says by name what of an object is not as it was, once it has the values of a program."""
    old = kind.state_of(row, known).known()
    said = [f"{name} {_shown(old, name)} → {known[name]!r}" for name in sorted(changes - kind.write_only)]
    return said + [f"its {name} is set" for name in sorted(changes & kind.write_only)]


def _shown(values: Mapping[str, Any], name: str) -> str:
    return repr(values[name]) if name in values else "nothing"


def _fixed(
    named: str, theirs: Mapping[str, Any], ours: Mapping[str, Any], fields: abc.Collection[str], made_now: bool
) -> tuple[str, str]:
    """Says which values of an object are not those of the program and cannot be changed, and what to do about it."""
    if made_now:
        stored = ", ".join(f"{field} {ours[field]!r} as {theirs.get(field)!r}" for field in sorted(fields))
        return f"Exotel stored {stored}", "write what Exotel has stored, if you mean that; else ask Exotel's support."
    differ = ", ".join(f"{field} {theirs.get(field)!r}, not {ours[field]!r}" for field in sorted(fields))
    return (
        f"{named} exists with {differ}, and Exotel cannot change it",
        "make the program say what Exotel has, or delete the object there.",
    )
