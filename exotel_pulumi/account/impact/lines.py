"""The lines of a stack before and after a run: each trunk with what the stack has on it. Nothing is guessed.

A value that only `up` will know, and one that a secret hides and that may change, is in no list of values: `unknown`
names it. Of a trunk that is not the stack's, nobody here knows what else is on it.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from exotel_pulumi.account.impact.changes import Change, requests_of
from exotel_pulumi.account.preview import Side
from exotel_pulumi.account.state import SECRET
from exotel_pulumi.objects.kind import Kind
from exotel_pulumi.objects.phone_number import PHONE_NUMBER
from exotel_pulumi.objects.trunk import TRUNK

LineKey: TypeAlias = str  # the URN of a trunk of the stack, the SID of another one
UNDECIDED = "?"  # begins the key of a line whose trunk is not known yet


@dataclass(frozen=True, eq=False)
class Object:
    """An object on a trunk, before or after the run."""

    change: Change
    values: Mapping[str, Any]
    unknown: frozenset[str]

    def text(self, name: str) -> str:
        """Returns a value for a person."""
        return str(self.values.get(name, f"the {name} of {self.change.name}"))

    @property
    def is_unknown(self) -> str:
        """Says which of its values are known only later; empty where all are known."""
        names = " and ".join(sorted(self.unknown))
        return f"the {names} of {self.change.name} is known only after `up`" if names else ""


@dataclass(eq=False)
class Line:
    """A trunk and what the stack has on it, before or after the run."""

    key: LineKey
    name: str
    sid: str | None = None  # None for one that is made in the run
    is_ours: bool = True
    why: str = ""  # of a trunk that is not the stack's: why nobody here knows what is on it
    values: Mapping[str, Any] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    change: Change | None = None
    objects: dict[str, list[Object]] = field(default_factory=dict)

    def of(self, kind: Kind[Any, Any]) -> Sequence[Object]:
        """Returns its objects of a kind."""
        return self.objects.get(kind.name, ())

    def add(self, found: Object) -> None:
        """Puts an object onto the trunk."""
        self.objects.setdefault(found.change.kind.name, []).append(found)

    @cached_property
    def requests_of_replacement(self) -> int:
        """The requests of the replacement of its trunk: of all that goes before it, and of all that comes after it."""
        own = [each.change for objects in self.objects.values() for each in objects]
        chain = [self.change, *own] if self.change else own
        return requests_of(change for change in chain if change.fate == "deleted_first")

    @property
    def dialled(self) -> str:
        """What a flow of the console dials to reach it."""
        return f"sip:{self.sid}" if self.sid else "its new SID, which `up` shows"


Lines: TypeAlias = Mapping[LineKey, Line]


@dataclass(frozen=True)
class Both:
    """The lines before and after."""

    before: Lines
    after: Lines
    undecided: Mapping[Change, str]  # what is to be on a trunk that is not known yet, and why

    @cached_property
    def refused(self) -> Mapping[str, str]:
        """The numbers that another resource than before is to map to another trunk, and why nobody knows the outcome.

        A number lives on one trunk, and the old mapping would go at the end of the run only.
        """
        old, new = ({text: (line, each) for text, line, each in _numbers(lines)} for lines in (self.before, self.after))
        return {
            text: _why_refused(*old[text], *new[text])
            for text in old.keys() & new.keys()
            if old[text][1].change is not new[text][1].change and old[text][0].key != new[text][0].key
        }

    def pairs(self) -> Iterator[tuple[Line | None, Line | None]]:
        """Yields each line as it is before and after."""
        for key in {**self.before, **self.after}:
            yield self.before.get(key), self.after.get(key)


def lines_of(changes: Sequence[Change]) -> Both:
    """Returns the lines before and after, with every object that the stack has, keeps or makes."""
    before, after, undecided = _Lines(), _Lines(), dict[Change, str]()
    for change in changes:
        if change.kind is TRUNK:
            _add_trunk(before, after, change)
    gone = {str(each.old.id).casefold() for each in changes if each.kind is TRUNK and each.old and not each.stays}
    for change in changes:
        if change.kind is TRUNK or change.fate == "read":
            continue
        if change.old:
            before.of_old(change.old).add(_before(change, change.old))
        if change.old and change.fate == "released":
            after.of_sid(_sid(change.old), change, gone).add(_before(change, change.old))
        elif change.new:
            line = after.of_new(change, change.new, gone)
            line.add(_after(change, change.new))
            undecided |= {change: line.why} if line.key.startswith(UNDECIDED) else {}
    return Both(before.found, after.found, undecided)


def _numbers(lines: Lines) -> Iterator[tuple[str, Line, Object]]:
    for line in lines.values():
        yield from ((each.text("phone_number"), line, each) for each in line.of(PHONE_NUMBER))


def _why_refused(old: Line, before: Object, new: Line, after: Object) -> str:
    if old.name == new.name:
        return f"there is a trunk {new.name} already: `up` takes it over with what is on it, or ends with an error"
    way = f"an alias of {before.change.name} for {after.change.name} would move it"
    return f"Exotel refuses it on {new.name} while {old.name} has it, and `up` ends with an error; {way}"


def unsaid(old: Line, new: Line, names: Sequence[str]) -> str:
    """Says of which values of a trunk no document knows what their change does to calls; empty where none changes."""
    for name in names:
        values = [str(line.values.get(name, "not known")) for line in (old, new)]
        if values[0] != values[1] or name in new.unknown:
            return f"{name} of {new.name}: {values[0]} → {values[1]}; no document says what becomes of calls"
    return ""


class _Lines:
    """The lines of one side, found by their keys, by SIDs and by URNs."""

    def __init__(self) -> None:
        self.found: dict[LineKey, Line] = {}
        self._by_sid: dict[str, Line] = {}
        self._by_urn: dict[str, Line] = {}

    def add(self, line: Line, *urns: str) -> None:
        """Adds the line of a trunk."""
        self.found[line.key] = line
        self._by_urn |= dict.fromkeys(urns, line)
        if line.sid:
            self._by_sid[line.sid.casefold()] = line

    def of_old(self, side: Side) -> Line:
        """Returns the line of an object that Exotel has, by its id."""
        return self._of_sid(_sid(side))

    def of_sid(self, sid: str, change: Change, gone: Set[str]) -> Line:
        """Returns the line of a trunk that an object names by its SID, also where the trunk does not stay."""
        if sid.casefold() in gone:
            why = f"the trunk {sid} goes in this run, and {change.name} names it by its SID"
            return self._other(UNDECIDED + change.urn, sid, why)
        return self._of_sid(sid)

    def of_new(self, change: Change, side: Side, gone: Set[str]) -> Line:
        """Returns the line that an object is to be on."""
        named = side.inputs.get("trunk_sid")
        if isinstance(named, str):
            return self.of_sid(named, change, gone)
        sources = {id(line): line for urn in side.sources.get("trunk_sid", ()) if (line := self._by_urn.get(urn))}
        if len(sources) == 1:
            return next(iter(sources.values()))
        why = f"the trunk of {change.name} is known only after `up`"
        return self._other(UNDECIDED + change.urn, "a trunk that is not known yet", why)

    def _of_sid(self, sid: str) -> Line:
        known = self._by_sid.get(sid.casefold())
        return known or self._other(sid.casefold(), sid, f"{sid} is not of this stack", sid)

    def _other(self, key: LineKey, name: str, why: str, sid: str | None = None) -> Line:
        line = Line(key, name, sid, is_ours=False, why=why)
        self.add(line)
        return line


def _sid(side: Side) -> str:
    return str(side.id).partition("/")[0]


def _add_trunk(before: _Lines, after: _Lines, change: Change) -> None:
    """Adds a trunk to both sides; one that is only read, or that stays at Exotel without the stack, is another's."""
    urns = [side.urn for side in (change.old, change.new) if side]
    side = change.old or change.new
    if side and change.fate in ("read", "released"):
        name = str(side.outputs.get("trunk_name") or side.id or change.name)
        why = f"{side.id or change.name} {'leaves' if change.fate == 'released' else 'is not of'} this stack"
        for lines in (before, after):
            lines.add(Line((side.id or change.urn).casefold(), name, side.id, is_ours=False, why=why), *urns)
        return
    if change.old:
        before.add(_line(change, _before(change, change.old), change.old.id), *urns)
    if change.new:
        sid = change.old.id if change.old and change.stays else None
        after.add(_line(change, _after(change, change.new), sid), *urns)


