"""The shapes of a document that others have written: another one is a fault, and never "nothing is there"."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from exotel_pulumi import errors
from exotel_pulumi.foreign import shown

T = TypeVar("T", dict[str, Any], list[Any], str)
NAMES = {str: "text", list: "list", dict: "object"}


class Shapes:
    """Reads the parts of one sort of document; `unusable` makes the error of what is wrong with it."""

    def __init__(self, unusable: Callable[[str], errors.ExotelError]) -> None:
        self._unusable = unusable

    def part(self, whole: Mapping[str, Any], name: str, shape: type[T]) -> T:
        """Returns a part of a document; an empty one where there is none, as in a stack that has never run."""
        found = whole.get(name)
        return shape() if found is None else self.shaped(found, shape, name)

    def shaped(self, found: object, shape: type[T], name: str) -> T:
        """Returns what was found, if it has the shape; else raises the document's error."""
        if not isinstance(found, shape):
            raise self._unusable(f"has a {shown(name)} that is no {NAMES[shape]}")
        return found
