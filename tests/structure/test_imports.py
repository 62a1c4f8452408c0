"""Imports flow one way, so that a second host or a seventh resource touches nothing below it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.structure.layers import APART, LAYER_OF, LAYERS, LIFECYCLE, RANK
from tests.structure.sources import PACKAGE, ROOT, Source, sources


def part(module: str) -> str:
    """Returns the part of the package that a module belongs to; empty for the package's own face."""
    return [*module.split("."), ""][1]


ALL = sources(PACKAGE)
LAYERED = [source for source in ALL if part(source.module) not in ("", APART)]
SIMULATOR = [source for source in ALL if part(source.module) == APART]


def parts_used(source: Source) -> set[str]:
    return {part(name) for name in source.imports() if name.split(".")[0] == PACKAGE}


def circle(files: Iterable[Source]) -> list[str]:
    """Returns one circle of files that import each other, in whatever function or TYPE_CHECKING; nothing without one.

    An import is of the file that it names, and not of the packages above: what a face like `exotel_pulumi/__init__.py`
    exports, at once or when it is asked for, is an import of that face's, as any other is. So a face may show what lies
    below, and closes a circle as soon as something below imports from the face.
    """
    known = {source.module: source for source in files}
    used: dict[str, set[str]] = {}
    for module, source in known.items():
        named = {next((name for name in _upwards(full) if name in known), module) for full in source.imports()}
        used[module] = named - {module}
    try:
        TopologicalSorter(used).prepare()
    except CycleError as found:
        return [known[module].path for module in reversed(found.args[1])]
    return []


def _upwards(name: str) -> Iterator[str]:
    while name:
        yield name
        name = name.rpartition(".")[0]


def test_no_circle_of_files() -> None:
    assert " imports ".join(circle(sources(PACKAGE, "tools", "tests"))) == ""


def test_every_module_has_its_layer() -> None:
    assert {part(source.module) for source in LAYERED} == RANK.keys()


def test_a_module_imports_nothing_from_above() -> None:
    upwards = [
        (source.path, name)
        for source in LAYERED
        for name in parts_used(source)
        if RANK[name] > RANK[part(source.module)]
    ]
    assert upwards == []


def test_pulumi_is_known_where_the_table_says() -> None:
    users = [source for source in LAYERED if any(name.split(".")[0] == "pulumi" for name in source.imports())]
    assert [source.path for source in users if not LAYER_OF[part(source.module)].knows_pulumi] == []
    assert users


def test_what_a_program_runs_knows_of_the_provider_only_what_is_stored() -> None:
    """Their processes are two: nothing else of the host may be met in a program."""
    in_programs = [source for source in LAYERED if LAYER_OF[part(source.module)].process == "program"]
    assert {name for source in in_programs for name in parts_used(source) if name in RANK} >= {"stored"}
    assert [source.path for source in in_programs if "hosts" in parts_used(source)] == []


def test_the_dynamic_host_is_known_in_two_modules_only() -> None:
    """One on the provider's side, one on the program's."""
    users = [source.path for source in LAYERED if any(name.startswith("pulumi.dynamic") for name in source.imports())]
    assert users == ["exotel_pulumi/hosts/dynamic.py", "exotel_pulumi/resources/declared.py"]


def test_the_lifecycle_has_an_order_of_its_own() -> None:
    folder = f"{PACKAGE}.lifecycle."
    rank = {f"{folder}{name}": number for number, name in enumerate(LIFECYCLE)}
    modules = {source.module: source for source in ALL if source.module.startswith(folder)}
    assert modules.keys() == rank.keys()
    for module, source in modules.items():
        used = {known for known in rank if any(f"{name}.".startswith(f"{known}.") for name in source.imports())}
        assert [other for other in used if rank[other] > rank[module]] == []


def test_no_kind_of_object_is_known_to_the_lifecycle_but_the_trunk() -> None:
    """What is on a trunk depends on the trunk; nothing else is treated for what it is, but as one of a table."""
    kinds = f"{PACKAGE}.objects."
    used = {
        name.split(".")[2]
        for source in ALL
        if part(source.module) in ("lifecycle", "hosts")
        for name in source.imports()
        if name.startswith(kinds)
    }
    assert used - {"values", "fields", "CHILDREN"} == {"kind", "trunk"}


def test_the_simulator_shares_nothing_with_the_rest() -> None:
    """If both sides read a name from one place, a wrong name passes every test."""
    assert [source.path for source in SIMULATOR if parts_used(source) - {APART}] == []


def test_nobody_but_tests_and_tools_uses_the_simulator() -> None:
    assert [source.path for source in ALL if source not in SIMULATOR and APART in parts_used(source)] == []


