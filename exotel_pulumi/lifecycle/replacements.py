"""Which trunks this run replaces, and which objects on them go by the stack's own hand.

A replacement deletes the old trunk first, and what the provider is asked before that is all it can know of the stack.
The engine, default parallelism and one at a time, whole, with `--target` and with `--replace`:

==========================  ===========================================================================================
what                        before the first deletion
==========================  ===========================================================================================
the trunk                   `check`; then `diff`, but not if the replacement is forced (`--replace`, a trigger).
                            If it depends itself on what is replaced, only `diff`, with unknown inputs
what depends on the trunk   `diff` of each, with an unknown `trunk_sid`, also of what this run removes from the program.
                            From CLI 3.260 on only of what is not `deleted_with` the trunk, such as a login
what is on it by its SID    nothing that is certain: it depends on no resource, and `diff` says that it stays
==========================  ===========================================================================================

Then the dependents are deleted one after the other (from 3.260 on not what is `deleted_with` the trunk), then the
trunk. What moves from there to another trunk is made beside that chain, mostly before it is deleted, and the state of
the stack is not valid any more if it is made first ("duplicate resource"). 3.259 was run; of 3.260 its two changes
were put into 3.259 and run. In an update nothing but a replacement makes an input unknown. A trunk that the program
does not declare any more, or that is destroyed, is not checked, with `--run-program` neither. A refresh reads and
compares all that the stack has, before the first check.
"""

from exotel_pulumi.objects.kind import Key, ObjectId


class Replacements:
    """What one run has learnt. Safe to share between threads: a method changes one set at most, at once.

    `declared` are the URNs of the program's resources, `going` the objects that the stack itself deletes or lets go,
    `exchanged` those of which a deletion is followed at once by the creation of what takes their place. What goes with
    a trunk that is replaced is none of them: all of it is deleted before anything is made.
    """

    def __init__(self) -> None:
        self.declared: set[str] = set()
        self.going: set[ObjectId] = set()
        self.exchanged: set[ObjectId] = set()
        self._leaving: dict[Key, dict[str, ObjectId]] = {}  # what goes, by its key and the trunk that it leaves
        self._trunks: set[str] = set()  # SIDs of trunks that are replaced
        self._examined: set[str] = set()  # of those: the ones with nothing of others on them

    def record_replaced(self, trunk_sid: str) -> None:
        """Records that a trunk is to be replaced."""
        self._trunks.add(trunk_sid)

    def is_replaced(self, trunk_sid: str, urn: str) -> bool:
        """Returns whether a trunk that is about to be deleted is replaced: known as such, or still declared."""
        return trunk_sid in self._trunks or urn in self.declared

    def record_going(self, object_id: ObjectId, key: Key) -> None:
        """Records that an object goes from its trunk; `key` is its key there."""
        self.going.add(object_id)
        self._leaving.setdefault(_on_any_trunk(key), {})[key.trunk_sid] = object_id

    def predecessors(self, key: Key) -> list[tuple[str, ObjectId]]:
        """Returns what had this key on a trunk that is replaced, each with the trunk's SID."""
        known = dict(self._leaving.get(_on_any_trunk(key), ()))
        return [(trunk_sid, it) for trunk_sid, it in known.items() if trunk_sid in self._trunks]

    def record_read(self, object_id: ObjectId, *, is_of_stack: bool) -> None:
        """Records that an object was read: one that the stack has is the stack's to delete, one of `.get()` is not."""
        if is_of_stack:
            self.going.add(object_id)
        else:
            self.going.discard(object_id)

    def is_to_be_examined(self, trunk_sid: str) -> bool:
        """Returns whether the trunk is replaced, and nobody has looked yet what others have on it."""
        return trunk_sid in self._trunks and trunk_sid not in self._examined

    def record_examined(self, trunk_sid: str) -> None:
        """Records that nothing of others is on the trunk."""
        self._examined.add(trunk_sid)


def _on_any_trunk(key: Key) -> Key:
    return key._replace(trunk_sid="")
