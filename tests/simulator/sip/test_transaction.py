"""Every cell of figures 5 to 8 of RFC 3261 with RFC 6026, over reliable transports."""

from collections.abc import Callable
from typing import Any

import pytest

from exotel_pulumi.simulator.sip.message import Message
from exotel_pulumi.simulator.sip.reader import Request, Response, read
from exotel_pulumi.simulator.sip.transaction import LIFETIME, ClientTransaction, ServerTransaction, Transactions

from .timing import Clock
from .torture import invite, message


def request(raw: bytes) -> Request:
    found = read(raw)
    assert isinstance(found, Request)
    return found


def ack(of: bytes, to: str = "<sip:bob@example.com>;tag=x", **changes: Any) -> Request:
    asked = request(of)
    return request(message(f"ACK {asked.uri} SIP/2.0", To=to, Via=asked.message.lists("via")[0], **changes))


class Server:
    """A server transaction, brought into a state; notes what is sent and what is reported."""

    def __init__(self, method: str, state: str) -> None:
        self.clock, self.sent, self.reported = Clock(), list[str](), list[str]()
        self.layer = Transactions(self.clock)
        self.raw = invite() if method == "INVITE" else message("OPTIONS sip:bob@example.com SIP/2.0")
        transaction = self.layer.take(request(self.raw), self.send)
        assert transaction is not None
        self.transaction: ServerTransaction = transaction
        self.transaction.unacknowledged = lambda: self.reported.append("no-ACK")
        path = {"rung": [180], "completed": [486], "accepted": [200], "terminated": [486]}
        for status in path.get(state, []):
            self.transaction.respond(status)
        if state == "terminated" and method == "INVITE":
            self.layer.acknowledge(ack(self.raw))
        self.sent.clear()

    def send(self, data: bytes) -> None:
        self.sent.append(data.split(b" ")[1].decode())

    def happens(self, event: str) -> str:
        """Lets an event happen; returns the state, what was sent, and what was reported."""
        if event == "again":
            if self.layer.take(request(self.raw), self.send) is not None:
                self.reported.append("new")
        elif event == "ACK":
            if not self.layer.acknowledge(ack(self.raw)):
                self.reported.append("ACK")
        elif event == "time":
            self.clock.forward(LIFETIME)
        else:
            self.transaction.respond(int(event))
        return f"{self.transaction.state}/{' '.join(self.sent)}/{' '.join(self.reported)}"


# Figures 7 and 8: in each cell the state after the event, / what is sent, / what is reported; ditto is no change.
# `rung` is Proceeding after a 1xx. Timer J is 0: Completed of figure 8 is Terminated at once.
FIGURE_7 = """
             again             180               200            486             ACK               time
proceeding   ditto             proceeding/180/   accepted/200/  completed/486/  ditto             ditto
rung         proceeding/180/   proceeding/180/   accepted/200/  completed/486/  ditto             ditto
completed    completed/486/    ditto             ditto          ditto           terminated//      terminated//no-ACK
accepted     ditto             ditto             accepted/200/  ditto           accepted//ACK     terminated//
terminated   terminated//new   ditto             ditto          ditto           terminated//ACK   ditto
"""
FIGURE_8 = """
             again             180               200             486              ACK               time
trying       ditto             proceeding/180/   terminated/200/ terminated/486/  trying//ACK       ditto
rung         proceeding/180/   proceeding/180/   terminated/200/ terminated/486/  proceeding//ACK   ditto
terminated   terminated//new   ditto             ditto           ditto            terminated//ACK   ditto
"""


def cells(method: str, figure: str) -> list[tuple[str, str, str, str]]:
    """Returns each cell: method, state, event, and what is wanted."""
    (first, *rows) = [line.split() for line in figure.strip().splitlines()]
    found = []
    for state, *row in rows:
        for event, cell in zip(first, row, strict=True):
            same = "proceeding" if state == "rung" else state
            found.append((method, state, event, f"{same}//" if cell == "ditto" else cell))
    return found


SERVER = [*cells("INVITE", FIGURE_7), *cells("OPTIONS", FIGURE_8)]


@pytest.mark.parametrize(("method", "state", "event", "cell"), SERVER, ids=[f"{m} {s} {e}" for m, s, e, _ in SERVER])
def test_a_cell_of_the_server(method: str, state: str, event: str, cell: str) -> None:
    server = Server(method, state)
    assert server.happens(event) == cell
    if server.transaction.state == "terminated" and not cell.endswith("new"):
        assert (len(server.layer), server.clock.pending) == (0, 0)


