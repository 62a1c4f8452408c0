"""What Exotel would say to a call: pure functions over the state, without a socket.

A call out is examined in this order: who calls (address, login), the number that it shows, the number that it calls,
the codec. No document of Exotel's settles the order, and whether a trunk that has addresses and logins wants one or
both: those are switches of `Options`. Codes are those of Exotel's table of SIP responses.
"""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from ipaddress import AddressValueError, IPv4Address, IPv4Network

from ..options import Options
from ..state import Row, State
from .digest import Digest
from .message import PHRASES, plain

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
ALAW = "PCMA/8000"
ALIAS = "trunk_external_alias"
MOST = 10  # numbers that a sentence lists


@dataclass(frozen=True)
class Invite:
    """A call out, as it reaches the edge. `shown` is the number in From, or in P-Asserted-Identity if there is one."""

    source: str
    called: str
    shown: str
    from_host: str = ""
    digest: Digest | None = None
    codecs: tuple[str, ...] | None = (ALAW,)
    """Those of the offer; None where the call has none yet, which is no fault."""
    is_tls: bool = False
    is_srtp: bool = False
    """Whether the offer has SRTP alone."""


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
        return PHRASES.get(self.status, "Refused")


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


@dataclass(frozen=True)
class Route:
    """Where a number rings: its trunk, the destinations in their order, and why it rings nowhere."""

    trunk: Row | None
    destinations: list[Row]
    fault: str = ""
    note: str = ""


def route(
    state: State, options: Options, flows: Mapping[str, str], number: str, chance: random.Random | None = None
) -> Route:
    """Returns where a call in goes: to the trunk of its number, which the number's flow must dial if flows are by hand.

    `flows` has the SID that is dialled by the flow of each number, as a person has set it in the console. No document
    says whether a flow reaches a trunk that the number is not mapped to: here it does not. Without `chance` equal
    destinations stand in the order of their weights.
    """
    if not E164.fullmatch(number):
        return Route(None, [], f"{plain(number)} is not E.164: a plus sign, the country's code and the number.")
    [mapped, *_] = [*state.rows("phone_numbers", phone_number=number), None]
    by_hand = options.sip_flows == "by-hand"
    trunk = next(iter(state.rows("trunks", trunk_sid=mapped["trunk_sid"])), None) if mapped else None
    if by_hand and (fault := _of_flow(state, number, trunk, flows.get(number))):
        return Route(None, [], fault)
    if trunk is None:
        return Route(None, [], f"{number} is on no trunk: add an exotel.PhoneNumber.")
    found = _destinations(state, options, trunk, chance)
    name = trunk["trunk_name"]
    fault = "" if found else f"the trunk {name} of {number} has no destination: add an exotel.DestinationUri."
    is_flow = mapped is not None and mapped.get("mode") == "flow"
    note = f"{number} is in mode flow: at Exotel a flow answers it, and rings the trunk only if it says so."
    return Route(dict(trunk), found, fault, note if is_flow and not by_hand else "")


def _of_flow(state: State, number: str, trunk: Row | None, dialled: str | None) -> str:
    """Says why the flow of a number does not reach its trunk; empty where it does, or where there is no trunk."""
    if dialled is None:
        return f"{number} has no flow: assign it, in the console, to a flow that dials sip: and its trunk's SID."
    flow = f"the flow of {number} dials sip:{plain(dialled)}"
    if not state.rows("trunks", trunk_sid=dialled):
        return f"{flow}, which is no trunk: change it in the console."
    if trunk is None or trunk["trunk_sid"] == dialled:
        return ""
    own = f"{trunk['trunk_name']} (sip:{trunk['trunk_sid']})"
    return f"{flow}, and the number is mapped to {own}: assign it, in the console, to a flow that dials that one."


