"""The sections of `pjsip.conf`, read as Asterisk reads them and compared with Asterisk's documented options."""

import re
from configparser import ConfigParser
from typing import Any

import pulumi
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from exotel_pulumi import errors
from exotel_pulumi.platforms import asterisk
from tests.platforms.made import (
    LOGIN,
    NO_LOGIN,
    NUMBER,
    OTHER_NUMBER,
    PASSWORD,
    TWO_NUMBERS,
    body,
    line,
    output,
    unknown,
)

# From Asterisk's pjsip.conf.sample and Asterisk's pages on res_pjsip and res_pjsip_endpoint_identifier_ip.
OPTIONS = {
    "endpoint": {
        "type",
        "context",
        "disallow",
        "allow",
        "aors",
        "auth",
        "outbound_auth",
        "outbound_proxy",
        "from_user",
        "from_domain",
        "dtmf_mode",
        "direct_media",
        "rtp_symmetric",
        "force_rport",
        "rewrite_contact",
        "media_encryption",
        "media_encryption_optimistic",
        "transport",
        "callerid",
        "trust_id_inbound",
        "send_rpid",
    },
    "auth": {"type", "auth_type", "username", "password", "realm", "md5_cred", "nonce_lifetime"},
    "aor": {"type", "contact", "max_contacts", "qualify_frequency", "outbound_proxy"},
    "identify": {"type", "endpoint", "match", "match_header", "srv_lookups"},
    "transport": {
        "type",
        "protocol",
        "bind",
        "method",
        "cert_file",
        "priv_key_file",
        "external_signaling_address",
        "external_media_address",
        "local_net",
    },
}
CONSTANTS = {
    "auth_type": {"userpass"},
    "dtmf_mode": {"rfc4733"},
    "media_encryption": {"no", "sdes"},
    "media_encryption_optimistic": {"yes"},
    "direct_media": {"no"},
    "rtp_symmetric": {"yes"},
    "trust_id_inbound": {"yes"},
    "send_rpid": {"yes"},
    "protocol": {"tls", "tcp"},
    "method": {"tlsv1_2"},
}


def read(conf: str) -> dict[str, dict[str, str]]:
    """Returns the sections by type: all have one name. A semicolon begins a comment unless a backslash is before it."""
    bare = re.sub(r"(?m)(?<!\\);.*$", "", conf).replace("\\;", ";")
    found = {}
    for text in re.split(r"(?m)^(?=\[)", bare)[1:]:
        parser = ConfigParser(interpolation=None, strict=False, delimiters=("=",), comment_prefixes=())
        parser.read_string(text)
        [name] = parser.sections()
        section = dict(parser[name])
        found[section["type"]] = {**section, "name": name}
    return found


def check(sections: dict[str, dict[str, str]]) -> None:
    for kind, section in sections.items():
        options = section.keys() - {"name"}
        assert options <= OPTIONS[kind]
        assert all(section[option] in CONSTANTS.get(option, {section[option]}) for option in options)


def test_a_line_becomes_four_sections_of_one_name() -> None:
    sections = read(body(lambda: asterisk.pjsip_conf(line())))
    check(sections)
    assert {section.pop("name") for section in sections.values()} == {"exotel"}
    assert sections["auth"] == {
        "type": "auth",
        "auth_type": "userpass",
        "username": "livekit_prod",
        "password": PASSWORD,
    }
    assert sections["aor"] == {"type": "aor", "contact": "sip:in.voip.exotel.com:443;transport=tls"}
    assert sections["identify"] == {"type": "identify", "endpoint": "exotel", "match": "203.0.113.7"}
    endpoint = sections["endpoint"]
    assert (endpoint["aors"], endpoint["outbound_auth"], endpoint["context"]) == ("exotel", "exotel", "from-exotel")
    assert (endpoint["from_user"], endpoint["from_domain"]) == (NUMBER, "demo.pstn.exotel.com")
    assert endpoint["media_encryption"] == "sdes"
    assert (endpoint["trust_id_inbound"], endpoint["send_rpid"]) == ("yes", "yes")


