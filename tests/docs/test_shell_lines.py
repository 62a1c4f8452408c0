"""The shell lines of the pages, run in a project of the reader's own; and the test that a page shows."""

import site
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from exotel_pulumi.simulator import DEFAULT_ACCOUNT_SID, DEFAULT_API_KEY, DEFAULT_API_TOKEN, Options, Simulator
from tests.docs.conftest import with_own_backend
from tests.docs.pages import ROOT, blocks, blocks_of, paths
from tests.docs.prepared import forking, prepared, without_preparing

[PROGRAM] = blocks("python")
_MAKE, NEW_TO_PULUMI, OWN_PROJECT, SIMULATED, REHEARSAL = blocks("sh")
REAL_ACCOUNT, VERIFY = blocks("sh", "docs/real_account.md")
[NO_ACCOUNT] = blocks("sh", "docs/simulator.md")
IMPORT, DELETE_ALL = blocks("sh", "docs/how_do_i/leave_the_console.md")

# The pages with shell lines, and who runs them.
RUN_BY = {
    "README.md": "here and test_two_commands",
    "docs/accounts.md": "test_programs",
    "docs/after_a_crash.md": "tests/engine/test_crashes.py",
    "docs/how_do_i/change_the_domain.md": "test_ways",
    "docs/how_do_i/divide_the_limit.md": "test_ways",
    "docs/how_do_i/leave_the_console.md": "here",
    "docs/how_do_i/outputs_for_another_stack.md": "test_ways",
    "docs/how_do_i/previews_without_secrets.md": "test_ways",
    "docs/how_do_i/protect.md": "test_ways",
    "docs/how_do_i/repair.md": "test_ways",
    "docs/how_do_i/roll_back.md": "test_ways",
    "docs/index.md": "here",
    "docs/languages.md": "tests/languages",
    "docs/migration.md": "tests/engine/test_migration.py and tests/cli/test_plugin.py",
    "docs/platforms/livekit.md": "tests/livekit/test_page.py",
    "docs/real_account.md": "here",
    "docs/rehearsal.md": "here",
    "docs/simulator.md": "here",
    "docs/tutorial.md": "test_tutorial",
}

# Commands that are not the README's own.
UP = "pulumi up --yes --skip-preview"
UP_AGAIN = f"{UP} --expect-no-changes"
DESTROY = "pulumi destroy --yes --skip-preview"

# A program as the test of docs/testing.md imports it.
LINE = """import exotel_pulumi as exotel

def declare():
    trunk = exotel.Trunk("voice", trunk_name="voice_ai")
    return trunk, exotel.PhoneNumber("main", trunk=trunk, phone_number="+919876543210")
"""

# What a reader puts in the place of the README's words.
OWN_WORDS = {
    "path/to/exotel-pulumi": str(ROOT),
    "your_account_sid": DEFAULT_ACCOUNT_SID,
    "your_api_key": DEFAULT_API_KEY,
    "your_api_token": DEFAULT_API_TOKEN,
}


@pytest.fixture
def project(tmp_path: Path, clean_environment: dict[str, str]) -> Path:
    """Makes a reader's own Pulumi project, with a local backend."""
    folder = tmp_path / "own project"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: own\nruntime: python\n", encoding="utf-8")
    (folder / "__main__.py").write_text(PROGRAM, encoding="utf-8")
    backend = tmp_path / "backend"
    backend.mkdir()
    clean_environment |= {
        "PULUMI_BACKEND_URL": f"file://{backend}",
        "PULUMI_CONFIG_PASSPHRASE": "a passphrase",
        "PULUMI_HOME": str(tmp_path / "pulumi-home"),
    }
    return folder


