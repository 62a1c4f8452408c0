"""The conditions for a usable engine."""

import os
from pathlib import Path

import pytest

from tests.tools.conftest import Engine, Program
from tools.engine.programs import PROGRAMS, EngineError, check, on_path


@pytest.mark.parametrize("version", ["v3.200.0", "3.259.0", "v3.300.1-alpha.7+dirty"])
def test_a_complete_engine_of_a_compatible_version_is_usable(tmp_path: Path, engine: Engine, version: str) -> None:
    assert check(engine(tmp_path, version)) == version


@pytest.mark.parametrize("version", ["v3.199.9", "v2.25.0", "v4.0.0"])
def test_another_version_is_refused_with_the_versions_that_are_needed(
    tmp_path: Path, engine: Engine, version: str
) -> None:
    with pytest.raises(EngineError, match=rf"is {version}; this project needs 3\.200\.0 or newer, below 4"):
        check(engine(tmp_path, version))


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_missing_program_is_reported_by_its_name(tmp_path: Path, engine: Engine, name: str) -> None:
    with pytest.raises(EngineError, match=rf"^{name} is missing"):
        check(engine(tmp_path, without=name))


def test_programs_that_do_not_work_are_refused(tmp_path: Path, engine: Engine, program: Program) -> None:
    engine(tmp_path)
    program(tmp_path / "pulumi", "echo out of order >&2; exit 3")
    with pytest.raises(EngineError, match=r"version` failed: out of order"):
        check(tmp_path)
    program(tmp_path / "pulumi", "echo hello")
    with pytest.raises(EngineError, match=r"does not tell its version: 'hello'"):
        check(tmp_path)
    (tmp_path / "pulumi").write_bytes(b"\x7fELF half a program")
    with pytest.raises(EngineError, match=r"does not run"):
        check(tmp_path)
    (tmp_path / "pulumi-language-python").write_bytes(b"")
    with pytest.raises(EngineError, match=r"^pulumi-language-python is missing"):
        check(tmp_path)


def test_the_search_on_path_skips_our_own_folder(tmp_path: Path, engine: Engine) -> None:
    ours, theirs = engine(tmp_path / "ours"), engine(tmp_path / "theirs")
    (tmp_path / "link").symlink_to(ours)
    path = os.pathsep.join(map(str, (ours, tmp_path / "link", theirs)))
    assert on_path(path, without=ours) == {name: theirs / name for name in PROGRAMS}
    with pytest.raises(EngineError, match=r"^there is none$"):
        on_path(str(ours), without=ours)


def test_the_python_host_may_be_beside_a_link_or_its_target_or_elsewhere_on_path(
    tmp_path: Path, engine: Engine
) -> None:
    real = engine(tmp_path / "real")
    linked, elsewhere = tmp_path / "linked", tmp_path / "elsewhere"
    for folder in (linked, elsewhere):
        folder.mkdir()
    (linked / "pulumi").symlink_to(real / "pulumi")
    (real / PROGRAMS[3]).rename(elsewhere / PROGRAMS[3])
    found = on_path(os.pathsep.join((str(linked), str(elsewhere))), without=tmp_path / "none")
    assert found == {
        "pulumi": linked / "pulumi",
        PROGRAMS[1]: real / PROGRAMS[1],
        PROGRAMS[2]: real / PROGRAMS[2],
        PROGRAMS[3]: elsewhere / PROGRAMS[3],
    }


def test_a_pulumi_without_python_host_is_refused(tmp_path: Path, engine: Engine) -> None:
    engine(tmp_path, without="pulumi-language-python")
    with pytest.raises(EngineError, match=r"comes without pulumi-language-python, beside it or on PATH"):
        on_path(str(tmp_path), without=tmp_path / "none")
