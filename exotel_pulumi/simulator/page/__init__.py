"""The simulator's page in a browser: three files without a build step, and the stream of changes that the page follows.

The page reads the control path. It gets no password, because the control path masks them, and no API token.
"""

import json
from collections.abc import Iterator
from importlib.resources import files
from threading import Event

from flask import Flask
from werkzeug import Response

from ..changes import Changes

FILES = {"/": "index.html", "/_simulator/page.css": "page.css", "/_simulator/page.js": "page.js"}
TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript"}
ALIVE = 10.0  # seconds: the longest silence of a stream. A write shows whether the browser is still there.
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
