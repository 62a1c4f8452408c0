"""A program, the edits, faults and hands it meets, and a stack that carries it out through the dynamic host.

Every run has a host process of its own, as every run of the engine has. A run that meets an error stops there, keeps
its state, and the next one goes on.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from exotel_pulumi import CallerId, Credential, DestinationUri, PhoneNumber, Trunk, WhitelistedIp
from exotel_pulumi.simulator import DEFAULT_API_TOKEN, Fault, Simulator
from tests.host.by_hand import edit_by_hand, on_server, remove_by_hand
from tests.host.fake_engine import FakeStack, Held
from tests.host.host import Host, HostError
from tests.kinds import SAMPLES, Resource, Values

Effect = Literal["drop_before", "drop_after", "respond", "respond_after", "no_id"]

# What each name of the program is; a value of None under a field means that the field is left out.
SLOTS: dict[str, tuple[Resource, Values]] = {
    "t0": (Trunk, {"adopt": True}),
    "t1": (Trunk, {"adopt": True}),
    "ip0": (WhitelistedIp, {"ip": "13.233.0.0"}),
    "ip1": (WhitelistedIp, {"ip": "13.234.0.0"}),
    "n0": (PhoneNumber, {"phone_number": "+919876543210"}),
    "n1": (PhoneNumber, {"phone_number": "+919876543211"}),
    "n2": (PhoneNumber, {"phone_number": "+919876543212"}),
    "n3": (PhoneNumber, {"phone_number": "+919876543213"}),
    "d0": (DestinationUri, {"destination": "sip.example.com:5061;transport=tls"}),
    "d1": (DestinationUri, {"destination": "sip2.example.com:5061;transport=tls"}),
    "c0": (Credential, {"user_name": "livekit_prod"}),
    "a0": (CallerId, {}),
}
# What may be edited: (field, values).
CHOICES: dict[str, tuple[str, tuple[Any, ...]]] = {
    "t0": ("trunk_name", ("alpha", "alpha_2")),
    "t1": ("trunk_name", ("beta", "beta_2")),
    "ip0": ("mask", (16, 24, 32)),
    "ip1": ("mask", (24, 32)),
    "n0": ("mode", (None, "pstn", "flow")),
    "n1": ("mode", (None, "flow")),
    "n2": ("mode", (None, "flow")),
    "n3": ("mode", ("pstn", "flow")),
    "d0": ("priority", (None, 3, 4)),
    "d1": ("weight", (None, 3)),
    "c0": ("password", (None, "Sesame_0ne", "Sesame_Tw0")),
    "a0": ("phone_number", ("+919876543210", "+919876543211")),
}
for _sample in SAMPLES:  # a kind that has no slot of its own yet takes part as well
    if all(resource is not _sample.resource for resource, _ in SLOTS.values()):
        _field, _changed = next(iter(_sample.changed.items()))
        _slot = _sample.resource.__name__.lower()
        SLOTS[_slot] = (_sample.resource, {name: value for name, value in _sample.given.items() if name != _field})
        CHOICES[_slot] = (_field, (_sample.given[_field], _changed))
TRUNKS = ("t0", "t1")
# Which two of them may exchange what tells them apart.
PAIRS = {"phone_number": ("n2", "n3"), "ip": ("ip0", "ip1"), "destination": ("d0", "d1")}
# A number is on one trunk: one that moves to another trunk and to another resource at once has to be removed first.
STAYING = ("n2", "n3")
RENAMED = (*STAYING, "ip0", "ip1", "d0", "d1", "c0", "a0")
BY_HAND: dict[str, Values] = {
    "ip0": {"mask": 20},
    "n0": {"mode": "flow"},
    "n1": {"mode": "flow"},
    "d0": {"priority": 9, "weight": 8},
    "a0": {"value": "+918047112233"},
}


@dataclass(frozen=True)
class Edit:
    """The person writes one declaration, on one of the trunks."""

    slot: str
    choice: int
    trunk: str


@dataclass(frozen=True)
class Drop:
    """The person takes a declaration out, and with a trunk everything on it."""

    slot: str


@dataclass(frozen=True)
class Rename:
    """The person gives a resource another name, and no alias."""

    slot: str


@dataclass(frozen=True)
class Swap:
    """The person writes the key of one resource into another, and the other way round."""

    key: str


@dataclass(frozen=True)
class Trouble:
    """The next calls that fit go wrong."""

    method: str
    effect: Effect
    skip: int
    status: int = 503


@dataclass(frozen=True)
class Hand:
    """Somebody changes or removes an object in Exotel's console."""

    slot: str
    remove: bool


@dataclass(frozen=True)
class Forget:
    """The run is killed after Exotel has made an object and before the state is saved."""

    slot: str


@dataclass(frozen=True)
class Up:
    """`pulumi up`, or with a refresh first."""

    refresh: bool


Action = Edit | Drop | Rename | Swap | Trouble | Hand | Forget | Up


