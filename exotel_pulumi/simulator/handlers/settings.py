"""The settings of a trunk. One setting is documented: the caller ID. A batch writes settings, each item an upsert."""

from .. import values
from ..call import PAGING, Batch, Call, Collection, One, Route
from ..errors import ApiError, not_found
from ..state import Row
from .trunk_children import list_all

NAME = values.one_of("trunk_external_alias")


def upsert_all(call: Call) -> Batch:
    """Writes the settings of a batch."""
    call.trunk()
    items = call.read({"settings": values.listing})["settings"]
    return Batch([upsert(call, item) for item in items])


def upsert(call: Call, item: object) -> Row | ApiError:
    """Adds or changes one setting, or returns the reason of the refusal."""
    try:
        fields = values.read(item, {"name": NAME, "value": values.e164})
    except ApiError as error:
        return error
    for row in call.siblings(name=fields["name"]):
        return call.state.update(row, fields)
    return call.insert(fields)


def delete(call: Call) -> One:
    """Deletes the setting with the name of the query."""
    call.trunk()
    rows = call.siblings(name=call.argument("name"))
    if not rows:
        raise not_found("Setting")
    call.state.delete("settings", rows)
    return One(None)


COLLECTION = Collection(
    name="settings",
    live_path="settings",
    reference_path="settings",
    noun="Setting",
    shown=("name", "value", "trunk_sid", "date_created", "date_updated"),
    routes=(
        Route("POST", upsert_all),
        Route("GET", list_all, query=PAGING),
        Route("DELETE", delete, query=("name",)),
    ),
    cascades=True,
)
