"""The archive that Pulumi downloads, and its first start on a bare Python.

A wheel of a few bytes stands for ours where the first start is looked at; tests/languages starts ours.
"""

import os
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tools.plugin.__main__ import PLATFORMS, write

VERSION = "0.1.0"
SAFE: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # 3.11.4 and newer have it
INFO = f"exotel_pulumi-{VERSION}.dist-info"
SMALL = {
    "exotel_pulumi/__init__.py": "",
    "exotel_pulumi/plugin.py": "print(4711)\n",
    f"{INFO}/METADATA": f"Metadata-Version: 2.1\nName: exotel-pulumi\nVersion: {VERSION}\n",
    f"{INFO}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    f"{INFO}/RECORD": "",
}


def small_wheel(folder: Path) -> Path:
    """Writes a wheel whose plugin prints a port and ends."""
    wheel = folder / f"exotel_pulumi-{VERSION}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        for name, text in SMALL.items():
            packed.writestr(name, text)
    return wheel


def unpacked(wheel: Path, folder: Path) -> Path:
    """Unpacks the archive of one platform, as Pulumi does; returns its program."""
    with tarfile.open(write(wheel, folder / "archives")[0]) as archive:
        archive.extractall(folder / "plugin", **SAFE)
    return folder / "plugin" / "pulumi-resource-exotel"


def start(program: Path, path: str | None = None) -> subprocess.Popen[str]:
    """Starts the program in an environment without a package of ours."""
    bare = f"{Path(getattr(sys, '_base_executable', sys.executable)).resolve().parent}{os.pathsep}{os.defpath}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.Popen(
        ["/bin/sh", str(program)], env={**environment, "PATH": bare if path is None else path}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def test_there_is_an_archive_for_each_platform_and_it_is_the_same_each_time(tmp_path: Path) -> None:
    wheel = small_wheel(tmp_path)
    archives = write(wheel, tmp_path / "one")
    assert [file.name for file in archives] == [
        f"pulumi-resource-exotel-v{VERSION}-{platform}.tar.gz" for platform in PLATFORMS
    ]
    again = write(wheel, tmp_path / "two")
    assert len({file.read_bytes() for file in archives + again}) == 1


def test_two_first_starts_make_one_environment_and_print_a_port_alone(tmp_path: Path) -> None:
    program = unpacked(small_wheel(tmp_path), tmp_path)
    said = [process.communicate() for process in [start(program), start(program)]]
    assert [stdout for stdout, _ in said] == ["4711\n", "4711\n"], said
    assert sum("first start" in stderr for _, stderr in said) == 1
    assert start(program).communicate() == ("4711\n", "")


def test_a_killed_first_start_is_repaired_at_the_next(tmp_path: Path) -> None:
    program = unpacked(small_wheel(tmp_path), tmp_path)
    killed = start(program)
    while not (program.parent / "environment").is_dir():
        assert killed.poll() is None
        time.sleep(0.01)
    os.kill(killed.pid, signal.SIGKILL)  # its child goes on, and the next start waits for it
    killed.communicate()
    stdout, stderr = start(program).communicate()
    assert stdout == "4711\n", stderr
    (program.parent / "environment/bin/python").unlink()  # a Python that was removed
    assert start(program).communicate()[0] == "4711\n"


@pytest.mark.parametrize("old", [False, True])
def test_without_a_python_there_is_one_sentence(tmp_path: Path, old: bool) -> None:
    program = unpacked(small_wheel(tmp_path), tmp_path)
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "dirname").symlink_to("/usr/bin/dirname")
    if old:
        (tools / "python3").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        (tools / "python3").chmod(0o755)
    process = start(program, str(tools))
    stdout, stderr = process.communicate()
    assert (process.returncode, stdout, stderr.count("\n")) == (1, "", 1)
    assert "needs Python 3.11 or newer, and PATH has none (looked for: python3" in stderr
