"""The tree is the one drawn, and every error reads as what was tried, what came back, what to do."""

import inspect
import re

import pytest

from exotel_pulumi import errors
from exotel_pulumi.api.refusals import BY_CODE, BY_STATUS, understood
from exotel_pulumi.errors import during


def drawn() -> dict[str, int]:
    """Returns the classes of the module's drawing and how deep each stands in it."""
    lines = (errors.__doc__ or "").splitlines()
    found = [re.match(r"([│ ├└─]*)(\w+Error)\b", line) for line in lines]
    return {match[2]: len(match[1]) // 4 for match in found if match}


def test_the_drawing_is_the_tree() -> None:
    classes = dict(inspect.getmembers(errors, inspect.isclass))
    tree = {name: len(cls.__mro__) - 4 for name, cls in classes.items() if issubclass(cls, errors.ExotelError)}
    assert drawn() == tree


@pytest.mark.parametrize("name", drawn())
def test_every_class_says_what_it_means(name: str) -> None:
    assert getattr(errors, name).__doc__


@pytest.mark.parametrize(
    ("error", "lines"),
    [
        (errors.ConflictError("It exists.", "Rename it."), ["making it", "  It exists.", "  What to do: Rename it."]),
        (errors.GoneError("It is gone."), ["making it", "  It is gone."]),
        (errors.GoneError("It is gone.", tried="reading it"), ["reading it", "  It is gone."]),
        (
            errors.ServerError(status=503, code=None, text="", request_id=None, advice="Wait."),
            ["making it", "  Exotel answered: HTTP 503", "  What to do: Wait."],
        ),
        (
            errors.DuplicateError(status=409, code=1008, text="Taken", request_id="r1", advice="Rename."),
            [
                "making it",
                '  Exotel answered: HTTP 409, code 1008, "Taken" (request id r1)',
                "  What to do: Rename.",
            ],
        ),
    ],
)
def test_up_to_three_lines(error: errors.ExotelError, lines: list[str]) -> None:
    with pytest.raises(errors.ExotelError) as caught, during("making everything"), during("making it"):
        raise error
    assert str(caught.value).split("\n") == lines


def test_other_errors_pass_as_they_are() -> None:
    with pytest.raises(ZeroDivisionError, match=r"^none of ours$"), during("making it"):
        raise ZeroDivisionError("none of ours")


@pytest.mark.parametrize(("status", "code"), [*((400, code) for code in BY_CODE), *((it, None) for it in BY_STATUS)])
def test_every_answer_has_advice(status: int, code: int | None) -> None:
    error, advice = understood("GET", status, code, "Words")
    assert issubclass(error, errors.ApiError)
    assert advice.endswith(".")


def test_a_429_names_the_limit() -> None:
    assert "200 requests a minute" in understood("GET", 429, None, "")[1]