def _line(change: Change, trunk: Object, sid: str | None) -> Line:
    name = str(trunk.values.get("trunk_name") or sid or change.name)
    key = f"{change.urn} {sid}" if change.fate == "left" else change.urn
    return Line(key, name, sid, values=trunk.values, unknown=trunk.unknown, change=change)


def _before(change: Change, side: Side) -> Object:
    """Returns what Exotel has by the state: what it has reported last, over what the program said."""
    kind = change.kind
    hidden = dict.fromkeys(side.secret, SECRET)
    return Object(
        change, kind.inputs.normalized({**_defaults(kind), **hidden, **side.inputs, **side.outputs}), frozenset()
    )


def _after(change: Change, side: Side) -> Object:
    """Returns what the program says; of what stays as it is, what there was before."""
    kind = change.kind
    if change.fate == "kept" and change.old:
        return _before(change, change.old)
    old = _before(change, change.old).values if change.old and change.fate == "updated" else _defaults(kind)
    fixed = kind.replaces if change.fate == "updated" else frozenset[str]()  # an update in place cannot change these
    unknown = (side.unknown | side.secret) & {*kind.shown, kind.key} - fixed
    given = {name: value for name, value in side.inputs.items() if name not in fixed}
    values = kind.inputs.normalized({**old, **given})
    return Object(change, {name: value for name, value in values.items() if name not in unknown}, unknown)


def _defaults(kind: Kind[Any, Any]) -> dict[str, Any]:
    return dict(kind.inputs.static_defaults())
