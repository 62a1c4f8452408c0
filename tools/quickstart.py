"""The demo behind `make up` and `make down`: the root program on the real engine, against the simulator.

The folder `.quickstart/` holds the state of the stack and of the simulator. The demo uses nothing of a real account:
neither EXOTEL_* of the environment nor a `Pulumi.dev.yaml` of the checkout.
Run: `python -m tools.quickstart up` (or `down`).
"""

import contextlib
import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType

from exotel_pulumi.cli.waiting import exit_code
from tools.demo_simulator import DemoSimulator, SimulatorError
from tools.running import command_line

ROOT = Path(__file__).resolve().parents[1]
STACK = "dev"

DEMO_ACCOUNT = {
    "EXOTEL_ACCOUNT_SID": "exotel_demo",
    "EXOTEL_API_KEY": "demo_key",
    "EXOTEL_API_TOKEN": "demo_token",
}
# This passphrase only encrypts the secrets of the demo.
DEMO_PASSPHRASE = "quickstart"  # noqa: S105
OWN_STACK = (
    'export PATH="$PWD/.venv/bin:$PWD/.engine/bin:$PATH" PULUMI_CONFIG_PASSPHRASE=your_passphrase; pulumi login --local'
)
# Matches the program, and not a process with a folder …-pulumi among its arguments.
ENGINE = re.compile(r"(^|/)pulumi( |$)")
PASSPHRASES = ("PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE")


class QuickstartError(Exception):
    """The failure of the quickstart. The message is one line, and a person can act on it."""


def say(line: str) -> None:
    print(f"quickstart: {line}", flush=True)


def simulator_command(root: Path) -> list[str]:
    python = str(root / ".venv" / "bin" / "python")
    state = str(root / ".quickstart" / "simulator.json")
    return [python, "-m", "exotel_pulumi.simulator", "--port", "0", "--state", state]


class Quickstart:
    def __init__(self, root: Path, simulator: Sequence[str] | None = None) -> None:
        self._root = root
        self._home = root / ".quickstart"
        self._backend = self._home / "backend"
        self._config = self._home / f"Pulumi.{STACK}.yaml"
        self._simulator = DemoSimulator(self._home, simulator or simulator_command(root))

    def up(self) -> int:
        self._backend.mkdir(parents=True, exist_ok=True)
        environment = self._against_simulator()
        # `stack select --create` writes the config of the stack beside the project file. The copy of our project file
        # keeps this config out of the checkout, and a Pulumi.dev.yaml for a real account out of the demo.
        shutil.copyfile(self._root / "Pulumi.yaml", self._home / "Pulumi.yaml")
        self._must(environment, self._home, "stack", "select", STACK, "--create")
        # The outputs are shown once, after all that is said of resources.
        code = self._pulumi(environment, self._root, "up", "--suppress-outputs", *self._unattended())
        if code != 0:
            say(f"`pulumi up` ended with exit code {code}, see above; `make down` clears everything for a new start")
            return code
        code = self._pulumi(environment, self._home, "stack", "output", "--stack", STACK)
        say(f"its page: {environment['EXOTEL_API_URL']}")
        say(f"a stack of your own: {OWN_STACK}")
        say("at the end: make down")
        return code

    def down(self) -> int:
        if not self._home.exists():
            say("nothing is up")
            return 0
        if any(self._backend.glob(f".pulumi/stacks/*/{STACK}.json")):
            code = self._destroy()
            if code != 0:
                say(f"the stack is not destroyed (exit code {code}, see above); everything is kept for another try")
                return code
        self._simulator.stop()
        shutil.rmtree(self._home)
        say("down: the stack is destroyed, the simulator stopped, .quickstart removed")
        return 0

    def _destroy(self) -> int:
        environment = self._against_simulator()
        code = self._pulumi(environment, self._root, "destroy", *self._unattended())
        # Not `destroy --remove`, which deletes the Pulumi.dev.yaml of the checkout. That file belongs to the person.
        return code or self._pulumi(environment, self._home, "stack", "rm", STACK, "--yes", "--preserve-config")

    def _unattended(self) -> tuple[str, ...]:
        return "--yes", "--stack", STACK, "--config-file", str(self._config)

    def _against_simulator(self) -> dict[str, str]:
        url = self._simulator.ensure()
        say(f"the simulator is at {url}, account {DEMO_ACCOUNT['EXOTEL_ACCOUNT_SID']}; no real account is touched")
        if unused := sorted(name for name in os.environ if name.startswith("EXOTEL_")):
            say(f"not used here, though set in your environment: {', '.join(unused)}")
        environment = engine_environment(os.environ, self._root, url)
        self._clear_stale_lock(environment)
        return environment

    def _clear_stale_lock(self, environment: Mapping[str, str]) -> None:
        """Removes the lock of a killed `up`, and respects the lock of a process that still works."""
        locks = sorted(self._backend.glob(".pulumi/locks/**/*.json"))
        for lock in locks:
            pid = lock_holder(lock)
            if pid is not None and ENGINE.search(command_line(pid)):
                raise QuickstartError(f"a pulumi (process {pid}) is still at work on the stack; wait for it or stop it")
        if locks:
            say("a run that was cut short left its lock; removing it")
            self._must(environment, self._home, "cancel", STACK, "--yes")

    def _must(self, environment: Mapping[str, str], folder: Path, *arguments: str) -> None:
        code = self._pulumi(environment, folder, *arguments)
        if code != 0:
            raise QuickstartError(f"`pulumi {' '.join(arguments)}` ended with exit code {code}, see above")

    def _pulumi(self, environment: Mapping[str, str], folder: Path, *arguments: str) -> int:
        pulumi = self._root / ".engine" / "bin" / "pulumi"
        if not pulumi.exists():
            raise QuickstartError("there is no .engine/bin/pulumi; run `make setup` first")
        with subprocess.Popen([str(pulumi), *arguments], cwd=folder, env=environment) as process:
            return wait(process)


