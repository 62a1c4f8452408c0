"""The gate for foreign text: what comes from an account, a peer or a file, as each place can show it.

Whoever may write to an account chooses its names. A name is no command to a terminal, no markup of a picture, and no
code of a program. A place has one function here, and shows foreign text by that function alone.
"""

import json
import logging
import re
from html import escape

LONGEST = 300  # characters; the longest destination has fewer


def printable(text: str, keep: str = "") -> str:
    r"""Returns a text in which nothing is hidden, moves other letters or steers a terminal.

    Each such character is written as Python writes it, such as `\x1b`; those in `keep` stay.
    """
    if text.isprintable():
        return text
    return "".join(
        letter if letter.isprintable() or letter in keep else letter.encode("unicode_escape").decode()
        for letter in text
    )


def shown(value: object, longest: int = LONGEST) -> str:
    """Returns a value as one line for a person; of a text that is too long its beginning. None is nothing."""
    text = "" if value is None else str(value)
    rest = len(text) - longest
    return printable(text) if rest <= 0 else f"{printable(text[:longest])}… and {rest} characters more"


def json_text(value: object) -> str:
    """Returns a value as JSON that a terminal can show: the same value, with what is not printable by its number."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    if text.isascii() and "\x7f" not in text:
        return text
    return "".join(letter if letter.isprintable() or letter == "\n" else json.dumps(letter)[1:-1] for letter in text)


def xml(value: object) -> str:
    """Returns a value as the text of an element or an attribute."""
    return escape(shown(value))


def mermaid(value: object) -> str:
    """Returns a value in which nothing is a sign of Mermaid's: each such character by its number."""
    return "".join(
        letter if letter.isalnum() or letter in " ._-+/:,=" else f"#{ord(letter)};" for letter in shown(value)
    )


def literal(value: object) -> str:
    """Returns a value as a program in Python writes it, in ASCII: no letter changes how the code around it reads."""
    return ascii(value if isinstance(value, bool | int | float) else str(value))


def comment(text: str) -> str:
    """Returns a text as one line of comment of a program, whole."""
    return f"# {printable(text)}"


def fenced(text: str, language: str = "") -> str:
    """Returns a text as a block of Markdown, which the text cannot end: no mention, no table and no markup is in it."""
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", text))])
    return f"{fence}{language}\n{printable(text.strip(), keep=chr(10))}\n{fence}\n"


def _is_printed(record: logging.LogRecord) -> bool:
    """Makes what is put into a sentence printable; the lines of the sentence itself are ours."""
    if record.args and isinstance(record.args, tuple):
        record.args = tuple(each if isinstance(each, int | float) else printable(str(each)) for each in record.args)
    else:
        record.msg, record.args = printable(record.getMessage()), None
    return True


# Pulumi's engine prints what is logged, and a warning names what others have put onto a trunk.
logging.getLogger("exotel_pulumi").addFilter(_is_printed)
