"""A line as every platform needs it: its facts, a login, the numbers, and a request body made of them.

Knows no platform's spelling and makes no resource.
"""

import ipaddress
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any, Literal, Protocol, TypeAlias, TypeVar

import pulumi

from exotel_pulumi.errors import DeclarationError, during
from exotel_pulumi.objects import spelling
from exotel_pulumi.platforms.transport import Transport, no_edge, of_kind, one_of
from exotel_pulumi.resources.facts import LoginFacts, TrunkFacts


class HasFacts(Protocol):
    """What wires a trunk and describes it, such as a SipTrunk."""

    @property
    def facts(self) -> pulumi.Output[TrunkFacts]:
        """The platform-neutral description of the trunk."""


Line: TypeAlias = HasFacts | pulumi.Input[TrunkFacts]
Fields: TypeAlias = Mapping[str, pulumi.Input[Any]]
Texts: TypeAlias = pulumi.Input[Sequence[pulumi.Input[str]]]
Json: TypeAlias = dict[str, Any]
Body = TypeVar("Body", dict[str, Any], str)
Direction = Literal["bidirectional", "inbound", "outbound"]

LOGIN = ("user_name", "password")
DIRECTIONS = ("bidirectional", "inbound", "outbound")


@dataclass(frozen=True)
class Needs:
    """What a body takes from a line. What the line lacks is an error as soon as that is known, at preview."""

    edge: Transport | None = None
    login: Literal["digest", "digest or ACL"] | None = None
    numbers: bool = False
    sip_domain: bool = False

    def refuse(self, facts: TrunkFacts) -> None:
        """Looks only whether something is there, for its parts may be unknown yet."""
        if self.numbers and facts["numbers"] == []:
            raise DeclarationError("the line has no phone number", 'give it one: phone_numbers=["+91…"].')
        if self.login and facts["credentials"] == [] and not (self.login == "digest or ACL" and facts["acl"] != []):
            instead = ", or whitelisted_ips=[…] for a fixed address" if self.login == "digest or ACL" else ""
            advice = f'give it one: user_names=["livekit_prod"], or a Credential{instead}.'
            raise DeclarationError("the line has no SIP login (digest credential)", advice)
        if self.edge and (facts["edge_tls"] if self.edge == "tls" else facts["edge_tcp"]) is None:
            raise no_edge(facts, self.edge)


def needs_of(
    direction: str, transport: Transport, edge: object, login: Literal["digest", "digest or ACL"], *, numbers: bool
) -> Needs:
    """The needs of a body that may be for one direction: where calls only come in, neither edge nor login."""
    one_of("direction", direction, DIRECTIONS)
    if direction == "inbound":
        return Needs(numbers=numbers)
    return Needs(edge=transport if edge is None else None, login=login, numbers=numbers)


def request(
    what: str, line: Line, needs: Needs, build: Callable[[TrunkFacts, Json], Body], /, **given: Any
) -> pulumi.Output[Body]:
    """What `build` makes of a line and of what is given, once all is known; a secret when a login may be in it."""

    def refuse(known: Any) -> Any:
        if not isinstance(known, dict):
            return known
        with during(what):
            needs.refuse(known)  # type: ignore[arg-type]
        return _taken(known, needs, given.get("user_name"))

    def make(known: Sequence[Any]) -> pulumi.Input[Body]:
        facts, arguments = known
        with during(what):
            made = build(facts, arguments)
        return pulumi.Output.secret(made) if needs.login and facts["credentials"] else made

    is_facts = isinstance(line, Mapping | pulumi.Output) or isawaitable(line)
    facts: pulumi.Output[Any] = pulumi.Output.from_input(line if is_facts else line.facts)  # type: ignore[union-attr]
    return pulumi.Output.all(facts.apply(refuse, run_with_unknowns=True), given).apply(make)


