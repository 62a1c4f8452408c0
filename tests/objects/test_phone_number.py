"""What is true of phone numbers alone."""

from exotel_pulumi.objects.phone_number import PHONE_NUMBER, PhoneNumberInputs

INPUTS = PhoneNumberInputs(trunk_sid="TK1", phone_number="+919876543210")


def test_a_new_mode_goes_with_the_number() -> None:
    """Exotel wants the mapped number in the body, though the path names the mapping."""
    body = {"phone_number": "+919876543210", "mode": "pstn"}
    assert PHONE_NUMBER.create_body(INPUTS) == PHONE_NUMBER.update_body(INPUTS, {"mode"}) == body


def test_a_number_is_named_by_its_number_and_trunk() -> None:
    assert PHONE_NUMBER.describe(INPUTS.model_dump()) == "phone number +919876543210 on trunk TK1"