def engine_environment(own: Mapping[str, str], root: Path, simulator_url: str) -> dict[str, str]:
    """Returns the environment of the person without settings of a real account or another backend."""
    environment = {
        name: value for name, value in own.items() if not name.startswith(("EXOTEL_", "PULUMI_")) or name in PASSPHRASES
    }
    if not any(name in environment for name in PASSPHRASES):
        environment["PULUMI_CONFIG_PASSPHRASE"] = DEMO_PASSPHRASE
    home = root / ".quickstart"
    tools = [str(root / ".venv" / "bin"), str(root / ".engine" / "bin")]
    direct = ",".join(filter(None, ("127.0.0.1,localhost", own.get("NO_PROXY") or own.get("no_proxy"))))
    return {
        **environment,
        **DEMO_ACCOUNT,
        "EXOTEL_API_URL": simulator_url,
        "NO_PROXY": direct,
        "no_proxy": direct,
        "PATH": os.pathsep.join([*tools, own.get("PATH", os.defpath)]),
        "PULUMI_BACKEND_URL": f"file://{home / 'backend'}",
        "PULUMI_HOME": str(home / "pulumi-home"),
        "PULUMI_SKIP_UPDATE_CHECK": "1",
    }


def lock_holder(lock: Path) -> int | None:
    try:
        return int(json.loads(lock.read_text(encoding="utf-8"))["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def wait(process: "subprocess.Popen[bytes]") -> int:
    """Waits for the end of the engine, also after a signal, so that the engine can stop properly.

    Ctrl-C reaches the engine directly, as the engine is in the same process group. A SIGTERM becomes a Ctrl-C.
    """

    def pass_on(_number: int, _frame: FrameType | None) -> None:
        process.send_signal(signal.SIGINT)

    before = signal.signal(signal.SIGTERM, pass_on)
    try:
        return exit_code(process)
    finally:
        signal.signal(signal.SIGTERM, before)


@contextlib.contextmanager
def alone(root: Path) -> Iterator[None]:
    """Allows one `up` or `down` at a time. Locks the folder itself, so that a killed command leaves no lock."""
    folder = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise QuickstartError("another `make up` or `make down` is at work in this folder") from None
        yield
    finally:
        os.close(folder)


def main(arguments: Sequence[str], quickstart: Quickstart | None = None, root: Path = ROOT) -> int:
    quickstart = quickstart or Quickstart(root)
    tasks = {"up": quickstart.up, "down": quickstart.down}
    if len(arguments) != 1 or arguments[0] not in tasks:
        say("say `up` or `down`")
        return 2
    try:
        with alone(root):
            return tasks[arguments[0]]()
    except (QuickstartError, SimulatorError, OSError) as problem:
        say(str(problem))
        return 1
    except KeyboardInterrupt:
        say("interrupted")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
