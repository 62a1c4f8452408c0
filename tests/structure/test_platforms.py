"""The one table of platforms in the documents is compared with the modules."""

import inspect
import re
from types import ModuleType

import pytest

from exotel_pulumi import platforms

from .sources import ROOT

PAGE = ROOT / "docs" / "platforms.md"
COLUMNS = ("platform", "inbound destination", "transport", "calls out by", "bodies")  # as many as a screen has room for


def rows() -> dict[str, dict[str, str]]:
    """Returns the rows of the table by their platform."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert tuple(cells[0]) == COLUMNS
    return {row[0].strip("`"): dict(zip(COLUMNS, row, strict=True)) for row in cells[2:]}


def page_of(name: str) -> str:
    """Returns the page of one platform."""
    return (PAGE.with_suffix("") / f"{name}.md").read_text(encoding="utf-8")


def functions(module: ModuleType) -> dict[str, object]:
    """Returns the public functions of a platform's module."""
    return {
        name: member
        for name, member in vars(module).items()
        if inspect.isfunction(member) and member.__module__ == module.__name__ and not name.startswith("_")
    }


each = pytest.mark.parametrize("name", platforms.__all__)


def test_the_table_has_every_platform_in_order() -> None:
    assert list(rows()) == platforms.__all__


@each
def test_a_row_has_the_functions_of_its_module(name: str) -> None:
    row, there = rows()[name], functions(getattr(platforms, name))
    assert set(re.findall(r"`(\w+)`", row["bodies"])) == there.keys() - {"destination", "whitelisted_ips"}
    assert ("whitelisted_ips(" in row["calls out by"]) == ("whitelisted_ips" in there)
    assert all(row[column] for column in COLUMNS)


@each
def test_a_row_has_the_arguments_and_the_transport_of_the_destination(name: str) -> None:
    row = rows()[name]
    signature = inspect.signature(getattr(platforms, name).destination)
    assert row["transport"].lower() == signature.parameters["transport"].default
    called = re.fullmatch(r"`destination\((.*)\)`", row["inbound destination"])
    assert called is not None
    given = [argument.partition("=")[0] for argument in called[1].split(", ") if argument]
    required = [field.name for field in signature.parameters.values() if field.default is inspect.Parameter.empty]
    assert given[: len(required)] == required
    assert set(given) <= signature.parameters.keys()


@each
def test_a_library_that_proves_a_body_is_installed_for_the_tests(name: str) -> None:
    wanted = (ROOT / "pyproject.toml").read_text(encoding="utf-8") + (ROOT / "tests" / "clouds.txt").read_text("utf-8")
    untested = page_of(name).partition("## What is untested")[2].partition("## Reference")[0]
    assert re.search(r"^The \w+ (is|are) held against ", untested, re.MULTILINE)
    for library in re.findall(r"library `([\w-]+)`", untested):
        assert f"{library}==" in wanted


# Addresses of Exotel's media, by its TLS guide. A reader would let in these, and no call would come.
MEDIA = ("182.76.143.61", "122.15.8.184", "14.194.10.247", "61.246.82.75", "18.142.150.245", "122.248.223.73")


@each
def test_a_page_has_both_sides_what_is_untested_and_a_reference(name: str) -> None:
    text = page_of(name)
    titles = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert [titles[0], *titles[2:]] == ["Exotel's side", "What is untested", "Reference"]
    assert titles[1].endswith("'s side")
    assert f"::: exotel_pulumi.platforms.{name}" in text


def test_every_page_says_what_is_untested() -> None:
    pages = PAGE.with_suffix("").glob("*.md")
    assert not [page.name for page in pages if "\n## What is untested\n\n- " not in page.read_text("utf-8")]


def test_no_page_hands_out_a_media_address_of_exotels() -> None:
    pages = [page for page in PAGE.parent.rglob("*.md") if page != PAGE]
    assert not [page.name for page in pages if any(address in page.read_text("utf-8") for address in MEDIA)]


def test_every_page_is_linked() -> None:
    linked = set(re.findall(r"\(platforms/(\w+)\.md\)", PAGE.read_text(encoding="utf-8")))
    assert linked == {page.stem for page in PAGE.with_suffix("").glob("*.md")}
