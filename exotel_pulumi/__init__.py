"""Exotel's SIP trunks as code: the Pulumi resources of a trunk and everything attached to it."""

from exotel_pulumi.components import SipTrunk
from exotel_pulumi.facts import TrunkFacts, trunk_facts
from exotel_pulumi.lookups import (
    FoundPhoneNumber,
    FoundTrunk,
    get_phone_number,
    get_phone_number_output,
    get_trunk,
    get_trunk_output,
    get_trunks,
    get_trunks_output,
)
from exotel_pulumi.resources import CallerId, Credential, DestinationUri, PhoneNumber, Trunk, WhitelistedIp

__all__ = [
    "CallerId",
    "Credential",
    "DestinationUri",
    "FoundPhoneNumber",
    "FoundTrunk",
    "PhoneNumber",
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
