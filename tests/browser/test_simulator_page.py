"""The simulator's page, as a person uses it: with eyes, keyboard and screen reader, while Pulumi works."""

import re

import pytest
import requests
from playwright.sync_api import Page, expect

from exotel_pulumi.simulator import Fault, Simulator

from .conftest import Open

AUTH = ("demo_key", "demo_token")
TRUNKS = "/v2/accounts/exotel_demo/trunks"
NARROW = {"width": 360, "height": 740}


def line(exotel: Simulator, name: str = "voice_ai", numbers: int = 2) -> str:
    """Makes a trunk with one of each, and as many numbers as asked for."""
    sid = exotel.add_trunk(trunk_name=name)
    for number in range(numbers):
        exotel.add(sid, "phone_numbers", phone_number=f"+91987654{number:04}", mode="flow")
    exotel.add(sid, "whitelisted_ips", ip="13.233.10.20", mask=32)
    exotel.add(sid, "destination_uris", destination="sip:sip.example.com:5061;transport=tls", priority=1, weight=2)
    exotel.add(sid, "credentials", user_name="agent", password="Sesame_0pen", friendly_name="front_desk")
    exotel.add(sid, "settings", name="trunk_external_alias", value="+919876540001")
    return sid


def ask(exotel: Simulator, method: str = "GET", path: str = TRUNKS) -> int:
    return requests.request(method, exotel.url + path, auth=AUTH, json={}, timeout=10).status_code


def test_the_page_shows_the_account_and_no_secret(exotel: Simulator, visit: Open) -> None:
    sid = line(exotel)
    page = visit()
    trunk = page.get_by_role("article", name="trunk voice_ai")
    for text in (sid, "+919876540000", "flow", "sip.example.com:5061", "priority 1, weight 2", "13.233.10.20/32"):
        expect(trunk).to_contain_text(text)
    for text in ("agent", "front_desk", "exotel_demo.pstn.exotel.com", "+919876540001"):
        expect(trunk).to_contain_text(text)
    expect(page.locator("#about")).to_have_text("account exotel_demo · dialect live")
    assert "Sesame" not in page.content()
    assert "demo_token" not in page.content()


def test_the_page_follows_what_happens(exotel: Simulator, visit: Open) -> None:
    page = visit()
    expect(page.get_by_text("No trunk yet")).to_be_visible()
    sid = line(exotel)
    expect(page.get_by_role("article", name="trunk voice_ai")).to_be_visible()
    exotel.add(sid, "phone_numbers", phone_number="+918000000001", mode="pstn")
    expect(page.get_by_text("+918000000001")).to_be_visible()
    exotel.remove_trunk(sid)
    expect(page.get_by_role("article", name="trunk voice_ai")).to_have_count(0)
    expect(page.get_by_text("Left behind by deleted trunks (1)")).to_be_visible()


def test_requests_appear_as_they_arrive(exotel: Simulator, visit: Open) -> None:
    page = visit()
    ask(exotel)
    rows = page.locator("#request-list tr")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("GET trunks")
    expect(rows.first.get_by_title(TRUNKS)).to_have_text("GET trunks")
    expect(rows.first.locator(".good")).to_have_text("200")
    assert ask(exotel, "POST") == 400
    expect(rows.first.locator(".bad")).to_have_text("400")
    expect(page.get_by_text("2 requests")).to_be_visible()


def test_a_fault_is_switched_on_and_off_by_a_click(exotel: Simulator, visit: Open) -> None:
    page = visit()
    switch = page.get_by_role("switch", name="Exotel answers 503 to everything")
    expect(switch).to_have_attribute("aria-checked", "false")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")
    assert [ask(exotel) for _ in range(3)] == [503, 503, 503]
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "false")
    assert ask(exotel) == 200


def test_every_switch_makes_its_fault(exotel: Simulator, visit: Open) -> None:
    page = visit()
    switches = page.get_by_role("switch")
    expect(switches).to_have_count(10)
    for index in range(10):
        switches.nth(index).click()
        expect(switches.nth(index)).to_have_attribute("aria-checked", "true")
        assert len(exotel.pending_faults()) == 1
        assert exotel.pending_faults()[0].times == 0
        switches.nth(index).click()
        expect(switches.nth(index)).to_have_attribute("aria-checked", "false")


def test_a_fault_from_elsewhere_is_shown_too(exotel: Simulator, visit: Open) -> None:
    page = visit()
    exotel.add_fault(Fault("GET", "trunks$", "respond", times=2, status=500))
    expect(page.get_by_text("GET trunks$ respond (2 times)")).to_be_visible()
    exotel.clear_faults()
    expect(page.locator("#fault-others")).to_be_hidden()


