"""The documents on reliability and the names of the tests say the same."""

from tests.structure.reliability import COMMAND, LISTING, listing, proofs, rows

NUMBERS = [number for number, _ in rows()]


def test_every_scenario_has_a_test_with_its_number() -> None:
    unproven = [number for number in NUMBERS if not proofs().get(number)]
    assert unproven == [], "no test has the number of these scenarios in its name"


def test_every_number_in_the_name_of_a_test_is_a_scenario_of_the_document() -> None:
    unknown = {number: tests for number, tests in proofs().items() if number not in NUMBERS}
    assert unknown == {}, "docs/reliability.md has no scenario of this number"


def test_every_scenario_is_in_the_document_once_and_in_order() -> None:
    assert NUMBERS
    assert sorted(set(NUMBERS)) == NUMBERS


def test_the_list_of_tests_is_up_to_date() -> None:
    assert LISTING.read_text(encoding="utf-8") == listing(), f"run `{COMMAND}`"
