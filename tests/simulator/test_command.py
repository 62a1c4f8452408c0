"""The command `python -m exotel_pulumi.simulator`: its start, its state file, its end, and its messages."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from exotel_pulumi import simulator
from exotel_pulumi.simulator import Options, Simulator, StateFileError, cli

from . import HANG
from .caller import DOMAIN

COMMAND = [sys.executable, "-m", "exotel_pulumi.simulator"]
TRUNK = {"trunk_name": "voice_ai", "nso_code": "any any", "domain_name": DOMAIN}
NUMERIC_ID = '{"next_id": 1, "trunks": [{"id": 41523, "account_sid": "exotel_demo"}]}'

DATES = {"date_created": "2026-11-27T10:00:00Z", "date_updated": "2026-11-27T10:00:00Z"}
ROW = {
    "id": "41523",
    "account_sid": "exotel_demo",
    "trunk_sid": "trmum1a",
    "trunk_name": "a",
    "domain_name": "d",
    **DATES,
}

# An empty module replaces `exotel_pulumi/__init__.py`: only the simulator's own imports are left.
HELP = """
import sys, types
face = sys.modules["exotel_pulumi"] = types.ModuleType("exotel_pulumi")
face.__path__ = [sys.argv[1]]
from exotel_pulumi.simulator.cli import main
try:
    main(["--help"])
finally:
    print("modules:", *sys.modules)
"""


@contextmanager
def running(*arguments: str, end: signal.Signals = signal.SIGTERM) -> Iterator[str]:
    """Runs the command, yields the URL, and demands a clean end after the signal."""
    process = subprocess.Popen(
        [*COMMAND, "--port", "0", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    with process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("Exotel simulator listening on http://127.0.0.1:")
            yield line.split()[-1]
        finally:
            process.send_signal(end)
            out, err = process.communicate(timeout=HANG)
        assert (process.returncode, out, err) == (0, "", "")


def test_the_command_keeps_its_state_from_run_to_run(tmp_path: Path) -> None:
    file = tmp_path / "exotel.json"
    auth = ("key", "token")
    arguments = ["--state", str(file), "--dialect", "reference", "--account", "one:key:token"]
    with running(*arguments, "--fault", "GET trunks respond times=1") as url:
        created = requests.post(f"{url}/v2/accounts/one/trunks", json=TRUNK, auth=auth, timeout=HANG).json()
        assert requests.get(f"{url}/v2/accounts/one/trunks", auth=auth, timeout=HANG).status_code == 503
    with running(*arguments, end=signal.SIGINT) as url:
        assert requests.get(f"{url}/v2/accounts/one/trunks", auth=auth, timeout=HANG).json() == [created]


def test_the_state_file_is_complete_and_private_and_leaves_no_other_file(tmp_path: Path) -> None:
    file = tmp_path / "exotel.json"
    with Simulator(Options(state_file=file)) as sim:
        sid = sim.add_trunk()
        sim.add(sid, "credentials", user_name="livekit_prod", password="s3cret")
        saved = json.loads(file.read_text())
        assert [row["trunk_sid"] for row in saved["trunks"]] == [sid]
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert list(tmp_path.iterdir()) == [file]
    again = Simulator(Options(state_file=file))
    assert again.trunks()[0]["trunk_sid"] == sid
    again.reset()
    assert json.loads(file.read_text())["trunks"] == []


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "{}", "5", '{"next_id": 1, "trunks": [{}]}', NUMERIC_ID, '{"next_id": null}', "[" * 100_000),
        *('{"next_id": 1, "trunks": {}}', '{"next_id": 1, "trunks": [5]}', '{"next_id": 1, "others": []}', "\x00"),
        json.dumps({"next_id": 1, "trunks": [{**ROW, "id": "x"}]}),
        json.dumps({"next_id": 1, "trunks": [{**ROW, "trunk_name": ["a"]}]}),
        json.dumps({"next_id": 1, "trunks": [ROW, ROW]}),
    ],
)
def test_a_file_that_is_no_state_is_refused_and_not_changed(tmp_path: Path, text: str) -> None:
    file = tmp_path / "exotel.json"
    file.write_text(text)
    with pytest.raises(StateFileError, match="is not a state file of this simulator"):
        Simulator(Options(state_file=file))
    assert file.read_text() == text


def test_a_file_with_more_than_is_known_is_kept_and_no_id_is_given_twice(tmp_path: Path) -> None:
    file = tmp_path / "exotel.json"
    file.write_text(json.dumps({"next_id": 1, "trunks": [{**ROW, "new": {"a": [1]}}]}), encoding="utf-8")
    sim = Simulator(Options(state_file=file))
    assert sim.trunks() == [{**ROW, "new": {"a": [1]}}]
    sim.add_trunk()
    assert [row["id"] for row in sim.trunks()] == ["41523", "41524"]
    assert json.loads(file.read_text(encoding="utf-8"))["trunks"][0]["new"] == {"a": [1]}


def test_a_failed_save_leaves_no_temporary_file(tmp_path: Path) -> None:
    file = tmp_path / "exotel.json"
    sim = Simulator(Options(state_file=file))
    file.unlink()
    file.mkdir()
    with pytest.raises(IsADirectoryError):
        sim.add_trunk()
    assert list(tmp_path.iterdir()) == [file]


def complaint(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Returns the one line on stderr of a command that refuses to start."""
    assert cli.main(arguments) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    return err


