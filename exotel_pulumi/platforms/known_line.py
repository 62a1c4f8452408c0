"""A line whose facts are known, as the builder of a body reads it."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.objects.values.number import PhoneNumberText
from exotel_pulumi.platforms.transport import Transport, edge_of, of_kind
from exotel_pulumi.resources.facts import EdgeFacts, LoginFacts, TrunkFacts

LoginKind: TypeAlias = Literal["digest", "digest or ACL"]  # with an ACL the platform may call without a login


@dataclass(frozen=True, repr=False)  # a text of the facts would show a password
class KnownLine:
    """The known facts of a line, and what the program chose of them: user name and password are those of the login.

    Another part that is missing raises `DeclarationError` when a body takes that part, and not before.
    """

    facts: TrunkFacts
    user_name: str | None
    password: str | None
    edge_given: str | None

    def edge(self, transport: Transport) -> EdgeFacts:
        """Returns where the platform sends its calls: the edge that the program gave, else that of the line."""
        return edge_of(self.facts, transport, self.edge_given)

    def callee(self, number: str, transport: Transport) -> str:
        """Returns the SIP address of a person to call through Exotel, at a number in E.164."""
        host_port = self.edge(transport)["host_port"]
        return f"sip:{of_kind(PhoneNumberText, number)}@{host_port};transport={transport}"

    def phone_numbers(self, given: Sequence[str] | None = None) -> list[str]:
        """Returns the given numbers, each of which must be on the line, else all numbers of the line."""
        modes = {number["e164"]: number["mode"] for number in self.facts["numbers"]}
        chosen = list(modes) if given is None else list(given)
        for number in chosen:
            of_kind(PhoneNumberText, number)
            if number not in modes:
                advice = f"give a number of the line ({', '.join(modes) or 'none yet'})."
                raise DeclarationError(f"{number} is not on the line", advice)
        if not chosen:
            advice = "give a number of the line, or leave phone_numbers out for all numbers of the line."
            raise DeclarationError("phone_numbers is empty", advice)
        return chosen

    def phone_number(self, given: str | None) -> str:
        """Returns the given number, else the only number of the line."""
        chosen = self.phone_numbers(None if given is None else [given])
        if len(chosen) > 1:
            numbers = ", ".join(chosen)
            raise DeclarationError(f"the line has {len(chosen)} numbers: {numbers}", 'give phone_number="+91…".')
        return chosen[0]

    def caller(self, given: str | None) -> str:
        """Returns the number that calls show: the given one, else the caller ID of the line, else its first number."""
        return self.phone_number(given) if given is not None else self.facts["caller_id"] or self.phone_numbers()[0]

    def source_ip(self, given: str | None) -> str:
        """Returns the given address of Exotel's, else the only one of the line."""
        known = self.source_ips(None if given is None else [given])
        if len(known) != 1:
            raise DeclarationError(
                f"the line has {len(known)} signalling addresses of Exotel",
                'build one body for each address of Exotel: address="203.0.113.7".',
            )
        return known[0]

    def source_ips(self, given: Sequence[str] | None) -> list[str]:
        """Returns where Exotel calls from: the given addresses, else those of the line: none where nobody named any."""
        known = list(self.facts["signalling_source_ips"] if given is None else given)
        for address in known:
            try:
                ipaddress.IPv4Network(address)
            except ValueError:
                advice = "give an address like 203.0.113.7, or a network like 203.0.113.0/28."
                raise DeclarationError(f"{address!r} is no IPv4 address or network", advice) from None
        return known


def login_of(facts: TrunkFacts, kind: LoginKind | None, user_name: str | None) -> tuple[str, str] | tuple[None, None]:
    """Returns name and password of the chosen login, else of the first one; Nones where the body has no login."""
    if kind is None or (kind == "digest or ACL" and not facts["credentials"] and not user_name):
        return None, None
    for login in facts["credentials"]:
        if user_name in (None, login["user_name"]):
            return login["user_name"], _password_of(login)
    there = ", ".join(login["user_name"] for login in facts["credentials"])
    advice = f"give a login of the line ({there or 'none yet'}), or leave user_name out."
    raise DeclarationError(f"the line has no login {user_name!r}", advice)


def _password_of(login: LoginFacts) -> str:
    if login["password"] is None:
        raise DeclarationError(
            f"the password of the login {login['user_name']!r} is not known: Exotel never returns a password",
            "declare the Credential in this program, with that password or with a new `rotation`.",
        )
    return login["password"]
