"""What the collections below a trunk do alike: list all, delete one by its id."""

from ..call import Call, One, Page


def list_all(call: Call) -> Page:
    call.trunk()
    return call.page(call.siblings())


def delete_by_id(call: Call) -> One:
    call.trunk()
    call.state.delete(call.collection.name, [call.child(call.argument("id"))])
    return One(None)
