"""Everything that can go wrong, as a person is told of it.

ExotelError
├── SettingsError               a setting is missing or unusable; nothing was sent
├── DeclarationError            a program asks for what cannot work; nothing was sent
├── ApiError                    Exotel answered with a failure
│   ├── AuthenticationError     401 / 1010
│   ├── ForbiddenError          403 / 1003: foreign, malformed or not there; never "gone" by itself
│   ├── NotFoundError           404 / 1000
│   ├── RouteNotFoundError      404 or 405 without Exotel's code: the call is not offered; says nothing of the object
│   ├── InvalidParameterError   400 / 1001, 1002, 1007 and 415 / 1011
│   ├── DuplicateError          409 / 1008, also inside an HTTP 200
│   ├── RateLimitError          429
│   └── ServerError             5xx
├── NoAnswerError               no HTTP answer: never connected, or the answer was lost
├── UnexpectedAnswerError       an answer that cannot be understood, such as HTML or a looping list
├── OutcomeUnknownError         a creation may or may not have happened and could not be looked up
├── ConflictError               the object exists elsewhere, twice, or is declared twice
├── IdentityError               an id that no object of this kind can have
├── GoneError                   the object to read or change is not there any more
└── InternalError               a fault of this package

Each is one message of up to three lines: what was tried, what came back, what to do.
"""

from collections.abc import Iterator
from contextlib import contextmanager


class ExotelError(Exception):
    """The root of the tree. `tried` is filled in by the operation that was under way."""

    def __init__(self, answered: str, advice: str = "", *, tried: str = "") -> None:
        super().__init__(answered)
        self.answered = answered
        self.advice = advice
        self.tried = tried

    def __str__(self) -> str:
        lines = [self.tried, self.answered, f"What to do: {self.advice}" if self.advice else ""]
        return "\n  ".join(line for line in lines if line)


class SettingsError(ExotelError):
    """A setting is missing or unusable."""


class DeclarationError(ExotelError):
    """What a program asks for is incomplete or contradicts itself."""


class ApiError(ExotelError):
    """Exotel answered with a failure.

    `status` is the HTTP status that counts (the inner one where the outer one lies), `code` Exotel's own (1000 …)
    or None, `text` its words with secrets masked, `request_id` what Exotel's support asks for, `retry_after` the
    header of that name.
    """

    retry_after: str | None = None

    def __init__(
        self, *, status: int, code: int | None, text: str, request_id: str | None, advice: str, tried: str = ""
    ) -> None:
        told = f"Exotel answered: HTTP {status}"
        told += f", code {code}" if code is not None else ""
        told += f', "{text}"' if text else ""
        told += f" (request id {request_id})" if request_id else ""
        super().__init__(told, advice, tried=tried)
        self.status = status
        self.code = code
        self.text = text
        self.request_id = request_id


class AuthenticationError(ApiError):
    """401 / 1010: key, token or region is wrong."""


class ForbiddenError(ApiError):
    """403 / 1003: the trunk is malformed, foreign or absent; Exotel gives one answer for all three."""


class NotFoundError(ApiError):
    """404 / 1000. `route_known`: the route has answered before, so that it is the object which is absent."""

    route_known = False


class RouteNotFoundError(ApiError):
    """404 or 405 without Exotel's code: the account or address does not offer this call."""


class InvalidParameterError(ApiError):
    """400 / 1001, 1002, 1007 and 415 / 1011: Exotel refuses the request as it stands."""


class DuplicateError(ApiError):
    """409 / 1008: the object exists already."""


class RateLimitError(ApiError):
    """429, also after waiting."""


class ServerError(ApiError):
    """5xx: nothing is known of what happened."""


class NoAnswerError(ExotelError):
    """No HTTP answer. `sent` is False only when the request surely never reached Exotel."""

    def __init__(self, answered: str, advice: str = "", *, sent: bool = True) -> None:
        super().__init__(answered, advice)
        self.sent = sent


class UnexpectedAnswerError(ExotelError):
    """An answer that does not say what it should."""


class OutcomeUnknownError(ExotelError):
    """A creation whose answer was lost and that could not be looked up afterwards."""


class ConflictError(ExotelError):
    """The object exists elsewhere, more than once, or is declared twice."""


class IdentityError(ExotelError):
    """An id that no object of this kind can have."""


class GoneError(ExotelError):
    """The object is not there any more."""


class InternalError(ExotelError):
    """A fault of this package, told without the values that were in play."""


@contextmanager
def during(tried: str) -> Iterator[None]:
    """Names, in every error that passes, what was being done; the innermost naming wins."""
    try:
        yield
    except ExotelError as error:
        error.tried = error.tried or tried
        raise
