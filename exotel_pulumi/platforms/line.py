"""A line, and the request of a platform's body from it.

A line is a trunk with everything attached to it: numbers, logins, whitelisted addresses, destinations, a caller ID.
This module knows no platform's spelling and makes no resource.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any, Protocol, TypeAlias

import pulumi

from exotel_pulumi.errors import DeclarationError, during
from exotel_pulumi.objects.values.destination import Destination
from exotel_pulumi.platforms.inputs import Made, Resolved, Values, refuse_text
from exotel_pulumi.platforms.known_line import KnownLine, LoginKind, login_of
from exotel_pulumi.platforms.transport import TRANSPORTS, Transport, edge_among, no_edge, one_of
from exotel_pulumi.resources.facts import TrunkFacts, without_passwords
from exotel_pulumi.resources.handed import Thing, text_of
from exotel_pulumi.resources.sip_trunk.requirements import DIRECTIONS, Direction


class HasFacts(Protocol):
    """A line that a program declares, such as a SipTrunk."""

    @property
    def facts(self) -> pulumi.Output[TrunkFacts]:
        """Returns the platform-neutral description of the line."""


Line: TypeAlias = HasFacts | pulumi.Input[TrunkFacts]
Extra: TypeAlias = Mapping[str, pulumi.Input[Any]]
Json: TypeAlias = dict[str, Any]
Plain: TypeAlias = "str | float | bool | Sequence[Plain] | Mapping[str, Plain] | None"  # no Output, as a body has none
Makes: TypeAlias = Callable[[KnownLine, *Values], Mapping[str, Plain]]

LOGIN = ("user_name", "password")
EDGES = ("edge_tcp", "edge_tls")


@dataclass
class Needs:
    """What a body takes from a line. What the line lacks is reported as soon as the lack is known, at preview."""

    numbers: bool = False
    domain: bool = False
    direction: Direction = "bidirectional"
    login: LoginKind | None = None
    user_name: pulumi.Input[str] | None = None  # of the login to take; None: the first login
    transport: Transport | None = None  # of the edge to take; None: no edge
    edge: pulumi.Input[str] | None = None  # taken in place of the line's own edge
    by_address: bool = False  # the platform calls without a login, whatever the line has
    only_srtp: bool = False  # the platform answers calls without SRTP with 488

    def __post_init__(self) -> None:
        self.user_name = text_of("user_name", self.user_name)
        self.edge = text_of("edge", self.edge)
        one_of("direction", self.direction, DIRECTIONS)
        if self.transport is not None:
            one_of("transport", self.transport, TRANSPORTS)
        if self.direction == "inbound":  # a platform that only takes calls needs neither a login nor an edge
            self.login = self.transport = None

    def refuse(self, facts: TrunkFacts) -> None:
        """Raises `DeclarationError` for what the line lacks. Reads no part in detail: a part may be unknown yet."""
        if self.numbers and facts["numbers"] == []:
            raise DeclarationError("the line has no phone number", 'give the line one: phone_numbers=["+91…"].')
        if self.login and facts["credentials"] == [] and not (self.login == "digest or ACL" and facts["acl"] != []):
            instead = ", or whitelisted_ips=[…] for a fixed address" if self.login == "digest or ACL" else ""
            advice = f'give the line one: user_names=["livekit_prod"], or a Credential{instead}.'
            raise DeclarationError("the line has no SIP login (digest credential)", advice)
        if self.transport and self.edge is None and edge_among(facts, self.transport) is None:
            raise no_edge(facts, self.transport)

    def doubt(self, facts: TrunkFacts) -> str | None:
        """Returns what can be meant but rarely is; a destination may be unknown yet."""
        known = facts["destinations"] if self.only_srtp and isinstance(facts["destinations"], list) else []
        literal = [text for text in known if isinstance(text, str)]
        over_tcp = [text for text in literal if (where := Destination.parse(text)) and where.transport == "tcp"]
        if not over_tcp:
            return None
        return (
            f"Exotel delivers calls to {', '.join(over_tcp)} without SRTP, which this endpoint demands: it answers 488."
            ' Give encryption="allowed", or a destination over TLS.'
        )

    def way(self, facts: Json) -> Json:
        """Returns the facts with the edges of the way that calls go in: by a login, or by the caller's address."""
        by_address = self.by_address or (self.login != "digest" and facts["credentials"] == [])
        chosen = {name: facts[f"address_{name}"] for name in EDGES} if by_address else {}
        return {name: value for name, value in {**facts, **chosen}.items() if not name.startswith("address_")}


