"""Which trunks this run replaces, and which objects on them go by the stack's own hand.

A replacement deletes the old trunk first, and what the provider is asked before that is all it can know of the stack.
The engine, default parallelism and one at a time, whole, with `--target` and with `--replace`:

==========================  ===========================================================================================
what                        before the first deletion
==========================  ===========================================================================================
the trunk                   `check`; then `diff`, but not if the replacement is forced (`--replace`, a trigger)
what depends on the trunk   `diff` of each, with an unknown `trunk_sid`, also of what this run removes from the program.
                            From CLI 3.260 on only of what is not `deleted_with` the trunk, such as a login
what is on it by its SID    nothing that is certain: it depends on no resource, and `diff` says that it stays
==========================  ===========================================================================================

Then the dependents are deleted one after the other (from 3.260 on not what is `deleted_with` the trunk), then the
trunk. 3.259 was run; of 3.260 its two changes were put into 3.259 and run. In an update nothing but a replacement
makes a `trunk_sid` unknown. A trunk that the program does not declare any more, or that is destroyed, is not checked,
with `--run-program` neither. A refresh reads all that the stack has, and compares it without a check.
"""

from exotel_pulumi.objects.kind import ObjectId


class Replacements:
    """What one run has learnt. Safe to share between threads: each method reads or changes one set, once."""

    def __init__(self) -> None:
        self._declared: set[str] = set()  # URNs
        self._trunks: set[str] = set()  # SIDs of trunks that are replaced
        self._examined: set[str] = set()  # of those: the ones with nothing of others on them
        self._going: set[ObjectId] = set()

    def record_declared(self, urn: str) -> None:
        """Records that the program declares this resource."""
        self._declared.add(urn)

    def is_declared(self, urn: str) -> bool:
        """Returns whether the program declares the resource: if it is deleted, it is replaced."""
        return urn in self._declared

    def record_read(self, object_id: ObjectId, *, is_of_stack: bool) -> None:
        """Records that an object was read: one that the stack has is the stack's to delete, one of `.get()` is not."""
        if is_of_stack:
            self._going.add(object_id)
        else:
            self._going.discard(object_id)

    def record_leaving(self, object_id: ObjectId, trunk_sid: str, *, is_trunk_replaced: bool) -> None:
        """Records that an object on a trunk is to be deleted there, because its trunk is replaced or another one."""
        self._going.add(object_id)
        if is_trunk_replaced:
            self._trunks.add(trunk_sid)

    def record_staying(self, object_id: ObjectId, urn: str) -> None:
        """Records that an object stays where it is, as far as the program says: a refresh compares, too."""
        if urn in self._declared:
            self._going.discard(object_id)

    def is_going(self, object_id: ObjectId) -> bool:
        """Returns whether the stack itself deletes the object, or lets it go with its trunk."""
        return object_id in self._going

    def is_to_be_examined(self, trunk_sid: str) -> bool:
        """Returns whether the trunk is replaced, and nobody has looked yet what others have on it."""
        return trunk_sid in self._trunks - self._examined

    def record_examined(self, trunk_sid: str) -> None:
        """Records that nothing of others is on the trunk."""
        self._examined.add(trunk_sid)