def _taken(facts: Json, needs: Needs, user_name: object) -> Json:
    """What a body takes of the facts: Pulumi hides all of it where any part is not known yet."""
    left_out = {"credential", "destinations", "media"} | (set() if needs.sip_domain else {"sip_domain"})
    known = {name: value for name, value in facts.items() if name not in left_out}
    if isinstance(known.get("numbers"), list):
        known["numbers"] = [_only(("e164", "mode"), number) for number in known["numbers"]]
    if isinstance(known.get("acl"), list):
        known["acl"] = ["" for _ in known["acl"]]  # what matters is whether there are any
    if isinstance(known.get("credentials"), list):
        known["credentials"] = _logins(known["credentials"], user_name) if needs.login else []
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


def filled(body: Json, fields: Mapping[str, Any] | None) -> Json:
    """A body without what is left out, plus fields of the platform's own that a person adds, at any depth."""
    return _added({name: value for name, value in body.items() if value is not None}, fields or {}, "")


def _added(body: Json, fields: Mapping[str, Any], path: str) -> Json:
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


def login_of(facts: TrunkFacts, user_name: str | None) -> tuple[str, str]:
    """Name and password of the login of that name, or of the first one."""
    for login in facts["credentials"]:
        if user_name in (None, login["user_name"]):
            return login["user_name"], _password_of(login)
    there = ", ".join(login["user_name"] for login in facts["credentials"])
    raise DeclarationError(f"the line has no login {user_name!r}", f"its logins: {there or 'none'}.")


def login_if_any(facts: TrunkFacts, user_name: str | None) -> tuple[str, str] | tuple[None, None]:
    """The same where a fixed address may do instead."""
    return login_of(facts, user_name) if facts["credentials"] or user_name else (None, None)


def _password_of(login: LoginFacts) -> str:
    if login["password"] is None:
        raise DeclarationError(
            f"the password of the login {login['user_name']!r} is not known: Exotel never returns one",
            "declare the Credential in this program, with that password or with a new `rotation`.",
        )
    return login["password"]


def codecs_of(given: Sequence[str] | None) -> list[str] | None:
    """The codecs given; text alone would be taken letter by letter."""
    if isinstance(given, str):
        raise DeclarationError(f"codecs={given!r} is text", f"give a list: codecs={given.split(',')!r}.")
    return None if given is None else list(given)


def phone_numbers_of(facts: TrunkFacts, given: Sequence[str] | None = None) -> list[str]:
    """The numbers given, each of which must be on the line, or all of the line's."""
    modes = {number["e164"]: number["mode"] for number in facts["numbers"]}
    chosen = list(modes) if given is None else list(given)
    for number in chosen:
        of_kind(spelling.PhoneNumberText, number)
        if number not in modes:
            raise DeclarationError(f"{number} is not on the line", f"its numbers: {', '.join(modes) or 'none'}.")
    if not chosen:
        raise DeclarationError("phone_numbers is empty", "name a number of the line, or leave it out for all of them.")
    return chosen


def phone_number_of(facts: TrunkFacts, given: str | None) -> str:
    """The number given, or the line's only one."""
    chosen = phone_numbers_of(facts, None if given is None else [given])
    if len(chosen) > 1:
        raise DeclarationError(f"the line has {len(chosen)} numbers: {', '.join(chosen)}", 'say phone_number="+91…".')
    return chosen[0]


def caller_of(facts: TrunkFacts, given: str | None) -> str:
    """The number that calls go out as: the one given, or the line's caller ID, or its first number."""
    return phone_number_of(facts, given) if given is not None else facts["caller_id"] or phone_numbers_of(facts)[0]


def source_ips_of(facts: TrunkFacts, given: Sequence[str] | None) -> list[str]:
    """The addresses that Exotel calls from: those given, or those of the line. No document of Exotel's names them."""
    known = list(facts["signalling_source_ips"] if given is None else given)
    for address in known:
        try:
            ipaddress.IPv4Network(address)
        except ValueError:
            advice = "give it like 203.0.113.7 or 203.0.113.0/28."
            raise DeclarationError(f"{address!r} is no IPv4 address or network", advice) from None
    return known
