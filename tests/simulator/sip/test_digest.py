"""Digests are those of the RFCs' examples; a challenge is answered once; what is not computed here is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exotel_pulumi.simulator.sip import digest
from exotel_pulumi.simulator.sip.digest import LIFETIME, Challenges, Digest, Fault

DOMAIN = "exotel_demo.pstn.exotel.com"
# RFC 2617, section 3.5, and RFC 7616, section 3.9.1.
OLD = {
    "username": "Mufasa", "realm": "testrealm@host.com", "nonce": "dcd98b7102dd2f0e8b11d0f600bfb0c093",
    "uri": "/dir/index.html", "qop": "auth", "nc": "00000001", "cnonce": "0a4f113b",
    "response": "6629fae49393a05397450978507c4ef1", "opaque": "5ccc069c403ebaf9f0171e9517f40e41",
}  # fmt: skip
NEW = {
    "username": "Mufasa", "realm": "http-auth@example.org", "uri": "/dir/index.html", "qop": "auth", "nc": "00000001",
    "nonce": "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", "cnonce": "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
}  # fmt: skip
EXAMPLES = [
    (OLD, "Circle Of Life"),
    ({**NEW, "algorithm": "MD5", "response": "8ca523f5e9506fed4657c9700eebdbec"}, "Circle of Life"),
    (
        {**NEW, "algorithm": "SHA-256", "response": "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"},
        "Circle of Life",
    ),
]


@pytest.mark.parametrize(("parts", "password"), EXAMPLES, ids=["RFC 2617", "RFC 7616 MD5", "RFC 7616 SHA-256"])
def test_digests_are_those_of_the_standard(parts: dict[str, str], password: str) -> None:
    given = Digest(parts, "GET")
    assert given.knows(password)
    assert Digest({**parts, "response": parts["response"].upper()}, "GET").knows(password)
    assert not given.knows(password + " ")
    assert not Digest(parts, "INVITE").knows(password)
    read = digest.read([digest.written(parts)], parts["realm"], "GET")
    assert read == given


def test_the_best_challenge_that_is_known_is_answered() -> None:
    asked = [
        'Digest realm="a", nonce="1", algorithm=SHA-512-256',
        'Digest realm="a, b", nonce="2", algorithm=MD5, qop="auth,auth-int", opaque="o"',
        "Bearer x",
        'Digest realm="a, b", nonce="3", algorithm=SHA-256, qop="auth-int, auth"',
    ]
    best = digest.answer_to(asked, "agent", "secret", "sip:x")
    assert best is not None
    found = digest.read([best], "a, b", "INVITE")
    assert found is not None
    assert (found.nonce, found.realm, found.uri, found.knows("secret")) == ("3", "a, b", "sip:x", True)
    assert "qop=auth, nc=00000001" in best
    old = digest.answer_to(['Digest realm="r", nonce="n"'], "agent", "secret", "sip:x")
    assert old is not None
    assert "qop" not in old
    assert digest.answer_to(asked[:1], "agent", "secret", "sip:x") is None
    assert digest.answer_to(['Digest realm="r", nonce="n", qop="auth-int"'], "agent", "secret", "sip:x") is None
    assert digest.answer_to(asked[2:3], "agent", "secret", "sip:x") is None


def answered(challenges: Challenges, **changes: str) -> Digest:
    parts = {**challenges.challenge(DOMAIN), "username": "agent", "uri": "sip:x", "nc": "00000001", "cnonce": "c"}
    return Digest({**parts, **changes})


@pytest.mark.parametrize(
    ("changes", "words", "is_stale"),
    [
        ({}, None, False),
        ({"algorithm": "SHA-256"}, None, False),
        ({"algorithm": "MD5-sess"}, "computed with algorithm MD5-sess", False),
        ({"qop": "auth-int"}, "computed with qop auth-int", False),
        ({"realm": "other"}, f"for the realm other, and the challenge was of {DOMAIN}", False),
        ({"realm": ""}, "for the realm (none)", False),
        ({"nonce": "made up"}, "not open any more", True),
        ({"nc": "nonsense"}, "sent before", True),
    ],
)
def test_an_answer_that_is_no_answer_to_us(changes: dict[str, str], words: str | None, is_stale: bool) -> None:
    challenges = Challenges()
    found = challenges.fault(answered(challenges, **changes))
    assert (found is None) == (words is None)
    if found is not None and words is not None:
        assert (words in found.words, found.is_stale) == (True, is_stale), found


def test_a_challenge_is_answered_once_and_for_a_while() -> None:
    now = 0.0
    challenges = Challenges(lambda: now)
    first = answered(challenges)
    assert challenges.fault(first) is None
    assert isinstance(challenges.fault(first), Fault)  # a replay
    assert challenges.fault(Digest({**first.parts, "nc": "00000002"})) is None
    late = answered(challenges)
    assert challenges.is_open(late.nonce)
    assert not challenges.is_open("made up")
    now = LIFETIME + 1
    assert not challenges.is_open(late.nonce)
    assert challenges.challenge(DOMAIN, stale=True)["stale"] == "true"
    assert len(challenges) == 1  # what is not open is not kept


def test_of_several_lines_the_one_for_the_realm_counts() -> None:
    lines = ['Digest username="x", realm="other"', "Basic eDp5", f'digest username="agent",realm="{DOMAIN}"']
    found = digest.read(lines, DOMAIN, "INVITE")
    assert found is not None
    assert found.user_name == "agent"
    first = digest.read(lines, "none", "INVITE")
    assert first is not None
    assert first.user_name == "x"
    assert digest.read([], DOMAIN, "INVITE") is None


@given(st.text(), st.text())
def test_any_text_is_a_login_or_none(text: str, more: str) -> None:
    raw = f'Digest username="{text}", response="{more}", {text}'.encode().decode("utf-8", "surrogateescape")
    found = digest.read([raw, text], DOMAIN, "INVITE")
    assert found is not None
    assert not found.knows("secret")
    found.response("x") if not found.unknown else None
    Challenges().fault(found)
    digest.answer_to([raw, text], text, more, "sip:x")
