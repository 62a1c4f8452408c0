"""Objects that were made elsewhere, for a program that builds on them: looked up while it runs, and only read.

Owns what a program learns about them. Settings are those of the stack and the environment, or those of a provider; no
credentials are kept here.
"""

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import pulumi
from pulumi.runtime import get_config

from exotel_pulumi import config, errors
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.envelope import Row
from exotel_pulumi.api.session import Clients
from exotel_pulumi.lifecycle.finding import Finder
from exotel_pulumi.objects.phone_number import PHONE_NUMBER
from exotel_pulumi.objects.trunk import TRUNK
from exotel_pulumi.resources.handed import StandsForNumber, StandsForTrunk, text_of
from exotel_pulumi.resources.provider import Provider, hidden_sid

R = TypeVar("R")
T = TypeVar("T")

_clients = Clients()  # a program is one run

NOT_MAPPED = "it is mapped to no trunk of this account"


@dataclass(frozen=True)
class FoundTrunk(StandsForTrunk):
    """A trunk as Exotel has it; None is what Exotel does not say."""

    taken_as = "trunk_sid"

    trunk_sid: str
    trunk_name: str | None
    status: str | None
    auth_type: str | None
    domain_name: str | None
    nso_code: str | None
    date_created: str | None


@dataclass(frozen=True)
class FoundPhoneNumber(StandsForNumber):
    """A phone number and the trunk that it is mapped to. `id` is what `PhoneNumber.get` takes."""

    id: str
    phone_number: str
    mode: str
    trunk_sid: str
    phone_number_id: str


def get_trunk(
    *, trunk_name: str | None = None, trunk_sid: str | None = None, provider: Provider | None = None
) -> FoundTrunk:
    """Returns the trunk of a name or of a SID.

    GoneError where there is none, ConflictError where several have the name.

    :param trunk_name: The very name of the trunk; either this or the SID.
    :param trunk_sid: The SID of the trunk.
    :param provider: The account to look in. Left out, the account of the stack's settings.
    """
    given = _plain("get_trunk", trunk_name=trunk_name, trunk_sid=trunk_sid)
    return find_trunk(_clients.of(_settings(provider, "get_trunk")), **given)


def get_trunks(*, provider: Provider | None = None) -> list[FoundTrunk]:
    """Returns all trunks of the account, by their names.

    :param provider: The account to look in. Left out, the account of the stack's settings.
    """
    return find_trunks(_clients.of(_settings(provider, "get_trunks")))


def get_phone_number(*, phone_number: str, provider: Provider | None = None) -> FoundPhoneNumber:
    """Returns a phone number, on whichever trunk it is.

    GoneError where it is on none, ConflictError where it is on several.

    :param phone_number: E.164 with its plus sign, such as `+919876543210`.
    :param provider: The account to look in. Left out, the account of the stack's settings.
    """
    given = _plain("get_phone_number", phone_number=phone_number)
    return find_phone_number(_clients.of(_settings(provider, "get_phone_number")), **given)


def get_trunk_output(
    *,
    trunk_name: pulumi.Input[str] | None = None,
    trunk_sid: pulumi.Input[str] | None = None,
    provider: Provider | None = None,
) -> pulumi.Output[FoundTrunk]:
    """Does as `get_trunk`, of values that may not be known yet.

    :param trunk_name: The very name of the trunk; either this or the SID.
    :param trunk_sid: The SID of the trunk.
    :param provider: The account to look in. Left out, the account of the stack's settings.
    """
    return _once_known(find_trunk, provider, trunk_name=trunk_name, trunk_sid=trunk_sid)


def get_trunks_output(*, provider: Provider | None = None) -> pulumi.Output[list[FoundTrunk]]:
    """Does as `get_trunks`, without holding up the program.

    :param provider: The account to look in. Left out, the account of the stack's settings.
    """
    return _once_known(find_trunks, provider)


def get_phone_number_output(
    *, phone_number: pulumi.Input[str], provider: Provider | None = None
) -> pulumi.Output[FoundPhoneNumber]:
    """Does as `get_phone_number`, of a number that may not be known yet.

    :param phone_number: E.164 with its plus sign, such as `+919876543210`.
    :param provider: The account to look in. Left out, the account of the stack's settings.
    """
    return _once_known(find_phone_number, provider, phone_number=phone_number)


