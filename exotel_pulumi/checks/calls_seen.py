"""Asks the simulator for the calls that it has seen, and for the messages of one."""

from typing import Any

from exotel_pulumi.checks.control_path import asked, is_here
from exotel_pulumi.errors import SettingsError

PATIENCE = 10.0


def calls(url: str) -> list[dict[str, Any]]:
    """Returns the log of calls. SettingsError where the settings name no simulator, NoAnswerError where none runs."""
    return _looked(url, "")


def messages(url: str, call: int) -> list[dict[str, Any]]:
    """Returns the messages of a call, with masked secrets; none for one that is long ago."""
    return _looked(url, f"/{call}/messages")


def _looked(url: str, path: str) -> list[dict[str, Any]]:
    if not is_here(url):
        advice = "start `exotel-pulumi simulator --sip-tcp 5070`, and set EXOTEL_API_URL to its address."
        raise SettingsError(f"a trace is of the simulator's calls, and the settings name {url}", advice)
    with asked("GET", url, f"calls{path}", timeout=PATIENCE) as answer:
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()
    return found