def _destinations(state: State, options: Options, trunk: Row, chance: random.Random | None) -> list[Row]:
    """Returns the destinations of a trunk, in the order in which they are tried.

    By priority, of which no document says whether the lowest is first; among equals by chance, the heavier the
    likelier, as RFC 2782 has it for SRV records.
    """
    found = [dict(row) for row in state.rows("destination_uris", trunk_sid=trunk["trunk_sid"])]
    ordered: list[Row] = []
    for priority in sorted({row["priority"] for row in found}, reverse=options.sip_failover == "highest_first"):
        equals = [row for row in found if row["priority"] == priority]
        if chance is None:
            ordered += sorted(equals, key=lambda row: (-row["weight"], row["destination"]))
        while equals and chance is not None:
            [chosen] = chance.choices(equals, [max(row["weight"], 0.001) for row in equals])
            equals.remove(chosen)
            ordered.append(chosen)
    return ordered


def _who(state: State, options: Options, invite: Invite) -> tuple[Row, str] | Verdict:
    """Finds the trunk that a call belongs to, by its address or its login or, as the switch says, by both.

    Of several, the trunk of the number that the call shows: an address may be on many lists, and a user name on many
    trunks.
    """
    entries, logins = allowing(state, invite.source), _logins(state, invite)
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


def allowing(state: State, source: str) -> list[Row]:
    """Returns the entries of all lists that have the caller's address."""
    try:
        address = IPv4Address(source)
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
    """Says why nobody knows the caller: 401 where some login would help, 403 where the account has none.

    A caller without a login is always asked for one, for the login may be that of another trunk than the number's.
    """
    known = {row["trunk_sid"] for row in state.rows("trunks")}
    logins = [row for row in state.rows("credentials") if row["trunk_sid"] in known]
    owners = _trunks_of(state, invite.shown)
    if not logins:
        where = f"the trunk of {invite.shown}" if owners else "any trunk"
        sentence = f"{invite.source} is not whitelisted on {where}, and there is no login: add an exotel.WhitelistedIp."
        return Verdict(403, sentence)
    if invite.digest is not None:
        return Verdict(401, _wrong_login(state, logins, plain(invite.digest.user_name)))
    if owners and not any(row["trunk_sid"] in owners for row in logins):
        where = f"the trunk of {invite.shown}, which has no login"
        return Verdict(401, f"{invite.source} is not whitelisted on {where}: add an exotel.WhitelistedIp.")
    return Verdict(401, f"{invite.source} is not whitelisted, and the call has no login: send one.")


def _wrong_login(state: State, logins: list[Row], who: str) -> str:
    if any(row["user_name"] == who for row in logins):
        return f"the password of the login {who} is wrong: compare it with the exotel.Credential."
    if state.rows("credentials", user_name=who):
        return f"the login {who} is left from a trunk that was deleted, and opens nothing: add an exotel.Credential."
    return f"there is no login {who}: add an exotel.Credential of that user_name."


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
    shown, name = invite.shown, trunk["trunk_name"]
    if shown in numbers:
        return None
    more = f" and {len(numbers) - MOST} more" if len(numbers) > MOST else ""
    own = f"show one of its numbers ({', '.join(numbers[:MOST]) or 'none'}{more})"
    others = [row for sid in _trunks_of(state, shown) for row in state.rows("trunks", trunk_sid=sid)]
    if others:
        other = others[0]["trunk_name"]
        sentence = f"{shown} in From is not mapped to the trunk {name}, but to {other}: {own}, or call by {other}"
    elif shown and not E164.fullmatch(shown):
        sentence = f"{shown} in From is not E.164 and is not mapped to the trunk {name}: {own}, with the plus sign"
    else:
        words = f"{shown or 'no number'} in From is not mapped to the trunk {name}"
        sentence = f"{words}: {own}, or add an exotel.PhoneNumber"
    return Verdict(404, f"{sentence}.")


def _callee(invite: Invite) -> Verdict | None:
    if E164.fullmatch(invite.called):
        return None
    return Verdict(
        484, f"{invite.called or 'nothing'} is not E.164: dial a plus sign, the country's code and the number."
    )


def _codec(options: Options, invite: Invite) -> Verdict | None:
    if invite.is_srtp and not invite.is_tls:
        words = "the offer has SRTP alone, and the call came over TCP"
        return Verdict(488, f"{words}: call over TLS, or switch media encryption off.")
    if invite.codecs is None:
        return None
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
