"""The arguments of a body, which a program may give as Outputs, and the values that they become.

`pulumi.Output.all` makes one list of them, without a type for each. Here each keeps its own type, so that mypy compares
the arguments of a body with the parameters of the function that builds it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from inspect import isawaitable
from typing import Any, TypeAlias, TypeVar, TypeVarTuple, overload

import pulumi
from pulumi import Input, Output

from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.resources.handed import ANY_TEXT, text_of

Texts: TypeAlias = Input[Sequence[Input[str]]]

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
E = TypeVar("E")
F = TypeVar("F")
G = TypeVar("G")
Made = TypeVar("Made")
Values = TypeVarTuple("Values")

Resolved: TypeAlias = Output[tuple[*Values]]


# Python's types cannot say "an Input of each"; the standard library counts `asyncio.gather` out in the same way.
@overload
def resolved(a: Input[A], /) -> Resolved[A]: ...
@overload
def resolved(a: Input[A], b: Input[B], /) -> Resolved[A, B]: ...
@overload
def resolved(a: Input[A], b: Input[B], c: Input[C], /) -> Resolved[A, B, C]: ...
@overload
def resolved(a: Input[A], b: Input[B], c: Input[C], d: Input[D], /) -> Resolved[A, B, C, D]: ...
@overload
def resolved(a: Input[A], b: Input[B], c: Input[C], d: Input[D], e: Input[E], /) -> Resolved[A, B, C, D, E]: ...
@overload
def resolved(
    a: Input[A], b: Input[B], c: Input[C], d: Input[D], e: Input[E], f: Input[F], /
) -> Resolved[A, B, C, D, E, F]: ...
@overload
def resolved(
    a: Input[A], b: Input[B], c: Input[C], d: Input[D], e: Input[E], f: Input[F], g: Input[G], /
) -> Resolved[A, B, C, D, E, F, G]: ...
def resolved(*arguments: object) -> Output[Any]:
    """Returns the values of the arguments, in their order, once all of them are known."""
    return pulumi.Output.all(*(_text(given) for given in arguments)).apply(lambda known: tuple(map(_text, known)))


def _text(given: Any) -> Any:
    return given if isinstance(given, pulumi.Output) else text_of(ANY_TEXT, given, shape="%s")


@overload
def texts(name: str, given: Texts | None) -> Input[Sequence[str] | None]: ...  # type: ignore[overload-overlap]  # by None alone
@overload
def texts(name: str, given: Input[Mapping[str, Input[str]]] | None) -> Input[Mapping[str, str] | None]: ...
def texts(name: str, given: Any) -> Any:
    """Returns an argument by the type of its value: Pulumi resolves the texts inside of it, too.

    Raises `DeclarationError` for a text in place of a list, by then or once it is known.
    """
    if isinstance(given, pulumi.Output) or isawaitable(given):
        known: pulumi.Output[Any] = pulumi.Output.from_input(given)
        return known.apply(lambda value: texts(name, value))
    refuse_text(name, given)
    return given


def refuse_text(name: str, given: object) -> None:
    """Raises `DeclarationError` for a text in place of a list: to a type checker, it is a sequence of letters."""
    if isinstance(given, str):
        raise DeclarationError(f"{name}={given!r} is text", f"give a list: {name}={re.split(', *', given)!r}.")


def whole(value: float | None) -> str | None:
    """Returns the text of a whole number, which Pulumi hands over as a float."""
    return None if value is None else str(int(value))


def applied(arguments: Resolved[*Values], build: Callable[[*Values], Made]) -> Output[Made]:
    """Returns what `build(*values)` makes of the values of the arguments."""
    return arguments.apply(lambda values: build(*values))
