"""What people install: both distributions, each extra apart, in an empty environment."""

import json
import os
import subprocess
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
import requests

from tests.packaging.conftest import ROOT, Install

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
FROZEN = json.loads((ROOT / "tests" / "host" / "frozen" / "0.1.0.json").read_text(encoding="utf-8"))
USE = """
import base64, json, pickle, sys
import exotel_pulumi
kinds = [pickle.loads(base64.b64decode(pickled)).kind.name for pickled in json.load(sys.stdin)]
print(json.dumps([kinds, [getattr(exotel_pulumi, name).__name__ for name in exotel_pulumi.__all__]]))
"""


def run(programs: Path, *command: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Runs a program of an environment, with nothing else of this machine's Python."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "EXOTEL_", "VIRTUAL"))}
    return subprocess.run(
        [str(programs / command[0]), *command[1:]], input=given, env=own, cwd=programs, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


def test_the_wheel_has_the_package_alone_with_its_data(built: Path) -> None:
    [wheel] = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"exotel_pulumi"}
    packaged = {path.relative_to(ROOT).as_posix() for path in (ROOT / "exotel_pulumi").rglob("*") if path.is_file()}
    assert {name for name in packaged if "__pycache__" not in name} <= names
    assert f"exotel_pulumi-{PROJECT['version']}-py3-none-any.whl" == wheel.name


def test_the_sdist_has_what_a_packager_needs(built: Path) -> None:
    [sdist] = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        "exotel_pulumi/stored.py",
        "tests/kinds.py",
    } <= names


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "extra", ["", *(name for name in PROJECT["optional-dependencies"] if name in ("cli", "rehearsal", "simulator"))]
)
def test_an_empty_environment_gets_a_package_that_works(extra: str, install: Install) -> None:
    programs = install(extra)
    pickles = [frozen["pickles"]["4"] for frozen in FROZEN["kinds"].values()]
    used = run(programs, "python", "-c", USE, given=json.dumps(pickles))
    assert used.returncode == 0, used.stderr
    loaded, declared = json.loads(used.stdout)
    assert loaded == list(FROZEN["kinds"])
    assert "SipTrunk" in declared
    explained = run(programs, "exotel-pulumi", "explain", "1010")
    assert explained.returncode == (0 if extra == "cli" else 2)
    assert ("check all three" in explained.stdout) == (extra == "cli")
    assert ("pip install 'path/to/exotel-pulumi[cli]'" in explained.stderr) == (extra != "cli")
    assert serves(programs) == (extra in ("rehearsal", "simulator"))
    if not extra:
        assert starts_the_plugin(programs)


def serves(programs: Path) -> bool:
    """Returns whether the simulator starts; without its extra it must say how to get it."""
    command = [str(programs / "python"), "-m", "exotel_pulumi.simulator", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        assert started.stderr is not None
        first = started.stdout.readline()
        url = first.rpartition(" ")[2].strip()
        page = requests.get(url, timeout=10).text if url else ""
        started.terminate()
        said = started.stderr.read()
    assert first or 'pip install "path/to/exotel-pulumi[simulator]"' in said
    assert ("<title>Simulated Exotel</title>" in page) == bool(first)
    return "listening on http://127.0.0.1" in first


def starts_the_plugin(programs: Path) -> bool:
    """Returns whether the plugin's program starts from the folder for `plugins: path:`, and from that one alone."""
    name = "pulumi-resource-exotel"
    with subprocess.Popen(
        [str(programs.parent / "share" / "exotel-pulumi" / name)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as started:
        assert started.stdout is not None
        port = started.stdout.readline()
        started.terminate()
    # Pulumi warns of a plugin on PATH at each start, and prefers it to an installed one.
    return port.strip().isdigit() and not (programs / name).exists()


def test_the_version_stands_in_one_place() -> None:
    version = PROJECT["version"]
    holding = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "exotel_pulumi").rglob("*.py")
        if f'"{version}"' in path.read_text(encoding="utf-8")
    ]
    assert holding == []
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{version}]" in changes or "## [Unreleased]" in changes
