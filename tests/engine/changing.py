"""The kinds of change of tests/account as one stack on the real engine: each has numbers and names of its own."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any

from exotel_pulumi.account.impact import impact_of
from exotel_pulumi.account.impact.findings import Finding, Verdict
from exotel_pulumi.account.preview import read
from exotel_pulumi.checks.during import Call, unseen
from exotel_pulumi.checks.ways_seen import Gap, Record, Seen
from exotel_pulumi.cli.during import Sample
from exotel_pulumi.simulator import Fault, Simulator
from tests.account.stories import Inputs, Program
from tests.account.test_impact_kinds import CHANGES, IN_SECRET

from .during import set_flows, watched
from .stack import Stack

# What is not the stack's, and what Exotel or the provider refuses: neither is a change that an `up` makes.
NOT_HERE = ("another's", "without an alias", "number of another resource", "operators of a trunk", "destination moved")
STORIES = {name: both for name, both in CHANGES.items() if not any(words in name for words in NOT_HERE)}
# Kinds that are no resources of their own, before and after, as a person writes them.
SPLIT = """
def line_@(name, *numbers, **more):
    return exotel.SipTrunk(f"{name}-@", trunk_name=f"{name}_@", direction="bidirectional", phone_numbers=list(numbers),
                           destinations=["pbx.example.com:5061;transport=tls"], user_names=[f"{name}x@"], **more)

"""
MOVED = """
moved_@ = {"phone_numbers": lambda number: pulumi.ResourceOptions(
    aliases=[pulumi.Alias(name=f"old-@-{number}", parent=old_@)])}
