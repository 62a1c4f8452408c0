"""Imports flow one way, so that a second host or a seventh resource touches nothing below it."""

import pytest

from tests.structure.sources import PACKAGE, Source, sources

# From the bottom to the top: a module imports from its own layer and those below.
LAYERS = (
    {"errors", "config"},
    {"api"},
    {"values", "run", "kind", "lookup", "creation", "lifecycle"},
    {"pulumi_host"},
    {"resources"},
    {"components", "facts", "generator", "lookups", "platforms"},
)
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}
APART = "simulator"


def part(module: str) -> str:
    """The part of the package that a module belongs to; empty for the package's own face."""
    return [*module.split("."), ""][1]


ALL = sources(PACKAGE)
LAYERED = [source for source in ALL if part(source.module) not in ("", APART)]
SIMULATOR = [source for source in ALL if part(source.module) == APART]


def parts_used(source: Source) -> set[str]:
    return {part(name) for name in source.imports() if name.split(".")[0] == PACKAGE}


def test_every_module_has_its_layer() -> None:
    assert {part(source.module) for source in LAYERED} <= RANK.keys()


@pytest.mark.parametrize("source", LAYERED, ids=lambda source: source.path)
def test_a_module_imports_nothing_from_above(source: Source) -> None:
    own = RANK[part(source.module)]
    assert {name for name in parts_used(source) if RANK[name] > own} == set()


@pytest.mark.parametrize("source", LAYERED, ids=lambda source: source.path)
def test_pulumi_is_known_in_the_host_and_above_only(source: Source) -> None:
    uses_pulumi = any(name.split(".")[0] == "pulumi" for name in source.imports())
    assert not uses_pulumi or RANK[part(source.module)] >= RANK["pulumi_host"]


def test_the_dynamic_host_is_known_in_one_module_only() -> None:
    users = [source.path for source in LAYERED if any(name.startswith("pulumi.dynamic") for name in source.imports())]
    assert users == ["exotel_pulumi/pulumi_host.py"]


@pytest.mark.parametrize("source", SIMULATOR, ids=lambda source: source.path)
def test_the_simulator_shares_nothing_with_the_rest(source: Source) -> None:
    """If both sides read a name from one place, a wrong name passes every test."""
    assert parts_used(source) <= {APART}


def test_nobody_but_tests_and_tools_uses_the_simulator() -> None:
    assert [source.path for source in ALL if source not in SIMULATOR and APART in parts_used(source)] == []


def test_no_resource_imports_another() -> None:
    resources = [source for source in LAYERED if part(source.module) == "resources"]
    siblings = f"{PACKAGE}.resources."
    users = [
        source.path
        for source in resources
        if not source.path.endswith("__init__.py") and any(name.startswith(siblings) for name in source.imports())
    ]
    assert users == []
    assert len(resources) > 6
