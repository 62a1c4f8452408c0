"""Changes that do not go as meant: Exotel refuses a request in the middle, or a number was unmapped by hand.

Each is one of the kinds of `changing`, at its place there; the next `up` makes of it what was meant.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from exotel_pulumi.checks.ways_seen import Seen
from exotel_pulumi.simulator import Fault, Simulator

from .changing import KINDS, Run, changed, rows, text_of
from .during import set_flows
from .stack import Stack
from .wire import route

UNMAPPED = "mode"  # which is not changed here
THIRD, POST = "domain of a trunk", "line split in two"
# What is on a trunk is deleted one by one before the trunk: the third request is the third DELETE.
REFUSED = {
    THIRD: Fault("DELETE", "/v2/", "respond", status=400, body="no", skip=2),
    POST: Fault("POST", route("phone_numbers"), "respond", status=400, body="no"),
}
WORDS = {THIRD: "its third request refused", POST: "the `POST` of its number refused"}
OLD = 180  # seconds: what Exotel's lists lack is gone from then on


@dataclass(frozen=True)
class Repair:
    """A run that fails at its third request, and the next one."""

    refused: Run
    repaired: Run

    @property
    def whole(self) -> Run:
        """Both as one: what was said before the first, and what became of each way until after the second."""
        first, second = ({each.name: each for each in run.seen} for run in (self.refused, self.repaired))
        return Run(self.refused.preview, [_joined(first.get(name), second.get(name)) for name in {**first, **second}])


def _joined(first: Seen | None, second: Seen | None) -> Seen:
    """Returns what became of a way in two runs, in one of which it may never have worked; the next `up` ends a gap."""
    [either, *_] = found = [each for each in (first, second) if each]
    gaps = [replace(gap, last=None) for each in found for gap in each.gaps]
    return replace(either, before=first.before if first else "", after=second.after if second else "", gaps=gaps)


def repairs(stack: Stack, simulator: Simulator) -> dict[str, Repair]:
    """Makes the kinds as they are before, and then each of them in two runs."""
    stack.passwords_in_program = True
    _write(stack)
    stack.up()
    set_flows(simulator)
    found: dict[str, Repair] = {}
    for kind, fault in REFUSED.items():
        _write(stack, *found, kind)
        refused = changed(stack, simulator, fault=fault)
        found[kind] = Repair(refused, changed(stack, simulator))
    return found


def unmapped(stack: Stack, simulator: Simulator) -> Run:
    """Unmaps a number by hand, and lets a run ask Exotel first what there is."""
    trunk, _, number = stack.id(f"one-{KINDS.index(UNMAPPED)}").partition("/")
    simulator.remove(trunk, "phone_numbers", number)
    simulator.pass_time(OLD)
    return changed(stack, simulator, "--refresh")


def _write(stack: Stack, *after: str) -> None:
    stack.program("".join(text_of(kind, kind in after) for kind in (*REFUSED, UNMAPPED)))


def repaired_rows(found: Mapping[str, Repair], again: Run) -> Iterator[str]:
    """Yields the rows of the table."""
    for kind, both in found.items():
        yield rows(both.whole, [kind]).replace(kind, f"{kind}, {WORDS[kind]}, repaired by the next `up`")
    yield rows(again, [UNMAPPED]).replace(UNMAPPED, "number unmapped by hand, found by a refresh")