def test_an_active_fault_is_seen_from_the_top(exotel: Simulator, visit: Open) -> None:
    page = visit()
    on = page.get_by_role("banner").get_by_role("link")
    expect(on).to_have_count(0)
    exotel.add_fault(Fault("GET", "trunks$", "respond", times=2))
    expect(on).to_have_text("1 fault is on")
    page.get_by_role("switch").first.click()
    expect(on).to_have_text("2 faults are on")
    on.click()
    expect(page.get_by_role("heading", name="Faults")).to_be_in_viewport()
    exotel.clear_faults()
    expect(on).to_have_count(0)


def test_a_reset_asks_first(exotel: Simulator, visit: Open) -> None:
    sid = line(exotel)
    page = visit()
    page.get_by_role("button", name="Reset").click()
    page.get_by_role("button", name="Keep everything").click()
    assert exotel.trunks(trunk_sid=sid)
    page.get_by_role("button", name="Reset").click()
    page.get_by_role("button", name="Remove everything").click()
    expect(page.get_by_text("No trunk yet")).to_be_visible()
    assert exotel.trunks() == []


def test_many_numbers_are_folded_and_stay_open_once_opened(exotel: Simulator, visit: Open) -> None:
    sid = line(exotel, numbers=50)
    page = visit()
    hidden = page.get_by_text("+919876540049")
    expect(hidden).to_have_count(0)
    page.get_by_text("38 more").click()
    expect(hidden).to_be_visible()
    exotel.add(sid, "phone_numbers", phone_number="+918000000001", mode="pstn")
    expect(page.get_by_text("39 more")).to_be_visible()
    expect(hidden).to_be_visible()


def test_all_of_it_works_by_keyboard(exotel: Simulator, visit: Open) -> None:
    page = visit()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the trunks")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Reset")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Reset the simulator?")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("Tab")
    first = page.get_by_role("switch").first
    expect(first).to_be_focused()
    page.keyboard.press("Space")
    expect(first).to_have_attribute("aria-checked", "true")


def test_a_screen_reader_finds_names_and_places(exotel: Simulator, visit: Open) -> None:
    line(exotel)
    page = visit()
    expect(page.get_by_role("article")).to_have_count(1)
    read = page.locator("body").aria_snapshot()
    for part in ('heading "Simulated Exotel"', 'heading "Trunks"', 'region "Requests"', 'switch "Answers have no id"'):
        assert part in read
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_a_phone_and_is_readable_in_both_schemes(exotel: Simulator, visit: Open, scheme: str) -> None:
    line(exotel, name="a_trunk_with_a_very_long_name_that_goes_on_and_on_and_on", numbers=20)
    page = visit(viewport=NARROW, color_scheme=scheme)
    ask(exotel)
    expect(page.locator("#request-list tr")).to_have_count(1)
    expect(page.get_by_role("article")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    for place in ("body", ".word", ".hint", "#request-list .good", "button", "h4", "th"):
        assert contrast(page, place) >= 4.5, place  # WCAG 2.1, AA


def contrast(page: Page, place: str) -> float:
    """Returns the contrast of a text to what is behind it, as WCAG 2.1 computes it."""
    colours = page.evaluate(
        """place => {
            const found = document.querySelector(place);
            let behind = found;
            while (getComputedStyle(behind).backgroundColor === "rgba(0, 0, 0, 0)") behind = behind.parentElement;
            return [getComputedStyle(found).color, getComputedStyle(behind).backgroundColor];
        }""",
        place,
    )
    light, dark = sorted((luminance(colour) for colour in colours), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_name_that_is_html_is_only_text(exotel: Simulator, visit: Open) -> None:
    exotel.add_trunk(trunk_name="<img src=x onerror=document.title='owned'>")
    page = visit()
    expect(page.get_by_text("<img src=x")).to_have_count(2)
    assert page.title() == "Simulated Exotel"


def test_a_lost_connection_is_said_and_taken_up_again(exotel: Simulator, visit: Open) -> None:
    page = visit()
    port = exotel.port
    exotel.stop()
    expect(page.get_by_text("not connected")).to_be_visible()
    object.__setattr__(exotel.options, "port", port)
    line(exotel)
    exotel.start()
    expect(page.get_by_role("article", name="trunk voice_ai")).to_be_visible(timeout=20_000)
    expect(page.locator("#connection")).to_have_text("live")
