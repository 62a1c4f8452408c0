"""The program that the generator writes, as text."""

import re
from typing import Any

import pytest

from exotel_pulumi import errors
from exotel_pulumi.account.program_text import ProgramText
from exotel_pulumi.api.client import Client
from exotel_pulumi.config import Settings
from exotel_pulumi.objects import KINDS
from exotel_pulumi.simulator import DEFAULT_ACCOUNT_SID, Simulator


def fill(simulator: Simulator) -> str:
    """Returns one trunk with one of each, as somebody made it by hand."""
    sid = simulator.add_trunk(trunk_name="made_by_hand", domain_name=f"{DEFAULT_ACCOUNT_SID}.pstn.exotel.com")
    simulator.add(sid, "phone_numbers", phone_number="+919876543210", mode="flow")
    simulator.add(sid, "whitelisted_ips", ip="13.233.10.20", mask=32)
    simulator.add(sid, "destination_uris", destination="sip:sip.example.com:5061;transport=tls", priority=2, weight=1)
    simulator.add(sid, "credentials", user_name="agent_1", password="Sesame_0pen", friendly_name="agent-1")
    simulator.add(sid, "settings", name="trunk_external_alias", value="+91 98765 43210")
    return sid


def test_what_differs_from_the_defaults_is_written(simulator: Simulator, settings: Settings) -> None:
    fill(simulator)
    text = ProgramText(Client(settings), protect=False).write()
    [trunk] = simulator.trunks()
    assert text.endswith(
        f"""config = pulumi.Config()

# --- 'made_by_hand', {trunk["trunk_sid"]}
made_by_hand = exotel.Trunk('made_by_hand', trunk_name='made_by_hand', adopt=True, cascade=False)
exotel.PhoneNumber('made_by_hand-+919876543210', trunk=made_by_hand, phone_number='+919876543210', mode='flow')
exotel.WhitelistedIp('made_by_hand-13.233.10.20', trunk=made_by_hand, ip='13.233.10.20')
exotel.DestinationUri('made_by_hand-sip.example.com:5061;transport=tls', trunk=made_by_hand, \
destination='sip.example.com:5061;transport=tls', priority=2)
# friendly_name 'agent-1' may not be written, and stays as it is where it is left out:
exotel.Credential('made_by_hand-agent_1', trunk=made_by_hand, user_name='agent_1', \
password=config.require_secret('made_by_hand_agent_1_password'))
exotel.CallerId('made_by_hand-+919876543210', trunk=made_by_hand, phone_number='+919876543210')
"""
    )
    assert "Sesame" not in text
    assert text.startswith(f'"""Trunks of the account {DEFAULT_ACCOUNT_SID} that existed before this program.')


def declarations(text: str) -> list[str]:
    """Returns the lines that declare what the stack is to own."""
    return [line for line in text.splitlines() if re.search(r"\bexotel\.\w+\(", line)]


def test_everything_is_protected_and_no_trunk_takes_what_is_not_its_own_along(
    simulator: Simulator, settings: Settings
) -> None:
    fill(simulator)
    text = ProgramText(Client(settings)).write()
    compile(text, "generated", "exec")
    lines = declarations(text)
    assert {match[1] for line in lines if (match := re.search(r"exotel\.(\w+)\(", line))} == {k.name for k in KINDS}
    assert [line for line in lines if not line.endswith(", opts=pulumi.ResourceOptions(protect=True))")] == []
    [trunk] = (line for line in lines if "exotel.Trunk(" in line)
    assert ", adopt=True, cascade=False, opts=" in trunk
    for command in ("pulumi state unprotect '<urn>' --yes", "pulumi state unprotect --all --yes"):
        assert command in text.partition("import pulumi")[0]


def test_protection_may_be_left_out(simulator: Simulator, settings: Settings) -> None:
    fill(simulator)
    text = ProgramText(Client(settings), protect=False).write()
    assert "protect" not in text
    assert "`cascade=False`: " in text


def test_s53_trunks_of_several_pages_each_once_the_oldest_first(simulator: Simulator, settings: Settings) -> None:
    for place in range(101):
        simulator.add_trunk(trunk_name=f"t{place}")
    written = [
        line.split(" ")[0] for line in ProgramText(Client(settings)).write().splitlines() if "exotel.Trunk(" in line
    ]
    assert written == [f"t{place}" for place in range(101)]


@pytest.mark.parametrize(
    ("trunk_name", "variable"),
    [
        ("9lives", "trunk_9lives"),
        ("class", "trunk_class"),
        ("pulumi", "trunk_pulumi"),
        ("Voice", "voice"),
        ("a_B", "a_b"),
    ],
)
def test_every_trunk_gets_a_python_name_of_its_own(
    simulator: Simulator, settings: Settings, trunk_name: str, variable: str
) -> None:
    for _ in range(2):
        simulator.add_trunk(trunk_name=trunk_name)
    text = ProgramText(Client(settings)).write()
    compile(text, "generated", "exec")
    assert f"\n{variable} = " in text
    assert f"\n{variable}_2 = " in text


