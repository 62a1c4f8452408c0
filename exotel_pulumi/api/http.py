"""One HTTP call to Exotel, sent again only where that can do no harm.

Owns the session, the credentials, the time-outs and the retries. Credentials travel in the Authorization header only;
every text that leaves this module is masked.
"""

import base64
import http.cookiejar
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from threading import Lock
from typing import Any
from urllib.parse import quote, quote_plus

import requests
import tenacity
from urllib3.exceptions import LocationParseError

from exotel_pulumi import errors
from exotel_pulumi.api import envelope
from exotel_pulumi.api.ending import EndingAdapter, ended_after
from exotel_pulumi.api.patience import Patience
from exotel_pulumi.api.throttle import Throttle
from exotel_pulumi.api.unanswered import explained
from exotel_pulumi.config import Settings

log = logging.getLogger("exotel_pulumi")

ATTEMPTS = 6
CONNECTION_ATTEMPTS = 3  # where no connection comes about, which is rarely a matter of seconds
# 429 without `Retry-After`: with a first wait of a second, three of Exotel's windows of a minute pass. Others may use
# the account's limit up, too.
RATE_LIMIT_ATTEMPTS = 9
LARGEST_ANSWER = 4 * 1024 * 1024  # bytes, unpacked; a page of fifty rows has some twenty thousand
PIECE = 4096  # bytes that are unpacked at a time: packed zeros grow a thousand times
NO_DATE = (ValueError, TypeError, OverflowError)  # what the library makes of a date that no calendar has
YEARS = range(2000, 2200)  # of a clock that is to be believed, and that can be calculated with
LONGEST_PAUSE = 60.0  # seconds between two attempts; a Retry-After beyond it is cut
LONGEST_CALL = 300.0  # seconds, after which no further attempt is begun


# Is shown the HTTP status and the headers of every answer, as it came.
Observer = Callable[[int, Mapping[str, str]], None]