def test_a_bad_state_file_is_reported_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "exotel.json"
    file.write_text("{")
    assert "is not a state file" in complaint(capsys, "--port", "0", "--state", str(file))
    assert "Is a directory" in complaint(capsys, "--port", "0", "--state", str(tmp_path))
    assert "No such file" in complaint(capsys, "--port", "0", "--state", str(tmp_path / "none" / "exotel.json"))


def test_a_taken_port_is_reported_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert complaint(capsys, "--port", port) == (
            f"exotel simulator: cannot listen on port {port}: Address already in use\n"
        )


def test_without_flask_the_command_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "flask.py").write_text("raise ModuleNotFoundError(\"No module named 'flask'\", name='flask')\n")
    path = os.pathsep.join([str(tmp_path), *sys.path])
    result = subprocess.run(COMMAND, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True)
    assert (result.returncode, result.stdout) == (1, "")
    advice = 'pip install "path/to/exotel-pulumi[simulator]"'
    assert result.stderr == f"exotel simulator: the simulator needs the extra `simulator`: {advice}\n"


def test_the_help_names_flags_and_defaults(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    for word in ("--state", "--fault", "--closed", "exotel_demo", "demo_key", "demo_token", "drop_after", "8080"):
        assert word in text


def test_the_help_needs_only_the_standard_library() -> None:
    package = Path(simulator.__file__).parents[1]
    result = subprocess.run([sys.executable, "-c", HELP, package], capture_output=True, text=True, check=True)
    text, _, modules = result.stdout.partition("modules:")
    assert "--state" in text
    assert "exotel_pulumi.simulator.options" in modules.split()
    assert {"flask", "grpc", "pulumi", "pydantic", "requests", "werkzeug"} & set(modules.split()) == set()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--account", "sid:key"], "SID:KEY:TOKEN"),
        (["--fault", "POST trunks explode"], "drop_before"),
        (["--closed", "DELETE everything"], "is not a call"),
        (["--port", "65536"], "a port is 0 to 65535"),
        (["--dialect", "klingon"], "invalid choice"),
    ],
)
def test_a_wrong_flag_is_explained(capsys: pytest.CaptureFixture[str], arguments: list[str], reason: str) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    assert reason in capsys.readouterr().err


def test_the_port_or_the_file_that_is_to_blame_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for flag in ("--sip-tcp", "--sip-tls"):
            assert f"cannot listen on port {port}: Address already in use" in complaint(
                capsys, "--port", "0", "--sip-tls", "0", flag, port
            )
    file = str(tmp_path / "none" / "ca.pem")
    assert complaint(capsys, "--port", "0", "--sip-tls", "0", "--sip-ca", file) == (
        f"exotel simulator: cannot write {file}: No such file or directory\n"
    )
