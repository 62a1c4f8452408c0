"""The time in between: what is off while `up` runs, from which request to which, by the engine's rules of order.

The rules, as they were measured on Pulumi's CLI 3.259:

1. Creations, updates and replacements run as soon as what they depend on is done; nothing else orders them.
2. What is deleted first has its DELETE and then its POST, and requests of others may come between the two.
3. It begins once its new inputs are known: a number moved to a new trunk waits for the POST of the trunk.
4. A trunk that is replaced: the DELETE of each child, one after the other, then its own, its POST, then the children's.
5. The old one of what is made first goes with the deletions at the very end.
6. Deletions come last, after every creation and update.
7. So a line with one number more and one less has the new one before the old one goes.
8. If anything fails, the deletions at the end do not run; what was deleted first stays deleted.
"""

from collections.abc import Sequence

from exotel_pulumi.account.impact.changes import Change
from exotel_pulumi.account.impact.findings import Gap, at_least
from exotel_pulumi.account.impact.lines import Line, Object


def gap_of(change: Change, line: Line) -> Gap | None:
    """Returns when an object, which is on a line before the run, is away until it comes back (rules 2 and 4)."""
    if change.fate != "deleted_first":
        return None
    requests = line.requests_of_replacement if is_replaced(line) else 2
    where = change.kind.list_name
    return Gap(f"DELETE {where}", f"POST {where}", requests)


def is_replaced(line: Line | None) -> bool:
    """Returns whether the trunk of a line is deleted and made again."""
    return line is not None and line.change is not None and line.change.fate == "deleted_first"


def all_away(objects: Sequence[Object]) -> bool:
    """Returns whether there may be a time with none of these: whatever goes otherwise is there until the end (5, 6)."""
    return bool(objects) and all(each.change.fate == "deleted_first" for each in objects)


def in_words(gap: Gap, line: Line) -> str:
    """Says how long something of a line is off."""
    if not is_replaced(line):
        return f"from DELETE to POST; {gap.requests} requests, others may come between"
    least = at_least(gap.minutes)
    chain = f"while {line.name} is replaced: up to {gap.requests:,} requests{least}, half on average"
    return f"from its DELETE to its POST, {chain}"
