"""A line of the stack on the stage's trunk, what others put there, and how the engine replaces or deletes the line."""

from dataclasses import dataclass, field
from typing import Any

from exotel_pulumi.lifecycle import Lifecycle
from tests.kinds import CALLER_ID, CREDENTIAL, DESTINATION_URI, ON_A_TRUNK, PHONE_NUMBER, TRUNK, WHITELISTED_IP, Sample

from .stage import Run, Stage

TRUNK_URN = "urn:pulumi:stack::project::type::trunk"

# Another object of each kind: its row, and the name by which it is reported.
OF_OTHERS: dict[str, tuple[dict[str, Any], str]] = {
    PHONE_NUMBER.collection: ({"phone_number": "+919800000001"}, "1 phone number (+919800000001)"),
    WHITELISTED_IP.collection: ({"ip": "13.233.99.1"}, "1 whitelisted IP (13.233.99.1)"),
    DESTINATION_URI.collection: (
        {"destination": "sip:other.example.com:5060;transport=tcp"},
        "1 destination URI (other.example.com:5060;transport=tcp)",
    ),
    CREDENTIAL.collection: ({"user_name": "of_others"}, "1 SIP credential (of_others)"),
    CALLER_ID.collection: ({"value": "+919800000002"}, "1 caller ID (+919800000002)"),
}


def add_of_others(stage: Stage, sample: Sample) -> str:
    """Puts an object on the trunk that no stack knows; returns how it is reported."""
    row, named = OF_OTHERS[sample.collection]
    stage.add(sample, **row)
    return named


@dataclass
class Line:
    """What a stack has on the stage's trunk, and its next run."""

    stage: Stage
    cascade: bool = True
    made: dict[str, tuple[Sample, str, dict[str, Any]]] = field(default_factory=dict)

    def make(self, *samples: Sample) -> "Line":
        """Makes an object of each of these kinds in a run of its own."""
        run = self.stage.new_run()
        for sample in samples:
            identity, state = self.stage.create(sample, run)
            self.made[sample.collection] = (sample, identity, state.model_dump())
        return self

    @property
    def trunk(self) -> dict[str, Any]:
        """The state of the trunk."""
        [row] = self.stage.sim.trunks(trunk_sid=self.stage.trunk_sid)
        return {"trunk_name": "stage", "domain_name": row["domain_name"], "cascade": self.cascade}

    def check_trunk(self, run: Run) -> None:
        """Lets the engine check the trunk with another domain, which is what comes first where it is replaced."""
        changed = {"trunk_name": "stage", "domain_name": "other.pstn.exotel.com"}
        assert run.of(TRUNK).check(self.trunk, changed, (), TRUNK_URN)[1] == []

    def compare(self, run: Run, sample: Sample, *unknown: str) -> None:
        """Lets the engine compare an object of the line with itself; `unknown` inputs come from what is replaced."""
        _, identity, olds = self.made[sample.collection]
        inputs = {name: value for name, value in olds.items() if name in sample.kind.inputs.model_fields}
        run.of(sample).diff(olds, inputs, unknown, identity)

    def read(self, run: Run, sample: Sample) -> None:
        """Lets the engine read an object of the line, as at a refresh, and compare it."""
        _, identity, olds = self.made[sample.collection]
        assert run.of(sample).read(identity, olds) is not None
        self.compare(run, sample)

    def delete(self, run: Run, sample: Sample) -> None:
        """Lets the engine delete an object of the line."""
        _, identity, olds = self.made[sample.collection]
        run.of(sample).delete(identity, olds, urn_of(sample))

    def delete_trunk(self, run: Run) -> None:
        """Lets the engine delete the trunk."""
        life: Lifecycle[Any, Any] = run.of(TRUNK)
        life.delete(self.stage.trunk_sid, self.trunk, TRUNK_URN)

    def replace_as_3_259(self, run: Run) -> None:
        """Compares all dependents, deletes them one by one, and then the trunk."""
        self.check_trunk(run)
        for sample, _, _ in self.made.values():
            self.compare(run, sample, "trunk_sid")
        for sample, _, _ in self.made.values():
            self.delete(run, sample)
        self.delete_trunk(run)

    def replace_as_3_260(self, run: Run, *, refresh: bool) -> None:
        """Leaves to the trunk what is deleted with it: that is not even compared."""
        for sample, _, _ in self.made.values():
            if refresh:
                self.read(run, sample)
        self.check_trunk(run)
        alone = [sample for sample, _, _ in self.made.values() if not (self.cascade and sample.kind.cascades)]
        for sample in alone:
            self.compare(run, sample, "trunk_sid")
        for sample in alone:
            self.delete(run, sample)
        self.delete_trunk(run)


def urn_of(sample: Sample) -> str:
    """Returns the URN of the one resource of a kind."""
    return f"urn:pulumi:stack::project::type::{sample.called}"


def everything_on(stage: Stage) -> dict[str, int]:
    """Counts what is on the stage's trunk, by collection."""
    return {sample.collection: len(stage.rows(sample)) for sample in ON_A_TRUNK}


def deletions(stage: Stage) -> int:
    """Counts the deletions that were sent."""
    return len(stage.requests("DELETE"))
