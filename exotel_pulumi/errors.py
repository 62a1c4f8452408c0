"""Everything that can go wrong, in the words that a person reads.

ExotelError
├── SettingsError               a setting is missing or unusable; nothing was sent
├── DeclarationError            a program asks for what cannot work; nothing was sent
├── AccountError                the settings name another account than the object's; nothing was sent
├── ApiError                    Exotel answered with a failure
│   ├── AuthenticationError     401 / 1010
│   ├── ForbiddenError          403 / 1003: foreign, malformed or not there; never "gone" by itself
│   ├── NotFoundError           404 / 1000
│   ├── RouteNotFoundError      404 or 405 without Exotel's code: the call is not offered; says nothing of the object
│   ├── InvalidParameterError   400 / 1001, 1002, 1007 and 415 / 1011
│   ├── DuplicateError          409 / 1008, also inside an HTTP 200
│   ├── InUseError              a DELETE or PUT refused while calls are under way, whatever its status
│   ├── RateLimitError          429
│   └── ServerError             5xx
├── NoAnswerError               no HTTP answer: never connected, or the answer was lost
├── UnexpectedAnswerError       an answer that cannot be understood, such as HTML or a looping list
├── StoppedError                ended before it was done, by a person or by a deadline; what was sent already may count
├── UnsettledError              an operation failed, and what it left at Exotel must be stored
│   ├── HalfMadeError           an object was made and could not be brought in line with the inputs
│   └── UnconfirmedError        a change was sent, and nobody knows whether Exotel has done it
├── OutcomeUnknownError         a creation may or may not have happened and could not be looked up
├── ConflictError               the object exists elsewhere, twice, or is declared twice
├── IdentityError               an id that no object of this kind can have
├── NotListedYetError           a list lacks an object that is too young to be called gone
├── GoneError                   the object to read or change is not there any more
└── InternalError               a fault of this package

Each is one message of up to three lines: what was tried, what came back, what to do. Whoever
knows better advice raises a copy of an error (`advising`); only `tried` is filled in later (`during`).
"""

import functools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ParamSpec, Self, TypeVar

from exotel_pulumi.foreign import printable

P = ParamSpec("P")
R = TypeVar("R")


class ExotelError(Exception):
    """The root of the tree. `tried` is filled in by the operation that was under way."""

    def __init__(self, answered: str, advice: str = "", *, tried: str = "") -> None:
        super().__init__(answered)
        self.answered = answered
        self.advice = advice
        self.tried = tried
        self.was_lost = False  # an attempt of the call has no answer, and may have acted

    def __str__(self) -> str:
        lines = [self.tried, self.answered, f"What to do: {self.advice}" if self.advice else ""]
        # A message names objects, and an engine prints it as it is.
        return printable("\n  ".join(line for line in lines if line), keep="\n")

    def advising(self, advice: str | None) -> Self:
        """Returns this error with other advice; without any, the error as it is."""
        return self._but(advice=advice) if advice else self

    @property
    def leaves_open(self) -> bool:
        """Whether Exotel may have done what was asked."""
        unanswered = isinstance(self, NoAnswerError) and self.sent
        timed_out = isinstance(self, ApiError) and self.status == 408
        return self.was_lost or unanswered or timed_out or isinstance(self, OPEN)

    @property
    def is_of_account(self) -> bool:
        """Whether the fault is one of the whole account, so that every resource meets it."""
        unreachable = isinstance(self, NoAnswerError) and not self.sent
        unpaid = isinstance(self, ApiError) and self.status == 402
        return isinstance(self, OF_ACCOUNT) or unreachable or unpaid

    def adding(self, note: str) -> Self:
        """Returns this error with a sentence after what came back; advice, which may be given once a run, stays."""
        return self._but(answered=f"{self.answered}. {note}") if note else self

    def shortened(self, advice: str) -> Self:
        """Returns this error with the first line of what came back, and with other advice."""
        return self._but(answered=self.answered.partition("\n")[0], advice=advice)

    def _but(self, **changes: object) -> Self:
        # `copy.copy` would call the constructor, which each class has in its own shape.
        other = type(self).__new__(type(self), *self.args)
        other.__dict__ |= {**self.__dict__, **changes}
        return other


class SettingsError(ExotelError):
    """A setting is missing or unusable."""


class DeclarationError(ExotelError):
    """What a program asks for is incomplete or contradicts itself."""


class AccountError(ExotelError):
    """The settings name another account than the one in which the object is."""


