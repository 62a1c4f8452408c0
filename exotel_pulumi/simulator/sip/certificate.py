"""A throwaway authority and its certificate for loopback. The key of the authority is kept nowhere."""

import ssl
from pathlib import Path

import trustme

NAMES = ("localhost", "127.0.0.1")


def context(authority_file: Path | str | None) -> ssl.SSLContext:
    """Makes the server's side of TLS; writes the authority's certificate into a file, for callers to trust."""
    authority = trustme.CA(organization_name="exotel-pulumi simulator, for tests alone")
    if authority_file is not None:
        authority.cert_pem.write_to_path(str(authority_file))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*NAMES).configure_cert(server)
    return server
