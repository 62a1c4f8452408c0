"""The documentation as a reader sees it, on a desk and on a phone."""

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.docs import built

DESK: ViewportSize = {"width": 1360, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
ARTICLE = re.compile(r'<article class="md-content__inner md-typeset">(.*)</article>', re.DOTALL)
WITHOUT_CONTENTS = 'data-md-type="toc" hidden'

# All pages one below the other, in the frame of one of them: to open each costs ten times as much.
PUT = """pages => { document.querySelector("article").innerHTML =
    pages.map(([name, text]) => `<section data-page="${name}">${text}</section>`).join(""); }"""
FAULTS = """isDesk => {
    const faults = [], fault = (what, where) => faults.push(
        `${where.closest("section").dataset.page}: ${what}: ${where.innerText.slice(0, 60)}`);
    const isCut = one => one.scrollWidth > one.clientWidth + 1;
    // On a phone, a table and a block of code are moved by a finger, and the page stays as it is.
    for (const one of document.querySelectorAll(isDesk ? "article table, article pre > code" : "section"))
        if (isCut(one)) fault("cut", one);
    for (const code of document.querySelectorAll("article :not(pre) > code")) {
        const text = document.createTreeWalker(code, NodeFilter.SHOW_TEXT), word = document.createRange();
        const line = code.parentElement.closest("td, th, p, li, h1, h2, h3, h4, h5");
        const fills = code.offsetWidth > 0.98 * line?.clientWidth && !line.matches("td, th");
        while (!fills && text.nextNode())
            for (const found of text.currentNode.data.matchAll(/\\S+/g)) {
                word.setStart(text.currentNode, found.index);
                word.setEnd(text.currentNode, found.index + found[0].length);
                if (new Set([...word.getClientRects()].map(box => box.top)).size > 1) fault("broken", code);
            }
    }
    return faults; }"""


@pytest.fixture(scope="module")
def site() -> Path:
    return built.site()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


@pytest.mark.parametrize("frame", ["platforms.html", "examples/livekit.html"], ids=["with contents", "without"])
def test_no_identifier_breaks_inside_a_word_and_nothing_is_cut(site: Path, page: Page, frame: str) -> None:
    texts = {file.relative_to(site).as_posix(): file.read_text("utf-8") for file in site.rglob("*.html")}
    is_wide = WITHOUT_CONTENTS in texts[frame]
    shown = {name: ARTICLE.search(text) for name, text in texts.items() if (WITHOUT_CONTENTS in text) == is_wide}
    page.route("**/*.js", lambda route: route.abort())
    page.goto((site / frame).as_uri())
    page.evaluate(PUT, [[name, found[1]] for name, found in shown.items() if found])
    assert page.locator("section").count() > 8
    assert page.evaluate(FAULTS, True) == []
    page.set_viewport_size(PHONE)
    assert page.evaluate(FAULTS, False) == []


@pytest.fixture
def address(site: Path) -> Iterator[str]:
    """Serves the site as `make docs-open` does."""
    handler: Any = partial(Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    """Says nothing of requests."""

    def log_message(self, *_: object) -> None:
        pass


def test_a_reader_finds_code_examples_and_what_they_search_for(address: str, page: Page) -> None:
    elsewhere: list[str] = []
    page.on("request", lambda asked: elsewhere.append(asked.url) if not asked.url.startswith(address) else None)
    page.goto(address)
    # The first screen: how to install it, the program, and the top of the picture.
    for part in (page.locator("pre", has_text="pip install"), page.locator("pre", has_text="exotel.Trunk(")):
        assert below(part) < DESK["height"]
    assert page.locator("article img").evaluate("one => one.getBoundingClientRect().bottom") < DESK["height"]
    expect(page.get_by_role("link", name="Next: Tutorial")).to_be_visible()

    menu = page.locator(".md-sidebar--primary")
    livekit = menu.get_by_role("link", name="LiveKit", exact=True)
    expect(livekit).to_be_hidden()
    menu.locator("label:not(.md-nav__title)", has_text="Each platform").click()
    livekit.click()
    expect(page.get_by_role("heading", name="dispatch_rule")).to_be_attached()
    page.locator("article").get_by_role("link", name="examples/livekit").click()
    expect(page.locator("pre", has_text="class InboundTrunk(")).to_be_attached()

    page.locator("input.md-search__input").fill("rotation")
    page.locator('.md-search-result__link[href*="resources/credential.html"]').first.click()
    expect(page).to_have_title("Credential - exotel-pulumi")
    assert elsewhere == []


def below(part: Any) -> float:
    """Returns where a part of the page ends."""
    found: float = part.evaluate("one => one.getBoundingClientRect().bottom")
    return found
