"""What is true of trunks alone."""

import pytest

from exotel_pulumi.objects.trunk import TRUNK, TrunkInputs

INPUTS = TrunkInputs(trunk_name="voice_ai", domain_name="exotel_demo.pstn.exotel.com", adopt=True)


def test_exotel_is_reported_everything_but_what_steers_us() -> None:
    assert TRUNK.create_body(INPUTS) == {
        "trunk_name": "voice_ai",
        "nso_code": "ANY-ANY",
        "domain_name": "exotel_demo.pstn.exotel.com",
    }


def test_a_change_is_partial() -> None:
    assert TRUNK.update_body(INPUTS, {"trunk_name"}) == {"trunk_name": "voice_ai"}


@pytest.mark.parametrize(
    ("account_sid", "expected"), [("acme1", {"domain_name": "acme1.pstn.exotel.com"}), (None, {}), ("", {})]
)
def test_the_domain_is_the_accounts_unless_it_is_not_known(account_sid: str | None, expected: dict[str, str]) -> None:
    assert TRUNK.account_defaults(account_sid) == expected


def test_a_domain_that_exotel_does_not_mention_is_not_taken_for_none() -> None:
    assert TRUNK.from_row({"trunk_sid": "TK1", "domain_name": None, "status": None}) == {
        "trunk_sid": "TK1",
        "status": None,
    }


@pytest.mark.parametrize("adopt", [True, False])
def test_a_trunk_is_taken_over_only_where_the_program_says_so(adopt: bool) -> None:
    assert TRUNK.may_adopt(TrunkInputs(trunk_name="voice_ai", adopt=adopt)) is adopt


def test_a_trunk_is_named_by_its_name() -> None:
    assert TRUNK.describe(INPUTS.model_dump()) == "trunk voice_ai"
    assert TRUNK.key_of(INPUTS.model_dump()) == ("Trunk", "", "voice_ai")
