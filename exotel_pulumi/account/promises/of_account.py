"""The ways of calls of an account as it is, by what its lists have."""

from collections.abc import Mapping
from typing import Any

from exotel_pulumi.account.impact import rings
from exotel_pulumi.account.promises.ways import Named, Way, tried
from exotel_pulumi.objects import CHILDREN
from exotel_pulumi.objects.credential import CREDENTIAL
from exotel_pulumi.objects.destination_uri import DESTINATION_URI
from exotel_pulumi.objects.kind import Kind
from exotel_pulumi.objects.phone_number import PHONE_NUMBER
from exotel_pulumi.objects.whitelisted_ip import WHITELISTED_IP


def way_of(trunk: Mapping[str, Any]) -> Way:
    """Returns the way of a trunk, of which each kind has its list, as in `contents`."""
    lists = {kind: [kind.inputs.static_defaults() | row for row in trunk.get(kind.list_name, ())] for kind in CHILDREN}
    found = {kind.name: [Named(_key(kind, row), "") for row in rows] for kind, rows in lists.items()}
    rungs = rings.ordered(
        rings.Rung(row.get("priority"), row.get("weight"), str(row.get("destination")))
        for row in lists[DESTINATION_URI]
    )
    return Way(
        tuple(str(name) for name in (trunk.get("trunk_name"), trunk.get("trunk_sid")) if name),
        found[PHONE_NUMBER.name],
        tried(rungs),
        found[CREDENTIAL.name],
        found[WHITELISTED_IP.name],
    )


def _key(kind: Kind[Any, Any], row: Mapping[str, Any]) -> str:
    return f"{row['ip']}/{row['mask']}" if "mask" in row else str(row.get(kind.key))
