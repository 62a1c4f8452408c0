"""A throwaway authority and its certificate for loopback. The authority's key is kept in memory alone."""

import ssl
from pathlib import Path

import trustme

NAMES = ("localhost", "127.0.0.1")


class Authority:
    """One authority; its certificate goes into a file, for callers to trust."""

    def __init__(self, file: Path | str | None = None) -> None:
        self._authority = trustme.CA(organization_name="exotel-pulumi simulator, for tests alone")
        if file is not None:
            self._authority.cert_pem.write_to_path(str(file))

    @property
    def pem(self) -> str:
        """The authority's certificate."""
        return self._authority.cert_pem.bytes().decode()

    def server_side(self, *names: str) -> ssl.SSLContext:
        """Returns a context with a certificate for these names, or for this machine's own."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert(*(names or NAMES)).configure_cert(context)
        return context

    def client_side(self) -> ssl.SSLContext:
        """Returns a context that trusts this authority alone."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._authority.configure_trust(context)
        return context
