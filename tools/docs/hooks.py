"""MkDocs' hooks: adds the pages that are made, and turns links to files of the repository into text."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from tools.docs import resources, troubleshooting

ROOT = Path(__file__).resolve().parents[2]
# Files of the root that are pages, too.
COPIED = {"security.md": "SECURITY.md", "contributing.md": "CONTRIBUTING.md", "changelog.md": "CHANGELOG.md"}
RESOURCES = "resources/index.md"
UP = "../"
OUTSIDE = re.compile(r"\[([^\]]+)\]\((?:\.\./)+(?:examples|tests|tools|LICENSE|README|exotel_pulumi)[^)]*\)")


def made() -> dict[str, str]:
    """Returns the pages that are made, by their path below `docs`."""
    pages = {name: _from_root(ROOT / source) for name, source in COPIED.items()}
    pages["troubleshooting.md"] = troubleshooting.page()
    return pages | resources.pages()


def shown(nav: Sequence[Any]) -> list[Any]:
    """Returns a navigation with the pages of the resources, which follow the page about all of them."""
    found: list[Any] = []
    for part in nav:
        found.append({title: shown(parts) for title, parts in part.items()} if _is_section(part) else part)
        found += resources.pages() if part == RESOURCES else ()
    return found


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    config.nav = shown(config.nav or ())
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    for path, text in made().items():
        files.append(File.generated(config, path, content=text))
    return files


def on_page_markdown(markdown: str, **_: object) -> str:
    # A link to an example works where the repository is read, and the site has no such page.
    for name, source in COPIED.items():
        markdown = markdown.replace(f"]({UP}{source})", f"]({name})").replace(f"]({UP}{UP}{source})", f"]({UP}{name})")
    return OUTSIDE.sub(r"\1", markdown)


def _is_section(part: object) -> bool:
    return isinstance(part, dict) and all(isinstance(parts, list) for parts in part.values())


def _from_root(file: Path) -> str:
    text = file.read_text(encoding="utf-8").replace("](docs/", "](")
    for name, source in COPIED.items():
        text = text.replace(f"]({source})", f"]({name})")
    return re.sub(r"\[([^\]]+)\]\((?:README|LICENSE|examples|tests)[^)]*\)", r"\1", text)
