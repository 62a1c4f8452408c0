"""What may listen at a destination, on loopback: each peer is a function of an open connection."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import trustme

HOST = "sip.example.com"
PLAIN, SECURE = f"{HOST}:5060;transport=tcp", f"{HOST}:5061;transport=tls"
CA = trustme.CA()
OK = b"SIP/2.0 405 Method Not Allowed\r\n\r\n"

Peer = Callable[[socket.socket], object]


def context(name: str = HOST, **options: object) -> ssl.SSLContext:
    """Returns the context of a server with a certificate of the test's authority."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    CA.issue_cert(name, **options).configure_cert(made)  # type: ignore[arg-type]
    return made


def answering(answer: bytes) -> Peer:
    """Returns a peer that reads a request, answers one text, and waits for the other side to go."""

    def peer(stream: socket.socket) -> None:
        stream.recv(4096)
        stream.sendall(answer)
        stream.recv(4096)

    return peer


def silent(stream: socket.socket) -> None:
    """Reads until the other side goes, and says nothing."""
    while stream.recv(4096):
        pass


@contextmanager
def server(peer: Peer, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """Starts a server; yields its port."""

    def serve() -> None:
        while True:
            try:
                stream, _ = listening.accept()
            except OSError:
                return
            try:
                stream.settimeout(60)
                with tls.wrap_socket(stream, server_side=True) if tls else stream as talking:
                    peer(talking)
            except OSError:
                continue

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)
