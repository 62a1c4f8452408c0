"""The values that Exotel takes, a file for each sort: the pattern, the one spelling and the rule of a value together.

A fault is what is wrong with a value, in words; None for a value that is right. The rules are those of Exotel's API
reference. Where a value is nearly right, the words end with the value as it should be written: a suggestion is given
only if it keeps the rule itself. Passwords are never shown.

What a person writes must keep the rules. What Exotel returns is only brought into the one spelling (`AS_ANSWERED`): an
object made elsewhere must stay readable whatever it holds.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import BeforeValidator, ValidationInfo

SORTS: Final[Mapping[type, str]] = {
    str: "text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    tuple: "a list",
    dict: "a mapping",
    type(None): "nothing",
}
AS_ANSWERED: Final = {"as_answered": True}


def text_validator(
    spelled: Callable[[str], str],
    fault: Callable[[str], str | None],
    answered: Callable[[str], str] | None = None,
    of_digits: Callable[[str], str] | None = str,
) -> BeforeValidator:
    """Makes a validator of text: `spelled` gives its one spelling, `fault` what is wrong with it; None is absent.

    `answered` gives the one spelling of what Exotel answers, if Exotel may write in ways that a person may not.
    `of_digits` gives the text that a whole number was before a configuration made it one; None for what is not shown.
    """

    def validate(value: Any, info: ValidationInfo) -> str | None:
        as_answered = info.context is AS_ANSWERED
        if value is None:
            return None
        if not isinstance(value, str) and not as_answered:
            raise ValueError(_no_text(value, fault, of_digits))
        canonical = (answered or spelled if as_answered else spelled)(str(value))
        wrong = None if as_answered else fault(canonical)
        if wrong:
            raise ValueError(wrong)
        return canonical

    return BeforeValidator(validate)


def sort_of(value: object) -> str:
    """Names the sort of a value in words that every language has."""
    return SORTS.get(type(value), type(value).__name__)


def _no_text(value: Any, fault: Callable[[str], str | None], of_digits: Callable[[str], str] | None) -> str:
    """Says what to write for a value that is no text: `pulumi config set --path` takes quotes and a plus sign off."""
    is_whole = isinstance(value, int | float) and not isinstance(value, bool) and value == value // 1
    if not is_whole or value < 0:
        return f"must be text, not {sort_of(value)}"
    if of_digits is None:
        return "must be text: put it in quotes"
    meant = of_digits(str(int(value)))
    return f"must be text, not {sort_of(value)}" if fault(meant) else f'must be text: write "{meant}", in quotes'


def whole_validator(low: int, high: int) -> BeforeValidator:
    """Makes a validator of whole numbers; Pulumi hands numbers over as floats, Exotel sometimes as digits."""

    def validate(value: Any, info: ValidationInfo) -> int:
        if info.context is AS_ANSWERED and isinstance(value, str) and value.isdecimal():
            return int(value)
        fits = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        if isinstance(value, bool) or not fits:
            raise ValueError(f"must be a whole number from {low} to {high}")
        if info.context is AS_ANSWERED:
            return int(value)
        if not low <= value <= high:
            raise ValueError(f"must be from {low} to {high}, not {int(value)}")
        return int(value)

    return BeforeValidator(validate)
