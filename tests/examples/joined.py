"""`JoinedStack`: one of several stacks that keep their state in one backend, so that each can read the others."""

from pathlib import Path

import yaml

from exotel_pulumi.simulator import Simulator
from tests.engine.environment import STACK
from tests.engine.outcome import Outcome
from tests.engine.stack import Stack


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

    @property
    def state_file(self) -> Path:
        """The file of this stack alone."""
        name = yaml.safe_load((self.project / "Pulumi.yaml").read_text(encoding="utf-8"))["name"]
        return self.backend / ".pulumi" / "stacks" / str(name) / f"{STACK}.json"
