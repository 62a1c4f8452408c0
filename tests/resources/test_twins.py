"""Two resources for one object are refused in the program; one program may be made twice, as unit tests make it."""

from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from exotel_pulumi import PhoneNumber, errors
from exotel_pulumi.objects.fields import Fields
from tests.kinds import PLAIN, Resource
from tests.resources.program import Engine, declare, run

every_resource = pytest.mark.parametrize("resource", PLAIN)


def names(engine: Engine) -> set[str]:
    return engine.registered.keys() - {"project-stack"}


def whole_line(name: str, trunk: Any = "TK1") -> Callable[[], None]:
    def program() -> None:
        for resource in PLAIN:
            declare(resource, f"{name}-{resource.__name__}", trunk)

    return program


def test_s70_the_same_program_is_made_twice_under_mocks() -> None:
    program = whole_line("a")

    def twice() -> None:
        program()
        program()

    assert names(run(twice)) == {f"a-{resource.__name__}" for resource in PLAIN}


@every_resource
def test_s40_s70_twins_of_different_names_are_refused(resource: Resource) -> None:
    def program() -> None:
        declare(resource, "one")
        with pytest.raises(errors.ConflictError, match="declared twice in the program") as refused:
            declare(resource, "other")
        assert refused.value.tried == "declaring other"
        assert refused.value.answered.endswith(", as one and as other")
        key = resource.kind.key
        assert resource.kind.one_per_trunk or str(PLAIN[resource][key]) in refused.value.answered

    run(program)


@every_resource
def test_s70_a_third_declaration_of_a_name_is_no_twin_of_a_refused_one(resource: Resource) -> None:
    def program() -> None:
        declare(resource, "one")
        with pytest.raises(errors.ConflictError):
            declare(resource, "other")
        declare(resource, "one")

    run(program)


def test_s78_the_cost_of_a_declaration_does_not_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each key is brought into its one spelling once, however many there are."""
    spelled: list[Any] = []
    before = Fields.spelled.__func__  # type: ignore[attr-defined]

    def counted(cls: type[Fields], name: str, value: Any) -> Any:
        spelled.append(value)
        return before(cls, name, value)

    monkeypatch.setattr(Fields, "spelled", classmethod(counted))
    numbers = [f"+9198765{number:05}" for number in range(200)]

    def program() -> None:
        for number in numbers:
            PhoneNumber(number, trunk="TK1", phone_number=number)

    assert names(run(program)) == set(numbers)
    assert spelled == numbers


def test_what_is_not_known_yet_is_no_twin() -> None:
    def program() -> None:
        for name in "ab":
            PhoneNumber(name, trunk="TK1", phone_number=pulumi.Output.from_input("+919876543210"))

    assert names(run(program)) == {"a", "b"}
