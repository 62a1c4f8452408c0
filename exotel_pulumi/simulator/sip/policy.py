"""What Exotel would say to a call: pure functions over the state, without a socket.

A call out is examined in this order: who calls (address, login), the number that it shows, the number that it calls,
the codec. No document of Exotel's settles the order, and whether a trunk that has addresses and logins wants one or
both: those are switches of `Options`. Codes are those of Exotel's table of SIP responses.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from ipaddress import AddressValueError, IPv4Address, IPv4Network

from ..options import Options
from ..state import Row, State
from .digest import Digest

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
ALAW = "PCMA/8000"
ALIAS = "trunk_external_alias"
REASONS = {
    200: "OK",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    484: "Address Incomplete",
    488: "Not Acceptable Here",
}


@dataclass(frozen=True)
class Invite:
    """A call out, as it reaches the edge. `shown` is the number in From, or in P-Asserted-Identity if there is one."""

    source: str
    called: str
    shown: str
    from_host: str = ""
    digest: Digest | None = None
    codecs: tuple[str, ...] = (ALAW,)
    is_tls: bool = False
    is_srtp: bool = False


@dataclass(frozen=True)
class Verdict:
    """The answer to a call: its code, one sentence, and for an accepted one who called and what the callee sees."""

    status: int
    sentence: str
    trunk_sid: str | None = None
    by: str | None = None
    """`address 13.233.10.20/32`, `login livekit_prod`, or both."""
    caller_id: str | None = None

    @property
    def reason(self) -> str:
        """The words beside the code."""
        return REASONS[self.status]


def verdict(state: State, options: Options, invite: Invite) -> Verdict:
    """Decides on a call out."""
    found = _who(state, options, invite)
    if isinstance(found, Verdict):
        return found
    trunk, by = found
    checks = [_number(state, trunk, invite), _callee(invite)]
    if options.sip_order == "callee_first":
        checks.reverse()
    refusals = [*_host(options, trunk, invite), *checks, _codec(options, invite), _alias(state, options, trunk)]
    for refusal in refusals:
        if refusal is not None:
            return replace(refusal, trunk_sid=trunk["trunk_sid"], by=by)
    alias = state.rows("settings", trunk_sid=trunk["trunk_sid"], name=ALIAS)
    shown = str(alias[0]["value"]) if alias else invite.shown
    return Verdict(200, "the call is accepted.", trunk["trunk_sid"], by, shown)


def destinations(state: State, number: str, chance: random.Random) -> list[Row]:
    """Returns the destinations of a call in, in the order in which they are tried.

    The lowest priority first; among equals by chance, the heavier the likelier, as RFC 2782 has it for SRV records.
    """
    found = [dict(row) for sid in _trunks_of(state, number) for row in state.rows("destination_uris", trunk_sid=sid)]
    ordered: list[Row] = []
    for priority in sorted({row["priority"] for row in found}):
        equals = [row for row in found if row["priority"] == priority]
        while equals:
            [chosen] = chance.choices(equals, [max(row["weight"], 0.001) for row in equals])
            equals.remove(chosen)
            ordered.append(chosen)
    return ordered


def _who(state: State, options: Options, invite: Invite) -> tuple[Row, str] | Verdict:
    """Finds the trunk that a call belongs to, by its address or its login or, as the switch says, by both.

    Of several, the trunk of the number that the call shows: an address may be on many lists, and a user name on many
    trunks.
    """
    entries, logins = _entries(state, invite), _logins(state, invite)
    found = dict.fromkeys(str(row["trunk_sid"]) for row in (*logins, *entries))
    owners = _trunks_of(state, invite.shown)
    halves = []
    for sid in sorted(found, key=lambda sid: sid not in owners):
        names = [f"address {row['ip']}/{row['mask']}" for row in entries if row["trunk_sid"] == sid][:1]
        names += [f"login {row['user_name']}" for row in logins if row["trunk_sid"] == sid][:1]
        has_both = all(state.rows(table, trunk_sid=sid) for table in ("whitelisted_ips", "credentials"))
        if options.sip_identify == "both" and has_both and len(names) == 1:
            halves.append(_half(names[0], invite))
        else:
            return state.rows("trunks", trunk_sid=sid)[0], " and ".join(names)
    return halves[0] if halves else _unknown(state, invite)


def _entries(state: State, invite: Invite) -> list[Row]:
    """Returns the entries of all lists that have the caller's address."""
    try:
        address = IPv4Address(invite.source)
    except AddressValueError:
        return []
    return [
        row for row in state.rows("whitelisted_ips") if address in IPv4Network((row["ip"], row["mask"]), strict=False)
    ]


