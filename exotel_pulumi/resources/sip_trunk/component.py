"""A whole line: a trunk with everything attached to it, checked against what its direction of calls needs."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeAlias, get_args

import pulumi

from exotel_pulumi import errors
from exotel_pulumi.resources import hosting
from exotel_pulumi.resources.caller_id import CallerId
from exotel_pulumi.resources.credential import Credential
from exotel_pulumi.resources.destination_uri import DestinationUri
from exotel_pulumi.resources.facts import Region, TrunkFacts, exotel_side, of_trunk
from exotel_pulumi.resources.handed import NumberInput, StandsForTrunk, text_of
from exotel_pulumi.resources.phone_number import PhoneNumber
from exotel_pulumi.resources.provider import provider_of
from exotel_pulumi.resources.sip_trunk import requirements
from exotel_pulumi.resources.sip_trunk.children import (
    Argument,
    Children,
    ChildT,
    Destinations,
    Entries,
    Ips,
    Logins,
    Numbers,
)
from exotel_pulumi.resources.sip_trunk.requirements import Direction, Scenario
from exotel_pulumi.resources.trunk import Trunk
from exotel_pulumi.resources.whitelisted_ip import WhitelistedIp

PHONE_NUMBERS = Argument("phone_numbers", PhoneNumber, alone="mode")
WHITELISTED_IPS = Argument("whitelisted_ips", WhitelistedIp)
DESTINATIONS = Argument("destinations", DestinationUri)
USER_NAMES = Argument("user_names", Credential)
ARGUMENTS: tuple[Argument[Any], ...] = (PHONE_NUMBERS, WHITELISTED_IPS, DESTINATIONS, USER_NAMES)

Attribute: TypeAlias = Literal["trunk", "phone_numbers", "whitelisted_ips", "destinations", "credentials", "caller_id"]
Options: TypeAlias = pulumi.ResourceOptions | Callable[[str], pulumi.ResourceOptions | None]
ChildOptions: TypeAlias = Mapping[Attribute, Options]


class SipTrunk(pulumi.ComponentResource, StandsForTrunk):
    """A trunk, its numbers, IP access list, destinations, logins and caller ID in one declaration.

    `direction` says what must be there, `scenario` how calls out authenticate: `pbx` by address, `cloud` by login,
    `high_security` by both; left out, either will do. What is missing is an error before anything is sent.

    Each collection is a list of values, or a mapping: from a value to a dict of its settings (for a phone number, its
    mode alone will do), or from a name of your choice to a value, which may be an Output. The children are found by
    the same keys, and are the resources `<name>-<key>`; the trunk is `<name>`, the caller ID `<name>-caller_id`.
    `cascade` is that of the trunk.
    """

    taken_as = "trunk"

    trunk: Trunk
    phone_numbers: Mapping[str, PhoneNumber]
    whitelisted_ips: Mapping[str, WhitelistedIp]
    destinations: Mapping[str, DestinationUri]
    credentials: Mapping[str, Credential]
    caller_id: CallerId | None

    trunk_sid: pulumi.Output[str]
    sip_domain: pulumi.Output[str]
    dial_whom: pulumi.Output[str]
    facts: pulumi.Output[TrunkFacts]
    hand_steps: pulumi.Output[list[str]]

    def __init__(
        self,
        resource_name: str,
        *,
        trunk_name: pulumi.Input[str],
        direction: Direction,
        scenario: Scenario | None = None,
        phone_numbers: Numbers = (),
        destinations: Destinations = (),
        whitelisted_ips: Ips = (),
        user_names: Logins = (),
        caller_id: NumberInput | None = None,
        nso_code: pulumi.Input[str] | None = None,
        domain_name: pulumi.Input[str] | None = None,
        adopt: pulumi.Input[bool] | None = None,
        cascade: bool | None = None,
        region: Region | None = None,
        edge_tcp: pulumi.Input[str] | None = None,
        edge_tls: pulumi.Input[str] | None = None,
        media_ips: Sequence[pulumi.Input[str]] = (),
        signalling_source_ips: Sequence[pulumi.Input[str]] = (),
        child_opts: ChildOptions | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declares a trunk with its numbers, IP access list, destinations, logins and caller ID.

        :param resource_name: Its name in the program. Pulumi takes another name for another resource, unless `opts` has
            an alias.
        :param trunk_name: Unique in the account; letters, digits and underscores, at most 16.
        :param direction: `outbound` if calls only go out, `inbound` if they only come in, or `bidirectional`: it says
            what must be there.
        :param scenario: How calls out authenticate: `pbx` by address, `cloud` by login, `high_security` by both. Left
            out, either will do.
        :param phone_numbers: The numbers of the line: a list, or a mapping from a number to its mode or its settings.
        :param destinations: Where calls that come in are delivered: a list, or a mapping from a destination to its
            settings.
        :param whitelisted_ips: The addresses that may place calls: a list, or a mapping from an address to its
            settings.
        :param user_names: The logins with which calls are placed: a list, or a mapping from a login to its settings.
        :param caller_id: The number that calls out show, in E.164 with its plus sign.
        :param nso_code: Which operators may carry calls; any spelling of `ANY-ANY`.
        :param domain_name: SIP domain; ends in `.pstn.exotel.com`. Default `{account_sid}.pstn.exotel.com`.
        :param adopt: Take over a trunk of this name that exists already, instead of refusing.
        :param cascade: Let what is on the trunk go with it, in one call. `False`: each resource on it is deleted by a
            call of its own, and the trunk only if nothing else is on it.
        :param region: Where the account lives. Left out, as the settings say; it decides which edges are the defaults.
        :param edge_tcp: Where platforms send calls over TCP, `host:port`. Left out, as the settings say, else an
            example of Exotel's guides.
        :param edge_tls: Where platforms send calls over TLS, `host:port`. Left out, as the settings say, else an
            example of Exotel's guides.
        :param media_ips: Where Exotel's audio comes from and goes to; for the facts.
        :param signalling_source_ips: Where Exotel calls from, as you know it from Exotel; for the facts.
        :param opts: Pulumi's options, such as `protect`, `aliases` or `provider`.
        :param child_opts: Options of what is on the trunk: `{"phone_numbers": pulumi.ResourceOptions(…)}`, or a
            function of the key.
        """
        given = (phone_numbers, whitelisted_ips, destinations, user_names)
        entries = _checked(resource_name, direction, scenario, given, child_opts)
        self._child_opts: ChildOptions = child_opts or {}
        provider = provider_of(self._chosen("trunk", resource_name)) or provider_of(opts)
        with errors.during(f"declaring the SIP trunk {resource_name}"):
            side = exotel_side(provider, region, edge_tcp, edge_tls, media_ips, signalling_source_ips)
        super().__init__("exotel:index:SipTrunk", resource_name, None, opts)
        own: dict[str, Any] = {"nso_code": nso_code, "domain_name": domain_name, "adopt": adopt, "cascade": cascade}
        options = self._opts("trunk", resource_name)
        self.trunk = Trunk(resource_name, trunk_name=trunk_name, **own, opts=options)
        self._attach(resource_name, entries, caller_id)
        self._describe(side, direction)
        for doubt in requirements.doubtful(direction, scenario, entries):
            pulumi.log.warn(f"the SIP trunk {resource_name} {hosting.spelled(doubt)}", self)

    def _attach(self, name: str, entries: Mapping[str, Entries], caller_id: NumberInput | None) -> None:
        self.phone_numbers = self._children(name, PHONE_NUMBERS, "phone_numbers", entries)
        self.whitelisted_ips = self._children(name, WHITELISTED_IPS, "whitelisted_ips", entries)
        self.destinations = self._children(name, DESTINATIONS, "destinations", entries)
        self.credentials = self._children(name, USER_NAMES, "credentials", entries)
        self.caller_id = None
        caller_id = text_of("caller_id", caller_id, f"declaring the SIP trunk {name}")
        if caller_id is not None:
            number = self.phone_numbers.get(caller_id) if isinstance(caller_id, str) else None
            shown = caller_id if number is None else number.phone_number  # made after the number that it shows
            own = f"{name}-caller_id"
            self.caller_id = CallerId(own, trunk=self.trunk, phone_number=shown, opts=self._opts("caller_id", own))

    def _children(
        self, name: str, argument: Argument[ChildT], attribute: Attribute, entries: Mapping[str, Entries]
    ) -> Children[ChildT]:
        make: Callable[..., ChildT] = argument.resource
        made = {
            key: make(f"{name}-{key}", trunk=self.trunk, **arguments, opts=self._opts(attribute, key))
            for key, arguments in entries[argument.name].items()
        }
        return Children(argument, made)

    def _chosen(self, attribute: Attribute, key: str) -> pulumi.ResourceOptions | None:
        given = self._child_opts.get(attribute)
        return given(key) if callable(given) else given

    def _opts(self, attribute: Attribute, key: str) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions.merge(pulumi.ResourceOptions(parent=self), self._chosen(attribute, key))

    def _describe(self, side: Mapping[str, Any], direction: Direction) -> None:
        numbers = self.phone_numbers.values()
        self.trunk_sid = self.trunk.trunk_sid
        self.sip_domain = self.trunk.domain_name
        self.dial_whom = pulumi.Output.concat("sip:", self.trunk_sid)
        self.facts = of_trunk(
            side,
            self.trunk,
            phone_numbers=numbers,
            credentials=self.credentials.values(),
            whitelisted_ips=self.whitelisted_ips.values(),
            destinations=self.destinations.values(),
            caller_id=self.caller_id,
        )
        self.hand_steps = pulumi.Output.all(self.dial_whom, *(number.phone_number for number in numbers)).apply(
            lambda known: requirements.hand_steps(direction, *known)
        )
        outputs = ("trunk_sid", "sip_domain", "dial_whom", "facts", "hand_steps")
        self.register_outputs({output: getattr(self, output) for output in outputs})


def _checked(
    name: str,
    direction: str,
    scenario: str | None,
    given: Sequence[object],
    child_opts: ChildOptions | None,
) -> dict[str, Entries]:
    """Reads the arguments of every child; one DeclarationError names all that is wrong or missing."""
    entries: dict[str, Entries] = {}
    faults = []
    for argument, values in zip(ARGUMENTS, given, strict=True):
        try:
            entries[argument.name] = argument.read(values)
        except errors.DeclarationError as error:
            faults.append(error.answered)
    unknown = sorted((child_opts or {}).keys() - set(get_args(Attribute)))
    faults += [f"child_opts has no children {key!r}: give some of {', '.join(get_args(Attribute))}" for key in unknown]
    if not faults:
        faults = requirements.missing(direction, scenario, entries)
        faults += requirements.unlisted(entries["destinations"], entries["whitelisted_ips"])
    if faults:
        raise errors.DeclarationError(
            "\n  ".join(faults),
            "put right what is named above; nothing was sent to Exotel.",
            tried=f"declaring the SIP trunk {name}",
        )
    return entries
