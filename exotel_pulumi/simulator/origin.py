"""Who may ask: this machine's own programs and the simulator's own page, but no other page in a browser.

A page of another site could send a form to a port of loopback, or let its name lead to 127.0.0.1 (DNS rebinding) and
read the answers. A browser names the site in `Host` and `Origin`, which a page cannot change.
"""

import re

from werkzeug import Request, Response

OWN_HOST = re.compile(r"(?:127\.0\.0\.1|localhost)(?::\d+)?", re.IGNORECASE)


def refusal(request: Request) -> Response | None:
    """Returns the answer to a request that another site's page has sent; None for all others."""
    host = request.headers.get("Host", "")
    if not OWN_HOST.fullmatch(host):
        return _forbidden("the simulator answers at 127.0.0.1 and localhost only")
    origin = request.headers.get("Origin")
    if origin is not None and origin.casefold() != f"http://{host}".casefold():
        return _forbidden("another site's page may not use the simulator")
    return None


def _forbidden(reason: str) -> Response:
    return Response(f"{reason}\n", status=403, content_type="text/plain")
