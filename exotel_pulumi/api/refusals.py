"""What a refusal of Exotel's means, and what to do: by its code, its HTTP status, the method and Exotel's words.

The advice answers the question that was asked: a DELETE has no value to correct, and a quota is no wrong value.
"""

import re
from dataclasses import dataclass

from exotel_pulumi import errors
from exotel_pulumi.explained import advice_of

# What a person can do about a code stands in explained.toml, which is read when it is asked for the first time: reading
# it at each start of a program or a provider would take as long as a third of all their imports.
BY_CODE: dict[int, type[errors.ApiError]] = {
    1000: errors.NotFoundError,
    1001: errors.InvalidParameterError,
    1002: errors.InvalidParameterError,
    1003: errors.ForbiddenError,
    1007: errors.InvalidParameterError,
    1008: errors.DuplicateError,
    1010: errors.AuthenticationError,
    1011: errors.InvalidParameterError,
}
# status: a code that means the same, or the class of an error that has a text of its own.
BY_STATUS: dict[int, int | type[errors.ApiError]] = {
    400: 1002,
    401: 1010,
    402: errors.ApiError,
    403: 1003,
    404: errors.RouteNotFoundError,
    405: errors.RouteNotFoundError,
    409: 1008,
    415: 1011,
    422: 1002,
    423: errors.ApiError,
    429: errors.RateLimitError,
    451: errors.ApiError,
}

# Not sent again: a call lasts minutes, and a run that waits for its end looks like one that hangs.
IN_USE = (
    "the object is in use, most likely by calls that are under way: wait for their end, then run the same command "
    "again. Nothing is lost."
)
TAKEN = (
    "another object has this value already, or the object cannot be changed now, as during a call: choose another "
    "value, or run the same command again later."
)
NOTHING_NAMED = "Exotel names no value: compare the inputs with Exotel's documents, or ask Exotel's support."
OWN_WORDS = "Exotel refuses this, and its words say why: put right what they name, or ask Exotel's support."
NOT_DELETED = (
    "Exotel does not delete the object, and its words say why: put right what they name, then run the same command "
    "again. Nothing is lost."
)


@dataclass(frozen=True)
class _Words:
    """Words of Exotel's that say more than code and status; no document lists them."""

    methods: tuple[str, ...]
    pattern: re.Pattern[str]
    advice: str
    error: type[errors.ApiError] | None = None  # None: as code and status say


def _words(methods: str, pattern: str, advice: str, error: type[errors.ApiError] | None = None) -> _Words:
    return _Words(tuple(methods.split()), re.compile(pattern, re.IGNORECASE), advice, error)


CALLS = r"active call|ongoing call|calls? in progress|calls are in progress"
BY_WORDS = (
    _words("DELETE PUT", CALLS, IN_USE, errors.InUseError),
    _words(
        "DELETE",
        r"\b(flows?|campaigns?|applets?)\b|attached to|associated with|assigned to|(in use|used) by",
        "something at Exotel uses the object: take it out of the flow or campaign in Exotel's console, then run the "
        "same command again. Nothing is lost.",
        errors.InUseError,
    ),
    _words(
        "POST",
        r"maximum number of|(limit|quota)\b.*\b(reached|exceeded|exhausted)|\bquota\b|too many \w+s\b",
        "the account may have no more of these: delete one that is not needed, or ask Exotel's support for more.",
    ),
    _words(
        "POST PUT",
        r"\bkyc\b|documents? (are|is) (missing|pending)|not (yet )?verified",
        "Exotel wants the account or the number to be verified first (KYC): see Exotel's console, or ask its support.",
    ),
    _words(
        "POST PUT",
        r"\b(number|exophone|did)\b.*((not|n't) belong|not owned|other account)",
        "the number is not one of this account: buy or port it first, or use the settings of the account that has it.",
    ),
    _words(
        "POST PUT",
        r"\bfqdn\b|(could|can) ?not (be )?resolve|does not resolve",
        "Exotel finds no address for the host, which a DNS record of the last minutes may not have yet: check the "
        "name with `exotel-pulumi probe`, wait for DNS, then run the same command again.",
    ),
)
# A part of what Exotel's words name where a value is wrong.
VALUE = re.compile(
    r"param|name|number|\bip\b|mask|nso|domain|destination|password|mode|priority|weight|length|char", re.I
)


def understood(method: str, status: int, code: int | None, text: str) -> tuple[type[errors.ApiError], str]:
    """Returns the class of a refusal's error and what to do; Exotel's own code decides, then the HTTP status."""
    error_class, advice = _by_number(code, status)
    of_account = error_class in (errors.AuthenticationError, errors.RateLimitError)
    if of_account or status >= 500:
        return error_class, advice  # a server that is out of order is asked again, whatever its words are
    if method in ("DELETE", "PUT") and status == 423:
        return errors.InUseError, IN_USE
    # What is not there is used by nothing, whatever the words of a 404 are: only calls are believed against it.
    is_absent = error_class in (errors.NotFoundError, errors.RouteNotFoundError)
    for rule in BY_WORDS[:1] if is_absent else BY_WORDS:
        if method in rule.methods and rule.pattern.search(text):
            return rule.error or error_class, rule.advice
    if method == "DELETE" and error_class is errors.DuplicateError:
        return errors.InUseError, IN_USE  # a DELETE is never a duplicate
    if method == "PUT" and error_class is errors.DuplicateError:
        return error_class, TAKEN
    if advice == advice_of("1002"):
        return error_class, _advice_of_a_value(method, text) or advice
    if not text and "Exotel names" in advice:
        return error_class, NOTHING_NAMED
    return error_class, advice


def _advice_of_a_value(method: str, text: str) -> str | None:
    """Says what to do about a wrong value that is none, or that is not named; None where Exotel names it."""
    if not text:
        return NOTHING_NAMED
    if method == "DELETE":
        return NOT_DELETED
    return None if VALUE.search(text) else OWN_WORDS


def _by_number(code: int | None, status: int) -> tuple[type[errors.ApiError], str]:
    known = code if code in BY_CODE else BY_STATUS.get(status)
    if isinstance(known, int):
        return BY_CODE[known], advice_of(str(known))
    return (known, advice_of(f"HTTP {status}")) if known else _by_range(status)


def _by_range(status: int) -> tuple[type[errors.ApiError], str]:
    if status >= 500:
        return errors.ServerError, advice_of("HTTP 5xx")
    if 300 <= status < 400:
        return errors.ApiError, advice_of("HTTP 3xx")
    return errors.ApiError, advice_of("HTTP 4xx")