def shell(script: str, folder: Path, environment: dict[str, str]) -> str:
    """Runs a script, which must succeed, ends what it leaves running, and returns what it prints."""
    whole = f"set -eu\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n{script}"
    done = subprocess.run(
        ["bash", "-c", whole], cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, f"{whole}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def account_of(simulator: Simulator) -> dict[str, str]:
    """Returns the settings that reach a simulator."""
    return {
        "EXOTEL_ACCOUNT_SID": DEFAULT_ACCOUNT_SID,
        "EXOTEL_API_KEY": DEFAULT_API_KEY,
        "EXOTEL_API_TOKEN": DEFAULT_API_TOKEN,
        "EXOTEL_API_URL": simulator.url,
    }


def in_own_words(script: str) -> str:
    """Puts a reader's own words in the place of the README's."""
    for words, own in OWN_WORDS.items():
        script = script.replace(words, own)
    return with_own_backend(script)


def offline_pip(environment: dict[str, str]) -> dict[str, str]:
    """Lets pip build and install our package for real, while its dependencies come from this environment."""
    # pip reads the last one as the value of "build isolation".
    pip = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0"}
    return {**environment, **pip, "PYTHONPATH": ":".join(site.getsitepackages())}


def test_every_shell_line_has_somebody_who_runs_it() -> None:
    assert {path for path in paths() if any(block.language == "sh" for block in blocks_of(path))} == RUN_BY.keys()


def test_an_own_project_ends_with_a_working_stack(project: Path, clean_environment: dict[str, str]) -> None:
    # The README's lines are all on the other page, in this order, and the site's first page has the first: one run
    # proves all.
    assert blocks("sh", "docs/index.md") == OWN_PROJECT.splitlines(keepends=True)[:1]
    assert [line for line in REAL_ACCOUNT.splitlines() if line in OWN_PROJECT.splitlines()] == OWN_PROJECT.splitlines()
    with Simulator(Options()) as simulator:
        environment = {**offline_pip(clean_environment), "EXOTEL_API_URL": simulator.url}
        printed = shell(in_own_words(REAL_ACCOUNT), project, environment)
        assert "trunk_sid" in printed
        assert [trunk["trunk_name"] for trunk in simulator.trunks()] == ["voice_ai"]
        shell(f". .venv/bin/activate; {DESTROY}", project, environment)
        assert simulator.trunks() == []


def test_the_check_of_a_real_account_is_as_the_page_says(
    project: Path, clean_environment: dict[str, str], tmp_path: Path
) -> None:
    with Simulator(Options()) as simulator:
        printed = shell(VERIFY, project, clean_environment | account_of(simulator) | forking(tmp_path))
        assert "what no document settles" in printed
        assert simulator.trunks() == []


def test_the_generated_program_takes_over_what_exists(
    project: Path, clean_environment: dict[str, str], tmp_path: Path
) -> None:
    with Simulator(Options()) as simulator:
        sid = simulator.add_trunk(trunk_name="made_by_hand")
        for last in range(5):
            simulator.add(sid, "phone_numbers", phone_number=f"+91987654321{last}")
        before = simulator.state.snapshot()
        environment = clean_environment | account_of(simulator) | forking(tmp_path)
        printed = shell(IMPORT, project, environment)
        assert f"taken over as {sid}: nothing is made" in printed
        assert "7 created" in printed
        assert simulator.state.snapshot() == before
        shell(DELETE_ALL, project / "telephony", environment)
        assert simulator.trunks() == []


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def test_without_an_account_calls_are_answered_in_the_end(project: Path, clean_environment: dict[str, str]) -> None:
    assert SIMULATED == NO_ACCOUNT
    environment = clean_environment | prepared(project)
    for name in ("PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE"):  # as on a machine that is new to Pulumi
        del environment[name]
    login = in_own_words(NEW_TO_PULUMI)
    before = f". .venv/bin/activate\n{login}\n"
    script = without_preparing(NO_ACCOUNT).replace("8080", free_port())
    printed = shell(f"{before}{script}\n{UP_AGAIN}\n{DESTROY}", project, environment)
    assert "trunk_sid" in printed
    assert "7 deleted" in printed

    assert len(REHEARSAL.splitlines()) == 5
    assert blocks("sh", "docs/rehearsal.md") == [REHEARSAL]
    script = without_preparing(REHEARSAL).replace("8080", free_port()).replace("5443", free_port())
    script = f"{before}rm exotel.json\n{script}"  # that of the simulator before
    assert "7 created" in shell(script, project, environment)
    # The same lines on the next day, when nothing runs any more.
    again = script.replace("rm exotel.json\n", "")
    printed = shell(f"{again}\n{DESTROY}", project, environment)
    assert "7 unchanged" in printed
    assert "✓ out by login livekit_prod of voice_ai, shown +919876543210: 200 OK" in printed
    assert "✓ out by address 13.233.10.20/32 of voice_ai, shown +919876543210: 200 OK" in printed
    assert "✓ in to +919876543210 at sip:sip.example.com:5061;transport=tls: 200 OK" in printed


@pytest.mark.parametrize("number_is_on", ["trunk", '"TK9"'])
def test_the_test_of_the_page_passes_and_fails(number_is_on: str, tmp_path: Path) -> None:
    (test,) = blocks("py", "docs/testing.md")
    # Once more under another name: a test may make the whole program again.
    again = test[test.index("@pulumi") :].replace("def test_", "def test_again_")
    (tmp_path / "test_line.py").write_text(f"{test}\n\n{again}", encoding="utf-8")
    (tmp_path / "line.py").write_text(LINE.replace("trunk=trunk", f"trunk={number_is_on}"), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_line.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == (0 if number_is_on == "trunk" else 1), done.stdout + done.stderr
    assert f"2 {'passed' if number_is_on == 'trunk' else 'failed'}" in done.stdout
