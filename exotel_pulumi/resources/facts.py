"""What a platform on the other side must know of a trunk, in words of no platform.

`TrunkFacts` is plain JSON, so that it can be exported and read by another stack; its password stays a secret. Made of
ids and inputs alone, which stay known while a change is previewed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, TypeAlias, TypedDict
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import pulumi

from exotel_pulumi import config, errors
from exotel_pulumi.objects.values import sort_of
from exotel_pulumi.resources.caller_id import CallerId
from exotel_pulumi.resources.credential import Credential
from exotel_pulumi.resources.destination_uri import DestinationUri
from exotel_pulumi.resources.handed import text_of
from exotel_pulumi.resources.phone_number import PhoneNumber
from exotel_pulumi.resources.provider import settings_of
from exotel_pulumi.resources.trunk import Trunk
from exotel_pulumi.resources.whitelisted_ip import WhitelistedIp

# Where calls go in: examples of Exotel's own guides, to be confirmed with Exotel. The voice-AI guides have the edges
# for a login. "TLS integration" and "TCP integration", which go by IP whitelisting, have those for an address; another
# one of Mumbai is pstn.in4.exotel.com. For Singapore, the Flow guide (support 3000132408) has one, for an address.
LOGIN_EDGES = {"mumbai": {"tcp": "in.voip.exotel.com:5070", "tls": "in.voip.exotel.com:443"}}
ADDRESS_EDGES = {
    "mumbai": {"tcp": "pstn.in2.exotel.com:5070", "tls": "pstn.in2.exotel.com:443"},
    "singapore": {"tls": "pstn.sgp1.exotel.com:443"},
}
Region: TypeAlias = Literal["mumbai", "singapore"]
MEDIA_PORTS = (10_000, 40_000)  # UDP
# An Output is a secret as a whole where one part of it is one: what needs no password is made of other facts.
_WITHOUT_PASSWORDS: WeakKeyDictionary[pulumi.Output[Any], Callable[[], pulumi.Output[Any]]] = WeakKeyDictionary()


class EdgeFacts(TypedDict):
    """Where a platform sends its calls to Exotel. A default to confirm with Exotel, not a promise."""

    host: str
    port: int
    host_port: str


class NumberFacts(TypedDict):
    """A phone number on the trunk."""

    e164: str
    mode: str
    mapping_id: str


class LoginFacts(TypedDict):
    """A digest login of the trunk."""

    user_name: str
    password: str | None  # a secret; None where a Credential was only read, for Exotel never returns it
    friendly_name: str | None
    id: str


class MediaFacts(TypedDict):
    """Where Exotel's audio comes from and goes to."""

    ips: list[str]
    udp_from: int
    udp_to: int


class TrunkFacts(TypedDict):
    """The platform-neutral description of one trunk."""

    account_sid: str
    region: str
    api_host: str
    trunk_sid: str
    trunk_name: str
    sip_domain: str
    dial_whom: str  # sip:<trunk_sid>, what the Connect applet of the flow dials
    numbers: list[NumberFacts]
    edge_tcp: EdgeFacts | None  # for calls with a login; None where Exotel's guides and the program give none
    edge_tls: EdgeFacts | None
    address_edge_tcp: EdgeFacts | None  # for calls that are let in by their address
    address_edge_tls: EdgeFacts | None
    credential: LoginFacts | None  # the first login
    credentials: list[LoginFacts]
    acl: list[str]  # address/mask
    destinations: list[str]
    media: MediaFacts
    caller_id: str | None
    signalling_source_ips: list[str]  # Exotel's, where the program names them


