"""Passwords of logins: a preview masks each one, so that a new one is seen by what else does not change."""

from collections.abc import Iterator, Sequence

from exotel_pulumi.account.impact.changes import Change
from exotel_pulumi.account.preview import Other

CONTAINERS = ("create", "update", "replace")


def password_finding(change: Change, others: Sequence[Other]) -> tuple[str, ...]:
    """Says that a login may have a new password, and who hands the password over; nothing where it has the old one."""
    words = new_password(change)
    if not words:
        return ()
    request = "PUT" if change.fate == "updated" else "POST"
    return (f": {words}; refused (401) from its {request} until the other side has it", *_handed_over(change, others))


def new_password(change: Change) -> str:
    """Says how a login gets another password; empty where it keeps the one that it has."""
    old, new = change.old, change.new
    if change.fate == "made":  # a login that another resource of the program had: it is taken over
        return "perhaps a new password"
    if old is None or new is None or change.fate == "kept":
        return ""
    is_given = "password" in new.inputs.keys() | new.secret | new.unknown
    was_given = "password" in old.inputs.keys() | old.secret | old.unknown
    if change.fate in ("deleted_first", "made_first"):
        return "perhaps a new password" if is_given else "a new password, which is generated"
    if "rotation" in change.visibly_changed:
        return "perhaps a new password" if is_given else "a new password, which is generated"
    if is_given:
        return "perhaps a new password"
    # A generated one stays as it is: `up` sends what differs alone. Only an answer that was lost has it sent again.
    return "" if change.visibly_changed or was_given else "its password is set again, perhaps to another one"


def _handed_over(change: Change, others: Sequence[Other]) -> Iterator[str]:
    """Yields what the program's other resources do that depend on a login."""
    request = "PUT" if change.fate == "updated" else "POST"
    for other in others:
        if change.urn in other.sources and "::pulumi:" not in other.urn:
            name = other.urn.rpartition("::")[2]
            is_changed = other.op in CONTAINERS or other.op.endswith("replacement")
            fate = f"is changed after that {request}" if is_changed else "stays as it is"
            yield f"({name} depends on it, and {fate})"
