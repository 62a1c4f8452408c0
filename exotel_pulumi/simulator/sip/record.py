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
        self._callers_of: dict[Way, Caller | None] = {}
        self._refused_last: list[dict[str, Any]] = []
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
            self._refused_last = self._refused()
            state.watcher = None

    @property
    def is_judging(self) -> bool:
        """Whether it has begun, and nothing has ended it."""
        return self._state.watcher is not None

    def as_data(self) -> dict[str, Any]:
        """Returns the number of writes, each turn with the words of its way, and each way that is refused now."""
        with self._state.transaction():
            off = self._refused() if self.is_judging else self._refused_last
            return {"writes": self.writes, "turns": [asdict(turn) for turn in self.turns], "off": off}

    def way_of(self, direction: Direction, number: str, by: str, login: tuple[str, str] | None) -> Way:
        """Returns the way that a call takes; a login stands there by its user name, and which password it is."""
        known = self._passwords.get(login[0], []) if login else []
        return Way(direction, number, by, known.index(login[1]) + 1 if login and login[1] in known else 0)

    def domain_of(self, number: str) -> str:
        """Returns the domain of the trunk that a number is on; empty where it is on none."""
        with self._state.transaction() as state:
            owners = state.rows("phone_numbers", phone_number=number)
            trunks = [each for row in owners for each in state.rows("trunks", trunk_sid=row["trunk_sid"])]
            return str(trunks[0]["domain_name"]) if trunks else ""

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
        self._callers_of |= ways
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
        domain = self.domain_of(way.number)
        found = policy.verdict(
            self._state, self._options, policy.Invite(caller.source, ANYBODY, way.number, domain, caller.digest)
        )
        return found.status == 200, found.caller_id or f"{found.status}: {found.sentence}"

    def _refused(self) -> list[dict[str, Any]]:
        """Returns each way that is refused, with why: since it began to be, that may have changed."""
        found = []
        for way in [way for way, (is_well, _) in self._last.items() if not is_well]:
            caller = self._callers_of[way]
            _, why = self._out(way, caller) if caller else self._in(way.number)
            found.append({"way": asdict(way), "why": why, "is_gone": self._is_gone(way, caller)})
        return found

    def _is_gone(self, way: Way, caller: Caller | None) -> bool:
        """Tells whether the number of a way, its login or its address is no more in the account."""
        if not self._state.rows("phone_numbers", phone_number=way.number):
            return True
        if caller is None:
            return False
        if caller.source != ELSEWHERE and not policy.allowing(self._state, caller.source):
            return True
        known = {row["trunk_sid"] for row in self._state.rows("trunks")}  # a login may outlive its trunk
        logins = self._state.rows("credentials", user_name=caller.digest.user_name) if caller.digest else []
        return caller.digest is not None and not any(row["trunk_sid"] in known for row in logins)

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
