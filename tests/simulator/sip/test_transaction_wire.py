"""A machine of a client and a server on one wire, which does anything in any order."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from exotel_pulumi.simulator.sip.message import Message
from exotel_pulumi.simulator.sip.reader import Request, Response, read
from exotel_pulumi.simulator.sip.transaction import LIFETIME, ServerTransaction, Transactions

from .timing import Clock


class Wire(RuleBasedStateMachine):
    """A client and a server on one wire that loses nothing: requests, answers, ACKs and time, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.here, self.there = Transactions(self.clock), Transactions(self.clock)
        self.to_server, self.to_client = list[bytes](), list[bytes]()
        self.finals: dict[str, list[int | None]] = {}
        self.servers: list[ServerTransaction] = []
        self.acks = self.refusals = 0

    @rule(method=st.sampled_from(["INVITE", "OPTIONS"]))
    def ask(self, method: str) -> None:
        name = f"n{len(self.finals)}"
        self.finals[name] = []
        headers = {
            "Via": f"SIP/2.0/TCP a;branch=z9hG4bK{name}",
            "From": "<sip:a@a>;tag=a",
            "To": "<sip:b@b>",
            "Call-ID": name,
            "CSeq": f"1 {method}",
        }
        built = Message(f"{method} sip:b@b SIP/2.0", tuple(headers.items()))

        def hear(response: Response | None) -> None:
            if response is None or response.status >= 200:
                self.finals[name].append(response.status if response else None)

        self.here.start(built, self.to_server.append, hear)

    @precondition(lambda self: self.to_server)
    @rule()
    def arrive(self) -> None:
        asked = read(self.to_server.pop(0))
        assert isinstance(asked, Request)
        if asked.method == "ACK":
            self.acks += self.there.acknowledge(asked)
        elif (taken := self.there.take(asked, self.to_client.append)) is not None:
            self.servers.append(taken)

    @precondition(lambda self: self.servers)
    @rule(data=st.data(), status=st.sampled_from([100, 180, 200, 302, 486, 603]))
    def answer(self, data: st.DataObject, status: int) -> None:
        server = data.draw(st.sampled_from(self.servers))
        was = server.state
        server.respond(status)
        self.refusals += server.request.method == "INVITE" and was == "proceeding" and status >= 300

    @precondition(lambda self: self.to_client)
    @rule()
    def hear(self) -> None:
        answer = read(self.to_client.pop(0))
        assert isinstance(answer, Response)
        self.here.answered(answer)

    @rule(seconds=st.sampled_from([1.0, LIFETIME]))
    def wait(self, seconds: float) -> None:
        self.clock.forward(seconds)

    @invariant()
    def there_is_one_last_answer(self) -> None:
        for heard in self.finals.values():
            assert len(heard) <= 1 or set(heard) == {200}

    def teardown(self) -> None:
        while self.to_server or self.to_client:
            if self.to_server:
                self.arrive()
            if self.to_client:
                self.hear()
        for server in self.servers:
            server.respond(486)
        self.clock.forward(LIFETIME)
        self.clock.forward(LIFETIME)
        self.here.fail()
        assert len(self.here) == len(self.there) == self.clock.pending == 0
        assert self.acks <= self.refusals + len(self.servers)


TestWire = Wire.TestCase
TestWire.settings = settings(max_examples=25, stateful_step_count=30)