def request(
    what: str, line: Line, needs: Needs, given: Resolved[*Values], build: Makes[*Values], fields: Extra | None = None, /
) -> pulumi.Output[Json]:
    """Returns the body that `build(known_line, *values)` makes, with the `fields` that a program adds.

    The values are those `given`, in their order.
    """

    def complete(line: KnownLine, added: Mapping[str, Any] | None, *values: *Values) -> Json:
        return _added(present(dict(build(line, *values))), added or {}, "")

    # Not an overload of `made`: mypy would then keep silent about a mistake inside of a lambda.
    return made(what, line, needs, pulumi.Output.all(fields, given).apply(lambda both: (both[0], *both[1])), complete)


def made(
    what: str, line: Line, needs: Needs, given: Resolved[*Values], build: Callable[[KnownLine, *Values], Made], /
) -> pulumi.Output[Made]:
    """Returns what `build(known_line, *values)` makes, which is a secret where a login may be in it.

    The values are those `given`, in their order. Errors name the result by `what`.
    """

    def refuse(facts: Any) -> Any:
        if isinstance(facts, Thing):
            return pulumi.Output.from_input(_facts_of(what, facts)).apply(refuse, run_with_unknowns=True)
        if not isinstance(facts, dict):
            return facts
        taken: Any = needs.way(facts)
        with during(what):
            needs.refuse(taken)
        doubt = needs.doubt(taken)
        if doubt:
            pulumi.log.warn(f"{what}: {doubt}")
        return _taken(taken, needs)

    def make(known: Sequence[Any]) -> pulumi.Input[Made]:
        facts, chosen, edge, values = known
        with during(what):
            user_name, password = login_of(facts, needs.login, chosen)
            result = build(KnownLine(facts, user_name, password, edge), *values)
        return pulumi.Output.secret(result) if needs.login and facts["credentials"] else result

    is_facts = isinstance(line, Mapping | pulumi.Output) or isawaitable(line)
    given_facts = line if is_facts else _facts_of(what, line)
    if needs.login is None and isinstance(given_facts, pulumi.Output):
        given_facts = without_passwords(given_facts)
    facts: pulumi.Output[Any] = pulumi.Output.from_input(given_facts)
    taken = facts.apply(refuse, run_with_unknowns=True)
    return pulumi.Output.all(taken, needs.user_name, needs.edge, given).apply(make)


def _facts_of(what: str, line: object) -> Any:
    facts = getattr(line, "facts", None)
    if facts is None:
        way = "give a SipTrunk, or exotel.trunk_facts(trunk=…, …) of a Trunk and what is on it."
        raise DeclarationError(f"line is a {type(line).__name__}", way, tried=what)
    return facts


def _taken(facts: Json, needs: Needs) -> Json:
    """Returns the facts that a body takes, and no others: Pulumi hides the whole body where one of them is unknown."""
    left_out = {"credential", "destinations", "media"} | (set() if needs.domain else {"sip_domain"})
    known = {name: value for name, value in facts.items() if name not in left_out}
    if isinstance(known.get("numbers"), list):
        known["numbers"] = [_only(("e164", "mode"), number) for number in known["numbers"]]
    if isinstance(known.get("acl"), list):
        known["acl"] = ["" for _ in known["acl"]]  # bodies ask only whether the line has an address at all
    if isinstance(known.get("credentials"), list):
        known["credentials"] = _logins(known["credentials"], needs.user_name) if needs.login else []
    return known


def _logins(logins: Sequence[Any], user_name: object) -> list[Any]:
    """Returns the login to take, and of each other login the name alone, which an error may list."""
    if user_name is None:
        return [_only(LOGIN, login) for login in logins[:1]]
    return [_only(LOGIN[:1] if _is_another(login, user_name) else LOGIN, login) for login in logins]


def _is_another(login: Any, user_name: object) -> bool:
    name = login.get("user_name") if isinstance(login, dict) else None
    return isinstance(user_name, str) and isinstance(name, str) and name != user_name


def _only(names: Sequence[str], item: Any) -> Any:
    return {name: value for name, value in item.items() if name in names} if isinstance(item, dict) else item


def present(body: Json) -> Json:
    """Returns the body without the fields that are None."""
    return {name: value for name, value in body.items() if value is not None}


def _added(body: Json, fields: Mapping[str, Any], path: str) -> Json:
    same = {_folded(name): name for name in body}
    for name, value in fields.items():
        ours = same.get(_folded(name))
        if ours is None:
            body[name] = value
        elif isinstance(body[ours], dict) and isinstance(value, Mapping):
            body[ours] = _added(dict(body[ours]), value, f"{path}{name}.")
        else:
            advice = f"remove {path}{name} from fields: the line or an argument of this function sets the value."
            raise DeclarationError(f"fields: {path}{name} is set already", advice)
    return body


def _folded(name: str) -> str:
    return name.replace("_", "").lower()  # LiveKit takes auth_username and authUsername for one field


def codecs_of(given: Sequence[str] | None) -> list[str] | None:
    """Returns the codecs as a list. Raises `DeclarationError` for a text."""
    refuse_text("codecs", given)
    return None if given is None else list(given)
