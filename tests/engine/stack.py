"""`Stack`: one Pulumi stack in a folder of its own, run by the real CLI against a simulator."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from exotel_pulumi.simulator import Simulator

from .environment import FOLDERS, INIT, STACK, environment, write_empty_stack, write_plugin
from .outcome import Outcome
from .processes import kill_session, left_behind
from .secrets_hunt import Prey, hunt
from .simulators import ACCOUNT

TYPES = ("pulumi-python:dynamic/exotel:", "exotel:index:")  # of the dynamic host and of the plugin
HEADER = "import pulumi\nimport exotel_pulumi as exotel\n"
LONGEST_CALL = 120  # seconds
WITH_EVENTS = ("up", "preview", "refresh", "destroy")


class Stack:
    """A command must succeed unless `fails=True` is given. An assertion that fails shows what the command printed."""

    def __init__(self, folder: Path, simulator: Simulator, source: Path | None = None) -> None:
        """Makes an empty stack. `source` is a folder with a program and its project file."""
        self.folder = folder
        self.simulator = simulator
        self.outcomes: list[Outcome] = []
        self.tokens = {ACCOUNT.api_token}
        self.passwords_in_program = False  # a test says so where it writes one into the program in plain text
        self._passwords: set[str] = set()
        self._sessions: list[int] = []
        for needed in FOLDERS:
            (folder / needed).mkdir(parents=True)
        self.environment = environment(folder, simulator)
        if source is None:
            write_empty_stack(folder)
            self.program("")
        else:
            ignored = shutil.ignore_patterns("__pycache__", ".*")
            shutil.copytree(source, self.project, ignore=ignored, dirs_exist_ok=True)
            self.call(*INIT)

    @property
    def project(self) -> Path:
        """Returns the folder of the program."""
        return self.folder / "project"

    def program(self, text: str) -> None:
        """Writes the program; the imports stand before it."""
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
        """Sets a value of the stack's configuration: a plain one in its file, since a command takes a quarter second.

        A secret goes through standard input, and the CLI encrypts it: no command line shows it.
        """
        if secret:
            self.call("config", "set", name, "--secret", given=value)
            return
        if ":" not in name:
            project = yaml.safe_load((self.project / "Pulumi.yaml").read_text(encoding="utf-8"))["name"]
            name = f"{project}:{name}"
        file = self.project / f"Pulumi.{STACK}.yaml"
        settings = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        settings.setdefault("config", {})[name] = value
        file.write_text(yaml.safe_dump(settings), encoding="utf-8")

    def find_plugin(self) -> None:
        """Lets the project's file say where the plugin is."""
        file = self.project / "Pulumi.yaml"
        project = yaml.safe_load(file.read_text(encoding="utf-8"))
        project["plugins"] = {"providers": [{"name": "exotel", "path": str(write_plugin(self.folder))}]}
        file.write_text(yaml.safe_dump(project), encoding="utf-8")

    def choose_plugin(self) -> None:
        """Makes the plugin the host of the stack's program."""
        self.find_plugin()
        self.config("exotel:pluginHost", "native")

    def call(self, *command: str, fails: bool = False, given: str = "") -> Outcome:
        """Runs one command of the CLI; `given` is its standard input."""
        process, event_log = self.begin(*command)
        try:
            stdout, stderr = process.communicate(given, timeout=LONGEST_CALL)
        except subprocess.TimeoutExpired:
            kill_session(process.pid)
            stdout, stderr = process.communicate()
            pytest.fail(f"$ pulumi {' '.join(command)}\ndid not end in {LONGEST_CALL} s\n{stdout}\n{stderr}")
        outcome = Outcome.of(command, process.returncode, stdout, stderr, event_log)
        self.record(outcome)
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

    def record(self, outcome: Outcome) -> None:
        """Keeps what a command printed, and the passwords that exist after it: the one must not show the others."""
        self.outcomes.append(outcome)
        rows = self.simulator.state.snapshot()["credentials"]
        self._passwords |= {str(row["password"]) for row in rows}

    @property
    def state_file(self) -> Path:
        """The file in which the backend keeps the state."""
        [file] = (self.folder / "backend" / ".pulumi" / "stacks").glob(f"*/{STACK}.json")
        return file

    def resources(self) -> dict[str, dict[str, Any]]:
        """Reads our resources in the state, by name; of different types with one name, the last one is kept."""
        return {urn.rpartition("::")[2]: resource for urn, resource in self._by_urn().items()}

    def _by_urn(self) -> dict[str, dict[str, Any]]:
        """Reads our resources from the backend's file: no process is started."""
        latest = json.loads(self.state_file.read_text(encoding="utf-8"))["checkpoint"]["latest"] or {}
        ours = [each for each in latest.get("resources", ()) if each["type"].startswith(TYPES) and each["custom"]]
        found = {str(resource["urn"]): resource for resource in ours}
        assert len(found) == len(ours), "a resource is in the state twice"
        return found

    def state(self) -> dict[str, dict[str, Any]]:
        """Returns what the state says of each resource, by URN, without times, encrypted text and the order of sets."""
        kept = ("id", "inputs", "outputs", "deletedWith")
        return {
            urn: {key: _without_ciphertext(resource.get(key)) for key in kept}
            | {"dependencies": sorted(resource.get("dependencies", ()))}
            for urn, resource in self._by_urn().items()
        }

    def id(self, name: str) -> str:
        """Returns the id of one resource."""
        return str(self.resources()[name]["id"])

    def ids(self) -> dict[str, str]:
        """Returns the id of each resource, by name."""
        return {name: str(resource["id"]) for name, resource in self.resources().items()}

    def urn(self, name: str) -> str:
        """Returns the URN of one resource."""
        return str(self.resources()[name]["urn"])

    def outputs(self) -> dict[str, Any]:
        """Asks for the stack's outputs with secrets in plain text, and so does not record what was printed."""
        shown = subprocess.run(
            ["pulumi", "stack", "output", "--json", "--show-secrets"],
            cwd=self.project, env=self.environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return dict(json.loads(shown.stdout))

    def settle(self) -> None:
        """Asserts with one command that nothing is left to do and nothing has drifted.

        The command reads every object, brings the state in line with what it has read, and compares the program with
        the state. If the state is as before, then a preview, a refresh and another preview would find nothing either.
        """
        before = self.state()
        self.up("--refresh", "--expect-no-changes")
        assert self.state() == before

    def settle_step_by_step(self) -> None:
        """Asserts the same as `settle`, with the three commands that a person would use."""
        self.preview("--expect-no-changes")
        before = self.state()
        self.refresh("--expect-no-changes")
        assert self.state() == before
        self.preview("--expect-no-changes")

    def settle_and_destroy(self) -> Outcome:
        """Asserts that nothing is left to do, and then that a destroy leaves nothing."""
        self.settle()
        return self.destroy_all()

    def destroy_all(self) -> Outcome:
        """Destroys the stack, and asserts that neither the state nor the simulator holds anything."""
        outcome = self.destroy()
        assert self.resources() == {}
        left = {table: rows for table, rows in self.simulator.state.snapshot().items() if rows}
        assert left == {}, "the simulator still holds something"
        return outcome

    def export(self) -> None:
        """Exports the state to a file, which is searched for secrets like all other files."""
        self.call("stack", "export", "--file", str(self.folder / "exported.json"))

    def end(self) -> None:
        """Asserts what holds after every test: no process is left, and no secret is anywhere in plain text."""
        left = left_behind(self._sessions)
        for session in left:
            kill_session(session)
        assert left == {}, "processes outlive their call"
        found = hunt(Prey(self.tokens, self._passwords), self.folder, [outcome.text for outcome in self.outcomes])
        allowed = "project/__main__.py: password" if self.passwords_in_program else "nowhere"
        assert [place for place in found if not place.startswith(allowed)] == []


def asks_of_each(stack: Stack) -> bool:
    """Returns whether the engine compares what is `deleted_with` a trunk that it replaces: before 3.260."""
    return tuple(int(part) for part in re.findall(r"\d+", stack.call("version").stdout)[:2]) < (3, 260)


def _without_ciphertext(value: Any) -> Any:
    """Hides what differs each time a secret is encrypted, and leaves out when an object was changed last."""
    if not isinstance(value, dict):
        return value
    kept = {key: item for key, item in value.items() if key not in ("date_updated", "dateUpdated")}
    return {key: "***" if key == "ciphertext" else _without_ciphertext(item) for key, item in kept.items()}
