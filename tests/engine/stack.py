"""`Stack`: one Pulumi stack in a folder of its own, run by the real CLI against a simulator."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from exotel_pulumi.simulator import Simulator

from .outcome import Outcome
from .processes import kill_session, left_behind
from .secrets_hunt import Prey, hunt
from .simulators import ACCOUNT

STACK = "dev"
TYPE = "pulumi-python:dynamic/exotel:"
HEADER = "import pulumi\nimport exotel_pulumi as exotel\n"
LONGEST_CALL = 120  # seconds
WITH_EVENTS = ("up", "preview", "refresh", "destroy")


class Stack:
    """Calls succeed unless `fails=True` is said; what they printed is in the message of an assertion that fails."""

    def __init__(self, folder: Path, simulator: Simulator, source: Path | None = None) -> None:
        """`source` is a folder with a program and its project file; without one the program is empty."""
        self.folder = folder
        self.simulator = simulator
        self.environment = _environment(folder, simulator)
        self.outcomes: list[Outcome] = []
        self.tokens = {ACCOUNT.api_token}
        self.passwords_in_program = False  # a test says so where it writes one into the program in plain text
        self._passwords: set[str] = set()
        self._sessions: list[int] = []
        for needed in ("backend", "home", "events"):
            (folder / needed).mkdir(parents=True)
        if source is not None:
            shutil.copytree(source, self.project, ignore=shutil.ignore_patterns("__pycache__", ".*"))
        else:
            self.project.mkdir()
            (self.project / "Pulumi.yaml").write_text("name: line\nruntime: python\n", encoding="utf-8")
            self.program("")
        self.call("stack", "init", STACK)

    @property
    def project(self) -> Path:
        return self.folder / "project"

    def program(self, text: str) -> None:
        (self.project / "__main__.py").write_text(HEADER + text, encoding="utf-8")

    def up(self, *flags: str, fails: bool = False) -> Outcome:
        return self.call("up", "--yes", "--skip-preview", *flags, fails=fails)

    def preview(self, *flags: str, fails: bool = False) -> Outcome:
        return self.call("preview", *flags, fails=fails)

    def refresh(self, *flags: str, fails: bool = False) -> Outcome:
        return self.call("refresh", "--yes", "--skip-preview", *flags, fails=fails)

    def destroy(self, *flags: str, fails: bool = False) -> Outcome:
        return self.call("destroy", "--yes", "--skip-preview", *flags, fails=fails)

    def config(self, name: str, value: str, *, secret: bool = False) -> None:
        """Sets stack configuration; the value goes through standard input, so that no command line shows it."""
        self.call("config", "set", name, "--secret" if secret else "--plaintext", given=value)

    def call(self, *command: str, fails: bool = False, given: str = "") -> Outcome:
        process, event_log = self.begin(*command)
        try:
            stdout, stderr = process.communicate(given, timeout=LONGEST_CALL)
        except subprocess.TimeoutExpired:
            kill_session(process.pid)
            stdout, stderr = process.communicate()
            pytest.fail(f"$ pulumi {' '.join(command)}\ndid not end in {LONGEST_CALL} s\n{stdout}\n{stderr}")
        outcome = Outcome.of(command, process.returncode, stdout, stderr, event_log)
        self.note(outcome)
        assert bool(outcome.code) == fails, outcome.text
        return outcome

    def begin(self, *command: str) -> tuple["subprocess.Popen[str]", Path | None]:
        """Starts the CLI in a session of its own and does not wait for it."""
        event_log = self.folder / "events" / f"{len(self._sessions)}.json" if command[0] in WITH_EVENTS else None
        flags = ["--event-log", str(event_log)] if event_log else []
        process = subprocess.Popen(
            ["pulumi", *command, *flags, "--non-interactive"],
            cwd=self.project,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self._sessions.append(process.pid)
        return process, event_log

    def note(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        rows = self.simulator.state.snapshot()["credentials"]
        self._passwords |= {str(row["password"]) for row in rows}

    def resources(self) -> dict[str, dict[str, Any]]:
        """Our resources in the state, by name. Read from the backend's file: no process is started."""
        [file] = (self.folder / "backend" / ".pulumi" / "stacks").glob(f"*/{STACK}.json")
        latest = json.loads(file.read_text(encoding="utf-8"))["checkpoint"]["latest"] or {}
        ours = [resource for resource in latest.get("resources", ()) if resource["type"].startswith(TYPE)]
        assert len(ours) == len({resource["urn"] for resource in ours}), "a resource is in the state twice"
        return {resource["urn"].rpartition("::")[2]: resource for resource in ours}

    def facts(self) -> dict[str, dict[str, Any]]:
        """What the state says of each resource, but not when, nor how its secrets are encrypted."""
        kept = ("id", "inputs", "outputs", "dependencies", "deletedWith")
        return {
            name: {key: _without_ciphertext(resource.get(key)) for key in kept}
            for name, resource in self.resources().items()
        }

    def id(self, name: str) -> str:
        return str(self.resources()[name]["id"])

    def ids(self) -> dict[str, str]:
        return {name: str(resource["id"]) for name, resource in self.resources().items()}

    def urn(self, name: str) -> str:
        return str(self.resources()[name]["urn"])

    def outputs(self) -> dict[str, Any]:
        """The stack's outputs, secrets in plain text; not noted, since that is what was asked for."""
        shown = subprocess.run(
            ["pulumi", "stack", "output", "--json", "--show-secrets"],
            cwd=self.project, env=self.environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return dict(json.loads(shown.stdout))

    def settle(self) -> None:
        """Nothing is left to do, nothing has drifted, and looking did not change that."""
        self.preview("--expect-no-changes")
        before = self.facts()
        self.refresh("--expect-no-changes")
        assert self.facts() == before
        self.preview("--expect-no-changes")

    def settle_and_destroy(self) -> Outcome:
        self.settle()
        return self.destroy_all()

    def destroy_all(self) -> Outcome:
        outcome = self.destroy()
        assert self.resources() == {}
        left = {table: rows for table, rows in self.simulator.state.snapshot().items() if rows}
        assert left == {}, "the simulator still holds something"
        return outcome

    def end(self) -> None:
        """What holds after every test: no process is left, and no secret is anywhere in plain text."""
        left = {session: left_behind(session) for session in self._sessions}
        for session in left:
            kill_session(session)
        assert not any(left.values()), f"processes outlive their call: {left}"
        self.call("stack", "export", "--file", str(self.folder / "exported.json"))
        found = hunt(Prey(self.tokens, self._passwords), self.folder, [outcome.text for outcome in self.outcomes])
        allowed = "project/__main__.py: password" if self.passwords_in_program else "nowhere"
        assert [place for place in found if not place.startswith(allowed)] == []


def _without_ciphertext(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {key: "***" if key == "ciphertext" else _without_ciphertext(item) for key, item in value.items()}


def _environment(folder: Path, simulator: Simulator) -> dict[str, str]:
    """The person's environment without their Pulumi and Exotel settings, and the simulator's instead."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("EXOTEL_", "PULUMI_"))}
    path = os.pathsep.join((str(Path(sys.executable).parent), own.get("PATH", os.defpath)))
    if shutil.which("pulumi", path=path) is None:
        pytest.fail("the Pulumi CLI is not on PATH: `make test` puts it there, `make setup` gets it", pytrace=False)
    direct = "127.0.0.1,localhost"
    pulumi: Mapping[str, str] = {
        "PULUMI_BACKEND_URL": f"file://{folder / 'backend'}",
        "PULUMI_CONFIG_PASSPHRASE": "correct horse",
        "PULUMI_DEBUG_COMMANDS": "1",  # without it there is no --event-log
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_SKIP_UPDATE_CHECK": "1",
    }
    exotel = {
        "EXOTEL_ACCOUNT_SID": ACCOUNT.sid,
        "EXOTEL_API_KEY": ACCOUNT.api_key,
        "EXOTEL_API_TOKEN": ACCOUNT.api_token,
        "EXOTEL_API_URL": simulator.url,
        "EXOTEL_REQUESTS_PER_MINUTE": "100000",
        "EXOTEL_RETRY_DELAY": "0.01",
    }
    return {**own, **pulumi, **exotel, "PATH": path, "NO_PROXY": direct, "no_proxy": direct}