def trunk_facts(
    *,
    trunk: Trunk,
    phone_numbers: Sequence[PhoneNumber] = (),
    credentials: Sequence[Credential] = (),
    whitelisted_ips: Sequence[WhitelistedIp] = (),
    destinations: Sequence[DestinationUri] = (),
    caller_id: CallerId | None = None,
    region: Region | None = None,
    edge_tcp: pulumi.Input[str] | None = None,
    edge_tls: pulumi.Input[str] | None = None,
    media_ips: Sequence[pulumi.Input[str]] = (),
    signalling_source_ips: Sequence[pulumi.Input[str]] = (),
) -> pulumi.Output[TrunkFacts]:
    """Returns the facts of a trunk whose resources were declared one by one; the password in it stays a secret.

    The two edges are for calls with a login and for those that are let in by their address; the defaults of each way
    differ. The lists keep their order.

    :param trunk: The trunk, whose account is meant.
    :param phone_numbers: The numbers on the trunk.
    :param credentials: The logins of the trunk; platforms are given the first one.
    :param whitelisted_ips: The addresses that may place calls.
    :param destinations: Where calls that come in are delivered.
    :param caller_id: The caller ID of the trunk.
    :param region: Where the account lives. Left out, as the settings say; it decides which edges are the defaults.
    :param edge_tcp: Where platforms send calls over TCP, `host:port`. Left out, as the settings say, else an example of
        Exotel's guides.
    :param edge_tls: Where platforms send calls over TLS, `host:port`. Left out, as the settings say, else an example of
        Exotel's guides.
    :param media_ips: Where Exotel's audio comes from and goes to; for the facts.
    :param signalling_source_ips: Where Exotel calls from, as you know it from Exotel; for the facts.
    """
    _refuse_others(Trunk, "trunk", [trunk])
    _refuse_others(PhoneNumber, "phone_numbers", phone_numbers)
    _refuse_others(Credential, "credentials", credentials)
    _refuse_others(WhitelistedIp, "whitelisted_ips", whitelisted_ips)
    _refuse_others(DestinationUri, "destinations", destinations)
    _refuse_others(CallerId, "caller_id", [] if caller_id is None else [caller_id])
    with errors.during(f"describing the trunk {trunk._name}"):
        side = exotel_side(trunk._provider, region, edge_tcp, edge_tls, media_ips, signalling_source_ips)
    return of_trunk(
        side,
        trunk,
        phone_numbers=phone_numbers,
        credentials=credentials,
        whitelisted_ips=whitelisted_ips,
        destinations=destinations,
        caller_id=caller_id,
    )


def _refuse_others(wanted: type, argument: str, given: Iterable[object]) -> None:
    for thing in given:
        if not isinstance(thing, wanted):
            way = f"give a {wanted.__name__}; {wanted.__name__}.get(…) reads one that is declared nowhere here."
            raise errors.DeclarationError(
                f"{argument} has a {type(thing).__name__}, and takes a {wanted.__name__}",
                "write it.facts, where `it` is what is given now." if hasattr(thing, "facts") else way,
                tried="describing a trunk",
            )


def exotel_side(
    provider: pulumi.ProviderResource | None,
    region: str | None,
    edge_tcp: pulumi.Input[str] | None,
    edge_tls: pulumi.Input[str] | None,
    media_ips: Sequence[pulumi.Input[str]],
    signalling_source_ips: Sequence[pulumi.Input[str]],
) -> dict[str, Any]:
    """Returns those facts that are true before there is a trunk. DeclarationError for a fault among them."""
    account_sid, location = settings_of(provider)
    location = location.model_copy(update={"region": _region(location, region)})
    return {
        "account_sid": account_sid,
        "region": location.region,
        "api_host": urlsplit(location.url).netloc,
        **_edges("tcp", location, location.edge_tcp if edge_tcp is None else edge_tcp),
        **_edges("tls", location, location.edge_tls if edge_tls is None else edge_tls),
        "media": {"ips": _listed("media_ips", media_ips), "udp_from": MEDIA_PORTS[0], "udp_to": MEDIA_PORTS[1]},
        "signalling_source_ips": _listed("signalling_source_ips", signalling_source_ips),
    }