@pytest.mark.parametrize(
    ("transport", "encryption", "contact", "media"),
    [
        ("tls", None, "sip:in.voip.exotel.com:443;transport=tls", ("sdes", None)),
        ("tls", "allowed", "sip:in.voip.exotel.com:443;transport=tls", ("sdes", "yes")),
        ("tcp", None, "sip:in.voip.exotel.com:5070;transport=tcp", ("no", None)),
    ],
)
def test_transport_and_encryption_decide_contact_and_media(
    transport: Any, encryption: Any, contact: str, media: tuple[str, str | None]
) -> None:
    sections = read(body(lambda: asterisk.pjsip_conf(line(), transport=transport, encryption=encryption)))
    check(sections)
    endpoint = sections["endpoint"]
    assert sections["aor"]["contact"] == contact
    assert (endpoint["media_encryption"], endpoint.get("media_encryption_optimistic")) == media


def test_a_line_that_goes_by_address_takes_every_argument() -> None:
    conf = body(
        lambda: asterisk.pjsip_conf(
            line(**NO_LOGIN, acl=["13.233.10.20/32"], numbers=TWO_NUMBERS, caller_id=NUMBER),
            section="exotel-in",
            context="inbound",
            phone_number=OTHER_NUMBER,
            transport_section="transport-tls",
            qualify_frequency=30,
            allowed_addresses=["203.0.113.7", "203.0.113.8"],
        )
    )
    sections = read(conf)
    check(sections)
    assert sections.keys() == {"aor", "endpoint", "identify"}
    assert "outbound_auth" not in sections["endpoint"]
    assert sections["endpoint"]["from_user"] == OTHER_NUMBER
    assert sections["endpoint"]["transport"] == "transport-tls"
    assert sections["aor"]["contact"] == "sip:pstn.in2.exotel.com:443;transport=tls"
    assert sections["aor"]["qualify_frequency"] == "30"
    assert re.findall(r"(?m)^match = (.*)$", conf) == ["203.0.113.7", "203.0.113.8"]


def test_calls_show_the_caller_id_else_the_first_number() -> None:
    known = line(numbers=TWO_NUMBERS, caller_id=OTHER_NUMBER)
    assert read(body(lambda: asterisk.pjsip_conf(known)))["endpoint"]["from_user"] == OTHER_NUMBER
    assert read(body(lambda: asterisk.pjsip_conf(line(numbers=TWO_NUMBERS))))["endpoint"]["from_user"] == NUMBER


def test_a_file_without_identify_states_what_is_missing() -> None:
    conf = body(lambda: asterisk.pjsip_conf(line(signalling_source_ips=[])))
    assert "identify" not in read(conf)
    assert "\n; Exotel's signalling addresses are not known" in conf


@pytest.mark.parametrize("argument", ["section", "context", "transport_section"])
@pytest.mark.parametrize("name", ["a]\n[b", "a b", "a;b", "[a", "exotel\n"])
def test_a_text_that_cannot_be_a_name_is_refused(name: str, argument: str) -> None:
    given: dict[str, Any] = {argument: name}
    with pytest.raises(errors.DeclarationError, match=r"cannot be a name in pjsip\.conf"):
        body(lambda: asterisk.pjsip_conf(line(), **given))


@pytest.mark.parametrize("value", ["hunter2\ncontext=x", "hunter2\r", " hunter2", "hunter2 ", "hunter2\x00"])
def test_a_value_with_a_line_break_or_an_outer_blank_is_refused(value: str) -> None:
    with pytest.raises(errors.DeclarationError) as caught:
        body(lambda: asterisk.pjsip_conf(line(credentials=[{**LOGIN, "password": value}])))
    assert "the value of password for pjsip.conf has a line break" in str(caught.value)
    assert "hunter2" not in str(caught.value)


