"""The page while the real engine works: what `up` makes appears, and a refresh finds what a mouse has deleted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from exotel_pulumi.simulator import Simulator
from tests.engine.simulators import options
from tests.engine.stack import Stack

from .conftest import Open

PROGRAM = """
trunk = exotel.Trunk("voice", trunk_name="voice_ai")
exotel.PhoneNumber("main", trunk=trunk, phone_number="+919876543210")
exotel.Credential("agent", trunk=trunk, user_name="agent")
"""


@pytest.fixture
def exotel() -> Iterator[Simulator]:
    """Starts a simulator with the account of a `Stack`."""
    with Simulator(options()) as running:
        yield running


def test_the_page_follows_up_and_destroy(exotel: Simulator, visit: Open, tmp_path: Path) -> None:
    stack = Stack(tmp_path, exotel)
    stack.program(PROGRAM)
    page = visit()
    expect(page.get_by_text("No trunk yet")).to_be_visible()
    stack.up()
    trunk = page.get_by_role("article", name="trunk voice_ai")
    expect(trunk).to_contain_text("+919876543210")
    expect(trunk).to_contain_text("agent")
    [password] = [row["password"] for row in exotel.rows(exotel.trunks()[0]["trunk_sid"], "credentials")]
    assert password not in page.content()
    expect(page.get_by_text("POST trunks/voice_ai/phone-numbers").first).to_be_visible()
    page.get_by_role("button", name="Delete number +919876543210").click()  # a colleague in the console
    page.get_by_role("button", name="Delete it").click()
    expect(trunk).not_to_contain_text("+919876543210")
    exotel.pass_time(200)  # what is younger than two minutes may be missing in a list for another reason
    stack.refresh()
    assert "PhoneNumber" not in stack.state_file.read_text(encoding="utf-8")
    stack.destroy()
    expect(page.get_by_text("No trunk yet")).to_be_visible()
    stack.end()
