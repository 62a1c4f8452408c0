"""Pictures of accounts as a browser draws them: everything is there, inside, and nothing on top of anything."""

from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from exotel_pulumi.account import mermaid, svg, topology

MERMAID = Path(__file__).resolve().parents[2] / ".venv" / "mermaid" / "nicegui" / "elements" / "mermaid" / "dist"
DRAW = """async text => {
    const { mermaid } = await import("/index.js");
    mermaid.initialize({ startOnLoad: false });
    document.body.innerHTML = (await mermaid.render("drawn", text)).svg;
}"""
BOXES = "found => found.map(one => { const b = one.getBoundingClientRect(); return [b.x, b.y, b.right, b.bottom]; })"
SIZES = (1, 3, 50, 400)


def account(numbers: int) -> list[topology.CallPaths]:
    """Makes an account of two trunks, of which the second has that many numbers in two modes."""
    return topology.paths_of(
        {"account_sid": "acme1", "api": "", "trunks": [trunk("small", 1), trunk("support_line", numbers)]}
    )


def trunk(name: str, numbers: int) -> Any:
    modes = ("flow", "pstn")
    return {
        "trunk_sid": "trmum1e8495dce88ec4c8eaeaf", "trunk_name": name, "status": "active", "nso_code": "ANY-ANY",
        "domain_name": "acme1.pstn.exotel.com",
        "phone_numbers": [
            {"phone_number": f"+91987654{place:04}", "mode": modes[place % 3 > 0]} for place in range(numbers)
        ],
        "whitelisted_ips": [{"ip": "13.233.10.20", "mask": 32}],
        "destination_uris": [
            {"destination": "my-project.india.sip.livekit.cloud:5061;transport=tls", "priority": 1, "weight": 1},
            {"destination": "13.233.10.20:5060;transport=tcp", "priority": 0, "weight": 1},
        ],
        "credentials": [{"user_name": "livekit_prod"}],
        "caller_ids": [{"phone_number": "+919876540000"}],
    }  # fmt: skip


@pytest.fixture
def page(browser: Browser) -> Any:
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("numbers", SIZES)
def test_an_svg_is_legible_at_every_size(page: Page, numbers: int) -> None:
    page.set_content(svg.draw(account(numbers), "two trunks"))
    width, height = page.evaluate(
        "[document.querySelector('svg').width, document.querySelector('svg').height].map(l => l.baseVal.value)"
    )
    boxes = page.locator("rect.box").evaluate_all(BOXES)
    texts = page.locator("text").evaluate_all(BOXES)
    left, top = page.locator("svg").evaluate("one => [one.getBoundingClientRect().x, one.getBoundingClientRect().y]")
    for x1, y1, x2, y2 in boxes + texts:
        assert left <= x1 < x2 <= left + width
        assert top <= y1 < y2 <= top + height
    for one, other in combinations(boxes, 2):
        assert apart(one, other)
    for one, other in combinations(texts, 2):
        assert apart(one, other), (one, other)
    inside = [sum(within(text, box) for box in boxes) for text in texts]
    assert inside.count(1) == len(texts) - 2  # the two names of the trunks stand above
    assert page.locator("text").first.evaluate("one => getComputedStyle(one).fontSize") in ("12px", "15px")
    shown = "\n".join(page.locator("text").all_text_contents())
    assert shown.count("+91987654") == 1 + 2 + min(numbers, 2 * topology.MOST - 2)
    assert ("more" in shown) == (numbers > 2 * topology.MOST)
    assert width < 1200


def test_destinations_stand_in_the_order_in_which_they_are_tried() -> None:
    [_, line] = account(1)
    assert [box.title for box in line.destinations] == ["destination", "LiveKit"]


@pytest.mark.parametrize("numbers", [1, 50])
def test_mermaid_itself_draws_the_text(page: Page, numbers: int) -> None:
    def serve(route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[1]
        kind = "text/javascript" if name else "text/html"
        route.fulfill(body=(MERMAID / name).read_bytes() if name else b"<!doctype html>", content_type=kind)

    page.route("http://mermaid.test/**", serve)
    page.goto("http://mermaid.test/")
    page.evaluate(DRAW, mermaid.draw(account(numbers)))
    shown = page.locator("body").inner_text()
    assert shown.count("+91987654") == 1 + 2 + numbers
    for part in ("LiveKit", "my-project.india.sip.livekit.cloud:5061;transport=tls", "13.233.10.20/32", "livekit_prod"):
        assert part in shown
    # Three numbers stand in one row, and all of it reads from left to right.
    heights = page.locator(".node").evaluate_all("found => found.map(one => one.getBoundingClientRect().height)")
    assert max(heights) < 140 + 24 * numbers / 3
    parts = ["livekit_prod", "trmum1", "my-project"]
    places = [
        page.locator(".node", has_text=part).last.evaluate("one => one.getBoundingClientRect().x") for part in parts
    ]
    assert all(one < other for one, other in pairwise(places))


def apart(one: list[float], other: list[float]) -> bool:
    """Tells whether two boxes have no area in common; a line's letters may reach a pixel into the next line."""
    return one[2] <= other[0] + 1 or other[2] <= one[0] + 1 or one[3] <= other[1] + 1 or other[3] <= one[1] + 1


def within(text: list[float], box: list[float]) -> bool:
    return box[0] <= text[0] and text[2] <= box[2] and box[1] <= text[1] and text[3] <= box[3]
