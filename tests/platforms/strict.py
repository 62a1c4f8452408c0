"""The types of an SDK, taken at their word: theirs let unknown fields and unknown constants pass."""

from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel

ModelT = TypeVar("ModelT", bound=BaseModel)


def parsed(model: type[ModelT], payload: dict[str, Any]) -> ModelT:
    """The payload as the SDK's type, which must know each of its fields and constants, and lose nothing of it."""
    made = model.model_validate(payload)
    check(made)
    assert made.model_dump(by_alias=True, exclude_unset=True) == payload
    return made


def check(made: BaseModel) -> None:
    """Refuses a field that the type does not declare, and a constant that it does not list."""
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
    """The constants of `Union[Literal[…], Any]`, wherever it stands in an annotation."""
    if get_origin(annotation) is Literal:
        return set(get_args(annotation))
    inside = get_args(annotation) if get_origin(annotation) in (Union, list) else ()
    return set().union(*(constants(part) for part in inside))
