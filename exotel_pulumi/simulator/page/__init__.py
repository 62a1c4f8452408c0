"""The simulator's page in a browser: files without a build step, and the stream of changes that the page follows.

The page reads the control path. It gets no password, because the control path masks them, and no API token.
"""

import json
import time
from collections.abc import Iterator
from importlib.resources import files
from threading import Condition, Event

from flask import Flask
from werkzeug import Response

FILES = {
    "/": "index.html",
    "/_simulator/page.css": "page.css",
    "/_simulator/by_hand.js": "by_hand.js",
    "/_simulator/page.js": "page.js",
    "/_simulator/calls.js": "calls.js",
}
TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript"}
ALIVE = 10.0  # seconds: the longest silence of a stream. A write shows whether the browser is still there.
PARTS = ("state", "requests", "faults", "calls")
TOGETHER = 0.05  # seconds in which changes are collected: a run of the provider makes hundreds
LOOK = 0.25  # seconds after which a stream sees that the simulator stops

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Changes:
    """A count of the changes of each part of a simulator: the page waits here, in place of asking again and again.

    Threads may share it.
    """

    def __init__(self) -> None:
        self._changed = Condition()
        self._counts = dict.fromkeys(PARTS, 0)

    def note(self, part: str) -> None:
        """Counts one change of a part, and wakes those who wait."""
        with self._changed:
            self._counts[part] += 1
            self._changed.notify_all()

    def after(self, known: dict[str, int], seconds: float) -> dict[str, int]:
        """Waits at most so long for counts other than the known ones. Returns the counts."""
        with self._changed:
            if self._changed.wait_for(lambda: self._counts != known, seconds) and known:
                until = time.monotonic() + TOGETHER
                while (left := until - time.monotonic()) > 0:
                    self._changed.wait(left)
            return dict(self._counts)


def add_to(app: Flask, changes: Changes, stopping: Event) -> None:
    """Adds the page's files and its stream of changes to the application."""
    for path, name in FILES.items():
        app.add_url_rule(path, endpoint=name, view_func=_file(name), methods=["GET"])

    @app.get("/_simulator/events")
    def follow() -> Response:
        stream = _events(changes, stopping)
        return Response(stream, content_type="text/event-stream", headers={"Cache-Control": "no-store"})


def _file(name: str) -> "_File":
    return _File(files(__name__).joinpath(name).read_text(encoding="utf-8"), TYPES[name.rsplit(".", 1)[1]])


class _File:
    """The view of one file, read once."""

    def __init__(self, text: str, mimetype: str) -> None:
        self._text = text
        self._mimetype = mimetype

    def __call__(self) -> Response:
        return Response(self._text, content_type=f"{self._mimetype}; charset=utf-8", headers=HEADERS)


def _events(changes: Changes, stopping: Event) -> Iterator[bytes]:
    """Yields the counts of changes as server-sent events: at once, and after each change."""
    known: dict[str, int] = {}
    silent = 0.0
    while not stopping.is_set():
        counts = changes.after(known, LOOK)
        silent = 0.0 if counts != known else silent + LOOK
        if counts != known:
            known = counts
            yield f"data: {json.dumps(counts)}\n\n".encode()
        elif silent >= ALIVE:
            silent = 0.0
            yield b": still here\n\n"
