"""What a person declares: one file for each kind of object that Exotel has."""

from exotel_pulumi.resources.caller_id import CallerId
from exotel_pulumi.resources.credential import Credential
from exotel_pulumi.resources.destination_uri import DestinationUri
from exotel_pulumi.resources.phone_number import PhoneNumber
from exotel_pulumi.resources.trunk import Trunk
from exotel_pulumi.resources.whitelisted_ip import WhitelistedIp

__all__ = ["CallerId", "Credential", "DestinationUri", "PhoneNumber", "Trunk", "WhitelistedIp"]
