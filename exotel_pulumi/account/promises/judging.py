"""Holds promises to the ways of calls after a change, and to the gaps between. What is not known is not held."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from exotel_pulumi.account.impact.findings import ORDER, Finding, Verdict
from exotel_pulumi.account.impact.text import sentence
from exotel_pulumi.account.promises.calls_file import In, Out, Promises, did_you_mean, network
from exotel_pulumi.account.promises.ways import Named, Way, Ways
from exotel_pulumi.objects.values.destination import Destination

ENDING = (Verdict.STOPS, Verdict.NOT_KNOWN)


@dataclass(frozen=True)
class Broken:
    """A promise that is not held: on which line, for which ways, why, and by which change."""

    line: int
    ways: Sequence[str]
    why: str
    change: str = ""
    is_known: bool = True  # whether it is broken, or only not known

    @property
    def said(self) -> str:
        """Says the ways, a few by their names, and why."""
        few = " and ".join(self.ways) if len(self.ways) <= 2 else f"{len(self.ways):,} ways, first {self.ways[0]}"
        return f"{few}: {self.why}"


def broken(promises: Promises, before: Ways, after: Ways, findings: Sequence[Finding]) -> list[Broken]:
    """Returns the promises that a change does not leave held, in the order of their lines."""
    court = _Court(before, after, findings)
    found = [each for promise in promises.calls_in for each in court.calls_in(promise)]
    found += [each for promise in promises.calls_out for each in court.calls_out(promise)]
    found += court.rules(promises)
    return sorted(folded(found), key=lambda each: each.line)


def too_long(promises: Promises, ways: Sequence[str], requests: int, change: str = "") -> Iterator[Broken]:
    """Yields that calls in were off for more requests than `longest_gap` allows."""
    line, longest = promises.rules.get("longest_gap", (0, requests))
    if requests > longest:
        yield Broken(line, tuple(ways), f"off for {requests} requests; longest_gap is {longest}", change)


class _Court:
    """Judges one promise after the other."""

    def __init__(self, before: Ways, after: Ways, findings: Sequence[Finding]) -> None:
        self._before = before
        self._after = after
        self._findings = sorted(findings, key=lambda each: ORDER.index(each.verdict))

    def calls_in(self, promise: In) -> Iterator[Broken]:
        """Yields the numbers whose calls are not answered as promised."""
        numbers, missing = self._meant(promise.numbers, promise.trunk)
        if missing:
            yield Broken(promise.line, [promise.trunk or "calls in"], missing)
        for number in numbers:
            found = self._of_way("in", number)
            for why, is_known in self._in_is_wrong(number, promise.rings, found):
                yield Broken(promise.line, (number,), why, _change(found), is_known)

    def _in_is_wrong(self, word: str, wanted: Sequence[str], found: Finding | None) -> Iterator[tuple[str, bool]]:
        there = next(self._after.numbers(word), None)
        if there is None:
            known = [number.name for way in self._after.all for number in way.numbers]
            yield f"on no trunk{did_you_mean(word, known)}", True
        elif why := there[1].why or there[0].why:
            yield f"not known: {why}", False
        elif not rings_as(there[0].rings, wanted):
            yield f"rings {_order(there[0])}, and shall ring {', else '.join(wanted)}", True
        elif found and found.verdict in ENDING:
            yield _verdict(found), found.verdict is Verdict.STOPS

    def calls_out(self, promise: Out) -> Iterator[Broken]:
        """Yields the numbers that a caller may not show as promised."""
        numbers, missing = self._meant(promise.shows, promise.trunk)
        over = [(way, caller) for way in self._after.all if (caller := _caller(way, promise))]
        if missing or not over:
            known = [caller.name for way in self._after.all for caller in way.callers(by_login=promise.is_login)]
            word = "login" if promise.is_login else "address"
            why = missing or f"there is no such {word}{did_you_mean(promise.caller, known)}"
            found = self._of_way("out", promise.caller)
            yield Broken(promise.line, (promise.caller,), why, _change(found))
            return
        for number in numbers:
            own = self._of_way("out", over[0][1].name, self._number(number))
            for why, is_known in self._out_is_wrong(number, over, own):
                yield Broken(promise.line, (promise.caller,), why, _change(own), is_known)

    def _out_is_wrong(
        self, word: str, over: Sequence[tuple[Way, Named]], found: Finding | None
    ) -> Iterator[tuple[str, bool]]:
        there = [(caller.why or way.why) for way, caller in over for number in way.numbers if number.is_called(word)]
        unknown = next((way.why for way, _ in over if way.why), "")
        if not there and unknown:
            yield f"whether it may show {word} is not known: {unknown}", False
        elif not there:
            yield f"may not show {word}", True
        elif all(there):
            yield f"whether it may show {word} is not known: {there[0]}", False
        elif found and found.verdict in ENDING:
            yield _verdict(found), found.verdict is Verdict.STOPS

    def rules(self, promises: Promises) -> Iterator[Broken]:
        """Yields what breaks the rules of a file."""
        line, is_set = promises.rules.get("every_number_rings", (0, False))
        if is_set:
            yield from self._silent(line)
        line, is_set = promises.rules.get("only_these_call_out", (0, False))
        if is_set:
            yield from self._others(line, promises.calls_out)
        for found in self._findings:
            if found.direction == "in" and found.gap is not None:
                yield from too_long(promises, found.ways, found.gap.requests, sentence(found))

    def _silent(self, line: int) -> Iterator[Broken]:
        for way in self._after.all:
            for number in way.numbers:
                if why := number.why or way.why:
                    yield Broken(line, (number.name,), f"not known: {why}", is_known=False)
                elif not way.rings:
                    why = f"{way.name} has no destination"
                    yield Broken(line, (number.name,), why, _change(self._of_way("in", number.name)))

    def _others(self, line: int, named: Sequence[Out]) -> Iterator[Broken]:
        for way in self._after.all:
            if way.why:
                yield Broken(line, (way.name,), f"who else calls out is not known: {way.why}", is_known=False)
            for is_login, word in ((True, "login"), (False, "address")):
                for caller in way.callers(by_login=is_login):
                    if caller.why:
                        yield Broken(line, (caller.resource,), f"not known: {caller.why}", is_known=False)
                    elif not any(_caller(way, each) == caller for each in named):
                        why = f"this {word} of {way.name} calls out, and stands in no [[out]]"
                        yield Broken(line, (caller.name,), why, _change(self._of_way("out", caller.name)))

    def _meant(self, numbers: Sequence[str], trunk: str) -> tuple[list[str], str]:
        """Returns the numbers that a promise means, and why it means none."""
        if not trunk:
            return [self._number(number) for number in numbers], ""
        over = [*self._before.of_trunk(trunk), *self._after.of_trunk(trunk)]
        if not self._after.of_trunk(trunk):
            return [], f"there is no such trunk{did_you_mean(trunk, self._after.trunks)}"
        found = list(dict.fromkeys(number.name for way in over for number in way.numbers))
        return found, "" if found else "this trunk has no number"

    def _number(self, word: str) -> str:
        """Returns the number that a resource's name stands for."""
        there = next(self._after.numbers(word), None) or next(self._before.numbers(word), None)
        return there[1].name if there else word

    def _of_way(self, direction: str, way: str, shown: str = "") -> Finding | None:
        """Returns the worst that a change does to a way."""
        for each in self._findings:
            is_meant = each.direction == direction and way in each.ways
            if is_meant and (not shown or not each.shows or shown in each.shows):
                return each
        return None


