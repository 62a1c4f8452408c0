"""LiveKit's real SIP service, beside a real LiveKit server, for the time of a block."""

import contextlib
import json
import os
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme

from tests.livekit.server import LiveKit, Redis, free_port
from tools.livekit.install import FOLDER
from tools.livekit.sip_build import NAME

PATIENCE = 20.0
HOST = "my-project.india.sip.livekit.cloud"  # the destination of examples/livekit
CA = trustme.CA()


@dataclass(frozen=True)
class Service:
    """Where the service takes calls."""

    tls: int
    trust: str

    @property
    def resolve(self) -> dict[str, str]:
        """Leads the public name of the destination to the service."""
        return {f"{HOST}:5061": f"127.0.0.1:{self.tls}"}


@contextlib.contextmanager
def running(folder: Path, livekit: LiveKit, redis: Redis, authority: Path) -> Iterator[Service]:
    """Runs the service, which trusts the edge's authority, until the block ends."""
    folder.mkdir()
    certificate = CA.issue_cert(HOST)
    certificate.private_key_pem.write_to_path(str(folder / "key.pem"))
    certificate.cert_chain_pems[0].write_to_path(str(folder / "cert.pem"))
    files = [{"cert_file": str(folder / "cert.pem"), "key_file": str(folder / "key.pem")}]
    ports = {"sip": free_port(), "tls": free_port()}
    settings = {
        "api_key": livekit.key, "api_secret": livekit.secret, "ws_url": livekit.url.replace("http", "ws"),
        "redis": {"address": f"127.0.0.1:{redis.port}", "password": redis.password},
        "sip_port": ports["sip"], "listen_ip": "127.0.0.1", "nat_1_to_1_ip": "127.0.0.1", "rtp_port": "31000-31100",
        # A busy machine is no reason to refuse a call of a test.
        "max_cpu_utilization": 1,
        "tls": {"port": ports["tls"], "certs": files},
        "logging": {"level": "info"},
    }  # fmt: skip
    (folder / "sip.yaml").write_text(json.dumps(settings), encoding="utf-8")  # JSON is YAML
    program = FOLDER / NAME
    if not program.exists():
        pytest.fail(f"{NAME} is missing: run `make test-rehearsal`", pytrace=False)
    with (folder / "service.log").open("ab") as log, subprocess.Popen(
        [str(program), f"--config={folder / 'sip.yaml'}"], cwd=folder, stdin=subprocess.DEVNULL, stdout=log,
        stderr=subprocess.STDOUT, env={**os.environ, "SSL_CERT_FILE": str(authority)},
    ) as process:  # fmt: skip
        try:
            _await(ports["tls"], process, folder / "service.log")
            yield Service(ports["tls"], CA.cert_pem.bytes().decode())
        finally:
            process.kill()


def _await(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    CA.configure_trust(context)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as stream:
            context.wrap_socket(stream, server_hostname=HOST).close()
            return
        time.sleep(0.05)
    pytest.fail(f"no answer from LiveKit SIP: {log.read_text(encoding='utf-8')[-2000:]}", pytrace=False)
