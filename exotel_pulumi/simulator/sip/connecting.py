"""Connects with a destination, and says in words why not."""

import asyncio
import ssl

from .stream import Stream, Wire

CONNECTING = 5.0  # seconds, for TCP and for TLS each


async def connected(address: str, port: int, tls: ssl.SSLContext | None, host: str, wire: Wire) -> Stream:
    """Connects over TCP, or over TLS where there is a context; the certificate must be one for the host."""
    if tls is None:
        async with asyncio.timeout(CONNECTING):
            return Stream(*await asyncio.open_connection(address, port), wire)
    async with asyncio.timeout(2 * CONNECTING):
        opened = asyncio.open_connection(address, port, ssl=tls, server_hostname=host, ssl_handshake_timeout=CONNECTING)
        return Stream(*await opened, wire)


def in_words(fault: BaseException, *, is_tls: bool = False) -> str:
    """Says why there is no connection."""
    if isinstance(fault, ssl.SSLCertVerificationError):
        return f"the certificate does not hold: {fault.verify_message}"
    if isinstance(fault, ssl.SSLError):
        return f"no TLS there ({getattr(fault, 'reason', None) or 'the handshake failed'}): is it the port for TCP?"
    if is_tls and isinstance(fault, ConnectionAbortedError | ConnectionResetError):
        return f"connected, and no TLS began within {CONNECTING:.0f} s: is it the port for TCP?"
    if isinstance(fault, TimeoutError):
        return f"no connection within {CONNECTING:.0f} s: is there a firewall?"
    if isinstance(fault, ConnectionRefusedError):
        return "nothing listens there"
    return getattr(fault, "strerror", None) or type(fault).__name__


def spoken(raw: bytes) -> str:
    """Names what was spoken in the place of SIP."""
    if raw[:1] in (b"\x15", b"\x16"):
        return "TLS: is the destination's transport tls?"
    return "HTTP" if raw[:5] == b"HTTP/" or b"<html" in raw.lower() else "something else"
