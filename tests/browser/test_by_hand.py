"""A colleague in the console, by mouse and keyboard: what a person changes and deletes on the page."""

from playwright.sync_api import Page, expect

from exotel_pulumi.simulator import Simulator
from tests.test_foreign import NAMES

from .conftest import Open
from .test_simulator_page import NARROW, ask, line


def test_a_number_is_deleted_once_a_person_agrees(exotel: Simulator, visit: Open) -> None:
    sid = line(exotel)
    page = visit()
    button = page.get_by_role("button", name="Delete number +919876540000")
    button.click()
    expect(page.get_by_role("dialog", name="Delete number +919876540000?")).to_be_visible()
    page.get_by_role("button", name="Leave it").click()
    assert len(exotel.rows(sid, "phone_numbers")) == 2
    button.click()
    page.get_by_role("button", name="Delete it").click()
    expect(button).to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert [row["phone_number"] for row in exotel.rows(sid, "phone_numbers")] == ["+919876540001"]


def test_every_object_can_be_changed_and_deleted(exotel: Simulator, visit: Open) -> None:
    sid = line(exotel, numbers=1)
    page = visit()
    change(page, "destination sip:sip.example.com:5061;transport=tls", weight="7")
    expect(page.get_by_text("priority 1, weight 7")).to_be_visible()
    # Each change is seen before the next click: the page is drawn again, and a click on what goes is lost.
    change(page, "address 13.233.10.20/32", mask="28")
    expect(page.get_by_role("button", name="Change address 13.233.10.20/28")).to_be_visible()
    change(page, "caller ID +919876540001", value="+918000000009")
    expect(page.get_by_role("button", name="Change caller ID +918000000009")).to_be_visible()
    change(page, "login agent", password="0ther_one")
    change(page, "trunk voice_ai", trunk_name="renamed")
    expect(page.get_by_role("article", name="trunk renamed")).to_be_visible()
    assert [row["mask"] for row in exotel.rows(sid, "whitelisted_ips")] == [28]
    [login] = exotel.rows(sid, "credentials")
    assert (login["password"], login["friendly_name"]) == ("0ther_one", "front_desk")
    assert "0ther_one" not in page.content()
    for name in ("number +919876540000", "login agent", "address 13.233.10.20/28", "caller ID +918000000009"):
        page.get_by_role("button", name=f"Delete {name}").click()
        page.get_by_role("button", name="Delete it").click()
        expect(page.get_by_role("button", name=f"Delete {name}")).to_have_count(0)
    page.get_by_role("button", name="Delete trunk renamed").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_text("No trunk yet")).to_be_visible()
    assert exotel.rows(sid, "destination_uris") == []


def change(page: Page, name: str, **fields: str) -> None:
    page.get_by_role("button", name=f"Change {name}").click()
    for field, value in fields.items():
        page.get_by_label(field, exact=True).fill(value)
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_wrong_value_is_said_and_the_keyboard_is_enough(exotel: Simulator, visit: Open) -> None:
    sid = line(exotel)
    page = visit()
    page.get_by_role("button", name="Change destination").focus()
    page.keyboard.press("Enter")
    page.get_by_label("priority").fill("high")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("priority is a whole number")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert [row["priority"] for row in exotel.rows(sid, "destination_uris")] == [1]


def test_rows_are_sorted_and_paths_are_short(exotel: Simulator, visit: Open) -> None:
    sid = exotel.add_trunk(trunk_name="voice")
    for ending in ("10", "02", "01"):
        exotel.add(sid, "phone_numbers", phone_number=f"+9198765432{ending}", mode="pstn")
        exotel.add(sid, "whitelisted_ips", ip=f"13.233.10.{int(ending)}", mask=32)
    for host, priority, weight in (("c", 2, 1), ("b", 0, 1), ("a", 0, 9)):
        uri = f"sip:{host}.example.com:5061;transport=tls"
        exotel.add(sid, "destination_uris", destination=uri, priority=priority, weight=weight)
    page = visit()
    ask(exotel, path=f"/v2/accounts/exotel_demo/trunks/{sid}/phone-numbers")
    expect(page.locator("#request-list tr").first).to_contain_text("GET trunks/voice/phone-numbers")
    shown = page.locator("article li code").all_text_contents()
    assert [text[-2:] for text in shown[:3]] == ["01", "02", "10"]
    assert [text[4:5] for text in shown[3:6]] == ["a", "b", "c"]
    assert shown[6:] == ["13.233.10.1/32", "13.233.10.2/32", "13.233.10.10/32"]
    expect(page.get_by_text("priority 0, weight 1")).to_have_count(0)


def test_s112_hostile_names_are_text_on_the_page(exotel: Simulator, visit: Open) -> None:
    for name in NAMES.values():
        sid = exotel.add_trunk(trunk_name=name)
        exotel.add(sid, "credentials", user_name=name, password="x", friendly_name=name)
    page = visit(viewport=NARROW)
    expect(page.get_by_role("article")).to_have_count(len(NAMES))
    shown = page.locator("#trunk-list").inner_text()
    assert not [sign for sign in shown if not sign.isprintable() and sign != "\n"]
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert page.title() == "Simulated Exotel"
