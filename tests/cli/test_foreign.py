"""An account and a peer whose names are hostile, through every command that shows them."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from exotel_pulumi.cli.app import app
from exotel_pulumi.cli.output import console, notes
from exotel_pulumi.simulator import Options, Simulator
from tests.cli.conftest import Run, environment, line
from tests.kinds import ON_A_TRUNK
from tests.test_foreign import NAMES

ODD = [*NAMES.values(), "[bold]x[/nothing]\\", "a:phone:b", "{0} %s", "-1", 5, 1.5, True, ["a"], {"a": 1}, ""]
SHOWING = {
    "tree": ["show"],
    "table": ["show", "--table"],
    "json": ["show", "--json"],
    "mermaid": ["show", "--format", "mermaid"],
    "svg": ["show", "--format", "svg"],
    "doctor": ["doctor"],
    "findings": ["doctor", "--json"],
    "program": ["import"],
}


@pytest.fixture(scope="module")
def hostile() -> Iterator[Simulator]:
    """Starts a simulator in which each field of each kind has each odd value, on a trunk for each value."""
    with Simulator(Options(rate_limit=0)) as simulator:
        for odd in ODD:
            sid = simulator.add_trunk(trunk_name=odd, domain_name=odd, nso_code=odd, status=odd)
            for sample in ON_A_TRUNK:
                for field in sample.row.keys() - {"name", "password"}:
                    simulator.add(sid, sample.collection, **{**sample.row, field: odd})
        yield simulator


@pytest.mark.parametrize("form", SHOWING)
def test_s112_hostile_names_are_text_in_every_form(hostile: Simulator, form: str) -> None:
    done = CliRunner().invoke(app, SHOWING[form], env={**environment(hostile), "PATH": "", "FORCE_COLOR": ""})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    assert done.exit_code in ((0, 1) if "doctor" in SHOWING[form] else (0,)), done.output
    assert [text for text in done.output.split("\n") if not text.isprintable()] == []
    if form == "svg":
        ElementTree.fromstring(done.stdout)
    elif form in ("json", "findings"):
        json.loads(done.stdout)
    elif form == "mermaid":
        assert all(text.count('"') % 2 == 0 for text in done.stdout.splitlines())
    elif form == "program":
        calls = [node for node in ast.walk(ast.parse(done.stdout)) if isinstance(node, ast.Raise)]
        assert calls == []


@pytest.mark.parametrize("form", ["tree", "table", "doctor"])
def test_s112_a_terminal_gets_no_sequence_but_those_of_our_colours(hostile: Simulator, form: str) -> None:
    done = CliRunner().invoke(app, SHOWING[form], env={**environment(hostile), "PATH": "", "FORCE_COLOR": "1"})
    assert "\x1b[" in done.stdout
    plain = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
    assert [text for text in plain.split("\n") if not text.isprintable()] == []


@pytest.mark.parametrize("sid", ["t\nraise SystemExit", "../../other", "t?x=1", 5.5, ["a"]])
def test_s112_what_is_no_sid_leads_no_call_elsewhere(simulator: Simulator, sid: object) -> None:
    simulator.add_trunk(trunk_sid=sid, trunk_name="odd")
    line(simulator)
    simulator.clear_log()
    shown = CliRunner().invoke(app, ["show"], env=environment(simulator))
    assert (shown.exit_code, "which is no SID" in shown.output) == (3, True)
    written = CliRunner().invoke(app, ["import"], env=environment(simulator))
    assert written.exit_code == 0
    assert not any(isinstance(node, ast.Raise) for node in ast.walk(ast.parse(written.stdout)))
    assert "which is no SID: it is left alone" in written.stdout
    assert "exotel.Trunk('voice'" in written.stdout
    assert not any("other" in request.path for request in simulator.requests)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_g7_output_is_utf_8_whatever_the_system_says(simulator: Simulator, trunk: str, encoding: str) -> None:
    own = environment(simulator) | {"PYTHONIOENCODING": encoding, "LC_ALL": "C", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "exotel_pulumi.cli", "show"], env=own, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "├── number +919876543210" in done.stdout.decode()


def test_a_reader_that_leaves_and_a_closed_stream_cost_nothing(
    simulator: Simulator, trunk: str, tmp_path: Path
) -> None:
    command = f"{sys.executable} -m exotel_pulumi.cli"
    program = tmp_path / "program.py"
    shell = ["bash", "-o", "pipefail", "-c"]
    for text, code in (
        (f"{command} show | true", 0),
        (f"{command} show --json | true", 0),
        (f"{command} import 2>&1 > {program} | true", 0),  # the reader of the notes leaves, not that of the program
        (f"{command} show >&- <&- 2>&-", 0),
        (f"{command} show > /dev/full", 2),
    ):
        done = subprocess.run([*shell, text], env=environment(simulator), capture_output=True, text=True, check=False)
        assert (text, done.returncode, done.stdout) == (text, code, "")
        assert "Traceback" not in done.stderr
        assert "Exception ignored" not in done.stderr
    assert "exotel.Trunk('voice'" in program.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "--output", "{}/none/x.svg"),
        ("show", "--output", "{}"),
        ("import", "--output", "/proc/x/y"),
        ("import", "--output", "{}/file/y"),
        ("import", "--output", "{}/" + "x" * 300),
    ],
)
def test_a_path_that_cannot_be_written_is_misuse(invoke: Run, trunk: str, tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "file").touch()
    done = invoke(*(argument.format(tmp_path) for argument in arguments))
    assert (done.code, done.out) == (2, "")
    assert "cannot be written" in done.err
    assert "What to do: name a place" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("folder", "name"), [("1 a: b #", "exotel-1-a-b"), ("no", "exotel-no"), ("voice.ai", "voice.ai")]
)
def test_a_project_has_a_name_that_pulumi_takes(
    invoke: Run, trunk: str, tmp_path: Path, folder: str, name: str
) -> None:
    assert invoke("import", "--output", str(tmp_path / folder)).code == 0
    assert (tmp_path / folder / "Pulumi.yaml").read_text(encoding="utf-8").startswith(f"name: {name}\n")


def test_s112_what_prints_by_itself_passes_the_gate_too(capsys: pytest.CaptureFixture[str]) -> None:
    console().print("[bold]\x1b[2J\u202e[/bold] a:phone:b", "\x9b")
    notes().print("\x9b2J")
    assert capsys.readouterr() == ("\\x1b[2J\\u202e a:phone:b \\x9b\n", "\\x9b2J\n")
