"""The API's calls, a module for each collection. `COLLECTIONS` has every collection.

A new collection is a module here and its name in `MODULES`. The answer of a trunk has its links in this order.
"""

from importlib import import_module

from ..call import Collection

MODULES = (
    "trunks",
    "destination_uris",
    "whitelisted_ips",
    "credentials",
    "phone_numbers",
    "settings",
    "trunk_maps",
)

# Imported by name, so that a new collection is one line here, not an import and an entry.
_COLLECTIONS: list[Collection] = [import_module(f".{name}", __name__).COLLECTION for name in MODULES]

COLLECTIONS = {collection.name: collection for collection in _COLLECTIONS}