def test_what_exotel_has_twice_is_written_once_and_said(simulator: Simulator, settings: Settings) -> None:
    sid = simulator.add_trunk(trunk_name="twice")
    for _ in range(2):
        simulator.add(sid, "destination_uris", destination="sip:sip.example.com:5061;transport=tls")
    text = ProgramText(Client(settings)).write()
    assert text.count("exotel.DestinationUri(") == 1
    assert "# Exotel has destination URI 'sip.example.com:5061;transport=tls' twice: delete one" in text


def test_nothing_that_an_account_holds_breaks_out_of_a_comment(simulator: Simulator, settings: Settings) -> None:
    sid = simulator.add_trunk(trunk_name="hostile")
    for _ in range(2):
        simulator.add(
            sid, "credentials", user_name="a\nraise SystemExit", password="x", friendly_name="b\nraise SystemExit"
        )
        simulator.add(sid, "whitelisted_ips", ip="c\nraise SystemExit", mask=32)
    text = ProgramText(Client(settings)).write()
    assert not any(line.startswith("raise") for line in text.splitlines())


def test_every_login_has_a_password_of_its_own(simulator: Simulator, settings: Settings) -> None:
    """Taking a login over sets its password: two that shared a setting would lose one."""
    for trunk_name, user_names in (("voice", ("ai_prod", "x-y", "x.y")), ("voice_ai", ("prod",))):
        sid = simulator.add_trunk(trunk_name=trunk_name)
        for user_name in user_names:
            simulator.add(sid, "credentials", user_name=user_name, password="Sesame_0pen")
    asked = re.findall(r"config.require_secret\('(\w+)'\)", ProgramText(Client(settings)).write())
    assert len(asked) == len(set(asked)) == 4


REFUSED: dict[str, tuple[dict[str, Any], str]] = {  # what somebody made by hand, and why a program may not say so
    "whitelisted_ips": ({"ip": "13.233.10.20", "mask": 24}, "13.233.10.20/24 has host bits set"),
    "destination_uris": ({"destination": "sip:a.example.com:5060;transport=udp"}, "Exotel has no UDP"),
    "phone_numbers": ({"phone_number": "08047112233"}, "must be E.164"),
    "credentials": ({"user_name": "a b", "password": "x"}, "no blanks"),
    "settings": ({"name": "trunk_external_alias", "value": "08047112233"}, "must be E.164"),
}


def test_what_cannot_be_declared_is_said_and_left_alone(simulator: Simulator, settings: Settings) -> None:
    sid = simulator.add_trunk(trunk_name="voice")
    for collection, (fields, _) in REFUSED.items():
        simulator.add(sid, collection, **fields)
    simulator.add(sid, "credentials", user_name="fine", password="x", friendly_name="")
    text = ProgramText(Client(settings)).write()
    compile(text, "generated", "exec")
    declared = [line for line in text.splitlines() if line.startswith("exotel.")]
    assert [line.partition("(")[0] for line in declared] == ["exotel.Credential"]
    assert "friendly_name" not in text
    comments = [line for line in text.splitlines() if "cannot be declared, and is left alone: " in line]
    assert len(comments) == len(REFUSED)
    assert all(any(reason in comment for comment in comments) for _, reason in REFUSED.values())


def test_a_trunk_that_cannot_be_declared_is_read_and_its_children_are_declared(
    simulator: Simulator, settings: Settings
) -> None:
    sid = simulator.add_trunk(trunk_name="not-a-name")
    simulator.add(sid, "phone_numbers", phone_number="+919876543210")
    text = ProgramText(Client(settings)).write()
    assert f"\nnot_a_name = exotel.Trunk.get('not_a_name', '{sid}')\n" in text
    assert f"# Exotel's trunk {sid} cannot be declared, and is only read: trunk_name must be letters" in text
    assert "exotel.PhoneNumber('not_a_name-+919876543210', trunk=not_a_name, " in text


def test_only_the_trunks_that_are_asked_for(simulator: Simulator, settings: Settings) -> None:
    sid = simulator.add_trunk(trunk_name="wanted")
    simulator.add_trunk(trunk_name="other")
    text = ProgramText(Client(settings)).write([sid, sid])
    assert text.count("exotel.Trunk(") == 1
    assert "wanted" in text
    assert "other" not in text
    with pytest.raises(errors.GoneError, match="there is no trunk TKnone in this account"):
        ProgramText(Client(settings)).write(["TKnone"])


def test_an_empty_account_is_an_empty_program(simulator: Simulator, settings: Settings) -> None:
    compile(ProgramText(Client(settings)).write(), "generated", "exec")
    assert "config" not in ProgramText(Client(settings)).write()
