"""Calls on the simulator's page: each as it ends, its ladder with the messages, and faults of calls by a click."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from exotel_pulumi.simulator import Options, Simulator

from .conftest import Open

NUMBER, STRANGER = "+919876543210", "+919999999999"
HOST = "a.example.com:5060"


@pytest.fixture
def exotel() -> Iterator[Simulator]:
    """Starts a simulator that is its own phone."""
    with Simulator(Options(rate_limit=0, sip_tcp=0, pretend="13.233.10.20")) as running:
        sid = running.add_trunk()
        running.add(sid, "whitelisted_ips", ip="13.233.10.20", mask=32)
        for number in (NUMBER, STRANGER):
            running.add(sid, "phone_numbers", phone_number=number)
        running.add(sid, "destination_uris", destination=f"sip:{HOST};transport=tcp", priority=0, weight=1)
        yield running


def ring(exotel: Simulator) -> None:
    assert exotel.edge is not None
    led = {HOST: f"127.0.0.1:{exotel.sip_ports['tcp']}"}
    exotel.edge.ring({"number": NUMBER, "resolve": led, "talk": 0.05})


def test_calls_their_ladders_and_their_faults(exotel: Simulator, visit: Open) -> None:
    page = visit()
    expect(page.get_by_text("No call yet")).to_be_visible()
    ring(exotel)
    calls = page.locator("#call-list > li")
    expect(calls).to_have_count(2)
    expect(calls.first).to_contain_text(f"in: {NUMBER} at sip:{HOST};transport=tcp: OK")
    calls.first.locator("summary").first.click()
    ladder = calls.first.locator(".ladder > li")
    expect(ladder).to_have_count(7)
    for row, text in ((0, "INVITE (SDP)"), (3, "200 OK (SDP) to INVITE"), (5, "BYE")):
        expect(ladder.nth(row)).to_contain_text(text)
    ladder.first.locator("summary").click()
    expect(ladder.first.locator("pre")).to_contain_text("X-Exotel-TrunkSid")

    page.get_by_text("What goes wrong with calls").click()
    switch = page.get_by_role("switch", name="486 Busy Here")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")
    expect(page.locator("#call-faults-on")).to_have_text("1 fault of calls is on")
    ring(exotel)
    expect(calls.first).to_contain_text("486")
    expect(page.locator("#call-2 .ladder pre").first).to_be_visible()  # what was opened stays open
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "false")
    expect(page.locator("#call-faults-on")).to_be_hidden()
    assert exotel.exchange.faults.pending() == []