class PatientStack(FakeStack):
    """A stack that, like the engine, remembers a replaced object until it could be deleted."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.pending: list[tuple[str, Held]] = []

    def up(self, name: str, resource: Resource, **inputs: Any) -> Any:
        step = self.preview(name, resource, **inputs)
        if step != "create, then delete":
            return super().up(name, resource, **inputs)
        old = self.held[name]
        try:
            self._create(name, resource, inputs)
        finally:
            if self.held[name] is not old:
                self.pending.append((name, old))
        return step

    def delete_pending(self) -> None:
        """Deletes what was replaced, as the engine does when the program has come to its end."""
        while self.pending:
            name, old = self.pending[0]
            self.host.delete(old.resource, old.id, old.outputs, name)
            del self.pending[0]


@dataclass
class World:
    """One account, one program, one stack."""

    simulator: Simulator
    program: dict[str, Values] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=lambda: {slot: slot for slot in SLOTS})
    keys: dict[str, Values] = field(default_factory=lambda: {slot: values for slot, (_, values) in SLOTS.items()})
    reported: list[bytes] = field(default_factory=list)
    forget: set[str] = field(default_factory=set)
    abandoned: set[str] = field(default_factory=set)  # ids that no state knows any more
    failure: str = ""  # what the last failed run said
    removed: set[str] = field(default_factory=set)  # ids of what somebody has removed by hand

    def __post_init__(self) -> None:
        self.stack: PatientStack | None = None

    def do(self, action: Action) -> None:
        """Carries out one action; what Exotel or the hands make impossible is left out."""
        if isinstance(action, Edit):
            self._edit(action)
        elif isinstance(action, Drop):
            dropped = {action.slot} | {name for name, values in self.program.items() if values.get("on") == action.slot}
            self.program = {name: values for name, values in self.program.items() if name not in dropped}
        elif isinstance(action, Rename):
            self.names[action.slot] += "'"
        elif isinstance(action, Swap):
            one, other = PAIRS[action.key]
            self.keys[one], self.keys[other] = self.keys[other], self.keys[one]
        elif isinstance(action, Trouble):
            self.simulator.add_fault(
                Fault(action.method, "/trunks", action.effect, skip=action.skip, status=action.status)
            )
        elif isinstance(action, Hand):
            self._hand(action)
        elif isinstance(action, Forget):
            self.forget.add(action.slot)
        else:
            self.run(refresh=action.refresh)

    def run(self, *, refresh: bool) -> bool:
        """Does as one run of the engine; returns whether the run came to its end."""
        with Host(self.simulator) as host:
            stack = self.stack = self.stack or PatientStack(host)
            stack.host = host
            try:
                self._carry_out(stack, refresh=refresh)
            except HostError as error:
                self.failure = str(error)
                self._take_the_advice(self.failure)
                return False
            finally:
                self._lose_what_was_not_saved(stack)
        self.reported += host.reported
        return True

    def _take_the_advice(self, failure: str) -> None:
        """Makes the one edit that an error may ask for: a generated password is not put over a login in use."""
        for slot, (resource, _) in SLOTS.items() if "give `rotation`" in failure else ():
            if resource is Credential:
                self.keys[slot] = {**self.keys[slot], "rotation": "again"}

    def destroy(self) -> None:
        """Does as `pulumi destroy`: children go before their trunks."""
        with Host(self.simulator) as host:
            if self.stack is not None:
                self.stack.host = host
                self.stack.delete_pending()
                self.stack.destroy(*self._children_first(self.stack.held))
        self.reported += host.reported

    def declared(self, slot: str) -> Values:
        """Returns the inputs of a declaration, with the trunk's SID as the state has it."""
        assert self.stack is not None
        values = {**self.keys[slot], **self.program[slot]}
        trunk = values.pop("on", None)
        return values | ({"trunk_sid": self.stack[self.names[trunk]].id} if trunk else {})

    def _carry_out(self, stack: PatientStack, *, refresh: bool) -> None:
        for name in list(stack.held) if refresh else ():
            stack.refresh(name)
        for slot in sorted(self.program, key=list(SLOTS).index):
            stack.up(self.names[slot], SLOTS[slot][0], **self.declared(slot))
        stack.delete_pending()
        for name in self._children_first(set(stack.held) - {self.names[slot] for slot in self.program}):
            stack.destroy(name)

    def _lose_what_was_not_saved(self, stack: PatientStack) -> None:
        for name in {self.names[slot] for slot in self.forget} & stack.held.keys():
            if slot_of(name) not in TRUNKS:  # its children would hang in the air, which no state file can say
                self.abandoned.add(stack.held.pop(name).id)
        self.forget.clear()

    def _children_first(self, names: Iterable[str]) -> list[str]:
        return sorted(names, key=lambda name: list(SLOTS).index(slot_of(name)), reverse=True)

    def _edit(self, action: Edit) -> None:
        slot, (changed, choices) = action.slot, CHOICES[action.slot]
        values: Values = {changed: choices[action.choice % len(choices)]}
        if slot not in TRUNKS:
            trunk = TRUNKS[0] if slot in STAYING else action.trunk
            self.program.setdefault(trunk, {"trunk_name": CHOICES[trunk][1][0]})
            values["on"] = trunk
        self.program[slot] = values

    def _hand(self, action: Hand) -> None:
        held = self.stack.held.get(self.names[action.slot]) if self.stack else None
        if held is None or on_server(self.simulator, held.resource, held.id) is None:
            return
        if action.remove:
            self.removed.add(held.id)
            remove_by_hand(self.simulator, held.resource, held.id)
        elif action.slot in BY_HAND:
            edit_by_hand(self.simulator, held.resource, held.id, **BY_HAND[action.slot])


def slot_of(name: str) -> str:
    """Returns the slot of a resource, whatever it was renamed to."""
    return name.rstrip("'")


SECRETS = (DEFAULT_API_TOKEN.encode(),)
