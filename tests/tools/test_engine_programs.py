"""The conditions for a usable engine."""

import os
from pathlib import Path

import pytest

from tests.tools.conftest import Engine, Program
from tools.engine.programs import PROGRAMS, EngineError, check, on_path, run


def test_a_complete_engine_of_a_compatible_version_is_usable(tmp_path: Path, engine: Engine) -> None:
    for version in ("v3.200.0", "3.259.0", "v3.300.1-alpha.7+dirty"):
        assert check(engine(tmp_path, version)) == version
    for version in ("v3.199.9", "v2.25.0", "v4.0.0"):
        with pytest.raises(EngineError, match=rf"is {version}; this project needs 3\.200\.0 or newer, below 4"):
            check(engine(tmp_path, version))


def test_a_missing_program_is_reported_by_its_name(tmp_path: Path, engine: Engine) -> None:
    for name in PROGRAMS:
        with pytest.raises(EngineError, match=rf"^{name} is missing"):
            check(engine(tmp_path / name, without=name))


@pytest.mark.parametrize(
    ("printed", "reason"),
    [
        (
            "npm error code SELF_SIGNED_CERT_IN_CHAIN\n"
            "npm error request to https://registry failed, reason: self-signed certificate\n"
            "npm error     at ClientRequest.<anonymous> (/npm/index.js:1:2)\n"
            "npm error A complete log of this run can be found in: /home/me/.npm/_logs/now-debug-0.log\n",
            "npm error request to https://registry failed, reason: self-signed certificate",
        ),
        (
            "Error: Download failure, code=1\n"
            "    at ChildProcess.<anonymous> (/playwright/index.js:1:2)\n"
            "    at ChildProcess._handle.onexit (node:internal/child_process:323:12)\n\n"
            "Node.js v24.19.0\n",
            "Error: Download failure, code=1",
        ),
        ("at last, no\n", "at last, no"),
        ("", "exit 3"),
    ],
)
def test_a_failure_says_the_reason_and_not_what_node_prints_after_it(
    printed: str, reason: str, program: Program, tmp_path: Path
) -> None:
    (tmp_path / "printed").write_text(printed, encoding="utf-8")
    program(tmp_path / "npm", f"cat {tmp_path / 'printed'}; exit 3")
    with pytest.raises(EngineError) as raised:
        run([str(tmp_path / "npm")], 60, "npm failed")
    assert str(raised.value) == f"npm failed: {reason}"


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
