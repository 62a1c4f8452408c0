"""The pictures of the documentation, made by the commands that they show. Run: `python -m tools.docs.pictures`."""

from pathlib import Path
from typing import Any

import requests
from playwright.sync_api import Browser, sync_playwright

from exotel_pulumi.account import contents, svg, topology
from exotel_pulumi.api.client import Client
from exotel_pulumi.config import Settings
from exotel_pulumi.simulator import DEFAULT_ACCOUNT_SID, DEFAULT_API_KEY, DEFAULT_API_TOKEN, Fault, Simulator
from tools import browser

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
LIVEKIT = "sip:my-project.india.sip.livekit.cloud:5061;transport=tls"
WIDE: Any = {"viewport": {"width": 1100, "height": 1000}, "color_scheme": "light"}
PHONE: Any = {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"}


def main() -> None:
    """Makes every picture again."""
    FOLDER.mkdir(exist_ok=True)
    for name, numbers in (("account", 1), ("fifty_numbers", 50)):
        with Simulator() as simulator:
            _line(simulator, numbers)
            found = contents.read(_client(simulator))
            drawn = svg.draw(topology.paths_of(found), f"Exotel account {found['account_sid']}")
            (FOLDER / f"{name}.svg").write_text(drawn, encoding="utf-8")
    with sync_playwright() as playwright, Simulator() as simulator:
        chromium = playwright.chromium.launch(executable_path=browser.LINK.resolve(), args=["--no-sandbox"])
        _line(simulator, 3)
        simulator.add_fault(Fault("POST", "", "drop_after", times=0))
        contents.read(_client(simulator))
        requests.get(f"{simulator.url}/v2/accounts/{DEFAULT_ACCOUNT_SID}/trunks", timeout=10)
        _shot(chromium, simulator, "simulator", WIDE)
        _shot(chromium, simulator, "simulator_phone", PHONE)
        chromium.close()


def _client(simulator: Simulator) -> Client:
    account: Any = {"account_sid": DEFAULT_ACCOUNT_SID, "api_key": DEFAULT_API_KEY, "api_token": DEFAULT_API_TOKEN}
    return Client(Settings(**account, api_url=simulator.url))


def _line(simulator: Simulator, numbers: int) -> None:
    sid = simulator.add_trunk(trunk_name="voice_ai")
    for place in range(numbers):
        mode = "pstn" if place % 3 == 0 else "flow"
        simulator.add(sid, "phone_numbers", phone_number=f"+91987654{place:04}", mode=mode)
    simulator.add(sid, "whitelisted_ips", ip="13.233.10.20", mask=32)
    simulator.add(sid, "destination_uris", destination=LIVEKIT, priority=0, weight=1)
    simulator.add(sid, "credentials", user_name="livekit_prod", password="shown_nowhere", friendly_name="agent")  # noqa: S106
    simulator.add(sid, "settings", name="trunk_external_alias", value="+919876540000")


def _shot(chromium: Browser, simulator: Simulator, name: str, look: Any) -> None:
    context = chromium.new_context(**look)
    page = context.new_page()
    page.goto(simulator.url)
    page.wait_for_selector("#request-list tr")
    page.wait_for_timeout(2000)  # the rows that have just arrived are marked for a while
    page.screenshot(path=FOLDER / f"{name}.png", full_page=name == "simulator")
    context.close()


if __name__ == "__main__":
    main()
