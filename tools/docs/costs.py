"""What a mistake costs: each replacement and deletion, on the page of its resource, and all of them on the trunk's."""

from collections.abc import Iterator
from typing import Any

from exotel_pulumi.lifecycle.price import AWAY_FOR
from exotel_pulumi.objects import CHILDREN
from exotel_pulumi.objects.kind import Kind

MANY = 1000  # numbers of a large trunk
IN_A_MINUTE = 200  # requests: Exotel's limit

HEAD = """## What a mistake costs

What replaces or deletes something, or locks somebody out. The [preview](../preview.md) says the price of a \
replacement at the resource; [`protect`](../how_do_i/protect.md) refuses to replace or delete.

| what | trunk SID | generated passwords | requests | what does not work, and for how long |
|---|---|---|---|---|"""

REPLACED = (
    "another one: each flow that dials `sip:<old SID>` must be changed by hand",
    "others; a `password` in the program stays",
    f"{AWAY_FOR} for the trunk, {AWAY_FOR} for each object on it, and lists",
    "each object, from its deletion until it is made again; calls in until the flows are changed. {many}",
)
DELETED = (
    "gone for ever: each flow that dials it must be changed by hand",
    "gone; a login that is made again gets another one",
    "1, 1 for each login, and 4 lists that name what goes along",
    "all numbers and all calls out, also of what others have on it, until it is made again and the flows are changed",
)
KEPT = (
    "the same; with anything of others on the trunk it stays, and the deletion is refused",
    "gone, with the logins",
    "1 for each object on it, and 1 for the trunk",
    "what the stack had on it",
)
AFTERWARDS = """
A replacement is refused if something on the trunk is not the stack's. A trunk that has only another name in the \
program loses nothing: see [Existing accounts](../existing.md). To change a domain with less silence: \
[Change the domain](../how_do_i/change_the_domain.md). To undo: [Roll back](../how_do_i/roll_back.md).
"""


def of_replacement(objects: int) -> int:
    """Returns the requests that replace a trunk with so many objects on it."""
    return AWAY_FOR * (1 + objects)


def table(kind: Kind[Any, Any]) -> Iterator[str]:
    """Yields the part of a page, line by line."""
    yield HEAD
    if not kind.collection.top_level:
        yield from _of_child(kind)
        yield "\nWhat the trunk costs: [Trunk](trunk.md#what-a-mistake-costs).\n"
        return
    sent = of_replacement(MANY)
    many = f"{MANY:,} numbers are {sent:,} requests: {round(sent / IN_A_MINUTE)} minutes at {IN_A_MINUTE} a minute"
    for field in sorted(kind.replaces):
        yield _row(f"`{field}` of the trunk changes; `--replace`", *(part.format(many=many) for part in REPLACED))
    yield _row("the trunk leaves the program; `destroy`", *DELETED)
    yield _row("the same with `cascade=False`", *KEPT)
    for child in CHILDREN:
        yield from _of_child(child)
    yield AFTERWARDS


def _of_child(kind: Kind[Any, Any]) -> Iterator[str]:
    password = "another one" if kind.write_only else "stay"
    for field in sorted(kind.replaces):
        if field == "trunk_sid":
            said = f"it is {kind.while_away} for at least {AWAY_FOR} requests"
            yield _row(f"{kind.noun}: `trunk` changes", _when_moved(kind), password, str(AWAY_FOR), said)
        else:
            said = f"the new one is there first; then the old one is {kind.while_away}"
            yield _row(f"{kind.noun}: `{field}` changes", "stays", password, str(AWAY_FOR), said)
    if kind.write_only:
        fields = ", ".join(f"`{field}`" for field in (kind.key, *sorted(kind.write_only), "rotation"))
        said = (
            "calls with what was valid before are refused, until the other side has the new one; "
            "[without a gap](../how_do_i/rotate_a_password.md)"
        )
        yield _row(f"{kind.noun}: {fields} changes", "stays", "another one, by `rotation`", "1", said)
    gone = "gone" if kind.write_only else "stay"
    yield _row(f"{kind.noun}: leaves the program", "stays", gone, "1", f"it is {kind.while_away} from then on")


def _when_moved(kind: Kind[Any, Any]) -> str:
    """Says what the move means for the flows: a number's calls in come by the flow that dials its trunk."""
    is_dialled = kind.name == "PhoneNumber"
    return "stays; assign the number to a flow that dials its new trunk" if is_dialled else "stays"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def deletion() -> str:
    """Says what the deletion of a trunk takes along, and what it leaves."""
    taken = [f"{kind.noun}s" for kind in CHILDREN if kind.cascades and not kind.one_per_trunk]
    left = [f"{kind.noun}s" for kind in CHILDREN if not kind.cascades]
    return (
        f"One call deletes a trunk, and Exotel deletes with it all {', '.join(taken)} and the caller ID on it, whoever "
        f"put them there. Its SID, which the flows in the console dial, never comes back. The stack's {left[0]} are "
        "deleted before, one by one; those of others may live on at Exotel, where no call lists them without their "
        "trunk. The run names what goes along and what stays.\n\nWith `cascade=False`, each resource on the trunk is "
        "deleted by a call of its own, and the trunk only if nothing else is left on it. See [what others have on a "
        "trunk](../existing.md#what-others-have-on-a-trunk).\n"
    )