def of_trunk(
    side: Mapping[str, Any],
    trunk: Trunk,
    *,
    phone_numbers: Iterable[PhoneNumber],
    credentials: Iterable[Credential],
    whitelisted_ips: Iterable[WhitelistedIp],
    destinations: Iterable[DestinationUri],
    caller_id: CallerId | None,
) -> pulumi.Output[TrunkFacts]:
    """Returns all facts of a trunk, out of those of Exotel's side and the resources on it."""
    logins = [_login(credential) for credential in credentials]
    known = {
        **side,
        "trunk_sid": trunk.id,
        "trunk_name": trunk.trunk_name,
        # Exotel may not say the domain of a trunk that is only read: it is the default, then, as far as is known.
        "sip_domain": pulumi.Output.all(trunk.domain_name, side["account_sid"]).apply(
            lambda known: known[0] or f"{known[1]}.pstn.exotel.com".lower()
        ),
        "dial_whom": pulumi.Output.concat("sip:", trunk.id),
        "numbers": [_number(number) for number in phone_numbers],
        "credential": logins[0] if logins else None,
        "credentials": logins,
        "acl": [pulumi.Output.format("{0}/{1}", entry.ip, entry.mask) for entry in whitelisted_ips],
        "destinations": [entry.destination for entry in destinations],
        "caller_id": None if caller_id is None else caller_id.phone_number,
    }
    # Not put together in an `apply`: a preview can show what is there, while parts of it are not known yet.
    facts: pulumi.Output[Any] = pulumi.Output.from_input(known)
    logins_alone = [dict[str, Any]() for _ in logins]  # that there are some, which decides about edges
    _WITHOUT_PASSWORDS[facts] = lambda: pulumi.Output.from_input(
        {**known, "credential": None, "credentials": logins_alone}
    )
    return facts


def without_passwords(facts: pulumi.Output[Any]) -> pulumi.Output[Any]:
    """Returns the same facts with empty logins, which are as secret as the other parts; else the facts as they are.

    Facts that another stack has exported, or that a program has changed, are as they are.
    """
    made = _WITHOUT_PASSWORDS.get(facts)
    return facts if made is None else made()


def _region(location: config.Location, region: str | None) -> str:
    if region is None:
        by_url = {url: name for name, url in config.REGIONS.items()}
        return by_url.get(location.url, location.region)  # an apiUrl beats the region
    try:
        return config.region_of(region)
    except ValueError as error:
        raise errors.DeclarationError(f"region {region!r} {error}", "give one of the two.") from None


def _listed(argument: str, given: object) -> list[Any]:
    if isinstance(given, Sequence) and not isinstance(given, str):
        return [text_of(argument, item, shape=f"{argument}=[%s]") for item in given]
    raise errors.DeclarationError(
        f"{argument} must be a list, not {sort_of(given)}", "give a list; an item may come from another resource."
    )


def _number(number: PhoneNumber) -> dict[str, Any]:
    return {"e164": number.phone_number, "mode": number.mode, "mapping_id": number.phone_number_id}


def _login(credential: Credential) -> dict[str, Any]:
    return {
        "user_name": credential.user_name,
        "password": pulumi.Output.secret(credential.password),
        # An output that is None is unknown while previewed, and with it would be everything made of these facts.
        "friendly_name": credential.friendly_name.apply(
            lambda name: name if isinstance(name, str) else None, run_with_unknowns=True
        ),
        "id": credential.credential_id,
    }


def _edges(transport: str, location: config.Location, given: pulumi.Input[str] | None) -> dict[str, Any]:
    """Returns the edges of both ways, by a login and by an address; one that is given serves both."""
    ways = {f"edge_{transport}": LOGIN_EDGES, f"address_edge_{transport}": ADDRESS_EDGES}
    if given is not None:
        return dict.fromkeys(ways, _edge(f"edge_{transport}", given))
    defaults = {name: edges.get(location.region, {}).get(transport) for name, edges in ways.items()}
    return {name: None if edge is None else _edge(name, edge) for name, edge in defaults.items()}


def _edge(argument: str, given: pulumi.Input[str]) -> Mapping[str, Any]:
    given = text_of(argument, given)
    if isinstance(given, str):  # a fault is raised at once, where the program says it
        return _parsed_edge(argument, given)
    text: pulumi.Output[str] = pulumi.Output.from_input(given)
    edge = text.apply(lambda known: _parsed_edge(argument, known))
    return {part: edge[part] for part in EdgeFacts.__annotations__}


def _parsed_edge(argument: str, text: str) -> EdgeFacts:
    try:
        host, port = config.edge_of(text)
    except ValueError:
        raise errors.DeclarationError(
            f"{argument} {text!r} is no edge", "give host:port, like in.voip.exotel.com:5070."
        ) from None
    return {"host": host, "port": port, "host_port": text}
