"""What it means that a call had no answer: in words of ours, for those of the HTTP library contain the whole URL.

A fault of this machine, which the library finds before a socket is opened, is a SettingsError: nothing was sent, and a
repetition would meet the fault again.
"""

import os
import ssl
from typing import Any

import requests
from requests.exceptions import InvalidSchema, InvalidURL, MissingSchema
from urllib3.exceptions import LocationParseError, NewConnectionError, ProxyError

from exotel_pulumi import errors

# What the library raises without having sent anything. A plain OSError is a file of certificates that is not there.
BEFORE_A_SOCKET = (InvalidURL, InvalidSchema, MissingSchema, LocationParseError)
BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")  # in small letters, too


def explained(error: Exception, where: str) -> errors.SettingsError | errors.NoAnswerError:
    """Makes our error of one that the HTTP library has raised for a call to the address `where`."""
    if isinstance(error, BEFORE_A_SOCKET):
        return _unusable_address(where)
    if not isinstance(error, requests.RequestException) or _is_unreadable_bundle(error):
        return _unusable_bundle()
    return _no_answer(error, where)


def _unusable_address(where: str) -> errors.SettingsError:
    proxy = _set(PROXIES)
    if proxy:  # the address itself was examined with the settings
        answered = f"the proxy that {proxy} names cannot be used; nothing was sent"
        return errors.SettingsError(answered, f"correct {proxy}; a SOCKS proxy needs `pip install requests[socks]`.")
    return errors.SettingsError(f"{where} cannot be an address; nothing was sent", "check exotel:apiUrl.")


def _unusable_bundle() -> errors.SettingsError:
    bundle = _set(BUNDLES)
    named = f"{bundle} names, {os.environ[bundle]}," if bundle else "Python's certifi has"
    advice = f"correct {bundle}, or unset it." if bundle else "install the Python package certifi again."
    return errors.SettingsError(f"the file of CA certificates that {named} cannot be read; nothing was sent", advice)


def _set(names: tuple[str, ...]) -> str | None:
    return next((name for name in (*names, *map(str.lower, names)) if os.environ.get(name)), None)


def _no_answer(error: requests.RequestException, where: str) -> errors.NoAnswerError:
    cause = _cause(error)
    if isinstance(error, requests.exceptions.SSLError):
        # Only a refused certificate is known to come before the request; TLS may also break off in the answer.
        refused = bool(cause and cause.args and isinstance(cause.args[0], ssl.SSLCertVerificationError))
        failed = f"the certificate of {where} could not be verified" if refused else f"TLS with {where} failed"
        advice = "check the machine's clock and certificates, and any proxy in between."
        return errors.NoAnswerError(failed, advice, sent=not refused)
    if isinstance(cause, ProxyError) and _never_connected(cause.original_error):
        failed = f"no connection to {where} through the proxy that the environment names"
        return errors.NoAnswerError(failed, "check HTTPS_PROXY and NO_PROXY.", sent=False)
    if isinstance(error, requests.ConnectTimeout) or _never_connected(cause):
        advice = "check the network, exotel:region and exotel:apiUrl."
        return errors.NoAnswerError(f"no connection to {where}", advice, sent=False)
    how = "within the time-out" if isinstance(error, requests.Timeout) else "and closed the connection"
    advice = "run the command again; exotel:requestTimeout sets the time-out."
    return errors.NoAnswerError(f"{where} did not answer {how}", advice)


def _cause(error: requests.RequestException) -> Any:
    return getattr(error.args[0], "reason", None) if error.args else None


def _never_connected(cause: object) -> bool:
    """Returns whether it is certain that nothing was sent: nobody listens, or a proxy would not open the way."""
    return isinstance(cause, NewConnectionError) or str(cause).startswith("Tunnel connection failed")


def _is_unreadable_bundle(error: requests.RequestException) -> bool:
    """Returns whether a file of certificates holds none: TLS has not begun, so the fault is not one of its own."""
    cause = _cause(error)
    fault = cause.args[0] if isinstance(error, requests.exceptions.SSLError) and cause and cause.args else None
    return isinstance(fault, ssl.SSLError) and fault.library in ("X509", "PEM")
