"""`LiveKit`: a real LiveKit server with its own Redis, both on loopback ports, for the time of a block."""

import asyncio
import contextlib
import secrets
import socket
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import aiohttp
import pytest
from livekit.api import LiveKitAPI, ServerError
from livekit.api.sip_service import SipService
from livekit.protocol import sip

from tools.livekit.install import FOLDER

PATIENCE = 20.0
ATTEMPTS = 3  # a free port may be taken by another process before the program binds it

CONFIGURATION = """
port: {port}
bind_addresses: ["127.0.0.1"]
rtc:
  tcp_port: 0
  udp_port: {media}
  use_external_ip: false
  enable_loopback_candidate: true
  interfaces: {{includes: [lo, lo0]}}
redis: {{address: "127.0.0.1:{redis.port}", password: "{redis.password}"}}
keys: {{{key}: "{secret}"}}
logging: {{level: warn}}
"""

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Redis:
    """A Redis: its port, and its own password for the same reason as LiveKit's key."""

    port: int
    password: str = field(default_factory=lambda: secrets.token_hex(8))

    def answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
            connection.sendall(f"AUTH {self.password}\r\n".encode())
            return connection.recv(16).startswith(b"+OK")
        return False


@dataclass(frozen=True)
class LiveKit:
    """A server: its address, and what the server holds.

    Each server has its own key: the server of another test, which may have taken the port, does not accept that key.
    """

    url: str
    redis: Redis | None = None
    key: str = field(default_factory=lambda: f"key_{secrets.token_hex(4)}")
    secret: str = field(default_factory=lambda: f"secret/of+32=characters&or<more>%_{secrets.token_hex(4)}")

    @property
    def environment(self) -> dict[str, str]:
        """Returns the settings that a program needs to reach the server."""
        return {"LIVEKIT_URL": self.url, "LIVEKIT_API_KEY": self.key, "LIVEKIT_API_SECRET": self.secret}

    def ask(self, question: Callable[[SipService], Awaitable[Answer]]) -> Answer:
        """Returns the answer to a question that LiveKit's own client asks the server."""

        async def asked() -> Answer:
            async with LiveKitAPI(self.url, self.key, self.secret) as api:
                return await question(api.sip)

        return asyncio.run(asked())

    def inbound(self) -> list[sip.SIPInboundTrunkInfo]:
        """Returns all inbound trunks."""
        return list(self.ask(lambda api: api.list_inbound_trunk(sip.ListSIPInboundTrunkRequest())).items)

    def outbound(self) -> list[sip.SIPOutboundTrunkInfo]:
        """Returns all outbound trunks."""
        return list(self.ask(lambda api: api.list_outbound_trunk(sip.ListSIPOutboundTrunkRequest())).items)

    def rules(self) -> list[sip.SIPDispatchRuleInfo]:
        """Returns all dispatch rules."""
        return list(self.ask(lambda api: api.list_dispatch_rule(sip.ListSIPDispatchRuleRequest())).items)

    def is_empty(self) -> bool:
        """Returns whether the server holds no SIP object."""
        return not (self.inbound() or self.outbound() or self.rules())

    def answers(self) -> bool:
        with contextlib.suppress(aiohttp.ClientError, TimeoutError, ServerError):
            return self.is_empty()
        return False


@contextlib.contextmanager
def running(folder: Path) -> Iterator[LiveKit]:
    """Runs an empty server, with its configuration and logs in `folder`, until the block ends."""
    folder.mkdir()
    with contextlib.ExitStack() as ends:
        redis = _answering(lambda: _redis(folder, ends))
        yield _answering(lambda: _server(folder, redis, ends))


Started = TypeVar("Started", Redis, LiveKit)


def _answering(start: Callable[[], tuple["subprocess.Popen[bytes]", Started]]) -> Started:
    for _ in range(ATTEMPTS):
        process, started = start()
        deadline = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < deadline:
            if started.answers():
                return started
            time.sleep(0.02)
    pytest.fail(f"no answer from {type(started).__name__} after {ATTEMPTS} attempts", pytrace=False)


def _redis(folder: Path, ends: contextlib.ExitStack) -> tuple["subprocess.Popen[bytes]", Redis]:
    redis = Redis(free_port())
    options = {
        "bind": "127.0.0.1",
        "port": str(redis.port),
        "requirepass": redis.password,
        "dir": str(folder),
        "set-proc-title": "no",  # keeps the folder in the command line, by which a test finds the process
        "save": "",
        "appendonly": "no",
    }
    arguments = [text for name, value in options.items() for text in (f"--{name}", value)]
    return _begun("redis-server", arguments, folder, ends), redis


def _server(folder: Path, redis: Redis, ends: contextlib.ExitStack) -> tuple["subprocess.Popen[bytes]", LiveKit]:
    port, media = free_port(), free_port(socket.SOCK_DGRAM)
    server = LiveKit(f"http://127.0.0.1:{port}", redis)
    file = folder / "livekit.yaml"
    text = CONFIGURATION.format(port=port, media=media, redis=redis, key=server.key, secret=server.secret)
    file.write_text(text, encoding="utf-8")
    return _begun("livekit-server", ["--node-ip", "127.0.0.1", "--config", str(file)], folder, ends), server


def _begun(name: str, arguments: list[str], folder: Path, ends: contextlib.ExitStack) -> "subprocess.Popen[bytes]":
    """Starts a process, which `ends` kills by its id, and returns the process."""
    program = FOLDER / name
    if not program.exists():
        pytest.fail(f"{name} is missing: run `make livekit` or `make test`", pytrace=False)
    with (folder / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            [str(program), *arguments], cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
        )
    ends.callback(_end, process)
    return process


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()  # neither program has anything to save, and LiveKit is slow to stop in good order
    process.wait()


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
