"""Calls out: who may call over a trunk, which of its numbers they may show, and which caller ID is shown.

A login or an allowed address, and a number of the trunk: both are needed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from exotel_pulumi.account.impact import between, caller_ids
from exotel_pulumi.account.impact.callers import Caller, callers
from exotel_pulumi.account.impact.findings import Finding, Verdict, listed
from exotel_pulumi.account.impact.lines import Both, Line, Object, unsaid
from exotel_pulumi.account.impact.passwords import new_password, password_finding
from exotel_pulumi.account.preview import Other
from exotel_pulumi.objects.caller_id import CALLER_ID
from exotel_pulumi.objects.credential import CREDENTIAL
from exotel_pulumi.objects.phone_number import PHONE_NUMBER
from exotel_pulumi.objects.whitelisted_ip import WHITELISTED_IP


@dataclass(frozen=True, eq=False)
class Over:
    """A line that is there before and after, and what may be shown on its calls."""

    old: Line
    new: Line
    both: Both

    @cached_property
    def shown(self) -> list[list[str]]:
        """Its numbers, before and after."""
        return [[each.text("phone_number") for each in line.of(PHONE_NUMBER)] for line in self.sides]

    @property
    def sides(self) -> tuple[Line, Line]:
        """The line before and after."""
        return self.old, self.new

    @cached_property
    def kept(self) -> tuple[str, ...]:
        """The numbers that it has before and after, in the same mode."""
        before, after = self.shown
        there = set(after) - {*self.with_another_mode}
        return tuple(number for number in before if number in there)

    @cached_property
    def with_another_mode(self) -> tuple[str, ...]:
        """The numbers that it has before and after, and that change their mode."""
        old, new = (
            {n.text("phone_number"): n.values.get("mode") for n in line.of(PHONE_NUMBER)} for line in self.sides
        )
        return tuple(number for number in old if number in new and old[number] != new[number])


def findings_out(both: Both, others: Sequence[Other]) -> Iterator[Finding]:
    """Yields what becomes of the calls of each caller."""
    for old, new in both.pairs():
        over = Over(old, new, both) if old and new else None
        for caller in callers(old, new):
            if old and not caller.after:
                yield _ends(caller, old, new, both)
            elif new and not caller.before:
                yield _begins(caller, new)
            elif over:
                yield from _stays(caller, over)
                yield from _in_between(caller, over, others)


def _ends(caller: Caller, old: Line, new: Line | None, both: Both) -> Finding:
    """Says of a caller that nothing lets in any more."""
    find = partial(Finding, direction="out", ways=(caller.name,), trunk=old.name)
    if not old.is_ours:
        return find(Verdict.NOT_KNOWN, said=f": {old.why}")
    change = caller.before[0].change
    if change in both.undecided:
        return find(Verdict.NOT_KNOWN, said=f": {both.undecided[change]}")
    if change.new and {"user_name", "ip", "mask"} & (change.new.unknown | change.new.secret):
        return find(Verdict.NOT_KNOWN, said=f": whom {change.name} lets in is known only after `up`")
    renamed = [each.text("user_name") for each in (new.of(CREDENTIAL) if new else ()) if each.change is change]
    if caller.is_login:
        cure = f"Cure: log in as {renamed[0]}." if renamed else "Cure: leave the login in the program."
        return find(Verdict.STOPS, said=" is no login any more: 401", more=(cure,))
    more = ("Cure: leave the address in the program.",)
    return find(Verdict.STOPS, said=" is not allowed any more: 403 without a login", more=more)


def _begins(caller: Caller, new: Line) -> Finding:
    find = partial(Finding, direction="out", ways=(caller.name,), trunk=new.name)
    if why := next((said for each in caller.after if (said := each.is_unknown)), new.why):
        return find(Verdict.NOT_KNOWN, said=f": {why}")
    numbers = tuple(each.text("phone_number") for each in new.of(PHONE_NUMBER))
    if why := caller_ids.invalid(new):
        return find(Verdict.NOT_KNOWN, said=f": {why}")
    said = f" may show {listed(numbers, 'number') or 'no number that this stack knows'}{caller_ids.said(new)}"
    return find(Verdict.BEGINS, said=said, shows=numbers)


def _stays(caller: Caller, over: Over) -> Iterator[Finding]:
    """Says which numbers a caller may show no more, still, and from now on."""
    find = partial(Finding, direction="out", ways=(caller.name,), trunk=over.new.name)
    before, after = over.shown
    there, was_there = set(after), set(before)
    refused = over.both.refused
    lost = tuple(number for number in before if number not in there and number not in refused)
    gained = tuple(number for number in after if number not in was_there and number not in refused)
    for number in (number for number in (*before, *after) if number in refused):
        yield find(Verdict.NOT_KNOWN, said=f" may show {number}, or not: {refused[number]}", shows=(number,))
    if not over.new.is_ours and (lost or gained):
        yield find(Verdict.NOT_KNOWN, said=f": {over.new.why}", shows=lost + gained)
        return
    unknown = [why for each in over.old.of(PHONE_NUMBER) if (why := over.both.undecided.get(each.change))]
    unknown += [why for each in over.new.of(PHONE_NUMBER) if (why := each.is_unknown)]
    if lost and unknown:
        yield find(Verdict.NOT_KNOWN, said=f": {unknown[0]}", shows=lost)
    elif lost:
        more = (_cure(lost, over),)
        yield find(Verdict.STOPS, said=f" may no longer show {listed(lost, 'number')}: 404", more=more, shows=lost)
    if gained and not any(each.unknown for each in over.new.of(PHONE_NUMBER)):
        yield find(Verdict.BEGINS, said=f" may show {listed(gained, 'number')}", shows=gained)
    elif gained:
        yield find(Verdict.NOT_KNOWN, said=" may show a number that is known only after `up`", shows=gained)
    modes = over.with_another_mode
    if modes:
        said = f" may show {listed(modes, 'number')}, of another mode; no document says what becomes of such calls out"
        yield find(Verdict.NOT_KNOWN, said=said, shows=modes)
    if over.kept or not (lost or gained or modes):
        yield _of_kept(caller, over)


def _of_kept(caller: Caller, over: Over) -> Finding:
    """Says what becomes of calls that show a number which stays."""
    find = partial(Finding, direction="out", ways=(caller.name,), trunk=over.new.name, shows=over.kept)
    old, new = over.old, over.new
    where = "" if new.is_ours else f"; {new.why}"
    numbers = listed(over.kept, "number") or f"no number that this stack knows{where}"
    if why := _not_known(caller, old, new):
        return find(Verdict.NOT_KNOWN, said=f": {why}")
    shown = [caller_ids.caller_id(line) or "the number of the call" for line in over.sides]
    if shown[0] != shown[1]:
        return find(Verdict.CHANGED, said=f": caller ID {shown[0]} → {shown[1]}")
    return find(Verdict.UNCHANGED, said=f" may show {numbers}{caller_ids.said(new)}")


def _not_known(caller: Caller, old: Line, new: Line) -> str:
    """Says why nobody can know what becomes of calls out of a caller that stays; empty where it is known."""
    parts: list[Object] = [*caller.after, *new.of(CALLER_ID)]
    if why := next((said for each in parts if (said := each.is_unknown)), ""):
        return why
    if why := unsaid(old, new, ("domain_name", "nso_code")):
        return why
    if why := _needs_both(caller, old, new):
        return why
    invalid = caller_ids.invalid(new)
    return invalid if invalid != caller_ids.invalid(old) else ""


def _has_both(line: Line) -> bool:
    return bool(line.of(CREDENTIAL) and line.of(WHITELISTED_IP))


def _needs_both(caller: Caller, old: Line, new: Line) -> str:
    """Says why a change of the logins of a line may matter to its addresses, and the other way round."""
    if not _has_both(new):
        return ""
    unsettled = f"no document says whether a call over {new.name} needs a login and an allowed address"
    if not _has_both(old):
        return f"{new.name} gets logins beside allowed addresses; {unsettled}"
    sort = WHITELISTED_IP if caller.is_login else CREDENTIAL
    others = [each.change for each in old.of(sort) if not each.change.is_untouched]
    changed = next((each for each in others if sort is WHITELISTED_IP or new_password(each) or not each.stays), None)
    return f"{changed.name} changes; {unsettled}" if changed else ""


def _cure(lost: Sequence[str], over: Over) -> str:
    """Says what to do about numbers that a line loses."""
    gone = set(lost)
    owners = [
        line
        for line in over.both.after.values()
        if line.is_ours and any(each.values.get("phone_number") in gone for each in line.of(PHONE_NUMBER))
    ]
    other = f"Cure: show another number of {over.new.name}" if over.shown[1] else "Cure: leave a number on the trunk"
    names = " or ".join(line.name for line in owners if line.of(CREDENTIAL) or line.of(WHITELISTED_IP))
    return f"{other}, or call out over {names}." if names else f"{other}."


def _in_between(caller: Caller, over: Over, others: Sequence[Other]) -> Iterator[Finding]:
    """Says when a call of a caller that stays is refused, or shows what nobody knows."""
    find = partial(Finding, Verdict.INTERRUPTED, "out", (caller.name,), trunk=over.old.name, shows=over.kept)
    gap = between.gap_of(caller.before[0].change, over.old) if caller.is_away else None
    if gap is not None:
        status = "401" if caller.is_login else "403"
        yield find(said=f": refused ({status}) {between.in_words(gap, over.old)}", gap=gap)
    if caller.is_login and (said := password_finding(caller.after[0].change, others)):
        yield find(said=said[0], more=said[1:])
    if not between.is_replaced(over.old):  # else the caller is away for as long
        yield from _without_number(caller, over)


def _without_number(caller: Caller, over: Over) -> Iterator[Finding]:
    """Says when a number that is shown, or the caller ID, is not on the trunk."""
    find = partial(Finding, Verdict.INTERRUPTED, "out", (caller.name,), trunk=over.old.name)
    kept = set(over.kept)
    for number in over.old.of(PHONE_NUMBER):
        gap = between.gap_of(number.change, over.old)
        if gap is not None and (text := number.text("phone_number")) in kept:
            yield find(said=f" may not show {text} {between.in_words(gap, over.old)}", shows=(text,), gap=gap)
    if over.kept and (why := caller_ids.invalid_in_between(over.old, over.new)):
        yield find(said=f": {why}", shows=over.kept)
