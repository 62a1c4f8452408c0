"""Calls in: for each number the way from the phone network over its trunk to the destinations, before and after.

A flow of Exotel's console answers a number and dials `sip:` and the SID of a trunk. No API shows a flow, so that what
it dials is taken to be the trunk that the number is on before the run.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

from exotel_pulumi.account.impact import between, rings
from exotel_pulumi.account.impact.changes import Change
from exotel_pulumi.account.impact.findings import Finding, Verdict
from exotel_pulumi.account.impact.lines import Both, Line, Lines, Object, unsaid
from exotel_pulumi.objects.destination_uri import DESTINATION_URI
from exotel_pulumi.objects.phone_number import PHONE_NUMBER
from exotel_pulumi.objects.values.destination import host_of
from exotel_pulumi.objects.whitelisted_ip import WHITELISTED_IP

NEW_SID, MOVED = 2, 1  # how loud: a new SID silences all numbers of a trunk
NO_TRUNK = "on no trunk any more"


class WayIn(NamedTuple):
    """A number on its line."""

    line: Line
    number: Object

    @property
    def rings(self) -> bool:
        """Whether a call has a destination, or what nobody knows of a trunk that is not the stack's."""
        return bool(self.line.of(DESTINATION_URI)) or not self.line.is_ours

    @property
    def is_unknown(self) -> str:
        """Why nobody can say where its calls ring; empty where that is known."""
        parts = (self.number, *self.line.of(DESTINATION_URI))
        return self.line.why or next((said for each in parts if (said := each.is_unknown)), "")

    @property
    def said(self) -> str:
        """Where its calls ring, over which trunk."""
        where = rings.in_words(rings.rungs(self.line)) or "no destination that this stack knows"
        return f"{self.line.name} → {where}" + ("" if self.line.is_ours else f" ({self.line.why})")


def findings_in(both: Both) -> Iterator[Finding]:
    """Yields what becomes of the calls to each number."""
    before, after = _numbers(both.before), _numbers(both.after)
    for number in {**before, **after}:
        old, new = before.get(number), after.get(number)
        if number in both.refused:
            said = f": {both.refused[number]}"
            yield Finding(Verdict.NOT_KNOWN, "in", (number,), said, trunk=old.line.name if old else "")
            continue
        if old is None and new and new.number.change.old and "phone_number" in new.number.unknown:
            continue  # said of the number that it takes the place of
        yield from _in_the_end(number, old, new)
        if old and new and old.rings and new.rings:
            yield from _in_between(number, old, new)


def _numbers(lines: Lines) -> Mapping[str, WayIn]:
    return {
        number.text("phone_number"): WayIn(line, number) for line in lines.values() for number in line.of(PHONE_NUMBER)
    }


def _in_the_end(number: str, old: WayIn | None, new: WayIn | None) -> Iterator[Finding]:
    find = partial(Finding, direction="in", ways=(number,))
    if old is None:
        yield from _begins(number, new)
    elif new is not None and _is_untouched(old, new):
        yield find(Verdict.UNCHANGED, said=f": {new.said}", trunk=new.line.name)
    elif not old.rings:
        why = f"this stack knows no destination of {old.line.name}"
        begins = list(_begins(number, new))
        yield from begins or [find(Verdict.NOT_KNOWN, said=f": {why}", trunk=old.line.name)]
    elif why := old.line.why or (new.is_unknown if new else _perhaps(old.number.change)):
        yield find(Verdict.NOT_KNOWN, said=f": {why}", trunk=(new or old).line.name)
    elif new is None:
        cure = "Cure: leave it in the program."
        yield find(Verdict.STOPS, said=f": {NO_TRUNK} (now {old.line.name})", more=(cure,), trunk=old.line.name)
    elif not new.rings and old.line.key == new.line.key:
        said, cure = ": its trunk has no destination any more", "Cure: leave a DestinationUri on the trunk."
        yield find(Verdict.STOPS, said=said, more=(cure,), trunk=new.line.name, is_of_trunk=True)
    elif old.line.key != new.line.key or between.is_replaced(old.line):
        yield from _elsewhere(number, old, new)
    else:
        yield from _otherwise(number, old, new)


def _begins(number: str, new: WayIn | None) -> Iterator[Finding]:
    if new is None or not new.rings:
        return  # an outbound number: nobody expects it to ring
    find = partial(Finding, direction="in", ways=(number,), trunk=new.line.name)
    if why := new.is_unknown:
        yield find(Verdict.NOT_KNOWN, said=f": {why}")
        return
    hand = f"By hand, after `up`: assign the number to a flow that dials {new.line.dialled}, if none does."
    yield find(Verdict.BEGINS, said=f": {new.said}", more=(hand,))


