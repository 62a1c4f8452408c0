"""The limit of requests per account in any window of time, and the answer 429 with its `Retry-After`."""

import math
import time
from collections import defaultdict, deque
from email.utils import formatdate
from threading import Lock
from time import monotonic

from werkzeug import Response

from .options import Options


class RateLimit:
    """The moments of each account's latest requests."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._lock = Lock()
        self._served: dict[str, deque[float]] = defaultdict(deque)

    def admit(self, account: str) -> float | None:
        """Returns None if the request may pass, else the seconds until the next request may."""
        limit, window = self._options.rate_limit, self._options.rate_window
        with self._lock:
            served, moment = self._served[account], monotonic()
            while served and served[0] <= moment - window:
                served.popleft()
            if limit and len(served) >= limit:
                return served[0] + window - moment
            served.append(moment)
            return None

    def clear(self) -> None:
        """Forgets every counted request."""
        with self._lock:
            self._served.clear()


def too_many_requests(options: Options, seconds: float) -> Response:
    """Returns the answer 429, with the seconds to wait in the chosen form."""
    # No document shows the body of a 429: a client can rely only on the status and, perhaps, on the header.
    response = Response("Too Many Requests\n", status=429, content_type="text/plain")
    wait = math.ceil(seconds)
    if options.retry_after == "seconds":
        response.headers["Retry-After"] = str(wait)
    elif options.retry_after == "date":
        response.headers["Retry-After"] = formatdate(time.time() + wait, usegmt=True)
    return response
