"""Phone numbers, in E.164."""

import re
from typing import Annotated

from exotel_pulumi.objects.values import text_validator

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
SIGNS = re.compile(r"[\s().-]")  # between the digits


def phone_number_fault(value: str) -> str | None:
    """Says what is wrong with a phone number in E.164."""
    if E164.fullmatch(value):
        return None
    digits = SIGNS.sub("", value.lower().removeprefix("tel:"))
    shape = "must be E.164: a plus sign, the country's code and the number, without blanks"
    if national := re.fullmatch(r"0?([1-9][0-9]{9})", digits):
        return f'{shape}. For a number of India, write "+91{national[1]}"'
    if re.fullmatch("[3689][0-9]{7}", digits):
        return f'{shape}. For a number of Singapore, write "+65{digits}"'
    # Without a plus sign, ten digits or fewer may be a number of any country; and 1800 and 1860 are free of charge in
    # India and Singapore, where a leading 1 is no country's code.
    international = re.sub(r"^(00(?=[1-9][0-9]{10})|(?=[2-9][0-9]{10}))", "+", digits)
    return f'{shape}: write "{international}"' if E164.fullmatch(international) else f"{shape}, like +919876543210"


def _listed(value: str) -> str:
    """Spells a number as Exotel may list it: with blanks, hyphens or brackets, or without its plus sign.

    Ten digits or fewer may be a national number, and stay as they are, as do India's numbers that are free of charge.
    """
    digits = SIGNS.sub("", value)
    return f"+{digits}" if re.fullmatch(r"(?!18[06]0)[1-9][0-9]{10,14}", digits) else digits


def _of_digits(digits: str) -> str:
    """Gives a number back the plus sign that a configuration has taken off, where no other number can be meant."""
    return f"+{digits}" if re.fullmatch("[2-9][0-9]{10,14}", digits) else digits


PhoneNumberText = Annotated[str, text_validator(str, phone_number_fault, _listed, _of_digits)]
