"""Warnings and notes on their way to a person: through the engine, at the resource that they are about.

The engine hides what a plugin prints.
"""

import logging
import threading
from collections.abc import Callable

import grpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

from exotel_pulumi.foreign import printable

LONGEST = 5.0  # seconds
NO_PROXY = [("grpc.enable_http_proxy", 0)]  # the engine is on this machine

_of_thread = threading.local()


def at(urn: str) -> None:
    """Says which resource this thread works on from now on."""
    _of_thread.urn = urn


class EngineLog(logging.Handler):
    """Hands the warnings and notes of this package to the engine at an address."""

    def __init__(self, address: str, spelled: Callable[[str], str]) -> None:
        """Takes the engine's address, and how a text is spelled for the program."""
        super().__init__(logging.INFO)
        self._spelled = spelled
        self._engine = engine_pb2_grpc.EngineStub(grpc.insecure_channel(address, options=NO_PROXY))

    def emit(self, record: logging.LogRecord) -> None:
        """Sends one of them. One that cannot be sent is lost: there is no other way to a person."""
        said = self._spelled(printable(record.getMessage(), keep="\n"))
        severity = engine_pb2.WARNING if record.levelno >= logging.WARNING else engine_pb2.INFO
        request = engine_pb2.LogRequest(severity=severity, message=said, urn=getattr(_of_thread, "urn", ""))
        try:
            self._engine.Log(request, timeout=LONGEST)
        except grpc.RpcError:
            return