def _logins(state: State, invite: Invite) -> list[Row]:
    """Returns the logins of all trunks that have the caller's user name and password."""
    digest = invite.digest
    if digest is None:
        return []
    known = {row["trunk_sid"] for row in state.rows("trunks")}  # a login may outlive its trunk, and opens nothing then
    rows = state.rows("credentials", user_name=digest.user_name)
    return [row for row in rows if row["trunk_sid"] in known and digest.knows(row["password"])]


def _unknown(state: State, invite: Invite) -> Verdict:
    """Says why nobody knows the caller: 401 where a login would help, 403 where there is none."""
    owners = _trunks_of(state, invite.shown)
    logins = [row for row in state.rows("credentials") if not owners or row["trunk_sid"] in owners]
    if not logins:
        where = f"the trunk of {invite.shown}" if owners else "any trunk"
        sentence = f"{invite.source} is not whitelisted on {where}, and there is no login: add an exotel.WhitelistedIp."
        return Verdict(403, sentence)
    if invite.digest is None:
        return Verdict(401, f"{invite.source} is not whitelisted, and the call has no login: send one.")
    who = invite.digest.user_name
    if state.rows("credentials", user_name=who):
        return Verdict(401, f"the password of the login {who} is wrong: compare it with the exotel.Credential.")
    return Verdict(401, f"there is no login {who}: add an exotel.Credential of that user_name.")


def _half(known: str, invite: Invite) -> Verdict:
    if known.startswith("address") and invite.digest is None:
        return Verdict(401, f"the {known} is whitelisted, and the trunk wants a login, too.")
    if known.startswith("address"):
        return Verdict(401, f"the {known} is whitelisted, and the login of the call is wrong.")
    return Verdict(403, f"the {known} is right, and {invite.source} is not whitelisted: add an exotel.WhitelistedIp.")


def _host(options: Options, trunk: Row, invite: Invite) -> Iterator[Verdict]:
    domain = str(trunk["domain_name"])
    if options.sip_from_host == "domain" and invite.from_host.casefold() != domain.casefold():
        yield Verdict(403, f"the host of From is {invite.from_host}, and the trunk's is {domain}: set the From domain.")


def _number(state: State, trunk: Row, invite: Invite) -> Verdict | None:
    numbers = [str(row["phone_number"]) for row in state.rows("phone_numbers", trunk_sid=trunk["trunk_sid"])]
    if invite.shown in numbers:
        return None
    known = ", ".join(numbers) or "none"
    shown = invite.shown or "no number"
    advice = f"show one of its numbers ({known}), or add an exotel.PhoneNumber"
    return Verdict(404, f"{shown} in From is not mapped to the trunk {trunk['trunk_name']}: {advice}.")


def _callee(invite: Invite) -> Verdict | None:
    if E164.fullmatch(invite.called):
        return None
    return Verdict(
        484, f"{invite.called or 'nothing'} is not E.164: dial a plus sign, the country's code and the number."
    )


def _codec(options: Options, invite: Invite) -> Verdict | None:
    if ALAW not in invite.codecs:
        offered = ", ".join(invite.codecs) or "no codec"
        return Verdict(488, f"the offer has {offered} and no G.711 A-law: enable PCMA.")
    if options.sip_srtp == "required" and invite.is_tls and not invite.is_srtp:
        return Verdict(488, "the call came over TLS and offers no SRTP: enable media encryption.")
    return None


def _alias(state: State, options: Options, trunk: Row) -> Verdict | None:
    sid = trunk["trunk_sid"]
    if options.sip_caller_id == "any":
        return None
    for row in state.rows("settings", trunk_sid=sid, name=ALIAS):
        if not state.rows("phone_numbers", trunk_sid=sid, phone_number=row["value"]):
            advice = "change the exotel.CallerId"
            return Verdict(
                403, f"the caller ID {row['value']} is no number of the trunk {trunk['trunk_name']}: {advice}."
            )
    return None


def _trunks_of(state: State, number: str) -> list[str]:
    return [str(row["trunk_sid"]) for row in state.rows("phone_numbers", phone_number=number)]
