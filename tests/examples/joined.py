"""`JoinedStack`: one of several stacks that keep their state in one backend, so that each can read the others."""

import json
from pathlib import Path
from typing import Any

import yaml

from exotel_pulumi.simulator import Simulator
from tests.engine.environment import STACK
from tests.engine.outcome import Outcome
from tests.engine.stack import TYPE, Stack


class JoinedStack(Stack):
    """A stack whose backend is that of `first`, or its own if it is the first."""

    def __init__(self, folder: Path, simulator: Simulator, source: Path, first: "JoinedStack | None" = None) -> None:
        """Makes an empty stack of the program in `source`."""
        self.backend: Path = first.backend if first else folder / "backend"
        super().__init__(folder, simulator, source)

    def call(self, *command: str, fails: bool = False, given: str = "") -> Outcome:
        """Runs one command with the common backend."""
        self.environment["PULUMI_BACKEND_URL"] = f"file://{self.backend}"
        return super().call(*command, fails=fails, given=given)

    def resources(self) -> dict[str, dict[str, Any]]:
        """Reads our resources in the state of this stack alone, by name."""
        name = yaml.safe_load((self.project / "Pulumi.yaml").read_text(encoding="utf-8"))["name"]
        file = self.backend / ".pulumi" / "stacks" / name / f"{STACK}.json"
        latest = json.loads(file.read_text(encoding="utf-8"))["checkpoint"]["latest"] or {}
        ours = [resource for resource in latest.get("resources", ()) if resource["type"].startswith(TYPE)]
        return {resource["urn"].rpartition("::")[2]: resource for resource in ours}
