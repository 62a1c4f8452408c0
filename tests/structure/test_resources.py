"""A resource is one file, one line in `resources/__init__.py`, and its proofs; what is missing is named here."""

import ast
import re
from pathlib import Path

import pytest

import exotel_pulumi
from exotel_pulumi import resources
from exotel_pulumi.pulumi_host import Declared
from exotel_pulumi.simulator.handlers import COLLECTIONS
from tests.host import kinds
from tests.host.test_frozen import RELEASES
from tests.resources import program
from tests.structure.sources import ROOT, Source, sources

NAMES = resources.__all__
FILES = [source for source in sources("exotel_pulumi/resources") if not source.path.endswith("__init__.py")]


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def kind_of(name: str) -> type[Declared]:
    kind: type[Declared] = getattr(resources, name)
    return kind


def test_public_names_are_sorted_and_exist() -> None:
    for module in (exotel_pulumi, resources):
        assert module.__all__ == sorted(set(module.__all__))
        assert [name for name in module.__all__ if not hasattr(module, name)] == []
    assert set(NAMES) <= set(exotel_pulumi.__all__)
    assert all(getattr(exotel_pulumi, name) is getattr(resources, name) for name in NAMES)


def test_the_package_shows_nothing_that_it_does_not_name() -> None:
    shown = {name for name in vars(exotel_pulumi) if not name.startswith("_")}
    modules = {Path(source.path).stem for source in sources("exotel_pulumi")} | {
        folder.name for folder in Path(ROOT, "exotel_pulumi").iterdir() if folder.is_dir()
    }
    assert shown - modules <= set(exotel_pulumi.__all__)


def test_every_file_is_a_resource() -> None:
    assert sorted(Path(source.path).stem for source in FILES) == sorted(map(snake, NAMES))


@pytest.mark.parametrize("source", FILES, ids=lambda source: source.path)
def test_a_file_has_the_four_classes_in_their_order(source: Source) -> None:
    [name] = [name for name in NAMES if snake(name) == Path(source.path).stem]
    defined = [node.name for node in source.tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef)]
    public = [name for name in defined if not name.startswith("_")]
    assert public == [f"{name}Inputs", f"{name}State", f"{name}Provider", name]


@pytest.mark.parametrize("name", NAMES)
def test_the_outputs_are_the_fields_of_the_state(name: str) -> None:
    kind = kind_of(name)
    assert [*kind.__annotations__] == [*kind.provider.state.model_fields]
    assert issubclass(kind.provider.state, kind.provider.inputs)


@pytest.mark.parametrize("name", NAMES)
def test_its_type_has_its_own_name(name: str) -> None:
    kind = kind_of(name)
    assert kind._resource_type_name == f"dynamic/exotel:{name}"
    assert (kind.provider.inputs.__name__, kind.provider.state.__name__) == (f"{name}Inputs", f"{name}State")


@pytest.mark.parametrize("name", NAMES)
def test_its_facts_fit_together(name: str) -> None:
    provider = kind_of(name).provider
    fields = provider.inputs.model_fields.keys()
    assert provider.key in fields
    assert provider.create_first <= provider.replaces <= fields
    assert provider.local | provider.write_only <= fields
    assert provider.write_only == {field for field in fields if not provider.inputs.model_fields[field].repr}


@pytest.mark.parametrize("name", NAMES)
def test_it_has_all_its_proofs(name: str) -> None:
    kind = kind_of(name)
    proofs = {
        f"a test: tests/resources/test_{snake(name)}.py": Path(ROOT, f"tests/resources/test_{snake(name)}.py").exists(),
        "a collection of the simulator": kind.provider.collection.name in COLLECTIONS,
        "a row in tests/host/kinds.py": kind in kinds.VALID,
        "its arguments in tests/resources/program.py": kind in program.ARGUMENTS,
        "a state in tests/host/frozen/": any(name in release["kinds"] for release in RELEASES.values()),
        "an example": name in used_in_examples(),
        "a row in the README's table of resources": any(f"`{name}`" in cells[0] for cells in tables_of_readme()),
    }
    assert [proof for proof, present in proofs.items() if not present] == []


@pytest.mark.parametrize("name", NAMES)
def test_s35_the_readme_tells_what_each_change_does(name: str) -> None:
    """By the table that tests/host/test_changes.py tries out."""
    [cells] = [row for row in tables_of_readme() if f"`{name}`" in row[0]]
    in_place = set(re.findall(r"`(\w+)`", cells[-2]))
    replaced: dict[str, str] = {}
    for clause in cells[-1].split(";"):
        fields, _, how = clause.partition(":")
        replaced |= {field: how.strip() for field in re.findall(r"`(\w+)`", fields)}
    changes = [change for change in kinds.CHANGES if change.kind is kind_of(name)]
    words = {"create, then delete": "new one made first", "delete, then create": "old one deleted first"}
    argument = {"trunk_sid": "trunk"}
    assert in_place == {change.field for change in changes if change.step == "update"}
    assert replaced == {
        argument.get(change.field, change.field): words[change.step] for change in changes if change.step in words
    }


def used_in_examples() -> set[str]:
    """The attributes that examples use, such as `Trunk` of `exotel.Trunk(…)`."""
    trees = [source.tree for source in sources("examples") if source.path.endswith("__main__.py")]
    return {node.attr for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def tables_of_readme() -> list[list[str]]:
    """The cells of each row of each table."""
    lines = Path(ROOT, "README.md").read_text(encoding="utf-8").splitlines()
    return [line.strip("| ").split("|") for line in lines if line.startswith("|")]
