"""The handlers that the collections of a trunk have in common: list all, delete one by its id."""

from ..call import Call, One, Page


def list_all(call: Call) -> Page:
    """Lists the collection's objects on the trunk."""
    call.trunk()
    return call.page(call.siblings())


def delete_by_id(call: Call) -> One:
    """Deletes the object with the id of the query."""
    call.trunk()
    call.state.delete(call.collection.name, [call.child(call.argument("id"))])
    return One(None)
