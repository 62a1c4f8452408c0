"""So many requests per account in any window of time, and what a 429 says about when to come back."""

import math
import time
from collections import defaultdict, deque
from email.utils import formatdate
from threading import Lock

from werkzeug import Response

from .options import Options


class RateLimit:
    def __init__(self, options: Options) -> None:
        self._options = options
        self._lock = Lock()
        self._served: dict[str, deque[float]] = defaultdict(deque)

    def admit(self, account: str) -> float | None:
        """None if the request may pass, else the seconds until one may."""
        limit, window = self._options.rate_limit, self._options.rate_window
        with self._lock:
            served, moment = self._served[account], time.monotonic()
            while served and served[0] <= moment - window:
                served.popleft()
            if limit and len(served) >= limit:
                return served[0] + window - moment
            served.append(moment)
            return None

    def clear(self) -> None:
        with self._lock:
            self._served.clear()


def too_many_requests(options: Options, seconds: float) -> Response:
    # No document shows the body of a 429: a client has only the status and, perhaps, the header to go by.
    response = Response("Too Many Requests\n", status=429, content_type="text/plain")
    wait = math.ceil(seconds)
    if options.retry_after == "seconds":
        response.headers["Retry-After"] = str(wait)
    elif options.retry_after == "date":
        response.headers["Retry-After"] = formatdate(time.time() + wait, usegmt=True)
    return response
