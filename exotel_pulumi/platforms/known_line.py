"""A line whose facts are known, as the builder of a body reads it."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from exotel_pulumi import values
from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.facts import EdgeFacts, LoginFacts, TrunkFacts
from exotel_pulumi.platforms.transport import Transport, edge_of, of_kind

LoginKind: TypeAlias = Literal["digest", "digest or ACL"]


@dataclass(frozen=True, repr=False)  # its text would show a password
class KnownLine:
    """A line whose facts are known, with what a program chose of it: the login's name, the edge.

    Each part is looked for when it is asked for: its absence is an error of those bodies alone that have it.
    """

    facts: TrunkFacts
    login_kind: LoginKind | None
    user_name: str | None
    edge_given: str | None

    @property
    def login(self) -> tuple[str, str] | tuple[None, None]:
        """Name and password of the login that was asked for, or of the first one; Nones where none is taken."""
        may_lack = self.login_kind == "digest or ACL" and not self.facts["credentials"] and not self.user_name
        if self.login_kind is None or may_lack:
            return None, None
        for login in self.facts["credentials"]:
            if self.user_name in (None, login["user_name"]):
                return login["user_name"], _password_of(login)
        there = ", ".join(login["user_name"] for login in self.facts["credentials"])
        raise DeclarationError(f"the line has no login {self.user_name!r}", f"its logins: {there or 'none'}.")

    def edge(self, transport: Transport) -> EdgeFacts:
        """Where the platform sends its calls: the edge that was given, or that of the line."""
        return edge_of(self.facts, transport, self.edge_given)

    def phone_numbers(self, given: Sequence[str] | None = None) -> list[str]:
        """The numbers given, each of which must be on the line, or all of the line's."""
        modes = {number["e164"]: number["mode"] for number in self.facts["numbers"]}
        chosen = list(modes) if given is None else list(given)
        for number in chosen:
            of_kind(values.PhoneNumberText, number)
            if number not in modes:
                raise DeclarationError(f"{number} is not on the line", f"its numbers: {', '.join(modes) or 'none'}.")
        if not chosen:
            advice = "name a number of the line, or leave it out for all of them."
            raise DeclarationError("phone_numbers is empty", advice)
        return chosen

    def phone_number(self, given: str | None) -> str:
        """The number given, or the line's only one."""
        chosen = self.phone_numbers(None if given is None else [given])
        if len(chosen) > 1:
            advice = 'say phone_number="+91…".'
            raise DeclarationError(f"the line has {len(chosen)} numbers: {', '.join(chosen)}", advice)
        return chosen[0]

    def caller(self, given: str | None) -> str:
        """The number that calls go out as: the one given, or the line's caller ID, or its first number."""
        return self.phone_number(given) if given is not None else self.facts["caller_id"] or self.phone_numbers()[0]

    def source_ips(self, given: Sequence[str] | None) -> list[str]:
        """The addresses that Exotel calls from: those given, or those of the line. Exotel publishes none."""
        known = list(self.facts["signalling_source_ips"] if given is None else given)
        for address in known:
            try:
                ipaddress.IPv4Network(address)
            except ValueError:
                advice = "give it like 203.0.113.7 or 203.0.113.0/28."
                raise DeclarationError(f"{address!r} is no IPv4 address or network", advice) from None
        return known


def _password_of(login: LoginFacts) -> str:
    if login["password"] is None:
        raise DeclarationError(
            f"the password of the login {login['user_name']!r} is not known: Exotel never returns one",
            "declare the Credential in this program, with that password or with a new `rotation`.",
        )
    return login["password"]
