"""What the API does, one module per collection; `COLLECTIONS` is the whole of it."""

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
