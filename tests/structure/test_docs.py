"""The documentation: what is short stays short, links lead somewhere, and what is made is complete."""

import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from exotel_pulumi import explained
from exotel_pulumi.objects import KINDS
from exotel_pulumi.objects.kind import Kind
from tests.docs.pages import ROOT, blocks, paths
from tools.docs import hooks, registry

from .sources import sources

LONGEST_README = 120
LINK = re.compile(r"\]\(([^)\s]+)\)")


@cache
def made() -> dict[str, str]:
    """Returns the pages that are made. No constant: what a kind lacks is named by tests, and ends no collection."""
    return hooks.made()


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= LONGEST_README


def test_links_lead_to_a_file_or_to_a_page_that_is_made() -> None:
    links = [(path, link) for path in paths() for link in LINK.findall((ROOT / path).read_text(encoding="utf-8"))]
    assert [f"{path}: {link}" for path, link in links if not leads_somewhere(ROOT / path, link)] == []


def test_nobody_is_sent_for_a_package_that_is_not_on_pypi() -> None:
    code = [source.path for source in sources("exotel_pulumi", "tools", "examples")]
    by_name = re.compile(r"pip install [\\\"'`]*exotel-pulumi")
    assert [path for path in [*code, *paths()] if by_name.search((ROOT / path).read_text(encoding="utf-8"))] == []


def leads_somewhere(page: Path, link: str) -> bool:
    target = link.partition("#")[0]
    if not target or "://" in target or target.startswith("mailto:"):
        return True
    found = (page.parent / target).resolve()
    return found.exists() or found.relative_to(ROOT / "docs").as_posix() in made()


def test_the_site_shows_every_page() -> None:
    shown = set(leaves(navigation()))
    written = {page.removeprefix("docs/") for page in paths() if page.startswith("docs/")}
    assert shown == written | made().keys()


def test_the_registrys_pages_are_what_the_schema_and_the_languages_say() -> None:
    """After a change: `python -m tools.docs.registry`."""
    for name, text in registry.made().items():
        assert (ROOT / "docs" / name).read_text(encoding="utf-8") == text
        assert yaml.safe_load(text.split("---\n")[1]).keys() == {"title", "meta_desc", "layout"}
        assert "{{{" not in text


def test_a_users_menu_is_short() -> None:
    menu = [part for part in navigation() if isinstance(part, dict)]
    entries = [entry for part in menu for parts in part.values() if isinstance(parts, list) for entry in parts]
    folded = {title: pages for entry in entries if isinstance(entry, dict) for title, pages in entry.items()}
    groups = {title: leaves(pages) for title, pages in folded.items() if isinstance(pages, list)}
    assert set(groups["Each platform"]) == {page for page in leaves(navigation()) if page.startswith("platforms/")}
    assert set(groups["Each example"]) == {page for page in leaves(navigation()) if page.startswith("examples/")}
    *_, last = menu
    assert set(groups["For contributors"]) < set(leaves(last))
    assert {"contributing.md", "how_it_works.md", "performance.md", "reliability-tests.md"} == {
        *groups["For contributors"]
    }


def configured() -> dict[str, Any]:
    """Returns the configuration of the site."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    return found


def navigation() -> list[Any]:
    """Returns the navigation of the site, with the pages that are made."""
    return hooks.shown(configured()["nav"])


def leaves(node: object) -> list[str]:
    """Returns the pages of a navigation, at any depth."""
    if isinstance(node, str):
        return [node]
    parts = node.values() if isinstance(node, dict) else node
    assert not isinstance(parts, str)
    return [page for part in parts for page in leaves(part)]  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_page_of_a_resource_has_every_input_and_output_and_no_empty_cell(kind: Kind[Any, Any]) -> None:
    [text] = [text for text in made().values() if text.startswith(f"# {kind.name}\n")]
    for field in (kind.inputs.model_fields.keys() | kind.state.model_fields.keys()) - {"trunk_sid"}:
        assert f"| `{field}` |" in text, field
    assert "|  |" not in text
    for part in ("## Inputs", "## Outputs", "## What exists already", "## Deletion", "## Errors", "::: exotel_pulumi."):
        assert part in text


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_each_replacement_and_deletion_has_its_cost_on_its_page_and_on_the_trunks(kind: Kind[Any, Any]) -> None:
    for page in {f"resources/{kind.label}.md", "resources/trunk.md"}:
        costs = made()[page].partition("## What a mistake costs\n")[2].partition("\n## ")[0]
        rows = [line for line in costs.splitlines() if line.startswith("| ") and kind.noun in line]
        for field in kind.replaces | kind.write_only:
            assert [row for row in rows if f"`{field.removesuffix('_sid')}`" in row], (page, field)
        assert [row for row in rows if "leaves the program" in row]


def test_the_page_of_the_trunk_says_what_its_deletion_takes_along() -> None:
    deletion = made()["resources/trunk.md"].partition("## Deletion")[2].partition("\n## ")[0]
    assert [said for said in (*(kind.noun for kind in KINDS), "cascade=False", "SID") if said not in deletion] == []


def test_troubleshooting_has_everything_that_explain_knows() -> None:
    text = made()["troubleshooting.md"].replace("\\|", "|")
    for entry in explained.entries():
        assert f"**{entry.code}**" in text
        assert entry.meaning in text


def test_links_out_of_the_site_become_text() -> None:
    kept = "[a](../tests/kinds.py) [b](../../tools/bench.py) [c](platforms.md) [d](../SECURITY.md)"
    assert hooks.on_page_markdown(kept) == "a b [c](platforms.md) [d](security.md)"


def test_links_to_examples_lead_to_their_pages() -> None:
    kept = "[a](../examples/aws) [b](../../examples/ci/comment.py)"
    assert hooks.on_page_markdown(kept) == "[a](examples/aws.md) [b](../examples/ci.md)"


def test_every_file_of_an_example_is_on_its_page() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "examples"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    there = [path for path in listed if (ROOT / path).exists()]
    assert {path.split("/")[1] for path in there} == {
        Path(page).stem for page in made() if page.startswith("examples/")
    }
    for path in there:
        page = made()[f"examples/{path.split('/')[1]}.md"]
        assert f"## `{path.split('/', 2)[2]}`\n\n" in page
        assert f"\n{(ROOT / path).read_text(encoding='utf-8').strip()}\n~~~~" in page, path


def test_the_first_page_shows_the_same_program_as_the_readme() -> None:
    assert blocks("python", "docs/index.md") == blocks("python")


def test_the_site_has_the_address_of_the_repository_as_soon_as_there_is_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert configured().get("repo_url") == project.get("urls", {}).get("Repository")


def test_pictures_are_used_and_there() -> None:
    there = {path.name for path in Path(ROOT / "docs" / "pictures").iterdir()}
    used = {name for path in paths() for name in re.findall(r"pictures/([\w.]+)", (ROOT / path).read_text("utf-8"))}
    assert used == there