def _elsewhere(number: str, old: WayIn, new: WayIn) -> Iterator[Finding]:
    """Says that the SID behind a number is another one, which no flow knows."""
    find = partial(Finding, direction="in", ways=(number,), trunk=old.line.name)
    if old.line.key == new.line.key:
        more = (
            f"Every flow in the console that dials sip:{old.line.sid} rings nowhere from its DELETE on.",
            f"By hand, right after `up`: let these flows dial {new.line.dialled}.",
        )
        said = ": the trunk is replaced, and gets a new SID"
        yield find(Verdict.STOPS, said=said, more=more, is_of_trunk=True, loudness=NEW_SID)
    else:
        more = (
            f"The flow in the console still dials sip:{old.line.sid} ({old.line.name}).",
            f"By hand, right after `up`: assign the number to a flow that dials {new.line.dialled}.",
        )
        empty = () if new.rings else (f"{new.line.name} has no destination.",)
        said = f": {old.line.name} → {new.line.name}"
        yield find(Verdict.STOPS, said=said, more=(*more, *empty), loudness=MOVED)


def _otherwise(number: str, old: WayIn, new: WayIn) -> Iterator[Finding]:
    """Says what changes behind a number that stays on its trunk."""
    find = partial(Finding, direction="in", ways=(number,), trunk=new.line.name)
    modes = [str(way.number.values.get("mode")) for way in (old, new)]
    before, after = rings.rungs(old.line), rings.rungs(new.line)
    if modes[0] != modes[1]:
        said = f": mode {modes[0]} → {modes[1]}; no document says what becomes of calls in"
        yield find(Verdict.NOT_KNOWN, said=said)
    elif (why := unsaid(old.line, new.line, ("nso_code",))) or (why := _unlisted(old.line, new.line)):
        yield find(Verdict.NOT_KNOWN, said=f": {why}", is_of_trunk=True)
    elif rings.as_met(before) == rings.as_met(after):
        yield find(Verdict.UNCHANGED, said=f": {new.said}")
    else:
        words = [rings.in_words(each) for each in (before, after)]
        said = f": {words[0]} → {words[1]}" if words[0] != words[1] else f": the order changes of {words[0]}"
        yield find(Verdict.CHANGED, said=said, more=tuple(_until_the_end(old.line, new.line)), is_of_trunk=True)


def _unlisted(old: Line, new: Line) -> str:
    """Says that a destination's address is not allowed any more; empty where each is that was."""
    before, after = ({each.text("ip") for each in line.of(WHITELISTED_IP)} for line in (old, new))
    for rung in rings.rungs(new):
        if (host := host_of(rung.destination)) in before - after:
            return f"{host} is a destination and no allowed address any more; no document says what becomes of calls in"
    return ""


def _until_the_end(old: Line, new: Line) -> Iterator[str]:
    """Says where calls go while old and new ones are there (rules 5 to 7)."""
    made = [each for each in new.of(DESTINATION_URI) if each.change.fate in ("made", "made_first")]
    ending = [each for each in old.of(DESTINATION_URI) if each.change.fate in ("deleted", "made_first", "left")]
    if made and ending:
        during = rings.ordered([*rings.of(ending), *rings.rungs(new)])
        yield f"New ones first; until the end of `up` calls go to all: {rings.in_words(during)}."
    if any(each.values.get("priority") for each in made):
        yield "From its POST to its PUT, a new one has priority 0 and weight 1."


def _in_between(number: str, old: WayIn, new: WayIn) -> Iterator[Finding]:
    """Says when a call would find no number, or no destination."""
    find = partial(Finding, Verdict.INTERRUPTED, "in", (number,), trunk=old.line.name)
    gap = between.gap_of(old.number.change, old.line)
    if gap is not None:
        is_of_trunk = between.is_replaced(old.line)
        yield find(said=f": on no trunk {between.in_words(gap, old.line)}", gap=gap, is_of_trunk=is_of_trunk)
    elif between.all_away(old.line.of(DESTINATION_URI)) and old.line.key == new.line.key:
        gap = between.gap_of(old.line.of(DESTINATION_URI)[-1].change, old.line)
        yield find(
            said=": no destination from the last DELETE to the first POST; others may come between",
            gap=gap,
            is_of_trunk=True,
        )


def _is_untouched(old: WayIn, new: WayIn) -> bool:
    """Returns whether the run touches nothing of a way."""
    parts = (old.number, *old.line.of(DESTINATION_URI), *new.line.of(DESTINATION_URI), new.number)
    stays = old.line.key == new.line.key and not between.is_replaced(old.line)
    said = unsaid(old.line, new.line, ("nso_code",)) or _unlisted(old.line, new.line)
    return stays and not said and all(each.change.is_untouched for each in parts)


def _perhaps(change: Change) -> str:
    """Says that a number which goes may be the same as its new one, where nobody knows the new one."""
    if change.new and "phone_number" in change.new.unknown | change.new.secret:
        return f"the phone_number of {change.name} is known only after `up`"
    return ""