@pytest.mark.parametrize("folder", ["objects", "resources"])
def test_no_kind_of_object_imports_another(folder: str) -> None:
    below = [source.module.split(".")[2:] for source in ALL if source.module.startswith(f"{PACKAGE}.objects.")]
    kinds = {module for module, *_ in below} - {"fields", "kind", "values"}
    files = {source.module: source for source in ALL if source.module.startswith(f"{PACKAGE}.{folder}.")}
    own = {module: source for module, source in files.items() if module.rpartition(".")[2] in kinds}
    assert len(own) == len(kinds) >= 6
    for module, source in own.items():
        noun = module.rpartition(".")[2]
        used = {name.split(".")[2] for name in source.imports() if re.match(rf"{PACKAGE}\.(objects|resources)\.", name)}
        assert (used & kinds) - {noun} == set()


@pytest.mark.parametrize(
    "arguments",
    [("-m", "exotel_pulumi.simulator", "--help"), ("-m", "exotel_pulumi.cli", "explain", "1010")],
    ids=["simulator", "command line"],
)
def test_a_command_starts_without_pulumi(arguments: tuple[str, ...]) -> None:
    """Half a second, which every command of a shell would pay."""
    traced = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    imported = {line.rpartition("|")[2].strip().split(".")[0] for line in traced.stderr.splitlines()}
    assert "exotel_pulumi" in imported
    assert imported & {"pulumi", "grpc", "google"} == set()


def test_a_host_starts_without_the_http_library() -> None:
    """A fifth of its start: a run that sends nothing needs none of it."""
    look = "import sys, exotel_pulumi.hosts.dynamic, exotel_pulumi.plugin.server; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {"exotel_pulumi.hosts.run", "requests"} & {*done.stdout.split()} == {"exotel_pulumi.hosts.run"}


def test_the_plugin_starts_without_the_sdk() -> None:
    """A third of its start, of which resources need nothing."""
    stopped = {**os.environ, "EXOTEL_PLUGIN_PORT": "none"}  # is read when all is imported
    traced = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "exotel_pulumi.plugin"],
        cwd=ROOT,
        env=stopped,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "invalid literal for int() with base 10: 'none'" in traced.stderr
    imported = {line.rpartition("|")[2].strip() for line in traced.stderr.splitlines() if "|" in line}
    assert {"exotel_pulumi.plugin.verbs", "pulumi.runtime.proto.provider_pb2"} < imported
    assert imported & {"pulumi", "pulumi.runtime", "pulumi.resource", "dill"} == set()


def test_a_program_starts_without_what_a_refusal_means() -> None:
    """A third of the imports of our package, until Exotel refuses something."""
    look = "import exotel_pulumi.api.client, exotel_pulumi.explained as it; print(it._document.cache_info().currsize)"
    done = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "0\n"


def test_a_picture_shows_the_layers() -> None:
    """Each layer is a line of the picture, the bottom one last, with its parts in the order of the table."""
    text = Path(ROOT, "docs", "how_it_works.md").read_text(encoding="utf-8")
    picture = re.findall(r"^ ((?:\w+/?  ?)+) {2,}(\w+) {2,}\S", text, re.MULTILINE)
    drawn = [(tuple(parts.replace("/", "").split()), process) for parts, process in picture]
    assert drawn == [(layer.parts, layer.process) for layer in reversed(LAYERS)]


CORE = [source for source in LAYERED if part(source.module) in ("config", "api", "objects", "lifecycle")]
# What only a program in Python may write: a host gives the core its words (words.py).
OF_PYTHON = re.compile(r"exotel\.[A-Z]|adopt=True|pulumi config|ResourceOptions|pulumi\.Alias")
# How a thread waits: what waits by its own cannot be stopped (api/patience.py).
WAITS = re.compile(r"time\.sleep|\.wait\(|\.wait_for\(|\.acquire\(")


def test_the_core_speaks_the_words_of_its_host() -> None:
    """Docstrings are for those who read the code, who read Python."""
    said = [(source.path, text) for source in CORE for text in source.texts() if OF_PYTHON.search(text)]
    assert said == []


def test_the_core_waits_by_its_patience_alone() -> None:
    waiting = {source.path for source in CORE if WAITS.search(source.text)}
    # The ledger's wait is one of its patience, and posting asks the ledger.
    assert waiting == {"exotel_pulumi/api/patience.py", "exotel_pulumi/lifecycle/posting.py"}


def test_a_terminal_is_reached_through_the_gate_alone() -> None:
    shell = [source for source in ALL if part(source.module) == "cli"]
    around = ("typer.echo", "rich.console", "sys.stdout", " print(")
    assert [
        (source.path, way)
        for source in shell
        for way in around
        if way in source.text and not source.path.endswith("/cli/output.py")
    ] == []
