"""Which requests are refused before they are read: another site's, and those that this server cannot take in whole.

This machine's own programs and the simulator's own page may ask, but no other page in a browser. A page of another site
could send a form to a port of loopback, or let its name lead to 127.0.0.1 (DNS rebinding) and read the answers. A
browser names the site in `Host`, `Origin` and `Sec-Fetch-Site`, which a page cannot change.
"""

import re

from werkzeug import Request, Response

OWN_HOST = re.compile(r"(?:127\.0\.0\.1|localhost)(?::\d+)?", re.IGNORECASE)
OTHER_SITES = ("cross-site", "same-site")  # another port of this machine is "same-site"
LONGEST_BODY = 1024 * 1024  # bytes; Exotel's largest documented body, a batch, has some thousand
DEEPEST = 50  # levels of JSON; a parser takes about a thousand
PARTS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


def refusal(request: Request, opens: bool) -> Response | None:
    """Returns the answer to a request that may not be read; None for all others.

    `opens` says that the request is for a file of the page, which a link anywhere may lead to.
    """
    host = request.headers.get("Host", "")
    if not OWN_HOST.fullmatch(host):
        return refused(403, "the simulator answers at 127.0.0.1 and localhost only")
    origin = request.headers.get("Origin")
    foreign = origin is not None and origin.casefold() != f"http://{host}".casefold()
    if foreign or (request.headers.get("Sec-Fetch-Site") in OTHER_SITES and not opens):
        return refused(403, "another site's page may not use the simulator")
    return _unreadable(request.headers.get("Content-Length"), request.headers.get("Transfer-Encoding"))


def _unreadable(length: str | None, encoding: str | None) -> Response | None:
    """Returns the answer to a request whose end is not known, or is too far away."""
    if encoding is not None and (encoding.strip().lower() != "chunked" or length):
        return refused(400, "Transfer-Encoding is chunked, without a Content-Length")
    if length and not re.fullmatch("[0-9]{1,18}", length):
        return refused(400, "Content-Length is a number of bytes")
    return too_large() if int(length or 0) > LONGEST_BODY else None


def refused(status: int, reason: str) -> Response:
    """Returns an answer after which the connection ends: what the client still sends is read by nobody."""
    return Response(f"{reason}\n", status, {"Connection": "close"}, content_type="text/plain")


def too_large() -> Response:
    """Returns the answer to a body that is too large."""
    return refused(413, f"a body has at most {LONGEST_BODY} bytes")


def too_deep(body: bytes) -> Response | None:
    """Returns the answer to JSON that no parser can read; None for all others."""
    if body.count(b"[") + body.count(b"{") <= DEEPEST:
        return None
    level = 0
    for part in PARTS.findall(body):
        level += (part in b"[{") - (part in b"]}")
        if level > DEEPEST:
            return refused(400, f"JSON has at most {DEEPEST} levels")
    return None
