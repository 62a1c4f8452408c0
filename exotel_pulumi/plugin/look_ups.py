"""Look-ups by programs in every language: `getTrunk`, `getTrunks`, `getPhoneNumber`. They only read."""

from collections.abc import Callable, Mapping, Set
from dataclasses import asdict, fields
from typing import Any, NamedTuple

from pulumi.runtime.proto import provider_pb2

from exotel_pulumi import errors
from exotel_pulumi.hosts.run import Run
from exotel_pulumi.objects.fields import to_camel
from exotel_pulumi.objects.kind import NATIVE_TOKENS
from exotel_pulumi.plugin import wire
from exotel_pulumi.plugin.settings import Given
from exotel_pulumi.resources import data_sources
from exotel_pulumi.resources.data_sources import FoundPhoneNumber, FoundTrunk

NAME, SID, NUMBER = "trunk_name", "trunk_sid", "phone_number"
ONE_OF_TWO = "give either trunkName or trunkSid"


class LookUp(NamedTuple):
    """A function of the schema."""

    find: Callable[..., Any]
    arguments: dict[str, str]  # with their descriptions
    required: tuple[str, ...]
    found: type
    is_list: bool
    about: str


LOOK_UPS = {
    "getTrunk": LookUp(
        data_sources.find_trunk,
        {NAME: "The very name of the trunk; either this or the SID.", SID: "The SID of the trunk."},
        (),
        FoundTrunk,
        False,
        "The trunk of a name or of a SID. An error where there is none, or where several have the name.",
    ),
    "getTrunks": LookUp(
        data_sources.find_trunks, {}, (), FoundTrunk, True, "All trunks of the account, by their names."
    ),
    "getPhoneNumber": LookUp(
        data_sources.find_phone_number,
        {NUMBER: "E.164 with its plus sign, such as `+919876543210`."},
        (NUMBER,),
        FoundPhoneNumber,
        False,
        "A phone number, on whichever trunk it is. An error where it is on none, or on several.",
    ),
}
FOUND_TRUNK = f"{NATIVE_TOKENS}FoundTrunk"
TRUNKS = "trunks"  # the property of a list, since a function returns an object


def invoke(request: provider_pb2.InvokeRequest, run: Run, given: Given) -> provider_pb2.InvokeResponse:
    """Looks up what was asked for; what comes of unknown arguments is unknown, of secret ones or accounts a secret."""
    name = request.tok.removeprefix(NATIVE_TOKENS)
    if name not in LOOK_UPS:
        raise errors.InternalError(
            f"this version of exotel-pulumi knows no {request.tok}", f"call one of {', '.join(LOOK_UPS)}."
        )
    look_up, loaded = LOOK_UPS[name], wire.load(request.args)
    names = {TRUNKS} if look_up.is_list else {field.name for field in fields(look_up.found)}
    if loaded.unknown:
        return _answer(dict.fromkeys(names, wire.UNKNOWN), set())
    failures = _faults(look_up, loaded.values)
    if failures:
        return provider_pb2.InvokeResponse(failures=failures)
    found = look_up.find(run.client(given), **loaded.values)
    values = {TRUNKS: [_camel(each) for each in found]} if look_up.is_list else asdict(found)
    return _answer(values, names if loaded.secret or given.hides_account else set())


def _answer(values: Mapping[str, Any], secret: Set[str]) -> provider_pb2.InvokeResponse:
    response = provider_pb2.InvokeResponse()
    getattr(response, "return").CopyFrom(wire.dump(values, secret))  # a word of Python's
    return response


def _camel(found: Any) -> dict[str, Any]:
    return {to_camel(name): value for name, value in asdict(found).items() if value is not None}


def _faults(look_up: LookUp, given: dict[str, Any]) -> list[provider_pb2.CheckFailure]:
    faults = [(name, "is not an argument of this function") for name in given.keys() - look_up.arguments.keys()]
    faults += [(name, "is required") for name in look_up.required if name not in given]
    if look_up.found is FoundTrunk and look_up.arguments and len(given) != 1:
        faults.append((NAME, ONE_OF_TWO))
    return [provider_pb2.CheckFailure(property=to_camel(name), reason=reason) for name, reason in faults]
