"""What Exotel has: one file for each kind of object. No Pulumi, no host.

`KINDS` is the one list of kinds, in the order in which Exotel needs them. Whatever treats kinds one by one is compared
with it by a test.
"""

from typing import Any

from exotel_pulumi.objects.caller_id import CALLER_ID
from exotel_pulumi.objects.credential import CREDENTIAL
from exotel_pulumi.objects.destination_uri import DESTINATION_URI
from exotel_pulumi.objects.kind import Kind
from exotel_pulumi.objects.phone_number import PHONE_NUMBER
from exotel_pulumi.objects.trunk import TRUNK
from exotel_pulumi.objects.whitelisted_ip import WHITELISTED_IP

KINDS: tuple[Kind[Any, Any], ...] = (TRUNK, PHONE_NUMBER, WHITELISTED_IP, DESTINATION_URI, CREDENTIAL, CALLER_ID)
CHILDREN = tuple(kind for kind in KINDS if not kind.collection.top_level)
BY_NAME = {kind.name: kind for kind in KINDS}
BY_TOKEN = {token: kind for kind in KINDS for token in (kind.token, kind.native_token)}
