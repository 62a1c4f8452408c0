"""Every wait of the core, and every HTTP call as a whole, ends by a stop or by a deadline."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
import trustme

from exotel_pulumi.api.client import Client
from exotel_pulumi.api.dialect import Endpoint
from exotel_pulumi.api.patience import Patience
from exotel_pulumi.api.throttle import Throttle
from exotel_pulumi.errors import NoAnswerError, StoppedError
from exotel_pulumi.objects.trunk import TRUNK
from tests.api.scripted import API_KEY, API_TOKEN, Said, scripted

TRUNKS: Endpoint = TRUNK.endpoint(None)
LONG = 30.0  # seconds that no test waits: it ends what hangs
SOON = 0.2
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
# What a server says before it goes on with a byte now and then.
SLOW = {
    "headers": b"HTTP/1.1 200 OK\r\nX-Slow: ",
    "a body of a known length": HEAD + b"Content-Length: 100000\r\n\r\n",
    "a body in pieces": HEAD + b"Transfer-Encoding: chunked\r\n\r\n",
    "a body without a length": HEAD + b"Connection: close\r\n\r\n[",
    "nothing": b"",
}


def stopped(patience: Patience, act: Callable[[], object]) -> StoppedError:
    """Stops what waits in another thread, and returns the error that the wait has ended with."""
    caught: list[StoppedError] = []

    def wait() -> None:
        with pytest.raises(StoppedError) as error:
            act()
        caught.append(error.value)

    waiting = threading.Thread(target=wait)
    waiting.start()
    patience.stop()
    waiting.join(LONG)
    assert not waiting.is_alive()
    return caught[0]


def test_a_stop_ends_the_wait_for_a_429() -> None:
    patience = Patience()
    with scripted(Said(429, {}, {"Retry-After": "60"})) as server:
        client = Client(server.settings(), patience=patience)
        error = stopped(patience, lambda: client.rows(TRUNKS))
    assert error.answered == "stopped before it was done"


def test_a_stop_ends_the_wait_for_the_rate_limit() -> None:
    patience = Patience()
    gate = Throttle(1, 1, patience)

    def turns() -> None:
        for _ in range(2):
            with gate.turn():
                pass

    stopped(patience, turns)


def test_a_stop_ends_the_wait_before_a_second_reading() -> None:
    patience = Patience()
    with scripted() as server:
        client = Client(server.settings(retry_delay=60), patience=patience)
        stopped(patience, lambda: client.confirmed_rows(TRUNKS))


def test_nothing_is_sent_after_a_stop() -> None:
    patience = Patience()
    patience.stop()
    with scripted() as server, pytest.raises(StoppedError):
        Client(server.settings(), patience=patience).send("POST", TRUNKS, body={"trunk_name": "voice"})
    assert server.heard == []


def test_a_deadline_ends_the_wait_for_what_another_thread_holds() -> None:
    patience, held = Patience(), threading.Lock()
    with held, patience.within(SOON), pytest.raises(StoppedError, match="its time was over"), patience.holding(held):
        pass


def test_a_deadline_ends_a_sleep_and_the_earlier_one_holds() -> None:
    patience = Patience()
    with patience.within(SOON), patience.within(LONG), pytest.raises(StoppedError, match="allow more time"):
        patience.sleep(LONG)
    patience.sleep(0.001)  # the deadline went with its block


def test_a_deadline_is_that_of_one_thread() -> None:
    patience = Patience()
    left: list[float] = []
    with patience.within(SOON):
        other = threading.Thread(target=lambda: left.append(patience.left(LONG)))
        other.start()
        other.join()
    assert left == [LONG]


@contextmanager
def dripping(first: bytes, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Runs a server that goes on with a byte now and then, for longer than any time-out between two bytes."""
    done = threading.Event()

    def drip(stream: socket.socket) -> None:
        with suppress(OSError), stream, tls.wrap_socket(stream, server_side=True) if tls else stream as plain:
            plain.recv(65536)
            plain.sendall(first)
            while first and not done.wait(SOON / 4):
                plain.sendall(b"1\r\n \r\n" if b"chunked" in first else b" ")
            done.wait(LONG)

    def serve() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=drip, args=(listener.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, daemon=True).start()
        yield f"{'https' if tls else 'http'}://localhost:{listener.getsockname()[1]}"
        done.set()
        listener.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("slow", SLOW)
def test_s90_a_deadline_ends_a_call_as_a_whole(
    slow: str, scheme: str, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = None
    if scheme == "https":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(context)
    patience = Patience()
    with dripping(SLOW[slow], context) as url, authority.cert_pem.tempfile() as bundle, scripted() as other:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", bundle)
        settings = other.settings(api_url=url, api_key=API_KEY, api_token=API_TOKEN, request_timeout=LONG)
        begun = time.monotonic()
        with patience.within(SOON), pytest.raises(NoAnswerError, match="did not answer within the time-out") as lost:
            Client(settings, patience=patience).send("POST", TRUNKS, body={"trunk_name": "voice"})
    assert lost.value.sent
    assert time.monotonic() - begun < LONG / 2


@pytest.mark.parametrize("slow", SLOW)
def test_s90_the_time_out_bounds_a_call_as_a_whole(slow: str) -> None:
    with dripping(SLOW[slow]) as url, scripted() as other:
        settings = other.settings(api_url=url, api_key=API_KEY, api_token=API_TOKEN, request_timeout=SOON)
        begun = time.monotonic()
        with pytest.raises(NoAnswerError, match="did not answer within the time-out"):
            Client(settings).send("POST", TRUNKS, body={"trunk_name": "voice"})
    assert time.monotonic() - begun < LONG / 2


def test_a_connection_that_was_shut_down_is_not_used_again() -> None:
    patience = Patience()
    with scripted() as server:
        client = Client(server.settings(), patience=patience)
        for _ in range(3):
            with patience.within(LONG):
                assert client.rows(TRUNKS, fresh=True) == []
        assert len(server.heard) == 3
