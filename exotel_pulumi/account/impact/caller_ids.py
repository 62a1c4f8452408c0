"""The caller ID of a line: the number that its calls out show, and whether the number is one of its own."""

from exotel_pulumi.account.impact.changes import Change
from exotel_pulumi.account.impact.lines import Line, Object
from exotel_pulumi.objects.caller_id import CALLER_ID
from exotel_pulumi.objects.phone_number import PHONE_NUMBER


def caller_id(line: Line) -> str:
    """Returns the number that calls out over a line show, whatever they give themselves; empty without one."""
    return next((each.text("phone_number") for each in line.of(CALLER_ID)), "")


def said(line: Line) -> str:
    """Says the caller ID behind what a caller may show."""
    return f"; caller ID {caller_id(line)}" if caller_id(line) else ""


def invalid(line: Line) -> str:
    """Says that the caller ID of a line is no number of it; empty where it is."""
    shown = caller_id(line)
    if not shown or not line.is_ours or _number(line, shown):
        return ""
    return f"caller ID {shown} is no number of {line.name}; no document says that such calls work"


def invalid_in_between(old: Line, new: Line) -> str:
    """Says that the caller ID may be no number of its line for a time; empty where the order rules that out.

    A caller ID and its number have an order only where the program makes the one of the other.
    """
    before, after = _shown(old), _shown(new)
    goes, comes = before and _number(old, caller_id(old)), after and _number(new, caller_id(new))
    if before and goes and _goes_early(goes.change, before.change):
        return f"caller ID {caller_id(old)} may be no number of {old.name} until it changes"
    if after and comes and _comes_late(comes.change, after.change):
        return f"caller ID {caller_id(new)} may be set before the number is on {new.name}"
    return ""


def _goes_early(number: Change, shown: Change) -> bool:
    if shown.is_untouched or number.stays:
        return False
    both_at_the_end = number.fate != "deleted_first" and shown.fate == "deleted"
    is_first = number.urn in (shown.old.sources.get("phone_number", ()) if shown.old else ())
    return number.fate == "deleted_first" or (both_at_the_end and not is_first)


def _comes_late(number: Change, shown: Change) -> bool:
    waits = number.urn in (shown.new.sources.get("phone_number", ()) if shown.new else ())
    return not (number.stays or shown.is_untouched or waits)


def _shown(line: Line) -> Object | None:
    return next(iter(line.of(CALLER_ID)), None)


def _number(line: Line, text: str) -> Object | None:
    return next((each for each in line.of(PHONE_NUMBER) if each.text("phone_number") == text), None)
