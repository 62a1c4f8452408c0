"""Calls against the simulator: asks its control path to ring a number, or to place every call of the account."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import requests

from exotel_pulumi.checks.control_path import asked, is_here
from exotel_pulumi.errors import NoAnswerError, SettingsError

LONGEST = 600.0  # seconds until the next answer: each destination of a number may be waited for
WITH_SIP = "start it with --sip-tcp or --sip-tls."


def ring(url: str, wish: Mapping[str, Any]) -> dict[str, Any]:
    """Asks the simulator at `url` to ring a number, and returns its report.

    SettingsError where the settings name no simulator, or one without SIP; NoAnswerError where none is running.
    """
    with _asked(url, "ring", wish) as answer:
        report: dict[str, Any] = answer.json()
        return report


def rehearse(url: str, wish: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Asks the simulator at `url` to place the calls of its account; yields a row for each as it ends.

    A row that has `why` was not tried. The last row has the verdict alone, `well`. Errors as for `ring`.
    """
    return _rows(url, "rehearse", wish)


def sample(url: str, wish: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Asks the simulator at `url`, while it judges ways, for calls over and over; yields a row for each as it ends.

    The last row has `well` alone, and comes when it judges no more. Errors as for `ring`.
    """
    return _rows(url, "sample", wish)


def _rows(url: str, what: str, wish: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    with _asked(url, what, wish) as answer:
        row: dict[str, Any] = {}
        for line in answer.iter_lines():
            try:
                row = json.loads(line)
            except ValueError:  # half of a row: whoever wrote it was ended
                break
            yield row
    if len(row) != 1:
        raise NoAnswerError(f"the simulator at {url} ended before the rehearsal did", "look at what it has printed.")


def only_here(url: str) -> None:
    """Raises SettingsError for an address that is no simulator's."""
    if not is_here(url):
        advice = "start `exotel-pulumi simulator --sip-tcp 5070 --sip-tls 5443`, and set EXOTEL_API_URL to its address."
        raise SettingsError(f"a rehearsal needs the simulator, and the settings name {url}", advice)


def name(row: Mapping[str, Any]) -> str:
    """Returns what a row is about, in words."""
    if "what" in row and "number" not in row:
        return f"{row['what']} of {row['trunk']}"
    if row["direction"] == "out":
        return f"out by {row['by']} of {row['trunk']}, shown {row['number']}"
    return f"in to {row['number']} at {row['destination']}" if "destination" in row else f"in to {row['number']}"


@contextmanager
def _asked(url: str, what: str, wish: Mapping[str, Any]) -> Iterator[requests.Response]:
    only_here(url)
    with asked("POST", url, what, json=wish, timeout=LONGEST) as answer:
        if answer.status_code == 400:
            fault = f"the simulator does not understand what it is to call: {answer.text.strip()}"
            raise SettingsError(fault, f"see `exotel-pulumi {what} --help`.")
        if answer.status_code != 200:
            fault = f"the simulator at {url} places no call: HTTP {answer.status_code}"
            raise SettingsError(fault, WITH_SIP)
        yield answer
