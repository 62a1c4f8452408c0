"""A headless Chromium for the whole run, and pages of it. A missing one fails each test and says how to get it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from exotel_pulumi.simulator import Options, Simulator
from tools import browser as tool

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not tool.LINK.exists():
        pytest.fail(f"there is no browser at {tool.LINK}: run `make test-browser`, or `python -m tools.browser`")
    with sync_playwright() as playwright:
        # Without a sandbox of its own, because root may not have one; the pages are ours.
        chromium = playwright.chromium.launch(executable_path=Path(tool.LINK).resolve(), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def exotel() -> Iterator[Simulator]:
    """Starts a simulator of the live dialect."""
    with Simulator(Options(rate_limit=0)) as running:
        yield running


@pytest.fixture
def visit(browser: Browser, exotel: Simulator) -> Iterator[Open]:
    """Opens the simulator's page and waits until it is live. A fault in a script, or a request elsewhere, fails."""
    faults: list[str] = []
    address = exotel.url
    contexts = []

    def complain(text: str) -> None:
        if "net::ERR_" not in text:  # a test may stop its simulator in the middle of an answer
            faults.append(text)

    def own(url: str) -> None:
        if not url.startswith((address, "data:")):
            faults.append(f"{url} is elsewhere")

    def opened(**settings: Any) -> Page:
        context = browser.new_context(**settings)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: complain(line.text) if line.type == "error" else None)
        page.on("request", lambda asked: own(asked.url))
        page.goto(exotel.url)
        page.wait_for_selector("#connection.live")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []
