"""What one CLI call came to: its exit code, what a person reads, and the engine's own account of its steps."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

NOT_A_CHANGE = ("same", "replace", "refresh", "read")  # `replace` is the heading of the steps that do it


@dataclass(frozen=True)
class Step:
    """One thing that the engine does, or would do, to one resource."""

    op: str
    urn: str
    fields: tuple[str, ...]

    @property
    def name(self) -> str:
        """Returns the resource's name in the program."""
        return self.urn.rpartition("::")[2]

    @property
    def kind(self) -> str:
        """Returns the resource's type."""
        return self.urn.split("::")[2].rpartition("$")[2]

    def __str__(self) -> str:
        return f"{self.op} {self.name}"


@dataclass(frozen=True)
class Outcome:
    """What one command printed, its exit code, and the steps that it began and ended."""

    command: tuple[str, ...]
    code: int
    stdout: str
    stderr: str
    begun: tuple[Step, ...]
    ended: tuple[Step, ...]

    @classmethod
    def of(cls, command: tuple[str, ...], code: int, stdout: str, stderr: str, event_log: Path | None) -> Self:
        """Reads the steps from the engine's event log."""
        events = event_log.read_text(encoding="utf-8").splitlines() if event_log and event_log.exists() else []
        parsed = [json.loads(event) for event in events]
        begun = [_step(event["resourcePreEvent"]) for event in parsed if "resourcePreEvent" in event]
        ended = [_step(event["resOutputsEvent"]) for event in parsed if "resOutputsEvent" in event]
        return cls(command, code, stdout, stderr, tuple(begun), tuple(ended))

    @property
    def text(self) -> str:
        """Returns all that a person sees, with the command."""
        return f"$ pulumi {' '.join(self.command)}\n{self.stdout}\n{self.stderr}\nexit code {self.code}"

    @property
    def steps(self) -> list[str]:
        """Lists every change as `"<op> <resource name>"`, in the order in which the engine began them."""
        return [str(step) for step in self.begun if _is_change(step)]

    @property
    def drift(self) -> list[str]:
        """Lists what a refresh found, as `"<op> <resource name>"`, sorted."""
        return sorted(str(step) for step in self.ended if _is_change(step))

    def fields(self, name: str) -> set[str]:
        """Returns the inputs in which a resource changes; secret ones look alike in the log, and are not among them."""
        return {field for step in self.begun if step.name == name for field in step.fields}


def _is_change(step: Step) -> bool:
    """Distinguishes changes from headings, from steps without a change and from Pulumi's own resources."""
    return step.op not in NOT_A_CHANGE and not step.kind.startswith("pulumi:")


def _step(event: dict[str, Any]) -> Step:
    """Reads one step from an event of the log."""
    metadata = event["metadata"]
    old, new = ((metadata.get(side) or {}).get("inputs") or {} for side in ("old", "new"))
    both = old.keys() | new.keys() if old and new else ()
    fields = sorted(name for name in both if old.get(name) != new.get(name))
    return Step(metadata["op"], metadata["urn"], tuple(fields))
