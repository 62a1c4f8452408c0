"""Whether calls would work, as far as an account's contents say: what each trunk has and lacks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

from exotel_pulumi.account.contents import Child, Contents, TrunkContents
from exotel_pulumi.lifecycle.attached import listed
from exotel_pulumi.objects import CHILDREN
from exotel_pulumi.objects.values.destination import Destination

MOST = 12  # texts of a kind that a line lists
RIGHT_SIMULATOR = (
    "start the simulator with the `--state` file with which the stack was made. Or begin again: "
    "`pulumi refresh --yes`, then `pulumi up`."
)


@dataclass(frozen=True)
class Finding:
    """One question with its answer; `advice` is empty where all is well. Some things this command cannot look at."""

    subject: str
    said: str
    advice: str = ""
    was_seen: bool = True

    @property
    def passed(self) -> bool | None:
        """Whether nothing has to be done; None where nobody has looked."""
        return not self.advice if self.was_seen else None


def of_trunk(trunk: TrunkContents) -> Iterator[Finding]:
    """Yields the findings of one trunk, by the tables of Exotel's documents: what calls in and calls out need."""
    numbers = sorted(str(number["phone_number"]) for number in trunk["phone_numbers"])
    yield Finding("numbers", _some(numbers) or "none", "" if numbers else "map a number: exotel.PhoneNumber(…).")
    if numbers:
        yield _flow(trunk)
    yield _callers(trunk)
    yield _destinations(trunk)
    yield from _addresses(trunk)
    shown = [str(caller["phone_number"]) for caller in trunk["caller_ids"]]
    for number in shown:
        foreign = "" if number in numbers else "show a number of this trunk: Exotel refuses others with 403."
        yield Finding("caller ID", number, foreign)
    if trunk["status"] not in (None, "active"):
        yield Finding("status", str(trunk["status"]), "ask Exotel's support why the trunk is not active.")


def left_behind(stack: Contents, trunk_sids: Iterable[str]) -> Iterator[Finding]:
    """Yields what a stack's state has on trunks that its account has no more.

    Exotel's page on deleting a trunk does not say that logins go with it, and a list of a trunk that is gone is
    refused: only a state remembers them.
    """
    there = {sid.casefold() for sid in trunk_sids}
    gone = [trunk for trunk in stack["trunks"] if trunk["trunk_sid"].casefold() not in there]
    if not gone:
        yield Finding("state", "every trunk of the stack is in the account")
    for trunk in gone:
        yield Finding(f"trunk {trunk['trunk_sid']}", "is in the state and not in the account", "run `pulumi refresh`.")
        for login in trunk["credentials"]:
            advice = "ask Exotel's support whether the login is still there: no call lists it without its trunk."
            yield Finding(f"login {login['user_name']}", f"of the trunk {trunk['trunk_sid']}, which is gone", advice)


def another_simulator(stack: Contents, trunk_sids: Iterable[str], url: str) -> Finding | None:
    """Returns the finding of a simulator that has none of a stack's trunks: one without its file begins empty."""
    there = {sid.casefold() for sid in trunk_sids}
    held = [str(trunk["trunk_sid"]).casefold() for trunk in stack["trunks"]]
    if not held or not there.isdisjoint(held):
        return None
    said = f"the simulator at {url} has no trunk of the stack, whose state has {len(held)}"
    return Finding("simulator", said, RIGHT_SIMULATOR)


def of_others(trunk: TrunkContents, others: Mapping[str, Sequence[Child]]) -> Iterator[Finding]:
    """Yields what a trunk of a stack has and the state of the stack has not. That is no fault: nothing is advised."""
    lists = {kind: [str(values[kind.key]) for values in others[kind.list_name]] for kind in CHILDREN}
    said = ", ".join(listed(kind, keys, len(keys)) for kind, keys in lists.items() if keys)
    if said:
        yield Finding(f"on trunk {trunk['trunk_name']}", f"not in this stack's state, perhaps in another one's: {said}")


def not_looked_at(stack: Contents, account_sid: str) -> Finding:
    """Returns the finding of another account of a stack, at whose trunks nobody has looked."""
    named = _some([str(trunk["trunk_name"] or trunk["trunk_sid"]) for trunk in stack["trunks"]])
    way = "run the command with the settings of that account."
    return Finding(f"account {account_sid}", f"not looked at; its trunks: {named}", way, was_seen=False)


def _flow(trunk: TrunkContents) -> Finding:
    said = "not looked at: no call of the API shows the flow that leads a number's calls to the trunk"
    way = f"see in Exotel's console that a flow dials sip:{trunk['trunk_sid']}, and that each number is assigned to it."
    return Finding("flow in the console", said, way, was_seen=False)


def _some(texts: Sequence[str]) -> str:
    """Returns the texts as one, or the first ones and how many are left out."""
    rest = len(texts) - MOST
    return ", ".join(texts) if rest <= 0 else f"{', '.join(texts[:MOST])} and {rest} more"


def _callers(trunk: TrunkContents) -> Finding:
    logins = [str(login["user_name"]) for login in trunk["credentials"]]
    addresses = [f"{entry['ip']}/{entry['mask']}" for entry in trunk["whitelisted_ips"]]
    said = "; ".join(part for part in (_some(sorted(logins)), _some(sorted(addresses))) if part)
    advice = "for calls out, add a login (exotel.Credential) or an address (exotel.WhitelistedIp)."
    return Finding("callers", said or "nobody may call out", "" if said else advice)


def _destinations(trunk: TrunkContents) -> Finding:
    found = [str(entry["destination"]) for entry in trunk["destination_uris"]]
    advice = "for calls in, add a destination: exotel.DestinationUri(…)."
    return Finding("destinations", _some(found) or "none", "" if found else advice)


def _addresses(trunk: TrunkContents) -> Iterator[Finding]:
    """Yields a finding for each destination by address that the ACL does not have."""
    networks = [network for entry in trunk["whitelisted_ips"] if (network := _network(entry))]
    for entry in trunk["destination_uris"]:
        destination = str(entry["destination"])
        where = Destination.parse(destination)
        if where and where.is_ip and not any(IPv4Address(where.host) in network for network in networks):
            cure = f'whitelist it: exotel.WhitelistedIp(…, ip="{where.host}").'
            yield Finding("destination by address", destination, cure)


def _network(entry: Child) -> IPv4Network | None:
    """Returns what an entry of the ACL allows; None for one that somebody has filled with something else."""
    try:
        return IPv4Network(f"{entry['ip']}/{entry['mask']}", strict=False)
    except ValueError:
        return None