class Http:
    """Sends calls and retries them by this table, waiting with jitter or as long as `Retry-After` says.

    `requestTimeout` bounds one attempt as a whole, from its first byte to its last one, and not the waits between.

    ====================  ==============  ================================
    what came back        GET PUT DELETE  POST
    ====================  ==============  ================================
    never connected       again           again: it cannot have happened
    answer lost           again           no: the caller looks first
    HTTP 429              again           again: it was refused unhandled
    HTTP 500 502 503 504  again           no: the caller looks first
    anything else         no              no
    ====================  ==============  ================================

    With `at_most`, nothing is sent again, and no more than so many requests are sent at all.
    """

    def __init__(
        self,
        settings: Settings,
        observe: Observer | None = None,
        patience: Patience | None = None,
        at_most: int | None = None,
    ) -> None:
        self.patience = patience or Patience()
        self.sent = 0  # requests
        self._at_most = at_most
        self._settings = settings
        self._base = f"{settings.url}/v2/accounts/{settings.account_sid}"
        self._throttle = Throttle(settings.requests_per_minute, settings.concurrent_requests, self.patience)
        self.exchange = self._throttle.exchange
        key, token = settings.api_key.get_secret_value(), settings.api_token.get_secret_value()
        self._secrets = {token, f"{key}:{token}"}
        self._clock_offset = timedelta()  # of Exotel's clock against this machine's
        self._outage_announced = False
        self._announcing = Lock()
        self._requests = requests.Session()
        self._requests.auth = (key, token)
        self._requests.headers["Accept"] = "application/json"
        # No cookies: a session shared by threads must hold nothing that an answer can change.
        self._requests.cookies.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
        if observe is not None:
            self._requests.hooks["response"].append(
                lambda response, **_: observe(response.status_code, response.headers)
            )
        self._keep_environment()
        adapter = EndingAdapter(pool_maxsize=settings.concurrent_requests)
        self._requests.mount("https://", adapter)
        self._requests.mount("http://", adapter)

    def _keep_environment(self) -> None:
        """Reads what the environment says of proxies and certificates once: requests reads all of it for each call."""
        said = self._requests.merge_environment_settings(self._base, {}, None, None, None)
        self._requests.proxies, self._requests.verify = said["proxies"], said["verify"]
        self._requests.trust_env = False

    @property
    def may_send_more(self) -> bool:
        """Whether another request may be sent."""
        return self._at_most is None or self.sent < self._at_most

    @property
    def requests_in_a_minute(self) -> int:
        """Returns the number of requests that this process has sent in the last minute."""
        return self._throttle.used

    def call(
        self,
        method: str,
        path: str,
        *,
        key: str,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> envelope.Answer:
        """Sends one call on `path` below the account and returns the answer, or raises the error that it came to."""
        if body and body.get("password"):
            self.hide(str(body["password"]))  # for good: a later look-up may be answered with it as well
        lost = False

        def may_repeat(error: BaseException) -> bool:
            nonlocal lost
            lost = lost or (isinstance(error, errors.ExotelError) and error.leaves_open)
            return self._at_most is None and _may_repeat(method, error)

        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(may_repeat),
            wait=self._wait,
            sleep=self.patience.sleep,
            stop=_give_up,
            before_sleep=self._announce,
            reraise=True,
        )
        try:
            return retrying(self._attempt, method, path, key, params, body)
        except errors.ExotelError as error:
            # The last attempt may be refused, or never reach Exotel, where an earlier one has acted.
            error.was_lost = lost
            raise

    def hide(self, secret: str) -> None:
        """Masks a secret in every text that leaves this module from now on."""
        self._secrets.add(secret)

    def now(self) -> datetime:
        """Returns the time by Exotel's clock, as the last answer showed it; by this machine's before any answer."""
        return _machine_now() + self._clock_offset

    def _attempt(
        self, method: str, path: str, key: str, params: Mapping[str, str] | None, body: Mapping[str, Any] | None
    ) -> envelope.Answer:
        """Sends a call once, which ends as a whole by `requestTimeout` or by an earlier deadline of the thread."""
        if self._at_most is not None and not self.may_send_more:
            raise errors.StoppedError(f"{self.sent} requests are sent, and no more may be", "allow more of them.")
        self.sent += 1
        try:
            with self._throttle.turn(), ended_after(left := self.patience.left(self._settings.request_timeout)):
                # A redirect is never followed: it would turn a POST into a GET, or carry credentials elsewhere.
                response = self._requests.request(
                    method,
                    self._base + path,
                    params=params,
                    json=body,
                    timeout=left,
                    allow_redirects=False,
                    stream=True,
                )
                content = _content(response)
        except (requests.RequestException, OSError, LocationParseError) as error:
            raise explained(error, self._settings.url) from None
        self._outage_announced = False
        offset = _offset(response.headers.get("Date"))
        self._clock_offset = self._clock_offset if offset is None else offset
        reply = envelope.Reply(response.status_code, content, response.headers.get("Retry-After"))
        return envelope.read(reply, key, self._masked, method)

    def _masked(self, text: str) -> str:
        spellings = {spelling for secret in tuple(self._secrets) for spelling in _spellings(secret)}
        return _masked(text, sorted(spellings, key=len, reverse=True))

    def _wait(self, state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = _retry_after(error, self.now())
        if asked is not None:
            return min(asked, LONGEST_PAUSE)
        delay = self._settings.retry_delay
        backoff = tenacity.wait_exponential(multiplier=delay) + tenacity.wait_random(0, delay)
        return min(backoff(state), LONGEST_PAUSE)

    def _announce(self, state: tenacity.RetryCallState) -> None:
        """Says that a call waits and why; an outage, which every resource of a run meets, is said once."""
        error = state.outcome.exception() if state.outcome else None
        seconds = state.next_action.sleep if state.next_action else 0
        outage = isinstance(error, errors.NoAnswerError) and not error.sent
        with self._announcing:
            known = outage and self._outage_announced
            self._outage_announced = self._outage_announced or outage
        if isinstance(error, errors.ExotelError) and not known:
            log.warning("%s; trying again in %.0f s", error.answered, seconds)


def _content(response: requests.Response) -> bytes:
    """Reads the body of an answer. UnexpectedAnswerError for one that is larger than any answer of Exotel's."""
    content = bytearray()
    with response:
        for piece in response.iter_content(PIECE):
            content += piece
            if len(content) > LARGEST_ANSWER:
                raise errors.UnexpectedAnswerError(
                    f"Exotel's answer is larger than {LARGEST_ANSWER // 1024 // 1024} MiB",
                    "check exotel:apiUrl and any proxy in between; nothing is assumed about what happened.",
                )
    return bytes(content)


def _machine_now() -> datetime:
    return datetime.now(UTC)


def _offset(date: str | None) -> timedelta | None:
    """Returns how far a Date header is ahead of this machine's clock; None where there is none to use."""
    try:
        shown = parsedate_to_datetime(date or "")
        return shown - _machine_now() if shown.year in YEARS else None
    except NO_DATE:
        return None


def _may_repeat(method: str, error: BaseException) -> bool:
    """Applies the table of Http's docstring."""
    if isinstance(error, errors.RateLimitError):
        return True
    if isinstance(error, errors.NoAnswerError):
        return method != "POST" or not error.sent
    return isinstance(error, errors.ServerError) and method != "POST" and error.status in (500, 502, 503, 504)


def _give_up(state: tenacity.RetryCallState) -> bool:
    error = state.outcome.exception() if state.outcome else None
    unreachable = isinstance(error, errors.NoAnswerError) and not error.sent
    attempts = CONNECTION_ATTEMPTS if unreachable else ATTEMPTS
    if isinstance(error, errors.RateLimitError):
        attempts = RATE_LIMIT_ATTEMPTS
    return state.attempt_number >= attempts or max(state.seconds_since_start or 0, state.idle_for) >= LONGEST_CALL


def _retry_after(error: BaseException | None, now: datetime) -> float | None:
    """Reads the seconds of a Retry-After header, which is a number or a date; None where there is none to use.

    `now` is the time by Exotel's clock, whose date it is.
    """
    text = ((error.retry_after if isinstance(error, errors.ApiError) else None) or "").strip()
    if text.isdecimal():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - now).total_seconds())
    except NO_DATE:
        return None


def _spellings(secret: str) -> Iterable[str]:
    """Yields a secret as it stands, in a URL, and in base64."""
    raw = secret.encode()
    yield from {secret, quote(secret), quote(secret, safe=""), quote_plus(secret)}
    yield from {coded(raw).decode().rstrip("=") for coded in (base64.b64encode, base64.urlsafe_b64encode)}


def _masked(text: str, spellings: Iterable[str]) -> str:
    for spelling in spellings:
        text = text.replace(spelling, "***")
    return text
