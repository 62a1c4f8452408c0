"""Strict checks with the types of an SDK, which by themselves accept unknown fields and constants."""

from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel

ModelT = TypeVar("ModelT", bound=BaseModel)


def parsed(model: type[ModelT], payload: dict[str, Any]) -> ModelT:
    """Returns the payload as the SDK's type; the type must know every field and constant, and lose none."""
    made = model.model_validate(payload)
    check(made)
    assert made.model_dump(by_alias=True, exclude_unset=True) == payload
    return made


def check(made: BaseModel) -> None:
    """Fails for a field that the type does not declare, and for a constant that the type does not list."""
    assert not made.model_extra, f"{type(made).__name__} does not know {sorted(made.model_extra or {})}"
    for name, field in type(made).model_fields.items():
        value = getattr(made, name)
        listed = constants(field.annotation)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, BaseModel):
                check(item)
            elif item is not None and listed:
                assert item in listed, f"{type(made).__name__}.{name} does not list {item!r}"


def constants(annotation: Any) -> set[Any]:
    """Returns the constants of every `Union[Literal[…], Any]` in an annotation."""
    if get_origin(annotation) is Literal:
        return set(get_args(annotation))
    inside = get_args(annotation) if get_origin(annotation) in (Union, list) else ()
    return set().union(*(constants(part) for part in inside))
