"""The conditions of both CI systems, as far as the workflows use them: terms joined by `&&`, `A == B` and `A != B`."""

import re
from collections.abc import Mapping

EXPRESSION = re.compile(r"\$\{\{ (.+?) \}\}")


def holds(condition: str, known: Mapping[str, str]) -> bool:
    """Whether all terms of a condition are true; a name that is not known is a mistake, and a KeyError."""
    [text] = EXPRESSION.findall(condition) or [condition]
    return all(_term(term.strip(), known) for term in text.split("&&"))


def filled_in(text: str, known: Mapping[str, str]) -> str:
    """A value of GitHub's with what its expressions stand for."""
    return EXPRESSION.sub(lambda found: known[found[1]], text)


def _term(term: str, known: Mapping[str, str]) -> bool:
    if term == "!cancelled()":
        return True
    left, operator, right = re.split(r" (==|!=) ", term)
    return (_value(left, known) == _value(right, known)) == (operator == "==")


def _value(operand: str, known: Mapping[str, str]) -> str:
    return operand[1:-1] if operand[0] in "'\"" else known[operand.removeprefix("$")]
