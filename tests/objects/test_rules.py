"""What a person reads about a value that is refused: the part that is wrong, and the value as it should be written."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from exotel_pulumi.objects import rules, spelling

TLS = "sip.example.com:5061;transport=tls"
KINDS: dict[str, Any] = {
    "phone_number": spelling.PhoneNumberText,
    "ip": spelling.IpAddress,
    "destination": spelling.Destination,
    "user_name": spelling.UserName,
}

# field, what a person writes, words of the message, the value as it should be written (None: nobody can know)
ROWS = [
    ("phone_number", "09876543210", "For a number of India", "+919876543210"),
    ("phone_number", "9876543210", "For a number of India", "+919876543210"),
    ("phone_number", "63123456", "For a number of Singapore", "+6563123456"),
    ("phone_number", "+91 98765 43210", "without blanks", "+919876543210"),
    ("phone_number", "+91-98765-43210", "without blanks", "+919876543210"),
    ("phone_number", "(91) 80.4711 2233", "a plus sign", "+918047112233"),
    ("phone_number", "00919876543210", "a plus sign", "+919876543210"),
    ("phone_number", "919876543210", "a plus sign", "+919876543210"),
    ("phone_number", "tel:+919876543210", "must be E.164", "+919876543210"),
    ("phone_number", "+0123", "like +919876543210", None),
    ("phone_number", "12345", "like +919876543210", None),
    ("phone_number", "0012345", "like +919876543210", None),
    ("phone_number", "main", "like +919876543210", None),
    ("phone_number", "", "like +919876543210", None),
    ("ip", "13.233.10.20/32", 'ip="13.233.10.20", mask=32', None),
    ("ip", "13.233.10.0/24", 'ip="13.233.10.0", mask=24', None),
    ("ip", "13.233.10.20/24", 'ip="13.233.10.0", mask=24', None),
    ("ip", "13.0.0.0/8", "in mask, from 16 to 32", None),
    ("ip", "10.0.0.0/24", "must be a public address", None),
    ("ip", "2001:db8::1", "takes no IPv6", None),
    ("ip", "[2001:db8::1]", "takes no IPv6", None),
    ("ip", "2001:db8::/32", "takes no IPv6", None),
    ("ip", "13.233.10.20-13.233.10.30", "not a range", None),
    ("ip", "13.233.10.20:5060", "the address alone", "13.233.10.20"),
    ("ip", "sip:13.233.10.20", "the address alone", "13.233.10.20"),
    ("ip", " 13.233.10.20\n", "the address alone", "13.233.10.20"),
    ("ip", "13.233.010.020", "without leading zeros", None),
    ("ip", "300.233.10.20", "four numbers from 0 to 255", None),
    ("ip", "sip.example.com", "takes no host name", None),
    ("ip", "10.0.0.1", "must be a public address", None),
    ("user_name", "x" * 65, "at most 64 characters, not 65", None),
    ("user_name", "", "must not be empty", None),
    ("user_name", "  ", "must not be empty", None),
    ("user_name", "agent one", "no blanks", None),
    ("user_name", " agent", "user part of a SIP address alone", "agent"),
    ("user_name", "agent@sip.example.com", "user part of a SIP address alone", "agent"),
    ("user_name", "<sip:agent@sip.example.com>", "user part of a SIP address alone", "agent"),
    ("user_name", "a;b", "none of @ : ;", None),
    ("destination", f"agent@{TLS}", "no user part", TLS),
    ("destination", f"sips:{TLS}", "no sips:", TLS),
    ("destination", "sips:sip.example.com:5061", "no sips:", TLS),
    ("destination", f"<sip:{TLS}>", "no angle brackets", TLS),
    ("destination", f"<sip:agent@{TLS}>", "no angle brackets; must have no user part", TLS),
    ("destination", "sip.example.com:5060;transport=udp", "Exotel has no UDP", None),
    ("destination", "sip.example.com;transport=tls", "must have a port", TLS),
    ("destination", "sip.example.com;transport=tcp", "must have a port", "sip.example.com:5060;transport=tcp"),
    ("destination", "sip.example.com:5061", "must end with ;transport=tls or", TLS),
    ("destination", "sip.example.com:8443", "must end with ;transport=tls or", None),
    ("destination", "sip.example.com", "must end with ;transport=tls or ;transport=tcp; must have a port", None),
    ("destination", f"{TLS};lr", "no other parameter than transport, not lr", TLS),
    ("destination", f"{TLS};user=phone;lr", "not user=phone, lr", TLS),
    ("destination", "[2001:db8::1]:5061;transport=tls", "takes no IPv6", None),
    ("destination", "sip.example.com.:5061;transport=tls", "no dot at the end", TLS),
    ("destination", "https://sip.example.com", "not a URL", None),
    ("destination", "localhost:5060;transport=tcp", "a host name with a dot in it", None),
    ("destination", "sip.example.com:99999;transport=tls", "a port from 1 to 65535", None),
    ("destination", "sip.example.com:sip;transport=tls", "a port from 1 to 65535", None),
    ("destination", "10.0.0.1:5060;transport=tcp", "must be a public address", None),
    ("destination", "agent@10.0.0.1:5060;transport=tcp", "no user part", None),
    ("destination", "", "must be <ip or host name>", None),
]  # fmt: skip


def said(field: str, written: str) -> str:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(KINDS[field]).validate_python(written)
    return str(refused.value.errors()[0]["msg"].removeprefix("Value error, "))


@pytest.mark.parametrize(("field", "written", "words", "right"), ROWS)
def test_s79_a_refused_value_is_answered_with_its_part_and_the_right_one(
    field: str, written: str, words: str, right: str | None
) -> None:
    message = said(field, written)
    assert words in message
    assert re.findall(r'write "([^"]*)"', message) == ([right] if right else [])


SUGGESTED = re.compile(r'write (?:ip=)?"([^"]*)"(?:, mask=([0-9]+))?$')


@pytest.mark.parametrize("field", KINDS)
@given(data=st.data())
def test_s79_what_is_suggested_is_right(field: str, data: st.DataObject) -> None:
    """Parts of right and wrong values in any order: whatever a message tells to write keeps the rules."""
    parts = st.sampled_from(
        ["sip:", "sips:", "<", ">", "agent", "@", "sip.example.com", "13.233.10.20", ":", "5061", ";transport=tls", " ",
         ";transport=", "udp", ";lr", "/24", "-", "+", "00", "0", "91", "9876543210", ".", "[", "]", "tel:", '"', ";"]
    )  # fmt: skip
    written = "".join(data.draw(st.lists(parts, max_size=7)))
    rule = getattr(rules, field)
    message = rule(written.lower().removeprefix("sip:") if field == "destination" else written)
    suggested = SUGGESTED.search(message or "")
    if suggested:
        assert rule(suggested[1]) is None, message
        assert suggested[2] is None or rules.host_bits(suggested[1], int(suggested[2])) is None, message


@pytest.mark.parametrize(("written", "spelled"), [("PSTN", "pstn"), ("Flow", "flow"), (" pstn ", "pstn")])
def test_s79_a_word_of_a_closed_set_has_no_case(written: str, spelled: str) -> None:
    assert TypeAdapter(spelling.Mode).validate_python(written) == spelled
    with pytest.raises(ValidationError, match="must be pstn or flow"):
        TypeAdapter(spelling.Mode).validate_python(f"{written}x")
