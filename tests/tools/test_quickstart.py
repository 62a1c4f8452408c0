"""`make up` and `make down`, with a small program in the place of the engine that writes down its calls."""

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interrupts import interrupt_with_the_end
from tests.tools.conftest import FAKE_SIMULATOR, REPOSITORY, Calls, Program, running
from tools import quickstart
from tools.quickstart import Quickstart, engine_environment, main

# `stack select` writes the file of the stack, as the real backend does, and `stack rm` removes it. The command in $FAIL
# fails.
FAKE_PULUMI = """
echo "${PWD##*/}|$*" >> "$CALLS"
env > "$CALLS.environment"
stack="${PULUMI_BACKEND_URL#file://}/.pulumi/stacks/demo/dev.json"
case "$1 $2" in
"stack select") mkdir -p "${stack%/*}"; : > "$stack" ;;
"stack rm") rm "$stack" ;;
"stack output") echo "trunk_sid  trmum1" ;;
"cancel dev") rm -r "${PULUMI_BACKEND_URL#file://}/.pulumi/locks" ;;
esac
test "$1" != "$FAIL"
"""


@pytest.fixture
def root(tmp_path: Path, program: Program, calls: Calls) -> Path:
    """Writes a checkout whose engine is a small program."""
    folder = tmp_path / "checkout"
    program(folder / ".engine" / "bin" / "pulumi", FAKE_PULUMI)
    (folder / "Pulumi.yaml").write_text("name: demo\n", encoding="utf-8")
    (folder / "Pulumi.dev.yaml").write_text("the person's own\n", encoding="utf-8")
    return folder


@pytest.fixture
def demo(root: Path) -> Iterator[Quickstart]:
    """Prepares a quickstart. At the end, stops the simulator."""
    one = Quickstart(root, [sys.executable, FAKE_SIMULATOR, "well", str(root)])
    yield one
    one._simulator.stop()


def environment_of_the_engine(calls: Calls) -> dict[str, str]:
    """Returns the environment of the last call."""
    lines = calls.file.with_name("calls.environment").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def unattended(root: Path) -> str:
    return f"--yes --stack dev --config-file {root / '.quickstart' / 'Pulumi.dev.yaml'}"


