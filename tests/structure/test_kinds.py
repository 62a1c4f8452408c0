"""A kind of object is one line in `objects.KINDS`, its files, and its proofs; what is missing is named here."""

import ast
import inspect
import re
from pathlib import Path
from typing import Any

import pytest

import exotel_pulumi
from exotel_pulumi import objects
from exotel_pulumi.objects import KINDS
from exotel_pulumi.objects.fields import State
from exotel_pulumi.objects.kind import Kind
from exotel_pulumi.resources.declared import Declared
from exotel_pulumi.simulator.handlers import COLLECTIONS
from tests import kinds
from tests.engine import programs
from tests.host.test_frozen import RELEASES
from tests.properties import world
from tests.structure.sources import ROOT, Source, sources

NAMES = [kind.name for kind in KINDS]
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def resource_of(kind: Kind[Any, Any]) -> type[Declared]:
    resource: type[Declared] = getattr(exotel_pulumi, kind.name)
    return resource


def files(folder: str) -> dict[str, Source]:
    """Returns the modules of a folder, without those of the folders in it, by their names."""
    found = sources(f"exotel_pulumi/{folder}")
    return {Path(source.path).stem: source for source in found if source.path.count("/") == 2}


def test_public_names_are_sorted_and_exist() -> None:
    assert exotel_pulumi.__all__ == sorted(set(exotel_pulumi.__all__))
    assert [name for name in exotel_pulumi.__all__ if not hasattr(exotel_pulumi, name)] == []
    assert set(NAMES) <= set(exotel_pulumi.__all__) <= set(dir(exotel_pulumi))
    with pytest.raises(AttributeError, match="no attribute 'Fax'"):
        exotel_pulumi.Fax  # noqa: B018


def test_the_package_shows_nothing_that_it_does_not_name() -> None:
    shown = {name for name in vars(exotel_pulumi) if not name.startswith("_")}
    modules = {Path(source.path).stem for source in sources("exotel_pulumi")} | {
        folder.name for folder in Path(ROOT, "exotel_pulumi").iterdir() if folder.is_dir()
    }
    assert shown - modules - {"Any", "TYPE_CHECKING", "import_module"} <= set(exotel_pulumi.__all__)


def test_every_file_is_a_kind() -> None:
    assert files("objects").keys() - {"__init__", "fields", "kind"} == {kind.label for kind in KINDS}


def test_the_order_is_that_in_which_exotel_needs_them() -> None:
    """A trunk first; what a kind needs before the kind; a caller ID shows a number that is mapped."""
    assert [kind.collection.top_level for kind in KINDS] == [True] + [False] * (len(KINDS) - 1)
    for place, kind in enumerate(KINDS):
        need = kind.needs({})
        assert need is None or NAMES.index(need.kind) < place
    assert NAMES.index("PhoneNumber") < NAMES.index("CallerId")


@every_kind
def test_its_file_has_its_classes_in_their_order(kind: Kind[Any, Any]) -> None:
    defined = [node.name for node in files("objects")[kind.label].tree.body if isinstance(node, ast.ClassDef)]
    assert defined == [f"{kind.name}Inputs", f"{kind.name}State", f"{kind.name}Kind"]
    assert [kind.inputs.__name__, kind.state.__name__, type(kind).__name__] == defined
    assert issubclass(kind.state, State)
    assert getattr(objects, kind.label.upper()) is kind


@every_kind
def test_its_resource_has_its_name_and_its_outputs(kind: Kind[Any, Any]) -> None:
    resource = resource_of(kind)
    assert resource.__module__ == f"exotel_pulumi.resources.{kind.label}"
    assert f"pulumi-python:{resource._resource_type_name}" == kind.token == f"pulumi-python:dynamic/exotel:{kind.name}"
    assert resource.kind is kind
    outputs = [name for name in [*Declared.__annotations__, *resource.__annotations__] if name != "kind"]
    assert outputs == [*kind.state.model_fields]
    assert issubclass(kind.state, kind.inputs)


@every_kind
def test_its_traits_fit_together(kind: Kind[Any, Any]) -> None:
    fields = kind.inputs.model_fields.keys()
    assert kind.key in fields
    assert kind.create_first <= kind.replaces <= fields
    assert kind.not_compared | kind.not_sent | kind.write_only <= fields
    assert kind.write_only == {field for field in fields if not kind.inputs.model_fields[field].repr}
    rules = kind.inputs.__pydantic_decorators__.field_validators.values()
    assert {field for rule in rules for field in rule.info.fields} == {field for field, _ in kind.judged_with}
    assert {other for _, other in kind.judged_with} <= fields


