"""Everything public that a program calls, with its docstring taken apart."""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType
from typing import Any

import exotel_pulumi
from exotel_pulumi import platforms
from exotel_pulumi.resources.declared import Declared
from tests.structure.test_platforms import functions

RECEIVERS = {"self", "cls"}


@dataclass(frozen=True)
class Call:
    """A constructor, a class method or a function, as a program writes it."""

    written: str  # `exotel.Trunk`, `livekit.destination`
    function: Callable[..., Any]

    @property
    def name(self) -> str:
        """The word that a person points at."""
        return self.written.rpartition(".")[2]

    @property
    def arguments(self) -> list[str]:
        return [name for name in inspect.signature(self.function).parameters if name not in RECEIVERS]

    @property
    def sentence(self) -> str:
        """The first sentence of the docstring, with which a hover begins."""
        return _one_line((self.function.__doc__ or "").partition("\n\n")[0])

    @property
    def described(self) -> dict[str, str]:
        """What the lines `:param name:` say, by their names."""
        parts = re.split(r"^ *:param (\w+): ", self.function.__doc__ or "", flags=re.MULTILINE)[1:]
        return {name: _one_line(text) for name, text in zip(parts[::2], parts[1::2], strict=True)}


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _of_the_package() -> list[Call]:
    calls = []
    for name in exotel_pulumi.__all__:
        public = getattr(exotel_pulumi, name)
        if isinstance(public, FunctionType):
            calls.append(Call(f"exotel.{name}", public))
        elif not hasattr(public, "__annotations__") or not _is_made_by_us(public):
            calls.append(Call(f"exotel.{name}", public.__init__))
            if issubclass(public, Declared):
                calls.append(Call(f"exotel.{name}.get", public.get))
    return calls


def _is_made_by_us(public: type) -> bool:
    """Returns whether a program only gets such things: what was looked up, and facts."""
    return hasattr(public, "__dataclass_fields__") or hasattr(public, "__required_keys__")


PACKAGE = {call.written: call for call in _of_the_package()}
PLATFORMS = {
    f"{platform}.{name}": Call(f"{platform}.{name}", function)  # type: ignore[arg-type]
    for platform in platforms.__all__
    for name, function in functions(getattr(platforms, platform)).items()
}
CALLS = PACKAGE | PLATFORMS
