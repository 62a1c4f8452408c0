"""Asks the control path of a simulator on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import requests

from exotel_pulumi.errors import NoAnswerError

HERE = ("127.0.0.1", "localhost")


def is_here(url: str) -> bool:
    """Tells whether an address is one of this machine, where a simulator may be."""
    return urlsplit(url).hostname in HERE


@contextmanager
def asked(method: str, url: str, path: str, **request: Any) -> Iterator[requests.Response]:
    """Yields an answer, of which nothing is read yet. NoAnswerError where no simulator answers, or not to the end."""
    with requests.Session() as session:
        session.trust_env = False  # no proxy leads to this machine
        try:
            with session.request(method, f"{url}/_simulator/sip/{path}", stream=True, **request) as answer:
                yield answer
        except requests.RequestException:
            raise NoAnswerError(f"no simulator at {url}", "start it, with --sip-tcp or --sip-tls.") from None
