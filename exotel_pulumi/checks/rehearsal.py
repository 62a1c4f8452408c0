"""Calls against the simulator: asks its control path to ring a number, or to place every call of the account."""

from typing import Any
from urllib.parse import urlsplit

import requests

from exotel_pulumi.errors import NoAnswerError, SettingsError

LONGEST = 600.0  # seconds: every destination may be waited for
HERE = ("127.0.0.1", "localhost")


def ask(url: str, what: str, wish: dict[str, Any]) -> dict[str, Any]:
    """Asks the simulator at `url` for `ring` or `rehearse`, and returns its report.

    SettingsError where the settings name no simulator, or one without SIP; NoAnswerError where none is running.
    """
    if urlsplit(url).hostname not in HERE:
        advice = "start `exotel-pulumi simulator --sip-tcp 5070 --sip-tls 5443`, and set EXOTEL_API_URL to its address."
        raise SettingsError(f"a rehearsal needs the simulator, and the settings name {url}", advice)
    with requests.Session() as session:
        session.trust_env = False  # no proxy leads to this machine
        try:
            answer = session.post(f"{url}/_simulator/sip/{what}", json=wish, timeout=LONGEST)
        except requests.RequestException:
            raise NoAnswerError(f"no simulator at {url}", "start it, with --sip-tcp or --sip-tls.") from None
    if answer.status_code != 200:
        said = answer.text.strip() if answer.status_code == 400 else f"HTTP {answer.status_code}"
        raise SettingsError(f"the simulator at {url} places no call: {said}", "start it with --sip-tcp or --sip-tls.")
    report: dict[str, Any] = answer.json()
    return report
