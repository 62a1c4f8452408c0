"""The record of ways: what becomes of each way of calls with every write, judged by the policy before the next one.

A way in is a number that is called. A way out is a number that is shown, by a login with one of its passwords or from
an address: of each allowed network the first and the last. A way is known from the first time that it works. Who was
never let in on a trunk is no caller of it, and so a write costs what can have changed by it, and no more.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from ipaddress import IPv4Network
from itertools import product
from typing import Any, Literal

from flask import has_request_context, request

from ..options import Options
from ..state import Row, State
from . import policy
from .digest import Digest

ANYBODY = "+919999999999"  # who is called by all calls out
ELSEWHERE = "192.0.2.1"  # RFC 5737: nobody's address
IN, OUT = ("destination_uris",), ("credentials", "whitelisted_ips", "settings")

Direction = Literal["in", "out"]


@dataclass(frozen=True)
class Way:
    """A way of calls, in words that hide its password."""

    direction: Direction
    number: str
    by: str = ""
    """Who calls out: `login livekit_prod`, `address 13.233.10.20`, or both."""
    password: int = 0
    """Which of the passwords that the login has had is used, from 1 on."""


@dataclass(frozen=True)
class Turn:
    """A change of what becomes of a way, with the write that has brought it; write 0 is how it was at the beginning."""

    write: int
    method: str
    path: str
    way: Way
    is_well: bool
    said: str
    """Where it rings or which number the callee sees, or why it is refused."""


@dataclass(frozen=True)
class Caller:
    """Who calls out."""

    by: str
    source: str = ELSEWHERE
    digest: Digest | None = field(default=None, compare=False)
    password: int = 0


class Record:
    """Judges all ways after each write, from `begin` to `end`; without a cost at all other times."""

    def __init__(self, state: State, options: Options) -> None:
        self.flows: Mapping[str, str] = {}
        self._state, self._options = state, options
        self._forget()

    def _forget(self) -> None:
        self.turns: list[Turn] = []
        self.writes = 0
        self._last: dict[Way, tuple[bool, str]] = {}
        self._numbers: dict[str, dict[str, None]] = {}  # those that a trunk has had, by its SID
        self._logins: dict[str, dict[Caller, None]] = {}
        self._addresses: dict[str, dict[Caller, None]] = {}
        self._passwords: dict[str, list[str]] = {}

    def begin(self) -> None:
        """Forgets what there was, and judges all ways as they are now."""
        with self._state.transaction() as state:
            self._forget()
            state.watcher = self._written
            self._judge((table, row) for table in ("trunks", *OUT, "phone_numbers") for row in state.rows(table))

    def end(self) -> None:
        """Judges no more; what was recorded stays."""
        with self._state.transaction() as state:
            state.watcher = None

    def as_data(self) -> dict[str, Any]:
        """Returns the number of writes, and each turn with the words of its way."""
        with self._state.transaction():
            return {"writes": self.writes, "turns": [asdict(turn) for turn in self.turns]}

    def change_flows(self, flows: Mapping[str, str]) -> None:
        """Takes over what a person has set in the console, and judges the numbers again."""
        with self._state.transaction() as state:
            self.flows = flows
            if state.watcher is not None:
                self._written([("phone_numbers", row) for row in state.rows("phone_numbers")])

    def _written(self, touched: Iterable[tuple[str, Row]]) -> None:
        self.writes += 1
        self._judge(touched)

    def _judge(self, touched: Iterable[tuple[str, Row]]) -> None:
        ways: dict[Way, Caller | None] = {}
        for table, row in touched:
            self._learn(table, row)
            sid = str(row["trunk_sid"])
            numbers = self._affected(table, row, sid)
            if table not in OUT:
                ways |= dict.fromkeys(Way("in", number) for number in numbers)
            if table not in IN:
                callers = self._callers(sid)
                ways |= {Way("out", n, who.by, who.password): who for who in callers for n in numbers}
        for way, caller in ways.items():
            self._note(way, *(self._out(way, caller) if caller else self._in(way.number)))

    def _learn(self, table: str, row: Row) -> None:
        sid = str(row["trunk_sid"])
        if table == "phone_numbers":
            self._numbers.setdefault(sid, {})[str(row["phone_number"])] = None
        elif table == "credentials":
            name, password = str(row["user_name"]), str(row["password"])
            known = self._passwords.setdefault(name, [])
            known += [] if password in known else [password]
            caller = Caller(f"login {name}", ELSEWHERE, Digest.of(name, password), known.index(password) + 1)
            self._logins.setdefault(sid, {})[caller] = None
        elif table == "whitelisted_ips":
            network = IPv4Network((row["ip"], row["mask"]), strict=False)
            ends = {str(end): None for end in (network.network_address, network.broadcast_address)}
            self._addresses.setdefault(sid, {}).update({Caller(f"address {end}", end): None for end in ends})

    def _affected(self, table: str, row: Row, sid: str) -> Iterable[str]:
        """Returns the numbers of which a row decides: a mapping of one, or of all whose calls show that number."""
        if table != "phone_numbers" or self._state.rows(
            "settings", trunk_sid=sid, name=policy.ALIAS, value=row["phone_number"]
        ):
            return self._numbers.get(sid, ())
        return (str(row["phone_number"]),)

    def _callers(self, sid: str) -> Iterator[Caller]:
        """Yields who has ever been let in on a trunk; where it wants both proofs, with both."""
        logins, addresses = self._logins.get(sid, {}), self._addresses.get(sid, {})
        yield from (*logins, *addresses)
        if self._options.sip_identify == "both":
            for login, address in product(logins, addresses):
                yield Caller(f"{address.by} and {login.by}", address.source, login.digest, login.password)

    def _in(self, number: str) -> tuple[bool, str]:
        found = policy.route(self._state, self._options, self.flows, number)
        rung = ", ".join(f"{row['destination']} ({row['priority']}, {row['weight']})" for row in found.destinations)
        return not found.fault, found.fault or rung

    def _out(self, way: Way, caller: Caller) -> tuple[bool, str]:
        owners = self._state.rows("phone_numbers", phone_number=way.number)
        trunks = [each for row in owners for each in self._state.rows("trunks", trunk_sid=row["trunk_sid"])]
        domain = str(trunks[0]["domain_name"]) if trunks else ""
        found = policy.verdict(
            self._state, self._options, policy.Invite(caller.source, ANYBODY, way.number, domain, caller.digest)
        )
        return found.status == 200, found.caller_id or f"{found.status}: {found.sentence}"

    def _note(self, way: Way, is_well: bool, said: str) -> None:
        before = self._last.get(way)
        if before is None and not is_well:
            return
        # Of a refusal the code at most: its sentence may name what changes with every write.
        code = said[:3] if way.by else ""
        now = (is_well, said if is_well else code)
        self._last[way] = now
        if now != before:
            by = (request.method, request.path) if has_request_context() else ("", "by hand")
            self.turns.append(Turn(self.writes, *(by if self.writes else ("", "")), way, is_well, said))