def _once_known(
    look_up: Callable[..., R], provider: Provider | None, **given: pulumi.Input[str] | None
) -> pulumi.Output[R]:
    async def off_the_event_loop(known: Sequence[Any]) -> R:
        settings, arguments = known
        return await asyncio.to_thread(lambda: look_up(_clients.of(settings or _settings(None, "")), **arguments))

    settings = None if provider is None else provider.settings_output()
    texts = _texts(f"get{look_up.__name__.removeprefix('find')}_output", given)
    asked: pulumi.Output[Any] = pulumi.Output.all(settings, texts)
    found: pulumi.Output[R] = asked.apply(off_the_event_loop)
    # A domain tells the account SID.
    return found if hidden_sid(provider) is None else pulumi.Output.secret(found)


def _plain(wanted: str, **given: Any) -> dict[str, Any]:
    """Returns the arguments of a look-up that cannot wait. DeclarationError for an Output among them."""
    texts = _texts(f"{wanted}_output", given)
    late = sorted(name for name, value in texts.items() if isinstance(value, pulumi.Output))
    if late:
        raise errors.DeclarationError(
            f"{wanted} cannot wait for {', '.join(late)}, which is an Output", f"use {wanted}_output, which can."
        )
    return texts


def _texts(wanted: str, given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: text_of(name, value, wanted, f"{wanted}({name}=%s)") for name, value in given.items()}


@errors.plainly
def _settings(provider: Provider | None, wanted: str) -> config.Settings:
    return config.load(get_config, os.environ) if provider is None else provider.known_settings(wanted)


@errors.plainly
def find_trunk(client: Client, *, trunk_name: str | None = None, trunk_sid: str | None = None) -> FoundTrunk:
    """Does as `get_trunk`, in the account of a client."""
    if (trunk_name is None) == (trunk_sid is None):
        raise errors.DeclarationError("get_trunk needs a trunk_name or a trunk_sid", "give one of the two.")
    finder = Finder(TRUNK, client)
    if trunk_sid is not None:
        with errors.during(f"looking up trunk {trunk_sid}"):
            row = finder.by_id(trunk_sid, fresh=True)
            return _trunk(_there(row, f"there is no trunk {trunk_sid} in this account"))
    with errors.during(f"looking up the trunk named {trunk_name}"):
        # A program that reads means the very name; Exotel's own comparison has no case.
        rows = [row for row in finder.all_by_key({"trunk_name": trunk_name}) if row.get("trunk_name") == trunk_name]
        if len(rows) > 1:
            sids = ", ".join(sorted(str(row["trunk_sid"]) for row in rows))
            raise errors.ConflictError(f"{len(rows)} trunks have that name: {sids}", "look it up by its SID.")
        return _trunk(_there(rows[0] if rows else None, "there is no trunk of that name in this account"))


@errors.plainly
def find_trunks(client: Client) -> list[FoundTrunk]:
    """Does as `get_trunks`, in the account of a client."""
    with errors.during("looking up the trunks of the account"):
        found = [_trunk(row) for row in client.rows(TRUNK.endpoint(None), fresh=True)]
    return sorted(found, key=lambda trunk: (trunk.trunk_name or "", trunk.trunk_sid))


@errors.plainly
def find_phone_number(client: Client, *, phone_number: str) -> FoundPhoneNumber:
    """Does as `get_phone_number`, in the account of a client."""
    with errors.during(f"looking up phone number {phone_number}"):
        trunk_sid = _trunk_of(client, phone_number)
        row = Finder(PHONE_NUMBER, client).by_key({"trunk_sid": trunk_sid, "phone_number": phone_number})
        return _phone_number(_there(row, NOT_MAPPED), trunk_sid)


def _trunk_of(client: Client, phone_number: str) -> str:
    try:
        sids = client.trunks_with(PHONE_NUMBER.collection, phone_number)
    except errors.NotFoundError:
        sids = []
    if len(sids) > 1:
        answered = f"it is mapped to {len(sids)} trunks: {', '.join(sids)}"
        raise errors.ConflictError(answered, "remove it from all but one of them.")
    return _there(sids[0] if sids else None, NOT_MAPPED)


def _there(found: T | None, absent: str) -> T:
    if found is None:
        raise errors.GoneError(absent, "verify what was asked for, the account and the region.")
    return found


def _trunk(row: Row) -> FoundTrunk:
    values = TRUNK.said(row)
    fields: dict[str, Any] = {name: values.get(name) for name in FoundTrunk.__annotations__}
    fields["trunk_sid"] = row["trunk_sid"]
    return FoundTrunk(**fields)


def _phone_number(row: Row, trunk_sid: str) -> FoundPhoneNumber:
    values = {**PHONE_NUMBER.state.static_defaults(), **PHONE_NUMBER.said(row)}
    return FoundPhoneNumber(
        id=PHONE_NUMBER.join_id(trunk_sid, row),
        phone_number=values["phone_number"],
        mode=values["mode"],
        trunk_sid=trunk_sid,
        phone_number_id=str(row["id"]),
    )
