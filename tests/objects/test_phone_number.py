"""What is true of phone numbers alone."""

import pytest

from exotel_pulumi.api.client import Client
from exotel_pulumi.objects.phone_number import PHONE_NUMBER, PhoneNumberInputs
from exotel_pulumi.simulator import Simulator
from tests.conftest import settings_for

INPUTS = PhoneNumberInputs(trunk_sid="TK1", phone_number="+919876543210")


def test_a_new_mode_goes_with_the_number() -> None:
    """Exotel wants the mapped number in the body, though the path names the mapping."""
    body = {"phone_number": "+919876543210", "mode": "pstn"}
    assert PHONE_NUMBER.create_body(INPUTS) == PHONE_NUMBER.update_body(INPUTS, {"mode"}) == body


@pytest.mark.parametrize("where", ["nowhere", "here", "elsewhere"])
def test_s6_a_number_on_another_trunk_is_found(simulator: Simulator, where: str) -> None:
    here, elsewhere = simulator.add_trunk(trunk_name="here"), simulator.add_trunk(trunk_name="elsewhere")
    if where != "nowhere":
        simulator.add({"here": here, "elsewhere": elsewhere}[where], "phone_numbers", phone_number="+919876543210")
    found = PHONE_NUMBER.elsewhere(Client(settings_for(simulator)), INPUTS.model_copy(update={"trunk_sid": here}))
    assert found == ([elsewhere] if where == "elsewhere" else [])


def test_a_number_is_named_by_its_number_and_trunk() -> None:
    assert PHONE_NUMBER.describe(INPUTS.model_dump()) == "phone number +919876543210 on trunk TK1"