class Client:
    """A client transaction, brought into a state."""

    def __init__(self, method: str, state: str) -> None:
        self.clock, self.sent, self.heard = Clock(), list[str](), list[str]()
        self.layer = Transactions(self.clock)
        self.method = method
        raw = invite() if method == "INVITE" else message("BYE sip:bob@example.com SIP/2.0")
        asked = request(raw).message
        built = Message(
            asked.start,
            tuple((name.title(), value) for name, value in asked.headers if name != "content-length"),
            asked.body,
        )
        self.transaction: ClientTransaction = self.layer.start(built, self.send, self.hear)
        assert self.sent == [method]
        path = {"proceeding": [180], "accepted": [200], "terminated": [486]}
        for status in path.get(state, []):
            self.answer(status)
        self.sent.clear()
        self.heard.clear()

    def send(self, data: bytes) -> None:
        self.sent.append(data.split(b" ")[0].decode())

    def hear(self, response: Response | None) -> None:
        self.heard.append(str(response.status) if response else "nothing")

    def answer(self, status: int) -> bool:
        response = read(message(f"SIP/2.0 {status} X", To="<sip:bob@example.com>;tag=b", CSeq=f"7 {self.method}"))
        assert isinstance(response, Response)
        return self.layer.answered(response)

    def happens(self, event: str) -> str:
        if event == "time":
            self.clock.forward(LIFETIME)
        elif event == "closed":
            self.layer.fail()
        elif not self.answer(int(event)):
            self.heard.append("nobody's")
        return f"{self.transaction.state}/{' '.join(self.sent)}/{' '.join(self.heard)}"


# Figures 5 and 6. Timers D and K are 0: Completed is Terminated at once, and what comes then is nobody's.
FIGURE_5 = """
             180                   200                   486                   time                  closed
calling      proceeding//180       accepted//200         terminated/ACK/486    terminated//nothing   terminated//nothing
proceeding   proceeding//180       accepted//200         terminated/ACK/486    ditto                 terminated//nothing
accepted     ditto                 accepted//200         ditto                 terminated//          terminated//
terminated   terminated//nobody's  terminated//nobody's  terminated//nobody's  ditto                 ditto
"""
FIGURE_6 = """
             180                   200                   486                   time                  closed
trying       proceeding//180       terminated//200       terminated//486       terminated//nothing   terminated//nothing
proceeding   proceeding//180       terminated//200       terminated//486       terminated//nothing   terminated//nothing
terminated   terminated//nobody's  terminated//nobody's  terminated//nobody's  ditto                 ditto
"""
CLIENT = [*cells("INVITE", FIGURE_5), *cells("BYE", FIGURE_6)]


@pytest.mark.parametrize(("method", "state", "event", "cell"), CLIENT, ids=[f"{m} {s} {e}" for m, s, e, _ in CLIENT])
def test_a_cell_of_the_client(method: str, state: str, event: str, cell: str) -> None:
    client = Client(method, state)
    assert client.happens(event) == cell
    if client.transaction.state == "terminated":
        assert (len(client.layer), client.clock.pending) == (0, 0)


def test_again_is_answered_on_the_connection_on_which_it_came_again() -> None:
    server, other = Server("INVITE", "completed"), list[bytes]()
    assert server.layer.take(request(server.raw), other.append) is None
    assert (server.sent, len(other)) == ([], 1)


def test_a_merged_request_is_refused_with_a_tag_as_long_as_the_first_is_under_way() -> None:
    server = Server("INVITE", "accepted")
    fork = invite(Via="SIP/2.0/TCP 192.0.2.8;branch=z9hG4bKother")
    assert server.layer.take(request(fork), server.send) is None
    assert server.sent == ["482"]
    server.clock.forward(LIFETIME)
    assert server.layer.take(request(fork), server.send) is not None
    # Another caller's call with the same Call-ID is another call.
    assert Server("INVITE", "accepted").layer.take(
        request(invite(From="<sip:eve@x>;tag=e", Via="SIP/2.0/TCP e;branch=z9hG4bKe")), server.send
    )


def test_a_cancel_finds_its_invite() -> None:
    server = Server("INVITE", "rung")
    cancel = message("CANCEL sip:+918047112233@example.com SIP/2.0")
    assert server.layer.cancelled(request(cancel)) is server.transaction
    assert (
        server.layer.cancelled(
            request(message("CANCEL sip:x@y SIP/2.0", Via="SIP/2.0/TCP 192.0.2.7:5060;branch=z9hG4bKx"))
        )
        is None
    )


def test_a_request_without_the_cookie_is_known_by_its_headers() -> None:
    clock, sent = Clock(), list[bytes]()
    layer = Transactions(clock)
    old: Callable[..., bytes] = lambda **more: invite(Via="SIP/2.0/TCP old.example.com", **more)  # noqa: E731
    first = layer.take(request(old()), sent.append)
    assert first is not None
    first.respond(486)
    assert layer.take(request(old()), sent.append) is None
    assert len(sent) == 2
    assert not layer.acknowledge(ack(old(), From="<sip:other@x>;tag=o"))
    assert layer.acknowledge(ack(old()))
    assert len(layer) == 0
    assert layer.take(request(old(CSeq="8 INVITE")), sent.append) is not None
