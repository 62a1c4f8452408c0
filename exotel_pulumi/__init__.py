"""Exotel's SIP trunks as code: the Pulumi resources of a trunk and everything attached to it.

The public names are imported on first use (PEP 562), so that a command which needs no Pulumi starts without Pulumi.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from exotel_pulumi.resources.caller_id import CallerId
    from exotel_pulumi.resources.credential import Credential
    from exotel_pulumi.resources.data_sources import (
        FoundPhoneNumber,
        FoundTrunk,
        get_phone_number,
        get_phone_number_output,
        get_trunk,
        get_trunk_output,
        get_trunks,
        get_trunks_output,
    )
    from exotel_pulumi.resources.destination_uri import DestinationUri
    from exotel_pulumi.resources.facts import TrunkFacts, trunk_facts
    from exotel_pulumi.resources.phone_number import PhoneNumber
    from exotel_pulumi.resources.provider import Provider
    from exotel_pulumi.resources.sip_trunk import SipTrunk
    from exotel_pulumi.resources.trunk import Trunk
    from exotel_pulumi.resources.whitelisted_ip import WhitelistedIp

__all__ = [
    "CallerId",
    "Credential",
    "DestinationUri",
    "FoundPhoneNumber",
    "FoundTrunk",
    "PhoneNumber",
    "Provider",
    "SipTrunk",
    "Trunk",
    "TrunkFacts",
    "WhitelistedIp",
    "get_phone_number",
    "get_phone_number_output",
    "get_trunk",
    "get_trunk_output",
    "get_trunks",
    "get_trunks_output",
    "trunk_facts",
]

# The module below `resources` in which each name is.
_HOMES = {
    "CallerId": "caller_id",
    "Credential": "credential",
    "DestinationUri": "destination_uri",
    "FoundPhoneNumber": "data_sources",
    "FoundTrunk": "data_sources",
    "PhoneNumber": "phone_number",
    "Provider": "provider",
    "SipTrunk": "sip_trunk",
    "Trunk": "trunk",
    "TrunkFacts": "facts",
    "WhitelistedIp": "whitelisted_ip",
    "get_phone_number": "data_sources",
    "get_phone_number_output": "data_sources",
    "get_trunk": "data_sources",
    "get_trunk_output": "data_sources",
    "get_trunks": "data_sources",
    "get_trunks_output": "data_sources",
    "trunk_facts": "facts",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.resources.{_HOMES[name]}"), name)
    globals()[name] = found  # later uses do not come here
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
