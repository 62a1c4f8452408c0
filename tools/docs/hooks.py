"""MkDocs' hooks: adds the pages that are made, and turns links to other files of the repository into text."""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from tools.docs import examples, resources, troubleshooting

ROOT = Path(__file__).resolve().parents[2]
# Files of the root that are pages, too.
COPIED = {"security.md": "SECURITY.md", "contributing.md": "CONTRIBUTING.md", "changelog.md": "CHANGELOG.md"}
RESOURCES = "resources/index.md"
EXAMPLES = "examples.md"
UP = "../"
# What the site is made of; a built site says of which, so that whoever reads it knows whether it is the newest.
SOURCES = ("docs/**/*", "examples/**/*", "tools/docs/*.py", "exotel_pulumi/**/*.[pt]*", "*.md", "mkdocs.yml")
STAMP = ".sources"
OUTSIDE = re.compile(r"\[([^\]]+)\]\((?:\.\./)+(?:tests|tools|LICENSE|README|exotel_pulumi)[^)]*\)")


def made() -> dict[str, str]:
    """Returns the pages that are made, by their path below `docs`."""
    pages = {name: _from_root(ROOT / source) for name, source in COPIED.items()}
    pages["troubleshooting.md"] = troubleshooting.page()
    return pages | resources.pages() | examples.pages()


def shown(nav: Sequence[Any]) -> list[Any]:
    """Returns a navigation with the pages of resources and examples, which follow the page about all of them."""
    found: list[Any] = []
    for part in nav:
        found.append({title: shown(parts) for title, parts in part.items()} if _is_section(part) else part)
        found += resources.pages() if part == RESOURCES else ()
        found += [{"Each example": list(examples.pages())}] if part == EXAMPLES else ()
    return found


def fingerprint() -> str:
    """Returns a text that is another one as soon as a source of the site is."""
    found = sorted({path for pattern in SOURCES for path in ROOT.glob(pattern) if path.is_file()})
    seen = hashlib.sha256()
    for path in found:
        if "__pycache__" not in path.parts:
            seen.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return seen.hexdigest()


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    config.nav = shown(config.nav or ())
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    for path, text in made().items():
        files.append(File.generated(config, path, content=text))
    return files


def on_page_markdown(markdown: str, **_: object) -> str:
    # Links to files work where the repository is read; the site has pages for some of them.
    for name, source in COPIED.items():
        markdown = markdown.replace(f"]({UP}{source})", f"]({name})").replace(f"]({UP}{UP}{source})", f"]({UP}{name})")
    return OUTSIDE.sub(r"\1", examples.linked(markdown))


def on_post_build(config: MkDocsConfig) -> None:
    (Path(config.site_dir) / STAMP).write_text(fingerprint(), encoding="utf-8")


def _is_section(part: object) -> bool:
    return isinstance(part, dict) and all(isinstance(parts, list) for parts in part.values())


def _from_root(file: Path) -> str:
    text = file.read_text(encoding="utf-8").replace("](docs/", "](")
    for name, source in COPIED.items():
        text = text.replace(f"]({source})", f"]({name})")
    text = examples.linked(text.replace("](examples/", "](../examples/"))
    return re.sub(r"\[([^\]]+)\]\((?:README|LICENSE|tests)[^)]*\)", r"\1", text)
