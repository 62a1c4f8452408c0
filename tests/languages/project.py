"""`Project`: a stack whose program is not in Python, and what its messages must not say."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from exotel_pulumi import config
from exotel_pulumi.objects import KINDS
from exotel_pulumi.plugin.component_schema import INPUTS
from exotel_pulumi.simulator import Simulator
from tests.docs.pages import blocks
from tests.engine.environment import write_plugin
from tests.engine.outcome import Outcome
from tests.engine.stack import Stack
from tools.languages import node
from tools.languages.install import FOLDER

PAGE = "docs/languages.md"
HERE = "path/to/exotel-pulumi"  # what a reader replaces
FIELDS = {*INPUTS, *config.Settings.model_fields, *(name for kind in KINDS for name in kind.inputs.model_fields)}
SNAKE = "|".join(sorted(name for name in FIELDS if "_" in name))
PYTHON = re.compile(rf"opts=|ResourceOptions|exotel\.[A-Z]|\b(?:True|False|None)\b|(?<![-\w])(?:{SNAKE})\b")


class Project(Stack):
    """A stack on the language host of its runtime. No message of it may have Python in it."""

    def __init__(self, folder: Path, simulator: Simulator, runtime: str) -> None:
        super().__init__(folder, simulator)
        self._runtime = runtime
        self._plugin = str(write_plugin(folder))
        (self.project / "__main__.py").unlink()
        path = (str(FOLDER), str(node.folder()), self.environment["PATH"])
        self.environment["PATH"] = os.pathsep.join(path)

    def declare(self, **program: Any) -> None:
        """Writes the project's file; a YAML program is in it."""
        plugins = {"providers": [{"name": "exotel", "path": self._plugin}]}
        project = {"name": "line", "runtime": self._runtime, "plugins": plugins, **program}
        (self.project / "Pulumi.yaml").write_text(yaml.safe_dump(project, sort_keys=False), encoding="utf-8")

    def record(self, outcome: Outcome) -> None:
        """Keeps what a command printed, and looks for words of Python in it, and for an end of a line that is none."""
        super().record(outcome)
        assert "\\n" not in outcome.stdout, outcome.text
        assert PYTHON.findall(outcome.stdout + outcome.stderr) == [], outcome.text

    def type_(self, lines: str) -> str:
        """Runs shell lines in the folder of the program; returns what they have printed."""
        done = subprocess.run(
            ["sh", "-ec", lines], cwd=self.project, env=self.environment, capture_output=True, text=True, check=False
        )
        outcome = Outcome.of((lines,), done.returncode, done.stdout, done.stderr, None)
        self.record(outcome)
        assert done.returncode == 0, outcome.text
        return outcome.text

    def end(self) -> None:
        """Looks for secrets as every stack does, but not in what Pulumi's SDK for Node.js logs for its own debugging.

        It logs each answer of the engine as it is, with `pulumi --debug` and into an event log.
        """
        for file in (self.folder / "events").iterdir():
            kept = [line for line in file.read_bytes().splitlines() if b'"severity":"debug"' not in line]
            file.write_bytes(b"\n".join(kept))
        super().end()


def tool(name: str) -> Path:
    """Returns a tool of the languages. The test fails where it is not there."""
    if not (FOLDER / name).exists():
        pytest.fail(f"there is no {name}: `make test-languages` puts it there", pytrace=False)
    return FOLDER / name


def page(language: str, place: int = 0) -> str:
    """Returns a block of the page: the ten lines in a language, or what follows them."""
    return blocks(language, PAGE)[place]
