"""TLS with a destination: its certificate, or why there is none, in words for each cause that has a cure of its own."""

import re
import socket
import ssl
import time
from collections.abc import Iterator

from exotel_pulumi.checks.calls import Finding
from exotel_pulumi.checks.probing.failing import failed
from exotel_pulumi.checks.probing.sip import WANTS_CERTIFICATE, ask_options, wants_certificate
from exotel_pulumi.explained import advice_of

SOON = 14  # days before its end in which a certificate is worth a word
DAY = 86400
# Reasons of OpenSSL, by what they mean for a destination.
TOO_OLD = {
    "LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED",
    "TLSV1_ALERT_PROTOCOL_VERSION",
    "UNSUPPORTED_PROTOCOL",
    "VERSION_TOO_LOW",
    "WRONG_SSL_VERSION",
}
NOTHING_IN_COMMON = {"SSLV3_ALERT_HANDSHAKE_FAILURE", "NO_SHARED_CIPHER", "TLSV1_ALERT_INSUFFICIENT_SECURITY"}
UNKNOWN_NAME = {"TLSV1_UNRECOGNIZED_NAME", "TLSV1_ALERT_UNRECOGNIZED_NAME"}


def secured(stream: socket.socket, host: str, trust: str | None, patience: float) -> Iterator[Finding]:
    """Yields what the certificate says, and the answer to OPTIONS; or why there is no TLS."""
    context = ssl.create_default_context()
    if trust:
        context.load_verify_locations(cadata=trust)
    try:
        stream.settimeout(patience)  # of the whole handshake, as Python counts it
        secure = context.wrap_socket(stream, server_hostname=host)
    except (OSError, ValueError) as fault:
        yield _insecure(fault, patience)
        return
    with secure:
        yield _certificate(secure, host)
        yield ask_options(secure, host, "TLS", patience)


def _certificate(secure: ssl.SSLSocket, host: str) -> Finding:
    until = ssl.cert_time_to_seconds(str((secure.getpeercert() or {})["notAfter"]))
    days = int((until - time.time()) // DAY)
    said = f"{secure.version()}, a certificate for {host} with {days} days left"
    return Finding("TLS", said, advice_of("the certificate ends soon") if days < SOON else "")


def _reason(fault: Exception) -> str:
    """Returns OpenSSL's name for a fault, which an older Python has in the text alone."""
    named = getattr(fault, "reason", None)
    written = re.search(r"\] (.+) \(_ssl", str(fault)) if isinstance(fault, ssl.SSLError) else None
    return str(named or (written[1].upper().replace(" ", "_") if written else ""))


def _insecure(fault: Exception, patience: float) -> Finding:
    reason = _reason(fault)
    if isinstance(fault, ssl.SSLCertVerificationError):
        return failed("TLS", f"the certificate does not hold: {fault.verify_message}", "the certificate does not hold")
    if isinstance(fault, TimeoutError):
        said = f"silence: no answer to the hello of TLS within {patience:.0f} s"
        return failed("TLS", said, "silence in place of TLS")
    if reason in TOO_OLD:
        return failed("TLS", f"the version of TLS there is too old ({reason})", "TLS is too old")
    if reason in NOTHING_IN_COMMON:
        return failed("TLS", f"the handshake of TLS is refused ({reason})", "the handshake is refused")
    if reason in UNKNOWN_NAME:
        return failed("TLS", f"TLS there has no certificate for the name ({reason})", "no certificate for the name")
    if reason in WANTS_CERTIFICATE:
        return wants_certificate(reason)
    if isinstance(fault, ssl.SSLEOFError | ssl.SSLZeroReturnError | ConnectionError) or "EOF" in reason:
        return failed("TLS", "the connection was closed during the handshake of TLS", "closed during TLS")
    return failed("TLS", f"no TLS on this port: {reason or type(fault).__name__}", "no TLS on this port")
