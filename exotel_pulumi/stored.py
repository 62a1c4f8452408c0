"""What stands in people's states: this one class, and one word for the kind of object. Nothing here ever changes.

Pulumi pickles a dynamic provider into the state of each of its resources. Whatever is written today must be read, and
its objects destroyed, by every later version.
"""

from typing import Any

from exotel_pulumi.errors import InternalError
from exotel_pulumi.hosts.dynamic import DynamicProvider
from exotel_pulumi.objects import BY_NAME
from exotel_pulumi.objects.kind import Kind


class Provider(DynamicProvider):
    """The provider of one kind of object, by the kind's name.

    Pickled as this class and the name: no attribute, whoever sets it, can reach a state.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def __reduce__(self) -> tuple[type["Provider"], tuple[str]]:
        """Returns all that a pickle holds."""
        return Provider, (self._name,)

    @property
    def kind(self) -> Kind[Any, Any]:  # type: ignore[override] # read-only here
        """The kind of this name. InternalError for a name that only a newer version knows."""
        if self._name not in BY_NAME:
            raise InternalError(
                f"this version of exotel-pulumi knows no {self._name}; a newer version wrote this state",
                "install the version with which the stack was last updated, or a newer one.",
            )
        return BY_NAME[self._name]
