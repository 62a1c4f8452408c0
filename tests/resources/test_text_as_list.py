"""A text in place of a list, which a type checker takes for a list of letters: refused by name while previewing."""

from collections.abc import Callable
from typing import Any

import pytest

from exotel_pulumi import SipTrunk, Trunk, errors, trunk_facts
from tests.resources.program import run

LISTS = ("phone_numbers", "destinations", "whitelisted_ips", "user_names", "media_ips", "signalling_source_ips")
LINE: dict[str, Any] = {
    "trunk_name": "voice_ai",
    "direction": "outbound",
    "phone_numbers": ["+919876543210"],
    "user_names": ["livekit"],
}


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXOTEL_ACCOUNT_SID", "exotel_demo")


def refused(program: Callable[[], object]) -> str:
    with pytest.raises(errors.DeclarationError) as caught:
        run(program, preview=True)
    return str(caught.value)


@pytest.mark.parametrize("name", LISTS)
def test_a_line_names_itself_and_the_argument(name: str) -> None:
    message = refused(lambda: SipTrunk("support", **{**LINE, name: "13.233.10.20"}))
    assert message.startswith(f"declaring the SIP trunk support\n  {name} must be a list")


@pytest.mark.parametrize("name", ["media_ips", "signalling_source_ips"])
def test_facts_name_the_trunk_and_the_argument(name: str) -> None:
    given: dict[str, Any] = {name: "13.233.10.20"}
    message = refused(lambda: trunk_facts(trunk=Trunk("support", trunk_name="voice_ai"), **given))
    assert message.startswith(f"describing the trunk support\n  {name} must be a list")
