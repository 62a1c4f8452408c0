"""The API's calls, a module for each collection. `COLLECTIONS` has every collection.

A new collection is a module here and a line in `COLLECTIONS`. The answer of a trunk has its links in this order.
"""

from ..call import Collection
from . import credentials, destination_uris, phone_numbers, settings, trunk_maps, trunks, whitelisted_ips

COLLECTIONS: dict[str, Collection] = {
    module.COLLECTION.name: module.COLLECTION
    for module in (
        trunks,
        destination_uris,
        whitelisted_ips,
        credentials,
        phone_numbers,
        settings,
        trunk_maps,
    )
}
