"""What a value becomes, and what a person reads where it is refused."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

SUGGESTED = re.compile(r'write (?:ip=)?"([^"]*)"(?:, mask=([0-9]+))?$')
# Parts of right and wrong values in any order: whatever a message tells to write keeps the rules.
WRITTEN = st.lists(
    st.sampled_from(
        ["sip:", "sips:", "<", ">", "agent", "@", "sip.example.com", "13.233.10.20", ":", "5061", ";transport=tls", " ",
         ";transport=", "udp", ";lr", "/24", "-", "+", "00", "0", "91", "9876543210", ".", "[", "]", "tel:", '"', ";"]
    ),
    max_size=7,
).map("".join)  # fmt: skip


def spelled(sort: Any, value: Any, context: Any = None) -> Any:
    """Returns the one spelling of a value. ValidationError for one that is refused."""
    return TypeAdapter(sort).validate_python(value, context=context)


def refusal(sort: Any, written: Any) -> tuple[str, list[str]]:
    """Returns what a person reads of a value that is refused, and the values that the words tell to write."""
    with pytest.raises(ValidationError) as refused:
        spelled(sort, written)
    message = str(refused.value.errors()[0]["msg"].removeprefix("Value error, "))
    return message, re.findall(r'write "([^"]*)"', message)


def suggestion(fault: Callable[[str], str | None], written: str) -> re.Match[str] | None:
    """Returns what a message tells to write (the mask in a group of its own), once it is proven to be right."""
    suggested = SUGGESTED.search(fault(written) or "")
    assert suggested is None or fault(suggested[1]) is None, suggested
    return suggested
