"""What is kept of the wire: bounded, in order, and without secrets."""

from exotel_pulumi.simulator.sip import wire
from exotel_pulumi.simulator.sip.wire import MASK, Wire, masked

from .memory import KEY, PASSWORD, SECURE, Line
from .torture import invite

RESPONSE = "6629fae49393a05397450978507c4ef1"
LOGIN = f'Digest username="agent", response="{RESPONSE}", cnonce="c", nonce="n", uri="sip:u:{PASSWORD}@h"'


def test_secrets_are_masked_and_everything_else_is_there() -> None:
    text = masked(invite("sip:agent:hidden@example.com", SECURE, Authorization=[LOGIN, "Basic YTpi"]))
    for secret in (KEY, PASSWORD, RESPONSE, "hidden", "YTpi"):
        assert secret not in text
    for kept in (
        'username="agent"',
        f'response="{MASK}',
        f"inline:{MASK}",
        'cnonce="c"',
        "Basic ***",
        "m=audio 4000 RTP/SAVP 8",
    ):
        assert kept in text
    assert masked(b"\x1b[2J\xff") == " [2J\ufffd"


def test_the_last_calls_are_kept_and_no_more() -> None:
    kept = Wire()
    line = Line()
    for count in range(wire.CALLS + 10):
        kept(line, "came", invite(Call_ID=f"c{count}"), float(count))  # type: ignore[arg-type]
    assert (kept.of("c9", "came"), len(kept.of("c10", "came"))) == ([], 1)
    for count in range(wire.MESSAGES + 10):
        kept(line, "sent", b"i : c10\r\n\r\n" if count else b"SIP/2.0 200 OK\r\ni: c10\r\n\r\n" + b"x" * 20000, 1.0)  # type: ignore[arg-type]
    found = kept.of("c10", "came")
    assert len(found) == wire.MESSAGES
    assert [one.direction for one in found[:2]] == ["came", "sent"]
    assert len(found[1].text) <= wire.LONGEST
    assert (found[0].transport, found[0].local, found[0].peer) == ("tcp", line.local, line.peer)
    kept(line, "came", b"\r\n", 1.0)  # type: ignore[arg-type]
    kept.clear()
    assert kept.of("c10", "came") == []


def test_of_two_ends_in_one_process_one_is_shown() -> None:
    kept, edge, caller = Wire(), Line(), Line(local=("127.0.0.1", 40000), peer=("127.0.0.1", 5060))
    for line, direction in ((caller, "sent"), (edge, "came"), (edge, "sent"), (caller, "came")):
        kept(line, direction, b"BYE sip:x SIP/2.0\r\ni: c\r\n\r\n", 1.0)  # type: ignore[arg-type]
    for first, end, then in (("sent", caller, "came"), ("came", edge, "sent")):
        found = [(seen.local, seen.direction) for seen in kept.of("c", first)]  # type: ignore[arg-type]
        assert found == [(end.local, first), (end.local, then)]
