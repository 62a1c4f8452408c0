"""Where a name leads on this machine, and whom to trust there: `--resolve` and `--trust`, for `probe` and the calls."""

import re
import ssl
from collections.abc import Sequence
from pathlib import Path

from exotel_pulumi.errors import DeclarationError

ENTRY = re.compile(r"([^=]+:\d+)=([^=:]+:\d+)")


def led(entries: Sequence[str]) -> dict[str, str]:
    """Reads `host:port=address:port`. DeclarationError for another form."""
    found = [(entry, ENTRY.fullmatch(entry)) for entry in entries]
    for entry, match in found:
        if match is None:
            raise DeclarationError(f"--resolve {entry} leads nowhere", "write host:port=address:port.")
    return {match[1]: match[2] for _, match in found if match}


def trusted(file: Path | None) -> str | None:
    """Returns the certificates in a file, in PEM. DeclarationError for a file that has none, or cannot be read."""
    if file is None:
        return None
    try:
        pem = file.read_text(encoding="ascii")
        ssl.create_default_context(cadata=pem)
    except (OSError, ValueError, ssl.SSLError):
        raise DeclarationError(f"--trust {file} has no certificate that can be read", "give a file in PEM.") from None
    return pem
