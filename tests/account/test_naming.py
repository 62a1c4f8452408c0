"""Which trunks a person means: by SID, by name, by neither."""

import pytest

from exotel_pulumi import errors
from exotel_pulumi.account.naming import selected

NAMES = {"trmum1a": "sales", "trmum1b": "support", "trmum1c": "support", "trmum1d": "trmum1a"}


def test_a_trunk_is_named_by_its_sid_or_by_its_name() -> None:
    assert selected([], NAMES, "") == list(NAMES)
    assert selected(["sales", "TRMUM1B", "trmum1b", "sales"], NAMES, "") == ["trmum1a", "trmum1b"]
    assert selected(["trmum1a"], NAMES, "") == ["trmum1a"]  # a SID comes before the name of another trunk


def test_a_name_that_several_have_is_not_guessed() -> None:
    with pytest.raises(errors.DeclarationError, match=r"2 trunks have the name support\n.*trmum1b or trmum1c"):
        selected(["support"], NAMES, "")


def test_what_is_not_there_is_answered_with_what_is() -> None:
    with pytest.raises(errors.GoneError, match=r"no trunk sale\\n in this account\n.*sales, support, support"):
        selected(["sale\n"], NAMES, "this account")
    with pytest.raises(errors.GoneError, match="there is no trunk at all"):
        selected(["x"], {}, "this stack")