def test_up_creates_a_stack_and_down_destroys_it(
    root: Path, demo: Quickstart, calls: Calls, capfd: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        assert main(["up"], demo, root) == 0
        assert calls.new() == [
            ".quickstart|stack select dev --create",
            f"checkout|up --suppress-outputs {unattended(root)}",
            ".quickstart|stack output --stack dev",
        ]
        printed = capfd.readouterr().out
        url = environment_of_the_engine(calls)["EXOTEL_API_URL"]
        assert printed.endswith(
            f"trunk_sid  trmum1\nquickstart: its page: {url}\nquickstart: a stack of your own: {quickstart.OWN_STACK}\n"
            "quickstart: at the end: make down\n"
        )
    assert main(["down"], demo, root) == 0
    assert calls.new() == [
        f"checkout|destroy {unattended(root)}",
        ".quickstart|stack rm dev --yes --preserve-config",
    ]
    assert not (root / ".quickstart").exists()
    assert (root / "Pulumi.dev.yaml").read_text(encoding="utf-8") == "the person's own\n"


def test_the_engine_gets_the_simulator_and_nothing_of_a_real_account(
    root: Path, demo: Quickstart, calls: Calls, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("EXOTEL_API_KEY", "EXOTEL_REGION", "PULUMI_STACK", "PULUMI_ACCESS_TOKEN", "http_proxy"):
        monkeypatch.setenv(name, "a-real-one")
    assert main(["up"], demo, root) == 0
    seen = environment_of_the_engine(calls)
    assert "a-real-one" not in {value for name, value in seen.items() if name != "http_proxy"}
    assert seen["EXOTEL_API_URL"].startswith("http://127.0.0.1:")
    assert (seen["EXOTEL_ACCOUNT_SID"], seen["EXOTEL_API_KEY"], seen["EXOTEL_API_TOKEN"]) == (
        "exotel_demo",
        "demo_key",
        "demo_token",
    )
    assert seen["NO_PROXY"].startswith("127.0.0.1,")
    out = capfd.readouterr().out
    assert f"the simulator is at {seen['EXOTEL_API_URL']}, account exotel_demo; no real account is touched" in out
    assert "not used here, though set in your environment: EXOTEL_API_KEY, EXOTEL_REGION" in out


def test_the_environment_of_the_engine_is_complete() -> None:
    own = {"PATH": "/bin", "HOME": "/h", "NO_PROXY": "intern"}
    made = engine_environment(own, Path("/c"), "http://127.0.0.1:1")
    assert made["PATH"] == "/c/.venv/bin:/c/.engine/bin:/bin"
    assert made["NO_PROXY"] == made["no_proxy"] == "127.0.0.1,localhost,intern"
    assert made["HOME"] == "/h"
    assert {name: value for name, value in made.items() if name.startswith("PULUMI_")} == {
        "PULUMI_BACKEND_URL": "file:///c/.quickstart/backend",
        "PULUMI_CONFIG_PASSPHRASE": "quickstart",
        "PULUMI_HOME": "/c/.quickstart/pulumi-home",
        "PULUMI_SKIP_UPDATE_CHECK": "1",
    }


def test_a_passphrase_of_the_person_is_kept() -> None:
    for name in quickstart.PASSPHRASES:
        made = engine_environment({name: "own"}, Path("/c"), "http://127.0.0.1:1")
        assert {key: made.get(key) for key in quickstart.PASSPHRASES if key in made} == {name: "own"}


def test_down_without_a_stack_reports_that_nothing_is_up(
    root: Path, demo: Quickstart, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["down"], demo, root) == 0
    assert capfd.readouterr().out == "quickstart: nothing is up\n"


def test_down_cleans_up_after_an_up_that_only_started_the_simulator(root: Path, demo: Quickstart, calls: Calls) -> None:
    (root / "Pulumi.yaml").unlink()
    assert main(["up"], demo, root) == 1
    assert main(["down"], demo, root) == 0
    assert calls.new() == []
    assert not (root / ".quickstart").exists()
    assert demo._simulator.url() is None


def test_down_starts_a_simulator_that_was_killed_by_hand(root: Path, demo: Quickstart, calls: Calls) -> None:
    assert main(["up"], demo, root) == 0
    demo._simulator.stop()
    calls.new()
    assert main(["down"], demo, root) == 0
    assert calls.new()[0].startswith("checkout|destroy ")


def test_a_failed_up_returns_the_exit_code_and_names_the_next_step(
    root: Path, demo: Quickstart, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FAIL", "up")
    assert main(["up"], demo, root) == 1
    out = capfd.readouterr().out
    assert "`pulumi up` ended with exit code 1, see above; `make down` clears everything for a new start" in out
    assert "trunk_sid" not in out


@pytest.mark.parametrize("failing", ["destroy", "stack"])
def test_a_failed_destroy_keeps_everything_for_another_try(
    root: Path,
    demo: Quickstart,
    failing: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert main(["up"], demo, root) == 0
    monkeypatch.setenv("FAIL", failing)
    assert main(["down"], demo, root) == 1
    assert "everything is kept for another try" in capfd.readouterr().out
    assert demo._simulator.url() is not None
    monkeypatch.delenv("FAIL")
    assert main(["down"], demo, root) == 0
    assert not (root / ".quickstart").exists()


def write_lock(root: Path, content: str) -> None:
    lock = root / ".quickstart" / "backend" / ".pulumi" / "locks" / "organization" / "demo" / "dev" / "x.json"
    lock.parent.mkdir(parents=True)
    lock.write_text(content, encoding="utf-8")


@pytest.mark.parametrize("content", ['{"pid": 999999999}', ""])
def test_the_lock_of_a_killed_run_is_cancelled(root: Path, demo: Quickstart, calls: Calls, content: str) -> None:
    write_lock(root, content)
    assert main(["up"], demo, root) == 0
    assert calls.new()[0] == ".quickstart|cancel dev --yes"
    assert main(["up"], demo, root) == 0
    assert not [call for call in calls.new() if "cancel" in call]


def test_a_lock_whose_process_id_belongs_to_another_program_is_cancelled(
    root: Path, demo: Quickstart, calls: Calls
) -> None:
    with running("sh", "-c", "while :; do sleep 0.1; done", "/src/exotel-pulumi/x") as stranger:
        write_lock(root, f'{{"pid": {stranger.pid}}}')
        assert main(["up"], demo, root) == 0
    assert calls.new()[0] == ".quickstart|cancel dev --yes"


def test_the_lock_of_a_working_engine_is_respected(
    root: Path, demo: Quickstart, calls: Calls, program: Program, capfd: pytest.CaptureFixture[str]
) -> None:
    engine = program(root / "elsewhere" / "pulumi", "while :; do sleep 0.1; done")
    with running(str(engine), "up") as working:
        write_lock(root, f'{{"pid": {working.pid}}}')
        assert main(["up"], demo, root) == 1
    assert calls.new() == []
    assert f"a pulumi (process {working.pid}) is still at work on the stack" in capfd.readouterr().out


def test_a_second_command_at_the_same_time_is_refused(
    root: Path, demo: Quickstart, capfd: pytest.CaptureFixture[str]
) -> None:
    first = os.open(root, os.O_RDONLY)
    fcntl.flock(first, fcntl.LOCK_EX)
    assert main(["up"], demo, root) == 1
    os.close(first)
    assert capfd.readouterr().out == "quickstart: another `make up` or `make down` is at work in this folder\n"
    assert main(["down"], demo, root) == 0


def test_a_missing_engine_is_reported_with_the_way_to_get_it(
    root: Path, demo: Quickstart, capfd: pytest.CaptureFixture[str]
) -> None:
    (root / ".engine" / "bin" / "pulumi").unlink()
    assert main(["up"], demo, root) == 1
    assert capfd.readouterr().out.endswith("there is no .engine/bin/pulumi; run `make setup` first\n")


def test_other_words_are_refused(capfd: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["sideways"], ["up", "down"]):
        assert main(arguments) == 2
        assert capfd.readouterr().out == "quickstart: say `up` or `down`\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_engine_has_time_to_stop_after_a_signal(tmp_path: Path, program: Program, number: signal.Signals) -> None:
    """Proves both signals: Ctrl-C reaches the engine directly, a SIGTERM through our process."""
    engine = program(
        tmp_path / "engine", "trap 'sleep 0.5; echo cleaned up; exit 7' INT; echo at work; while :; do sleep 0.1; done"
    )
    # The first wait says that it has begun: from then on a signal is passed on.
    waiting = (
        "import subprocess, sys; from tools.quickstart import wait\n"
        "class Engine(subprocess.Popen):\n"
        "    def wait(self, timeout=None):\n"
        "        print('waiting', flush=True)\n"
        "        return super().wait(timeout)\n"
        "engine = Engine([sys.argv[1]], stdout=subprocess.PIPE)\n"
        "print(engine.stdout.readline().decode(), end='', flush=True)\n"
        "code = wait(engine)\n"
        "print(engine.stdout.read().decode(), end='')\n"
        "sys.exit(code)\n"
    )
    command = [sys.executable, "-c", waiting, str(engine)]
    with subprocess.Popen(
        command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert [process.stdout.readline() for _ in range(2)] == ["at work\n", "waiting\n"]
        if number == signal.SIGINT:
            os.killpg(process.pid, number)
        else:
            process.terminate()
        assert process.stdout.read().replace("waiting\n", "") == "cleaned up\n"
    assert process.returncode == 7


def test_the_exit_code_of_an_engine_is_not_lost_where_a_signal_comes_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    interrupt_with_the_end(monkeypatch)
    with subprocess.Popen([sys.executable, "-c", "raise SystemExit(5)"]) as engine:
        assert quickstart.wait(engine) == 5