def rings_as(tried: Sequence[Sequence[str]], wanted: Sequence[str]) -> bool:
    """Returns whether destinations are tried in this order; of equals nobody is first."""
    rest = list(wanted)
    for equals in tried:
        mine, rest = rest[: len(equals)], rest[len(equals) :]
        if len(mine) != len(equals) or not _are_alike(equals, mine):
            return False
    return not rest


def place(destination: str) -> str:
    """Returns `host:port` of a destination, as a promise names it."""
    where = Destination.parse(destination)
    return f"{where.host}:{where.port}" if where else destination


def _are_alike(destinations: Sequence[str], wanted: Sequence[str]) -> bool:
    left = [word.casefold() for word in wanted]
    for destination in destinations:
        word = next((each for each in left if each in (place(destination), destination.casefold())), None)
        if word is None:
            return False
        left.remove(word)
    return not left


def _order(way: Way) -> str:
    return ", else ".join(" and ".join(place(each) for each in equals) for equals in way.rings) or "nowhere"


def _caller(way: Way, promise: Out) -> Named | None:
    """Returns the caller of a trunk that a promise means."""
    words = {promise.caller, "" if promise.is_login else network(promise.caller)} - {""}
    every = way.callers(by_login=promise.is_login)
    return next((each for each in every if any(each.is_called(word) for word in words)), None)


def _verdict(found: Finding) -> str:
    return "stops" if found.verdict is Verdict.STOPS else "not known before `up`"


def _change(found: Finding | None) -> str:
    """Says the change that breaks a promise; nothing where no change of the run touches the way."""
    if found is None or found.verdict is Verdict.UNCHANGED:
        return "it was so before this change"
    return sentence(found)


def folded(found: Iterable[Broken]) -> list[Broken]:
    """Makes one of those that differ in their ways alone."""
    together: dict[Broken, list[str]] = {}
    for each in found:
        together.setdefault(replace(each, ways=()), []).extend(each.ways)
    return [replace(each, ways=tuple(dict.fromkeys(ways))) for each, ways in together.items()]
