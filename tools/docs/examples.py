"""A page for each example, made from the files of its folder, so that the site has them as they are."""

import re
from collections.abc import Iterator
from pathlib import Path

from tools.docs.troubleshooting import sentence

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
LANGUAGES = {".py": "python", ".yaml": "yaml", ".yml": "yaml"}
STACK = re.compile(r"Pulumi\..+\.yaml")  # a person's own settings of a stack

# A page has code alone: without the list of its headings there is room for whole lines, and who searches for a word
# such as `import` wants the page about it first.
HEAD = "---\ntitle: %s\nhide: [toc]\nsearch: {boost: 0.2}\n---\n\n# Example: %s\n"
LINK = re.compile(r"\]\((?P<up>(?:\.\./)+)examples/(?P<name>\w+)[^)]*\)")
ROW = re.compile(r"^\| (?P<links>\[.*\)) \| (?P<shows>.*) \|$", re.MULTILINE)


def pages() -> dict[str, str]:
    """Returns the page of each example that `docs/examples.md` lists, by its path below `docs`."""
    table = (ROOT / "docs" / "examples.md").read_text(encoding="utf-8")
    rows = [(LINK.finditer(row["links"]), row["shows"]) for row in ROW.finditer(table)]
    return {page(link["name"]): "\n".join(_page(link["name"], shows)) for links, shows in rows for link in links}


def page(name: str) -> str:
    """Returns the path of an example's page below `docs`."""
    return f"examples/{name}.md"


def linked(markdown: str) -> str:
    """Returns a page whose links into the folder of an example lead to that example's page."""
    return LINK.sub(lambda link: f"]({link['up'].removesuffix('../')}{page(link['name'])})", markdown)


def files(folder: Path) -> list[Path]:
    """Returns the files of an example, the program first, and nothing that running it leaves there."""
    found = [path for path in folder.rglob("*") if path.suffix in LANGUAGES and not STACK.fullmatch(path.name)]
    own = [path for path in found if not any(part.startswith((".", "__py")) for part in path.relative_to(ROOT).parts)]
    return sorted(own, key=lambda path: (path.parent, path.name == "Pulumi.yaml", path))


def _page(name: str, shows: str) -> Iterator[str]:
    folder = EXAMPLES / name
    yield HEAD % (name, name)
    yield f"{sentence(shows)}. [All examples](../examples.md).\n"
    for path in files(folder):
        yield f"## `{path.relative_to(folder).as_posix()}`\n"
        yield f"~~~~{LANGUAGES[path.suffix]}\n{path.read_text(encoding='utf-8').rstrip()}\n~~~~\n"
