"""The pages of the documentation, and the blocks of code in them."""

import re
from dataclasses import dataclass
from pathlib import Path

from exotel_pulumi.objects import KINDS
from tools.docs import registry, resources

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


WAYS = "docs/how_do_i/"
LATER = ("in between", "after")  # titles of what follows the program above it


@dataclass(frozen=True)
class Block:
    """One block: its language, the file that its title names, and its text."""

    language: str
    title: str
    text: str


def paths() -> list[str]:
    """Returns every page that a person reads here, the README first: those of the registry are made from others."""
    pages = [page for page in (ROOT / "docs").rglob("*.md") if page.name not in registry.PAGES]
    written = sorted(page.relative_to(ROOT).as_posix() for page in pages)
    return ["README.md", "CONTRIBUTING.md", "SECURITY.md", *written]


def blocks_of(path: str) -> list[Block]:
    """Returns the blocks of one page, in order."""
    text = (ROOT / path).read_text(encoding="utf-8")
    return [
        Block(language, more.strip().removeprefix("title=").strip('"'), body)
        for language, more, body in BLOCK.findall(text)
    ]


def blocks(language: str, path: str = "README.md") -> list[str]:
    """Returns the blocks of one page in one language."""
    return [block.text for block in blocks_of(path) if block.language == language]


def programs() -> dict[str, str]:
    """Returns every program that stands alone, of the pages that are written and of those that are made.

    The first page of the site has the README's program once more.
    """
    found = {
        f"{path} {place}": block.text
        for path in paths()
        for place, block in enumerate(blocks_of(path))
        if block.language == "python" and not block.title and path != "docs/index.md"
    }
    return found | {f"resources/{kind.name}": resources.example(kind) for kind in KINDS}


def ways() -> dict[str, list[str]]:
    """Returns the programs of "How do I …": for each the text to begin with, and those that it is changed to."""
    found: dict[str, list[str]] = {}
    for path in (path for path in paths() if path.startswith(WAYS)):
        for block in (block for block in blocks_of(path) if block.language == "python" and block.title):
            if block.title not in LATER:
                found[name := f"{path} {block.title} {len(found)}"] = []
            found[name].append(block.text)
    return found


def not_said(shown: str, said: str) -> list[str]:
    """Returns the lines that a page shows and a command has not printed; `…` stands for the rest of a word."""
    patterns = {line: r"\S*".join(map(re.escape, line.split("…"))) for line in shown.splitlines()}
    return [line for line, text in patterns.items() if not re.search(re.sub(r"(\\ )+", r"\\s+", text), said)]
