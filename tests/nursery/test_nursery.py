"""A forked process is to who started it what an ordinary one is: arguments, variables, streams, signals, exit code."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.waiting import wait_until

from . import IS_POSSIBLE, LAUNCHER, nursery

pytestmark = pytest.mark.skipif(not IS_POSSIBLE, reason="processes are forked on Linux alone")

TELLS = """
import json, os, sys
print(json.dumps([sys.argv[1:], os.environ["WHO"], os.getcwd(), sys.path[0], sys.stdin.read(), "grpc" in sys.modules]))
sys.exit(int(sys.argv[1]))
"""
WAITS = "import time\nprint('waiting', flush=True)\ntime.sleep(600)\n"


def start(script: str, folder: Path, *arguments: str, **variables: str) -> "subprocess.Popen[str]":
    """Starts a script as the launcher of an engine test does."""
    program = folder / "program.py"
    program.write_text(script, encoding="utf-8")
    launcher = [sys.executable, "-I", "-S", str(LAUNCHER), nursery(measured=False).address]
    return subprocess.Popen(
        [*launcher, str(program), *arguments], env={**os.environ, "WHO": "me", **variables}, cwd=folder, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.mark.parametrize(("variables", "is_forked"), [({}, True), ({"PYTHONHASHSEED": "7"}, False)])
def test_it_gets_what_it_is_given_and_returns_its_code(
    variables: dict[str, str], is_forked: bool, tmp_path: Path
) -> None:
    process = start(TELLS, tmp_path, "3", "b c", **variables)
    said, _ = process.communicate("from outside")
    folder = str(tmp_path)
    assert json.loads(said) == [["3", "b c"], "me", folder, folder, "from outside", is_forked]
    assert process.returncode == 3


@pytest.mark.parametrize(
    ("ends", "code", "says"),
    [
        ("", 0, ""),
        ("sys.exit(None)", 0, ""),
        ("sys.exit('no room')", 1, "no room"),
        ("raise ValueError('wrong')", 1, "ValueError: wrong"),
        ("threading.Thread(target=lambda: (time.sleep(0.1), print('late'))).start()", 0, ""),
    ],
)
def test_it_ends_as_python_ends(ends: str, code: int, says: str, tmp_path: Path) -> None:
    script = "import atexit, sys, threading, time\natexit.register(print, 'at the end')\nprint('first')\n" + ends
    process = start(script, tmp_path)
    said, why = process.communicate()
    assert (process.returncode, said.split("\n")[:-1]) == (
        code,
        ["first", *(["late"] if "late" in ends else []), "at the end"],
    )
    assert why.strip().endswith(says) if says else why == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_signal_ends_it(number: signal.Signals, tmp_path: Path) -> None:
    process = start(f"import os\nopen('pid', 'w').write(str(os.getpid()))\n{WAITS}", tmp_path)
    assert process.stdout is not None
    assert process.stdout.readline() == "waiting\n"
    process.send_signal(number)
    process.communicate()
    assert process.returncode == -number
    forked = Path("/proc", (tmp_path / "pid").read_text(encoding="utf-8"))
    wait_until(lambda: not forked.exists())
