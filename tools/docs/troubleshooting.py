"""The page on troubleshooting, made from what `exotel-pulumi explain` knows."""

from collections.abc import Iterable, Iterator

from exotel_pulumi import explained

HEAD = """# Troubleshooting

Everything that `exotel-pulumi explain` knows, in one page. `exotel-pulumi doctor` examines an account and names what is
missing; `exotel-pulumi explain 1010` says the same as this page in a terminal.
"""


def page() -> str:
    """Returns the page: a table for each kind of entry."""
    return "\n".join([HEAD, *(line for title, entries in explained.by_topic() for line in _table(title, entries))])


def _table(title: str, entries: Iterable[explained.Entry]) -> Iterator[str]:
    yield f"## {title}\n"
    yield "| what you see | what it means | what to do |"
    yield "|---|---|---|"
    for entry in entries:
        status = f" (HTTP {entry.status})" if entry.status and not entry.code.startswith("HTTP") else ""
        yield f"| **{cell(entry.code)}**{status} | {cell(entry.meaning)} | {cell(sentence(entry.advice))} |"
    yield ""


def sentence(text: str) -> str:
    """Returns a text with a capital letter in front."""
    return text[:1].upper() + text[1:]


def cell(text: str) -> str:
    """Returns a text that stays in one cell of a table."""
    return text.replace("|", "\\|").replace("\n", " ")
