"""Stands for a Vault that wraps the key of the tests' stacks: with it, Pulumi encrypts secrets as for people with one.

The key of a passphrase is a million rounds of SHA-256 in each command, a third of the processor time of an `up`: only
tests/docs/test_two_commands.py has one. What is encrypted in a state, and how, is the same; the key itself is only
marked here, and is no secret.
"""

import json
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

MARK = "vault:v1:"


class _Transit(BaseHTTPRequestHandler):
    """Answers what Pulumi asks of Vault's secrets engine `transit`."""

    def do_PUT(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.startswith("/v1/transit/encrypt/"):
            data = {"ciphertext": MARK + asked["plaintext"]}
        else:
            data = {"plaintext": asked["ciphertext"].removeprefix(MARK)}
        body = json.dumps({"data": data}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Prints nothing."""


@cache
def _url() -> str:
    """Starts the server of this process, which ends with the process."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Transit)
    Thread(target=server.serve_forever, daemon=True, name="vault").start()
    return f"http://127.0.0.1:{server.server_port}"


def variables() -> dict[str, str]:
    """Returns what the CLI needs to find the Vault, and to ask it of itself for a new stack."""
    return {
        "PULUMI_OPTION_SECRETS_PROVIDER": "hashivault://tests",
        "VAULT_SERVER_URL": _url(),
        "VAULT_SERVER_TOKEN": "tests",
    }