"""
ONE, OTHER = "+91&47112233", "+91&47110001"
AS_TEXT = {
    "SipTrunk split in two": (
        f'{SPLIT}old_@ = line_@("old", "{ONE}", "{OTHER}")\n',
        f'{SPLIT}old_@ = line_@("old", "{OTHER}")\n{MOVED}new_@ = line_@("new", "{ONE}", child_opts=moved_@)\n',
    )
}
WITH_ALL = ("--json", "--show-sames", "--show-replacement-steps")
KINDS = (*STORIES, *AS_TEXT)
BAD = (Verdict.STOPS, Verdict.INTERRUPTED, Verdict.NOT_KNOWN)
FIRST_NUMBER = 60  # two digits of a number, which say its place


@dataclass(frozen=True)
class Run:
    """One `up` with all kinds: the preview before it, and what became of each way meanwhile."""

    preview: bytes
    seen: Sequence[Seen]
    calls: Sequence[Call] = ()  # those that were placed meanwhile

    @property
    def unseen(self) -> list[Call]:
        """Returns calls that were refused while the record lets their way through, or the other way round."""
        return unseen(Record(0, self.seen), self.calls)


class Copy:
    """One kind of change, at its place in the stack."""

    def __init__(self, place: int) -> None:
        self._place = place

    def text(self, field: str, value: Any) -> Any:
        """Returns a value of the story as it is here: of equal length, and different in each copy."""
        match field:
            case "trunk_name":
                return f"{value[:13]}{self._place:02}"
            case "phone_number":
                return f"+91{FIRST_NUMBER + self._place}{value[5:]}"
            case "user_name":
                return f"{value}x{self._place:02}"
            case "ip" | "destination":
                return value.replace("13.233.", f"13.{100 + self._place}.")
        return value

    def lines(self, program: Program, passwords: Mapping[str, str]) -> Iterator[str]:
        """Yields a program of the story as Python."""
        order = ("Trunk", "WhitelistedIp", "PhoneNumber")
        ranked = sorted(program.items(), key=lambda it: order.index(it[1][0]) if it[1][0] in order else len(order))
        for name, (kind, inputs) in ranked:
            known = {**inputs, **({"password": passwords.get(name, "Older_1")} if "password" in inputs else {})}
            given = [self._argument(program, kind, known, field, value) for field, value in known.items()]
            yield f"{self._variable(name)} = exotel.{kind}({f'{name}-{self._place}'!r}, {', '.join(given)})\n"

    def _argument(self, program: Program, kind: str, inputs: Inputs, field: str, value: Any) -> str:
        if field == "on":
            return f"trunk={self._variable(value)}"
        if kind == "CallerId" and field == "phone_number":  # after the number, as a person would write it
            numbers = ((name, its) for name, (other, its) in program.items() if other == "PhoneNumber")
            on = {(its["on"], its["phone_number"]): name for name, its in numbers}
            if name := on.get((inputs["on"], value)):
                return f"phone_number={self._variable(name)}.phone_number"
        return f"{field}={self.text(field, value)!r}"

    def _variable(self, name: str) -> str:
        return f"{name}_{self._place}"


def place_of(way: str) -> int:
    """Returns the place of the story to which a way belongs: a number, a login or an address."""
    if number := re.fullmatch(r"\+91(\d\d)\d+", way):
        return int(number[1]) - FIRST_NUMBER
    if address := re.match(r"13\.(\d+)\.", way):
        return int(address[1]) - 100
    return int(way[-2:])


def text_of(kind: str, side: int) -> str:
    """Returns the program of one kind before (0) or after (1) its change."""
    place = KINDS.index(kind)
    if kind in AS_TEXT:
        return AS_TEXT[kind][side].replace("@", str(place)).replace("&", str(FIRST_NUMBER + place))
    newer = dict.fromkeys(IN_SECRET.get(kind, ()), "Newer_1") if side else {}
    return "".join(Copy(place).lines(STORIES[kind][side], newer))


def run(stack: Stack, simulator: Simulator, kinds: Sequence[str] = KINDS, *, rings: bool = False) -> Run:
    """Makes all of some kinds as they are before, and changes all of them in one `up`."""
    stack.passwords_in_program = True
    stack.program("".join(text_of(kind, 0) for kind in kinds))
    stack.up()
    set_flows(simulator)
    stack.program("".join(text_of(kind, 1) for kind in kinds))
    return changed(stack, simulator, rings=rings)


def changed(stack: Stack, simulator: Simulator, *flags: str, fault: Fault | None = None, rings: bool = False) -> Run:
    """Previews a change and makes it, with each way watched, and rung in turn if so wished; with a fault it fails."""
    preview = stack.preview(*WITH_ALL, *flags).stdout.encode()
    with watched(simulator, *([fault] if fault else [])) as seen:
        sample = Sample(simulator.url, {}) if rings else None
        stack.up(*flags, fails=fault is not None)
    return Run(preview, seen, sample.ended().calls if sample else ())


def findings(made: Run) -> list[Finding]:
    """Returns what `impact` says of a run."""
    return list(impact_of(read(made.preview)).findings)


def of(seen: Seen, found: Sequence[Finding]) -> list[Finding]:
    """Returns the findings that are of one way."""
    about = [each for each in found if each.direction == seen.direction]
    if seen.direction == "in":
        return [each for each in about if seen.number in each.ways]
    sort, _, name = seen.by.partition(" ")
    shown = [each for each in about if not each.shows or seen.number in each.shows]
    return [each for each in shown if any(_is_by(way, sort, name) for way in each.ways)]


def _is_by(way: str, sort: str, name: str) -> bool:
    if sort == "login" or not re.match(r"[\d.]+(/\d+)?$", way):
        return way == name
    return ip_address(name) in ip_network(way)


def optimistic(seen: Seen, found: Sequence[Finding]) -> str:
    """Says how a way fared worse, or otherwise for good, than `impact` said; empty where it did not."""
    said = of(seen, found)
    verdicts = {each.verdict for each in said}
    words = f"{seen.name} ({', '.join(sorted(verdicts)) or 'nothing'} said)"
    if seen.before and seen.gaps and not verdicts & {*BAD}:
        return f"{words}: refused"
    ends = seen.before and not seen.after
    if ends and not verdicts & {Verdict.STOPS, Verdict.NOT_KNOWN} and not any("password" in each.said for each in said):
        return f"{words}: refused for good"
    if seen.after and Verdict.STOPS in verdicts and not verdicts & {Verdict.BEGINS, Verdict.NOT_KNOWN}:
        return f"{words}: works"
    return ""


def worse(made: Run) -> list[str]:
    """Says of each way what `impact` has said too well of it: it fared worse, or did not begin to work."""
    found = findings(made)
    said = [words for each in made.seen if (words := optimistic(each, found))]
    works = [each for each in made.seen if each.direction == "out" and each.after]
    # A number that is new rings once a person has set its flow.
    begins = [each for each in found if each.verdict is Verdict.BEGINS and each.direction == "out"]
    return said + [
        f"{', '.join(each.ways)} (begins said): nothing" for each in begins if not any(of(way, [each]) for way in works)
    ]


def rows(made: Run, kinds: Sequence[str] = KINDS) -> str:
    """Returns the row of each kind: the ways of which something bad is said, and those that were refused, and when."""
    found = findings(made)
    return "".join(f"| {kind} | {' | '.join(_cells(made, found, KINDS.index(kind)))} |\n" for kind in kinds)


def _cells(made: Run, found: Sequence[Finding], place: int) -> Iterator[str]:
    for verdict in BAD:
        yield str(sum(place_of(way) == place for each in found if each.verdict is verdict for way in each.ways))
    refused = [each for each in made.seen if _is_refused(each, place)]
    for direction in ("in", "out"):
        yield str(len({(each.number, each.by) for each in refused if each.direction == direction}))
    yield ", ".join(sorted({f"{each.direction} {_from_to(gap, each.after)}" for each in refused for gap in each.gaps}))


def _from_to(gap: Gap, after: str) -> str:
    last = f"to `{gap.last['method']}`" if gap.last else "to the next `up`" if after else "on"
    return f"from `{gap.first['method']}` {last}"


def _is_refused(seen: Seen, place: int) -> bool:
    return place_of(seen.number) == place and bool(seen.before and seen.gaps)