@settings(max_examples=60, deadline=None)
@example("a;b")
@example("a\\;b\\")
@example(";--a")
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=20))
def test_a_value_is_read_unchanged_or_refused(value: str) -> None:
    try:
        conf = body(lambda: asterisk.pjsip_conf(line(credentials=[{**LOGIN, "user_name": value}])))
    except errors.DeclarationError:
        return
    auth = read(conf)["auth"]
    assert (auth["username"], auth["password"]) == (value, PASSWORD)


TCP_IN: dict[str, Any] = {"destinations": ["pbx.example.com:5061;transport=tls", "pbx.example.com:5060;transport=tcp"]}


@pytest.mark.parametrize(
    ("changes", "given", "warned"),
    [
        (TCP_IN, {}, True),
        (TCP_IN, {"encryption": "allowed"}, False),
        (TCP_IN, {"transport": "tcp"}, False),
        ({}, {}, False),
        ({"destinations": "unknown"}, {}, False),
        ({"destinations": ["unknown", "pbx.example.com:5060;transport=tcp"]}, {}, True),
    ],
)
def test_a_destination_without_srtp_is_warned_of_where_srtp_is_required(
    changes: dict[str, Any], given: dict[str, Any], warned: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr("pulumi.log.warn", said.append)
    if changes.get("destinations") == "unknown":
        changes = {"destinations": unknown()}
    elif changes:
        changes = {"destinations": [unknown() if text == "unknown" else text for text in changes["destinations"]]}
    assert output(lambda: asterisk.pjsip_conf(line(**changes), **given), preview=True).is_known
    assert [("pbx.example.com:5060;transport=tcp" in text and "488" in text) for text in said] == [True] * warned


def test_a_transport_has_certificate_and_nat() -> None:
    [(kind, section)] = read(
        body(
            lambda: asterisk.transport_conf(
                cert_file="/etc/asterisk/cert.pem",
                priv_key_file="/etc/asterisk/key.pem",
                external_address=pulumi.Output.from_input("13.233.10.20"),
                local_nets=["10.0.0.0/8"],
            )
        )
    ).items()
    check({kind: section})
    assert section == {
        "name": "transport-tls",
        "type": "transport",
        "protocol": "tls",
        "bind": "0.0.0.0:5061",
        "method": "tlsv1_2",
        "cert_file": "/etc/asterisk/cert.pem",
        "priv_key_file": "/etc/asterisk/key.pem",
        "external_signaling_address": "13.233.10.20",
        "external_media_address": "13.233.10.20",
        "local_net": "10.0.0.0/8",
    }
    bare = read(body(lambda: asterisk.transport_conf(section="tcp", transport="tcp", port=5070)))
    assert bare == {"transport": {"name": "tcp", "type": "transport", "protocol": "tcp", "bind": "0.0.0.0:5070"}}
    with pytest.raises(errors.DeclarationError, match="needs cert_file and priv_key_file"):
        asterisk.transport_conf()


def test_the_bridge_to_openai_dials_the_project() -> None:
    """OpenAI's guide: `sip:proj_…@sip.api.openai.com;transport=tls`, TLS alone, G.711 and SRTP."""
    conf = body(lambda: asterisk.openai_conf(project_id="proj_1aB", transport_section="transport-tls"))
    sections = read(conf)
    check(sections)
    assert {section["name"] for section in sections.values()} == {"openai"}
    assert sections["aor"]["contact"] == "sip:sip.api.openai.com:5061;transport=tls"
    endpoint = sections["endpoint"]
    assert (endpoint["allow"], endpoint["media_encryption"]) == ("alaw,ulaw", "sdes")
    assert endpoint["transport"] == "transport-tls"
    assert "exten => _+X.,1,Dial(PJSIP/proj_1aB@openai)" in conf


@pytest.mark.parametrize(
    ("project_id", "host"), [("asst_1", "sip.api.openai.com"), ("proj_1", "proj@x.example.com"), ("proj_1\n", "a.b.c")]
)
def test_no_other_id_or_host_is_bridged(project_id: str, host: str) -> None:
    with pytest.raises(errors.DeclarationError):
        body(lambda: asterisk.openai_conf(project_id=project_id, host=host))
