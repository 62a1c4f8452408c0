"""What a run would come to, as far as Exotel's lists show it beforehand. Pure: a plan and answers in, findings out.

=============================  ========================================================================================
the run would                  the finding, and where
=============================  ========================================================================================
take an object over            a note at its trunk, with counts and with what is overwritten; at the object itself where
                               a secret is overwritten, or where its trunk is no resource
be refused by Exotel           a refusal at the object
replace a trunk                a warning with the price, and a refusal where others have something on the trunk
replace what is on a trunk     a warning with the price, unless its trunk is replaced
take others' along             a warning at no resource: the trunk has left the program
=============================  ========================================================================================

No row is the reason of a refusal that a resource of the program keeps or replaces. What was not asked is not said.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from exotel_pulumi import errors
from exotel_pulumi.api.envelope import Row
from exotel_pulumi.foreign import printable
from exotel_pulumi.lifecycle import price, taking
from exotel_pulumi.lifecycle.attached import ALL_MAY_GO, WAYS_ON, listed
from exotel_pulumi.lifecycle.planned import AnyKind, Plan, Planned, Trunks, by_key, folded
from exotel_pulumi.lifecycle.posting import MOVE
from exotel_pulumi.lifecycle.questions import Answers
from exotel_pulumi.objects import CHILDREN
from exotel_pulumi.objects.kind import Key
from exotel_pulumi.objects.trunk import TRUNK
from exotel_pulumi.words import Words

MOST_CHANGES = 10  # that are named at a trunk
SETTLED = " If that will be settled before `pulumi up`, set exotel:previewAsks to warn."  # after a refusal that fails


@dataclass(frozen=True)
class Finding:
    """What a person should read at a resource; `at` is None for what no resource of the program stands for."""

    gravity: Literal["refusal", "warning", "note"]
    said: str
    at: Planned | None = None
    advice: str = ""

    @property
    def text(self) -> str:
        """All of it, in lines of which what others have named makes none."""
        said = printable(self.said)
        return f"{said}\n  What to do: {printable(self.advice)}" if self.advice else said


@dataclass(frozen=True)
class _Taken:
    """An object that is there already, and what of it will not be as it was."""

    planned: Planned
    identity: str
    changes: Sequence[str]
    is_secret: bool  # one of them


def foresee(plan: Plan, answers: Answers, words: Words) -> list[Finding]:
    """Returns all that the answers show of a plan."""
    return list(_Foresight(plan, answers, words).findings())


def gaps(answers: Answers, at_most: int) -> Iterator[str]:
    """Yields what was not compared, and why: a fault, or that no more requests than `at_most` may be sent."""
    if answers.fault is not None:
        reason = answers.fault.answered.partition("\n")[0]
        yield f"not compared with Exotel: {reason}"
    if answers.skipped:
        yield (
            f"trunks not compared: {answers.skipped}. A preview sends {at_most} requests at most; "
            "exotel:previewRequests raises that."
        )


class _Foresight:
    """One plan, with what Exotel has."""

    def __init__(self, plan: Plan, answers: Answers, words: Words) -> None:
        self._plan = plan
        self._answers = answers
        self._words = words
        self._trunks = Trunks(plan, answers.trunks)
        self._taken: defaultdict[Planned | None, list[_Taken]] = defaultdict(list)
        self._made: defaultdict[Planned | None, list[Planned]] = defaultdict(list)
        kinds = {kind.collection: kind for kind in CHILDREN}
        self._listed = {endpoint: by_key(kinds[endpoint.collection], rows) for endpoint, rows in answers.rows.items()}
        self._listed_on: defaultdict[tuple[str, str], list[str]] = defaultdict(list)  # trunks, by kind and key
        for endpoint, keys in self._listed.items():
            for key in keys:
                self._listed_on[endpoint.collection.name, key].append(str(endpoint.trunk_sid))

    def findings(self) -> Iterator[Finding]:
        own: dict[Planned, _Taken | None] = {}
        for planned in self._plan.made:
            if planned.kind.collection.top_level:
                found = self._of_trunk(planned)
                yield from (finding for finding in found if isinstance(finding, Finding))
                own[planned] = next((each for each in found if isinstance(each, _Taken)), None)
            else:
                yield from self._of_child(planned)
        for trunk in dict.fromkeys([*own, *self._plan.on_trunk]):
            if own.get(trunk) or self._taken[trunk]:
                yield self._taken_on(trunk, own.get(trunk))
        for former, sid in self._trunks.left.items():
            yield from self._of_leaving(str(former.values.get(TRUNK.key)), sid)

    # --- a trunk

    def _of_trunk(self, trunk: Planned) -> list[Finding | _Taken]:
        found: list[Finding | _Taken] = []
        if trunk.step == "replace" and trunk.former is not None:
            sid = self._trunks.replaced.get(trunk)
            found.append(Finding("warning", price.of_trunk(sid, self._plan.on_trunk.get(trunk, ())), trunk))
            found += self._others_on(trunk, sid) if sid is not None else ()
        row = self._trunks.row_of(trunk)
        if row is None or not trunk.has_new_key:
            return found
        sid = TRUNK.join_id(None, row)
        if self._plan.is_kept(TRUNK.key_of({TRUNK.key: row.get(TRUNK.key)})):
            said = f"the trunk {sid} has the name {trunk.key} until another resource of the program gives it up"
            return [*found, Finding("note", said, trunk)]
        taken = self._take(trunk, [row], None, f"Exotel has the trunk {trunk.key} already ({sid})")
        return found if taken is None else [*found, taken]

    def _others_on(self, trunk: Planned, sid: str) -> Iterator[Finding]:
        left = self._strangers_on(sid, CHILDREN)
        if left:
            ways = WAYS_ON.format(argument=self._words.argument("trunk_sid")) + ALL_MAY_GO
            said = f"the trunk {sid} is to be replaced, and would take along what is not the stack's own: {left}"
            yield _refusal(trunk, said, ways)

    def _of_leaving(self, name: str, sid: str) -> Iterator[Finding]:
        left = self._strangers_on(sid, [kind for kind in CHILDREN if not kind.one_per_trunk])
        if left:
            yield Finding(
                "warning",
                f"the trunk {name} ({sid}) has left the program, and on it is what is not the stack's own: {left}. "
                "Exotel deletes a trunk with its numbers, addresses and destinations, whoever put them there; a trunk "
                "that is declared to take nothing along is not deleted.",
            )

    def _strangers_on(self, sid: str, kinds: Sequence[AnyKind]) -> str:
        """Names what is on a trunk that the stack does not have, or that does not move with the trunk."""
        named = []
        for kind in kinds:
            rows = [row for row in self._answers.rows.get(kind.endpoint(sid), ()) if kind.from_row(row)]
            there = {_key(kind, sid, row): str(kind.said(row).get(kind.key)) for row in rows}
            own = self._plan.keys_on.get((kind.name, sid), set())
            strangers = [name for key, name in there.items() if key not in own or key in self._plan.stays]
            # Somebody may have given one of the stack's own another key: which one it is, only its id tells.
            if len(strangers) > len(own - there.keys()):
                named.append(listed(kind, strangers, len(strangers)))
        return ", ".join(named)

    def _taken_on(self, trunk: Planned, own: _Taken | None) -> Finding:
        """Says what of a trunk, and of what is on it, is taken over and made."""
        children = self._taken[trunk]
        said = [f"taken over as {own.identity}: nothing is made"] if own else []
        said += [f"overwritten: {', '.join(own.changes)}"] if own and own.changes else []
        if children:
            said.append(f"on it are taken over: {_counted([taken.planned for taken in children])}")
        if self._made[trunk]:
            said.append(f"on it are made: {_counted(self._made[trunk])}")
        changes = [f"{taken.planned.key}: {', '.join(taken.changes)}" for taken in children if taken.changes]
        if changes:
            rest = f"; and {len(changes) - MOST_CHANGES} more" if len(changes) > MOST_CHANGES else ""
            said.append(f"overwritten on it: {'; '.join(changes[:MOST_CHANGES])}{rest}")
        overwrites = bool(changes or (own and own.changes))
        return Finding("warning" if overwrites else "note", "; ".join(said), trunk)

    # --- what is on a trunk

    def _of_child(self, planned: Planned) -> Iterator[Finding]:
        if planned.former is not None and not (planned.trunk is not None and planned.trunk.step == "replace"):
            paid = price.of_child(planned, self._trunks)
            if paid is not None:
                yield Finding("warning", paid, planned)
        if not planned.is_elsewhere or planned.key is None:
            return
        sid = self._trunks.sid_of(planned)
        there = self._listed.get(planned.kind.endpoint(sid)) if sid is not None else None
        rows = (there or {}).get(folded(planned.kind, planned.key), [])
        if not rows:
            refused = self._mapped_elsewhere(planned, sid)
            if there is not None and refused is None:
                self._made[planned.trunk].append(planned)
            yield from (refused,) if refused is not None else ()
        elif not self._is_anothers(planned, str(sid)):
            already = f"Exotel has this {planned.kind.noun} already ({planned.kind.join_id(sid, rows[0])})"
            found = self._take(planned, rows, sid, already)
            if isinstance(found, Finding):
                yield found
            elif found is not None:
                yield from self._say_taken(found)

    def _say_taken(self, taken: _Taken) -> Iterator[Finding]:
        planned = taken.planned
        if planned.trunk is not None:
            self._taken[planned.trunk].append(taken)
        if planned.trunk is None or taken.is_secret:
            overwritten = f"; overwritten: {', '.join(taken.changes)}" if taken.changes else ""
            said = f"taken over as {taken.identity}: nothing is made{overwritten}"
            yield Finding("warning" if taken.changes else "note", said, planned)

    def _is_anothers(self, planned: Planned, sid: str) -> bool:
        """Returns whether another resource of the program has an object of this key, and may well give it up."""
        kind = planned.kind
        return kind.key not in kind.replaces and self._plan.is_kept(Key(kind.name, sid, str(planned.key)))

    def _mapped_elsewhere(self, planned: Planned, sid: str | None) -> Finding | None:
        key = str(planned.key)
        listed_on = self._listed_on.get((planned.kind.collection.name, key), ())
        found_on = dict.fromkeys([*self._answers.found_on.get(key, ()), *listed_on])
        others = [other for other in found_on if other != sid and not self._gives_up(planned, other)]
        if not planned.kind.collection.across or not others:
            return None
        advice = MOVE.format(how=self._words.move) if self._plan.knows_trunk(others[0]) else "remove it there first."
        return _refusal(planned, f"{key} is mapped to the trunk {self._trunks.described(others[0])}", advice)

    def _gives_up(self, planned: Planned, sid: str) -> bool:
        """Returns whether the stack has the object on that trunk, and takes it from there in this run."""
        is_replaced = sid in self._trunks.replaced.values()
        return is_replaced or self._plan.is_kept(Key(planned.kind.name, sid, str(planned.key)))

    # --- both

    def _take(self, planned: Planned, rows: Sequence[Row], sid: str | None, already: str) -> "_Taken | Finding | None":
        """Returns what becomes of an object that is there already; None where too little is known."""
        kind, inputs = planned.kind, planned.inputs(sid)
        if inputs is None:
            return None
        identities = [kind.join_id(sid, row) for row in rows]
        if len(rows) > 1:
            said = f"Exotel has this {kind.noun} {len(rows)} times: {', '.join(identities)}"
            return _refusal(planned, said, "delete all but one of them, then run again.")
        if not kind.may_adopt(inputs):
            advice = kind.to_adopt.format(adopt=self._words.adopt, identity=identities[0])
            return _refusal(planned, already, advice)
        known: Mapping[str, Any] = planned.known(inputs)
        try:
            changes = taking.differing(kind, identities[0], rows[0], known, as_asked=False)
        except errors.ConflictError as error:
            return _refusal(planned, error.answered, error.advice)
        except errors.UnexpectedAnswerError:
            return None
        said_of = taking.overwritten(kind, rows[0], known, changes)
        return _Taken(planned, identities[0], said_of, bool(changes & kind.write_only))


def _refusal(planned: Planned, answered: str, advice: str) -> Finding:
    return Finding("refusal", f"will be refused: {answered}", planned, advice)


def _key(kind: AnyKind, sid: str, row: Row) -> Key:
    return kind.key_of({**kind.said(row), "trunk_sid": sid})


def _counted(planned: Sequence[Planned]) -> str:
    """Counts and names objects by their kinds."""
    keys: defaultdict[str, list[str]] = defaultdict(list)
    for each in planned:
        keys[each.kind.name].append(str(each.key))
    return ", ".join(listed(kind, keys[kind.name], len(keys[kind.name])) for kind in CHILDREN if kind.name in keys)