@every_kind
def test_its_example_is_a_whole_declaration(kind: Kind[Any, Any]) -> None:
    """The documentation shows it, and the check of a real account makes it."""
    owner = {} if kind.collection.top_level else {"trunk_sid": "TK1"}
    kind.inputs.model_validate({**owner, **kind.example})
    assert kind.key in kind.example


@pytest.mark.parametrize(
    "table",
    [
        [sample.kind for sample in kinds.SAMPLES],
        [kind for kind in KINDS if any(resource.kind is kind for resource, _ in world.SLOTS.values())],
        [kind for kind in KINDS if f"exotel.{kind.name}(" in programs.LINE],
        [kind for kind in KINDS if kind.collection.name in COLLECTIONS],
        [kind for kind in KINDS if any(kind.name in release["kinds"] for release in RELEASES.values())],
    ],
    ids=["tests/kinds.py", "tests/properties/world.py", "tests/engine/programs.py", "simulator/handlers", "frozen"],
)
def test_a_table_has_every_kind(table: list[Kind[Any, Any]]) -> None:
    assert [kind.name for kind in table] == NAMES


def test_the_simulator_has_no_other_collection_of_a_trunk() -> None:
    assert COLLECTIONS.keys() - {kind.collection.name for kind in KINDS} == {"trunk_maps"}


@every_kind
def test_it_has_all_its_proofs(kind: Kind[Any, Any]) -> None:
    changelog = Path(ROOT, "CHANGELOG.md").read_text(encoding="utf-8")
    proofs = {
        f"a test of it in tests/objects/test_{kind.label}.py": count_of_tests(kind) > 0,
        "an example": kind.name in used_in_examples(),
        "a row in the README's table of resources": any(f"`{kind.name}`" in cells[0] for cells in tables_of_readme()),
        "a word in the CHANGELOG": f"`{kind.name}`" in changelog,
    }
    assert [proof for proof, present in proofs.items() if not present] == []


def count_of_tests(kind: Kind[Any, Any]) -> int:
    """Counts the tests in the kind's own file that use the kind and assert something: an empty one proves nothing."""
    path = Path(ROOT, f"tests/objects/test_{kind.label}.py")
    if not path.exists():
        return 0
    constant = kind.label.upper()
    functions = [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)]
    return sum(
        function.name.startswith("test_")
        and any(isinstance(node, ast.Name) and node.id == constant for node in ast.walk(function))
        and any(isinstance(node, ast.Assert) and constant in ast.dump(node) for node in ast.walk(function))
        for function in functions
    )


@every_kind
def test_s35_the_readme_tells_what_each_change_does(kind: Kind[Any, Any]) -> None:
    """By the table that tests/host/test_changes.py tries out."""
    [cells] = [row for row in tables_of_readme() if f"`{kind.name}`" in row[0]]
    in_place = set(re.findall(r"`(\w+)`", cells[-2]))
    replaced: dict[str, str] = {}
    for clause in cells[-1].split(";"):
        fields, _, how = clause.partition(":")
        replaced |= {field: how.strip() for field in re.findall(r"`(\w+)`", fields)}
    changes = [change for change in kinds.CHANGES if change.resource.kind is kind]
    words = {"create, then delete": "new one made first", "delete, then create": "old one deleted first"}
    argument = {"trunk_sid": "trunk"}
    assert in_place == {change.field for change in changes if change.step == "update"}
    assert replaced == {
        argument.get(change.field, change.field): words[change.step] for change in changes if change.step in words
    }


def test_the_hooks_of_a_kind_say_what_they_may_and_must() -> None:
    hooks = {name for kind in KINDS for name, member in vars(type(kind)).items() if inspect.isfunction(member)}
    for name in hooks:
        documented = inspect.getdoc(getattr(Kind, name))
        assert documented
        assert re.match("(May|Must) ", documented), name


def used_in_examples() -> set[str]:
    """Returns the attributes that examples use, such as `Trunk` of `exotel.Trunk(…)`."""
    trees = [source.tree for source in sources("examples") if source.path.endswith("__main__.py")]
    return {node.attr for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def tables_of_readme() -> list[list[str]]:
    """Returns the cells of each row of each table."""
    lines = Path(ROOT, "README.md").read_text(encoding="utf-8").splitlines()
    return [line.strip("| ").split("|") for line in lines if line.startswith("|")]
