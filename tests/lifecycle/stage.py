"""One simulated account with one trunk, and runs that work on the objects of `tests/kinds.py`."""

from collections.abc import Callable, Mapping
from typing import Any

from exotel_pulumi.api.client import Client
from exotel_pulumi.api.session import Session
from exotel_pulumi.lifecycle import Ledger, Lifecycle
from exotel_pulumi.simulator import DEFAULT_ACCOUNT_SID, Simulator
from tests.conftest import settings_for
from tests.kinds import ALIAS, CALLER_ID, Sample

URN = "urn:pulumi:stack::project::type::resource"  # of a resource that is the only one of its program

# What a run does with an object of its state: lifecycle, id, state, inputs.
Verb = Callable[[Lifecycle[Any, Any], str, dict[str, Any], dict[str, Any]], Any]
VERBS: dict[str, Verb] = {
    "diff": lambda lifecycle, _, olds, news: lifecycle.diff(olds, news, ()),
    "read": lambda lifecycle, identity, olds, _: lifecycle.read(identity, olds),
    "update": lambda lifecycle, identity, olds, news: lifecycle.update(identity, olds, news),
    "delete": lambda lifecycle, identity, olds, _: lifecycle.delete(identity, olds, URN),
}


class Run:
    """One process of the engine: it knows nothing of the ones before it."""

    def __init__(self, client: Client, account_sid: str = DEFAULT_ACCOUNT_SID) -> None:
        self.session = Session(account_sid, lambda: client)
        self.ledger = Ledger()

    def of(self, sample: Sample) -> Lifecycle[Any, Any]:
        """Returns the lifecycle of one kind in this run."""
        return Lifecycle(sample.kind, self.session, self.ledger)


class Stage:
    """What a test acts on. A `run` is one process of the engine; `new_run` is the next one."""

    def __init__(self, sim: Simulator) -> None:
        self.sim = sim
        self.dialect = sim.options.dialect
        self.trunk_sid = sim.add_trunk(trunk_name="stage")
        self.run = self.new_run()

    def new_run(self, *, minutes_later: int = 5, **settings: object) -> Run:
        """Starts a process that knows nothing of the ones before it: by then what they made is not young any more."""
        self.sim.pass_time(60 * minutes_later)
        pinned: dict[str, object] = {"api_dialect": self.dialect, "retry_delay": 0.001}
        return Run(Client(settings_for(self.sim, **{**pinned, **settings})))

    def inputs(self, sample: Sample, **changes: Any) -> dict[str, Any]:
        """Returns checked inputs, as the engine hands them over."""
        owner = {} if sample.is_trunk else {"trunk_sid": self.trunk_sid}
        given = {"account_sid": DEFAULT_ACCOUNT_SID, **owner, **sample.given, **changes}
        inputs: dict[str, Any] = sample.kind.inputs.model_validate(given).model_dump()
        return inputs

    def create(self, sample: Sample, run: Run | None = None, **changes: Any) -> tuple[str, Any]:
        """Creates an object through the lifecycle."""
        return (run or self.run).of(sample).create(self.inputs(sample, **changes), URN)

    def rows(self, sample: Sample) -> list[dict[str, Any]]:
        """Returns the objects of this kind on the server, without the stage's own trunk."""
        if sample.is_trunk:
            return [row for row in self.sim.trunks() if row["trunk_sid"] != self.trunk_sid]
        return self.sim.rows(self.trunk_sid, sample.collection)

    def add(self, sample: Sample, **changes: Any) -> str:
        """Makes the sample as somebody else; returns the id that a resource of it would have."""
        if sample.is_trunk:
            return self.sim.add_trunk(**{**sample.row, **changes})
        item = self.sim.add(self.trunk_sid, sample.collection, **{**sample.row, **changes})
        return f"{self.trunk_sid}/{ALIAS if sample is CALLER_ID else item}"

    def holds(self, sample: Sample, identity: str, row: Mapping[str, Any]) -> None:
        """Asserts that there is exactly one object of this kind, of this id and with these values."""
        (only,) = self.rows(sample)
        expected = only["trunk_sid"] if sample.is_trunk else f"{self.trunk_sid}/{only.get('id')}"
        assert identity == (f"{self.trunk_sid}/{ALIAS}" if sample is CALLER_ID else expected)
        assert {name: only[name] for name in row if row[name] is not None} == {
            name: value for name, value in row.items() if value is not None
        }

    def requests(self, *methods: str) -> list[str]:
        """Returns the methods of the requests so far, those asked for."""
        return [request.method for request in self.sim.requests if request.method in (methods or ("POST",))]
