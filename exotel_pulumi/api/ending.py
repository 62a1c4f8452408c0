"""Ends an HTTP call as a whole after a time: connection, slow headers and slow body together.

The time-outs of the HTTP library hold for each single wait at the socket, so that a server which sends a byte now and
then is waited for without end. Shutting the socket down ends whatever waits there.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Timer, local
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection


@dataclass
class _Call:
    """One call of one thread, and the socket that the call goes over."""

    sock: socket.socket | None = None
    is_ended: bool = False

    def end(self) -> None:
        """Shuts the socket down; the thread that waits there gets an end of file.

        Without a socket nothing was sent: the time-out for connecting ends the call, and says so.
        """
        if self.sock is not None:
            self.is_ended = True
            with suppress(OSError):
                # Not the method of a TLS socket, which would take TLS away from under the thread that reads.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


_of_thread = local()


class _Connection(HTTPConnection):
    def connect(self) -> None:
        super().connect()
        _note(self)

    def request(self, *args: Any, **kwargs: Any) -> None:
        _note(self)  # a connection that is used again does not connect
        super().request(*args, **kwargs)


class _SecureConnection(HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        _note(self)

    def request(self, *args: Any, **kwargs: Any) -> None:
        _note(self)
        super().request(*args, **kwargs)


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class EndingAdapter(HTTPAdapter):
    """An adapter whose connections can be found by `ended_after`."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Makes the pools of direct connections."""
        super().init_poolmanager(*args, **kwargs)
        _use_our_pools(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> PoolManager:
        """Makes the pools of connections through a proxy; a SOCKS proxy has pools of its own kind."""
        manager: PoolManager = super().proxy_manager_for(proxy, **kwargs)
        if not proxy.lower().startswith("socks"):
            _use_our_pools(manager)
        return manager


@contextmanager
def ended_after(seconds: float) -> Iterator[None]:
    """Ends this thread's call in the block after so many seconds: `requests.Timeout`."""
    call = _of_thread.call = _Call()
    timer = Timer(seconds, call.end)
    timer.daemon = True
    timer.start()
    try:
        yield
    except requests.RequestException:
        if not call.is_ended:
            raise
    finally:
        timer.cancel()
        _of_thread.call = None
    if call.is_ended:  # also where nothing was raised: a body without a length ends with its connection
        raise requests.Timeout


def _note(connection: HTTPConnection) -> None:
    """Notes the socket while the connection has it: http.client gives a socket up that the server will close."""
    call: _Call | None = getattr(_of_thread, "call", None)
    if call is not None and connection.sock is not None:
        call.sock = connection.sock


def _use_our_pools(manager: PoolManager) -> None:
    manager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