class ApiError(ExotelError):
    """Exotel answered with a failure.

    `status` is the HTTP status that counts (the inner one where the outer one lies), `code` Exotel's own (1000 …)
    or None, `text` its words with secrets masked, `request_id` what Exotel's support asks for, `retry_after` the
    header of that name.
    """

    def __init__(
        self,
        *,
        status: int,
        code: int | None,
        text: str,
        request_id: str | None,
        advice: str,
        retry_after: str | None = None,
        tried: str = "",
    ) -> None:
        answered = f"Exotel answered: HTTP {status}"
        answered += f", code {code}" if code is not None else ""
        answered += f', "{text}"' if text else ""
        answered += f" (request id {request_id})" if request_id else ""
        super().__init__(answered, advice, tried=tried)
        self.status = status
        self.code = code
        self.text = text
        self.request_id = request_id
        self.retry_after = retry_after


class AuthenticationError(ApiError):
    """401 / 1010: key, token or region is wrong."""


class ForbiddenError(ApiError):
    """403 / 1003: the trunk is malformed, foreign or absent; Exotel gives one answer for all three."""


class NotFoundError(ApiError):
    """404 / 1000. `route_known`: the route has answered before, so the object is absent and not the route."""

    route_known = False

    def on_known_route(self) -> Self:
        """Returns this error as the answer of a route that has answered before."""
        return self._but(route_known=True)


class RouteNotFoundError(ApiError):
    """404 or 405 without Exotel's code: the account or address does not offer this call."""


class InvalidParameterError(ApiError):
    """400 / 1001, 1002, 1007 and 415 / 1011: Exotel refuses the request as it stands."""


class DuplicateError(ApiError):
    """409 / 1008: the object exists already."""


class InUseError(ApiError):
    """A DELETE or PUT that Exotel refuses while the object is in use."""


class RateLimitError(ApiError):
    """429, also after waiting."""


class ServerError(ApiError):
    """5xx: nothing is known of what happened."""


class NoAnswerError(ExotelError):
    """No HTTP answer. `sent` is False only when it is proven that the request never reached Exotel."""

    def __init__(self, answered: str, advice: str = "", *, sent: bool = True) -> None:
        super().__init__(answered, advice)
        self.sent = sent


class UnexpectedAnswerError(ExotelError):
    """An answer that does not say what it should."""


class StoppedError(ExotelError):
    """A wait that was ended: somebody stopped the run, or the time of an operation was over."""


class UnsettledError(ExotelError):
    """An operation that failed, and that has left at Exotel what the next run must know of.

    Reads as `cause`, what went wrong, and `note`, what became of the object. A host stores `state` under `identity`,
    the id of the object's resource, and reports the failure all the same.
    """

    def __init__(self, cause: ExotelError, identity: str, state: Mapping[str, Any], note: str) -> None:
        super().__init__(cause.answered, f"{cause.advice} {note}".strip(), tried=cause.tried)
        self.cause = cause
        self.identity = identity
        self.state = state

    @property
    def is_of_account(self) -> bool:
        """Whether what went wrong is a fault of the whole account."""
        return self.cause.is_of_account

    def unstored(self, note: str) -> Self:
        """Returns this error with what a host that cannot store anything with a failure has to say instead."""
        return self.advising(f"{self.cause.advice} {note}".strip())


class HalfMadeError(UnsettledError):
    """An object that was made, and could not be brought in line with the inputs."""


class UnconfirmedError(UnsettledError):
    """A change of which nobody knows whether Exotel has done it."""


class OutcomeUnknownError(ExotelError):
    """A creation whose answer was lost and that could not be looked up afterwards."""


class ConflictError(ExotelError):
    """The object exists elsewhere, more than once, or is declared twice."""


class IdentityError(ExotelError):
    """An id that no object of this kind can have."""


class GoneError(ExotelError):
    """The object is not there any more."""


class NotListedYetError(ExotelError):
    """Exotel's list lacks an object that is too young for that to prove anything."""


class InternalError(ExotelError):
    """A fault of this package; its message holds none of the values that were in use."""


OPEN = (ServerError, UnexpectedAnswerError, OutcomeUnknownError)
OF_ACCOUNT = (SettingsError, AccountError, AuthenticationError, RateLimitError)


@contextmanager
def during(tried: str) -> Iterator[None]:
    """Adds to every error that passes what was being done; the innermost name wins."""
    try:
        yield
    except ExotelError as error:
        error.tried = error.tried or tried
        raise


def plainly(function: Callable[P, R]) -> Callable[P, R]:
    """Cuts the traceback off every error of this package: its message is all that a person needs."""

    @functools.wraps(function)
    def plain(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except ExotelError as error:
            raise error.with_traceback(None) from None

    return plain
