"""Exotel's SIP trunks as code: the Pulumi resources of a trunk and everything attached to it."""

from exotel_pulumi.resources import CallerId, Credential, DestinationUri, PhoneNumber, Trunk, WhitelistedIp

__all__ = ["CallerId", "Credential", "DestinationUri", "PhoneNumber", "Trunk", "WhitelistedIp"]
