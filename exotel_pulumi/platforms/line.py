"""A line, and the request of a platform's body from it.

A line is a trunk with everything attached to it: numbers, logins, whitelisted addresses, destinations, a caller ID.
This module knows no platform's spelling and makes no resource.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any, Protocol, TypeAlias, TypeVar

import pulumi

from exotel_pulumi.components.requirements import DIRECTIONS, Direction
from exotel_pulumi.errors import DeclarationError, during
from exotel_pulumi.facts import TrunkFacts
from exotel_pulumi.platforms.known_line import KnownLine, LoginKind
from exotel_pulumi.platforms.transport import TRANSPORTS, Transport, edge_among, no_edge, one_of


class HasFacts(Protocol):
    """A line that a program declares, such as a SipTrunk."""

    @property
    def facts(self) -> pulumi.Output[TrunkFacts]:
        """Returns the platform-neutral description of the line."""


Line: TypeAlias = HasFacts | pulumi.Input[TrunkFacts]
Extra: TypeAlias = Mapping[str, pulumi.Input[Any]]
Texts: TypeAlias = pulumi.Input[Sequence[pulumi.Input[str]]]
Json: TypeAlias = dict[str, Any]
Body = TypeVar("Body", dict[str, Any], str)

LOGIN = ("user_name", "password")


@dataclass
class Needs:
    """What a body takes from a line. A line that lacks one of these is reported as soon as that is known, at preview.

    `login="digest or ACL"` is a login that may be missing where an address is whitelisted.
    """

    numbers: bool = False
    sip_domain: bool = False
    direction: Direction = "bidirectional"
    login: LoginKind | None = None
    user_name: pulumi.Input[str] | None = None  # the login of this name, otherwise the first one
    transport: Transport | None = None  # of Exotel's edge; None: the body has no edge in it
    edge: pulumi.Input[str] | None = None  # the edge to take, otherwise that of the line

    def __post_init__(self) -> None:
        one_of("direction", self.direction, DIRECTIONS)
        if self.transport is not None:
            one_of("transport", self.transport, TRANSPORTS)
        if self.direction == "inbound":  # a platform that only takes calls neither logs in nor calls the edge
            self.login = self.transport = None

    def refuse(self, facts: TrunkFacts) -> None:
        """Looks only whether something is there, for its parts may be unknown yet."""
        if self.numbers and facts["numbers"] == []:
            raise DeclarationError("the line has no phone number", 'give it one: phone_numbers=["+91…"].')
        if self.login and facts["credentials"] == [] and not (self.login == "digest or ACL" and facts["acl"] != []):
            instead = ", or whitelisted_ips=[…] for a fixed address" if self.login == "digest or ACL" else ""
            advice = f'give it one: user_names=["livekit_prod"], or a Credential{instead}.'
            raise DeclarationError("the line has no SIP login (digest credential)", advice)
        if self.transport and self.edge is None and edge_among(facts, self.transport) is None:
            raise no_edge(facts, self.transport)


def request(
    what: str, line: Line, needs: Needs, build: Callable[..., Body], fields: Extra | None = None, /, **given: Any
) -> pulumi.Output[Body]:
    """Calls `build(line, **given)` with a KnownLine and known values, and adds `fields` to the body that it returns.

    The body is a secret when a login may be in it.
    """

    def refuse(known: Any) -> Any:
        if not isinstance(known, dict):
            return known
        with during(what):
            needs.refuse(known)  # type: ignore[arg-type]
        return _taken(known, needs)

    def make(known: Sequence[Any]) -> pulumi.Input[Body]:
        facts, user_name, edge, added, arguments = known
        with during(what):
            made: Any = build(KnownLine(facts, needs.login, user_name, edge), **arguments)
            if isinstance(made, dict):
                made = _added(present(made), added or {}, "")
        return pulumi.Output.secret(made) if needs.login and facts["credentials"] else made

    is_facts = isinstance(line, Mapping | pulumi.Output) or isawaitable(line)
    facts: pulumi.Output[Any] = pulumi.Output.from_input(line if is_facts else line.facts)  # type: ignore[union-attr]
    taken = facts.apply(refuse, run_with_unknowns=True)
    return pulumi.Output.all(taken, needs.user_name, needs.edge, fields, given).apply(make)


def _taken(facts: Json, needs: Needs) -> Json:
    """What a body takes of the facts: Pulumi hides all of it where any part is not known yet."""
    left_out = {"credential", "destinations", "media"} | (set() if needs.sip_domain else {"sip_domain"})
    known = {name: value for name, value in facts.items() if name not in left_out}
    if isinstance(known.get("numbers"), list):
        known["numbers"] = [_only(("e164", "mode"), number) for number in known["numbers"]]
    if isinstance(known.get("acl"), list):
        known["acl"] = ["" for _ in known["acl"]]  # what matters is whether there are any
    if isinstance(known.get("credentials"), list):
        known["credentials"] = _logins(known["credentials"], needs.user_name) if needs.login else []
    return known


def _logins(logins: Sequence[Any], user_name: object) -> list[Any]:
    """The first login, or the one that is asked for by its name; of the others no more than their names."""
    if user_name is None:
        return [_only(LOGIN, login) for login in logins[:1]]
    return [_only(LOGIN[:1] if _is_another(login, user_name) else LOGIN, login) for login in logins]


def _is_another(login: Any, user_name: object) -> bool:
    name = login.get("user_name") if isinstance(login, dict) else None
    return isinstance(user_name, str) and isinstance(name, str) and name != user_name


def _only(names: Sequence[str], item: Any) -> Any:
    return {name: value for name, value in item.items() if name in names} if isinstance(item, dict) else item


def present(body: Json) -> Json:
    """A body without what is left out."""
    return {name: value for name, value in body.items() if value is not None}


def _added(body: Json, fields: Mapping[str, Any], path: str) -> Json:
    """The body plus fields of the platform's own that a person adds, at any depth."""
    same = {_folded(name): name for name in body}
    for name, value in fields.items():
        ours = same.get(_folded(name))
        if ours is None:
            body[name] = value
        elif isinstance(body[ours], dict) and isinstance(value, Mapping):
            body[ours] = _added(dict(body[ours]), value, f"{path}{name}.")
        else:
            raise DeclarationError(f"fields: {path}{name} is set already", "say it by the argument of that meaning.")
    return body


def _folded(name: str) -> str:
    return name.replace("_", "").lower()  # LiveKit takes auth_username and authUsername for one field


def codecs_of(given: Sequence[str] | None) -> list[str] | None:
    """The codecs given; text alone would be taken letter by letter."""
    if isinstance(given, str):
        raise DeclarationError(f"codecs={given!r} is text", f"give a list: codecs={given.split(',')!r}.")
    return None if given is None else list(given)
