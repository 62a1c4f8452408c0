"""The collections of the API, as the kinds of object state them."""

from exotel_pulumi.objects import CHILDREN as KINDS_ON_A_TRUNK
from exotel_pulumi.objects.caller_id import CALLER_ID
from exotel_pulumi.objects.credential import CREDENTIAL
from exotel_pulumi.objects.destination_uri import DESTINATION_URI
from exotel_pulumi.objects.phone_number import PHONE_NUMBER
from exotel_pulumi.objects.trunk import TRUNK
from exotel_pulumi.objects.whitelisted_ip import WHITELISTED_IP

TRUNKS = TRUNK.collection
PHONE_NUMBERS = PHONE_NUMBER.collection
WHITELISTED_IPS = WHITELISTED_IP.collection
DESTINATION_URIS = DESTINATION_URI.collection
CREDENTIALS = CREDENTIAL.collection
SETTINGS = CALLER_ID.collection

CHILDREN = tuple(kind.collection for kind in KINDS_ON_A_TRUNK)
