"""Dialogs as 12.1.1, 12.1.2, 12.2.1.1 and 12.2.2 of RFC 3261 build them."""

import pytest

from exotel_pulumi.simulator.sip.dialog import Dialog, address_in, key_of
from exotel_pulumi.simulator.sip.message import reply
from exotel_pulumi.simulator.sip.reader import Request, Response, read

from .torture import invite, message

ROUTE = ["<sip:p1.example.com;lr>, <sip:p2.example.com;lr>", "<sip:p3.example.com;lr>"]


def request(raw: bytes) -> Request:
    found = read(raw)
    assert isinstance(found, Request)
    return found


def via(branch: str) -> str:
    return f"SIP/2.0/TCP 127.0.0.1:1;branch={branch}"


def answered(**changes: object) -> Dialog:
    asked = request(invite(Record_Route=ROUTE, **changes))  # type: ignore[arg-type]
    return Dialog.taken(asked, "ours", "<sip:exotel@127.0.0.1:1>")


def placed(raw: bytes) -> Dialog:
    response = read(raw)
    assert isinstance(response, Response)
    return Dialog.placed(request(invite()).message, response, "a1")


def test_who_answers_keeps_the_routes_in_their_order_and_who_asked_in_the_other() -> None:
    own = answered()
    assert own.routes == ("<sip:p1.example.com;lr>", "<sip:p2.example.com;lr>", "<sip:p3.example.com;lr>")
    assert (own.target, own.key, own.seen, own.is_early) == (
        "sip:alice@192.0.2.7",
        ("c1@192.0.2.7", "ours", "a1"),
        7,
        False,
    )
    bye = request(bytes(own.request("BYE", via)))
    assert (bye.uri, bye.number, bye.caller.tag, bye.callee.tag) == ("sip:alice@192.0.2.7", 1, "ours", "a1")
    assert bye.message.all("route") == list(own.routes)
    assert bye.caller.uri == "sip:bob@example.com"

    there = placed(
        message(
            "SIP/2.0 200 OK",
            To="<sip:bob@example.com>;tag=b",
            Contact='"B" <sip:b@192.0.2.9:5070;transport=tcp>',
            Record_Route=ROUTE,
        )
    )
    assert there.routes == ("<sip:p3.example.com;lr>", "<sip:p2.example.com;lr>", "<sip:p1.example.com;lr>")
    ack, bye = (request(bytes(there.request(method, via))) for method in ("ACK", "BYE"))
    assert (ack.uri, ack.number, bye.number) == ("sip:b@192.0.2.9:5070;transport=tcp", 7, 8)
    assert ack.branch != bye.branch
    assert (there.key, there.is_early) == (("c1@192.0.2.7", "a1", "b"), False)
    assert placed(message("SIP/2.0 180 Ringing", To="<sip:bob@example.com>;tag=b")).is_early


def test_a_strict_router_is_first_and_the_target_last() -> None:
    there = placed(
        message(
            "SIP/2.0 200 OK",
            Contact="<sip:b@192.0.2.9>",
            Record_Route=["<sip:strict.example.com>", "<sip:x.example.com>"],
        )
    )
    bye = request(bytes(there.request("BYE", via)))
    assert bye.uri == "sip:x.example.com"
    assert bye.message.all("route") == ["<sip:strict.example.com>", "<sip:b@192.0.2.9>"]


def test_without_a_contact_the_address_that_is_known_stays() -> None:
    assert answered(Contact=None).target == "sip:alice@example.com"
    assert placed(message("SIP/2.0 200 OK", Contact=None)).target == "sip:+918047112233@example.com"
    own = answered()
    own.refresh(request(invite(Contact="<sip:alice@192.0.2.77>")).message)
    own.refresh(request(invite(Contact=None)).message)
    assert own.target == "sip:alice@192.0.2.77"


@pytest.mark.parametrize(
    ("number", "status"), [(6, 500), (7, 500), (8, None), (900, None)], ids=["lower", "equal", "next", "gap"]
)
def test_the_order_of_requests(number: int, status: int | None) -> None:
    own = answered()
    asked = request(message("OPTIONS sip:x@y SIP/2.0", To="<sip:bob@example.com>;tag=ours", CSeq=f"{number} OPTIONS"))
    assert (key_of(asked) == own.key, own.refusal(asked)) == (True, status)
    there = placed(message("SIP/2.0 200 OK", To="<sip:bob@example.com>;tag=b"))
    assert there.refusal(asked) is None  # the other side's numbers begin where they like


def test_tags_that_are_crossed_and_a_call_id_that_is_shared_are_other_calls() -> None:
    own = answered()
    crossed = request(message("BYE sip:x@y SIP/2.0", From="<sip:a@b>;tag=ours", To="<sip:bob@example.com>;tag=a1"))
    assert key_of(crossed) != own.key
    assert answered(From="<sip:eve@x>;tag=e").key != own.key


@pytest.mark.parametrize(
    ("value", "uri"),
    [('"A, B" <sip:a@b;x=1>;q=1', "sip:a@b;x=1"), ("sip:a@b;q=1", "sip:a@b"), ("", ""), ("<sip:a b>", "<sip:a b>")],
)
def test_the_uri_of_a_contact(value: str, uri: str) -> None:
    assert address_in(value) == uri


def test_the_answer_of_a_dialog_is_found_by_the_asker() -> None:
    asked = request(invite())
    response = read(bytes(reply(asked.message, 200, tag="ours", headers=[("Contact", "<sip:exotel@127.0.0.1:1>")])))
    assert isinstance(response, Response)
    there, here = Dialog.placed(asked.message, response, "a1"), Dialog.taken(asked, "ours", "<sip:exotel@127.0.0.1:1>")
    assert key_of(request(bytes(there.request("BYE", via)))) == here.key
    assert key_of(request(bytes(here.request("BYE", via)))) == there.key
