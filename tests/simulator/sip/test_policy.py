"""The table of verdicts, which is the specification of the policy. No socket."""

import random
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from exotel_pulumi.simulator import Options, Simulator
from exotel_pulumi.simulator.sip.digest import Digest
from exotel_pulumi.simulator.sip.policy import Invite, Route, Verdict, route, verdict

NUMBER, SECOND, CALLEE = "+919876543210", "+919876543211", "+918047112233"
DOMAIN = "exotel_demo.pstn.exotel.com"
ADDRESS = "13.233.10.20"
PASSWORD = "Sesame_0pen"


def login(user_name: str = "agent", password: str = PASSWORD) -> Digest:
    """Makes what a caller with this password sends."""
    return Digest.of(user_name, password)


BY_LOGIN = Invite("127.0.0.1", CALLEE, NUMBER, DOMAIN, login())
BY_ADDRESS = Invite(ADDRESS, CALLEE, NUMBER, DOMAIN)


@pytest.fixture
def exotel() -> Simulator:
    """Makes, without a socket, an account of three trunks: by login, by address, by both."""
    simulator = Simulator(Options())
    for name, number in (("cloud", NUMBER), ("pbx", SECOND), ("secure", "+919876543212")):
        sid = simulator.add_trunk(trunk_name=name)
        simulator.add(sid, "phone_numbers", phone_number=number)
        if name != "pbx":
            simulator.add(sid, "credentials", user_name="agent" if name == "cloud" else "guard", password=PASSWORD)
        if name != "cloud":
            simulator.add(sid, "whitelisted_ips", ip=ADDRESS if name == "pbx" else "13.233.10.21", mask=32)
    return simulator


def judged(exotel: Simulator, invite: Invite, **switches: Any) -> Verdict:
    with exotel.state.transaction() as state:
        return verdict(state, replace(exotel.options, **switches), invite)


def trunk(exotel: Simulator, name: str) -> str:
    return str(exotel.trunks(trunk_name=name)[0]["trunk_sid"])


PBX = replace(BY_ADDRESS, shown=SECOND)
TABLE: list[tuple[str, Invite, int, str]] = [
    ("the right login", BY_LOGIN, 200, "accepted"),
    ("a whitelisted address", PBX, 200, "accepted"),
    ("no login", replace(BY_LOGIN, digest=None), 401, "has no login"),
    (
        "a wrong password",
        replace(BY_LOGIN, digest=login(password="other")),
        401,
        "password of the login agent is wrong",
    ),
    ("an unknown login", replace(BY_LOGIN, digest=login("nobody")), 401, "no login nobody: add an exotel.Credential"),
    (
        "an address that is not whitelisted",
        replace(PBX, source="13.9.9.9"),
        401,
        "no login: add an exotel.WhitelistedIp",
    ),
    ("no address at all", replace(PBX, source="::1"), 401, "::1 is not whitelisted"),
    ("a number of nobody's", replace(BY_LOGIN, shown="+911111111111"), 404, f"its numbers ({NUMBER})"),
    ("a number of another trunk's", replace(BY_LOGIN, shown=SECOND), 404, "not mapped to the trunk cloud, but to pbx"),
    ("a number without its plus", replace(BY_LOGIN, shown=NUMBER[1:]), 404, "is not E.164"),
    ("no number", replace(BY_LOGIN, shown=""), 404, "no number in From"),
    ("a national number called", replace(BY_LOGIN, called="08047112233"), 484, "08047112233 is not E.164"),
    ("nothing called", replace(BY_LOGIN, called=""), 484, "nothing is not E.164"),
    ("mu-law alone", replace(BY_LOGIN, codecs=("PCMU/8000",)), 488, "PCMU/8000 and no G.711 A-law"),
    ("no codec", replace(BY_LOGIN, codecs=()), 488, "no codec"),
    ("no offer yet", replace(BY_LOGIN, codecs=None), 200, "accepted"),
    ("SRTP alone over TCP", replace(BY_LOGIN, is_srtp=True), 488, "over TCP: call over TLS"),
    ("SRTP alone over TLS", replace(BY_LOGIN, is_srtp=True, is_tls=True), 200, "accepted"),
]


@pytest.mark.parametrize(("invite", "status", "words"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_the_table(exotel: Simulator, invite: Invite, status: int, words: str) -> None:
    found = judged(exotel, invite)
    assert (found.status, words in found.sentence) == (status, True), found
    assert found.reason
    assert PASSWORD not in repr(found)


def test_an_accepted_call_names_trunk_way_and_caller_id(exotel: Simulator) -> None:
    found = judged(exotel, BY_LOGIN)
    assert (found.trunk_sid, found.by, found.caller_id) == (trunk(exotel, "cloud"), "login agent", NUMBER)
    assert judged(exotel, PBX).by == f"address {ADDRESS}/32"


def test_the_alias_is_what_the_callee_sees_and_must_be_a_number_of_the_trunk(exotel: Simulator) -> None:
    sid = trunk(exotel, "cloud")
    exotel.add(sid, "phone_numbers", phone_number="+919876543219")
    alias = exotel.add(sid, "settings", name="trunk_external_alias", value="+919876543219")
    assert judged(exotel, BY_LOGIN).caller_id == "+919876543219"
    exotel.edit(sid, "settings", alias, value="+910000000000")
    found = judged(exotel, BY_LOGIN)
    assert (found.status, "exotel.CallerId" in found.sentence) == (403, True)
    assert judged(exotel, BY_LOGIN, sip_caller_id="any").status == 200


def test_of_several_trunks_with_one_address_the_number_decides(exotel: Simulator) -> None:
    exotel.add(trunk(exotel, "cloud"), "whitelisted_ips", ip="13.233.10.0", mask=24)
    assert judged(exotel, BY_ADDRESS).trunk_sid == trunk(exotel, "cloud")
    assert judged(exotel, PBX).trunk_sid == trunk(exotel, "pbx")


def test_an_address_on_another_trunk_does_not_spoil_a_right_login(exotel: Simulator) -> None:
    found = judged(exotel, replace(BY_LOGIN, source=ADDRESS))
    assert (found.status, found.trunk_sid, found.by) == (200, trunk(exotel, "cloud"), "login agent")


def test_of_several_trunks_with_one_login_the_number_decides(exotel: Simulator) -> None:
    exotel.add(trunk(exotel, "secure"), "credentials", user_name="agent", password=PASSWORD)
    exotel.add(trunk(exotel, "pbx"), "credentials", user_name="agent", password="other")
    assert judged(exotel, BY_LOGIN).trunk_sid == trunk(exotel, "cloud")
    assert judged(exotel, replace(BY_LOGIN, shown="+919876543212")).trunk_sid == trunk(exotel, "secure")
    assert judged(exotel, replace(BY_LOGIN, shown=SECOND)).status == 404


def test_a_trunk_that_wants_both_does_not_keep_a_call_from_one_that_wants_one(exotel: Simulator) -> None:
    exotel.add(trunk(exotel, "secure"), "credentials", user_name="agent", password=PASSWORD)
    nobodys = replace(BY_LOGIN, shown="+911111111111")
    assert judged(exotel, nobodys, sip_identify="both").trunk_sid == trunk(exotel, "cloud")


def test_a_login_that_outlived_its_trunk_opens_nothing(exotel: Simulator) -> None:
    exotel.remove_trunk(trunk(exotel, "cloud"))
    found = judged(exotel, BY_LOGIN)
    assert (found.status, "trunk that was deleted" in found.sentence) == (401, True)


def test_without_any_login_an_address_is_forbidden_with_and_without_one(exotel: Simulator) -> None:
    for name in ("cloud", "secure"):
        sid = trunk(exotel, name)
        [row] = exotel.rows(sid, "credentials")
        exotel.remove(sid, "credentials", row["id"])
    for invite in (replace(PBX, source="13.9.9.9"), replace(PBX, source="13.9.9.9", digest=login())):
        found = judged(exotel, invite)
        assert (found.status, "there is no login: add an exotel.WhitelistedIp" in found.sentence) == (403, True)


def test_why_a_number_rings_nowhere(exotel: Simulator) -> None:
    sid = trunk(exotel, "cloud")
    exotel.add(sid, "phone_numbers", phone_number="+911111111111", mode="flow")

    def asked(number: str) -> Route:
        with exotel.state.transaction() as state:
            return route(state, Options(), {}, number, random.Random(1))

    assert "is not E.164" in asked("09876543210").fault
    assert "is on no trunk: add an exotel.PhoneNumber" in asked("+910000000000").fault
    assert "the trunk cloud of +919876543210 has no destination" in asked(NUMBER).fault
    exotel.add(sid, "destination_uris", destination="sip:a:5060;transport=tcp", priority=1, weight=1)
    found = asked(NUMBER)
    assert (found.fault, found.note, len(found.destinations), found.trunk and found.trunk["trunk_sid"]) == (
        "",
        "",
        1,
        sid,
    )
    assert "mode flow" in asked("+911111111111").note


SECURE = Invite("13.233.10.21", CALLEE, "+919876543212", DOMAIN, login("guard"))


@pytest.mark.parametrize(
    ("invite", "either", "both", "words"),
    [
        (SECURE, 200, 200, "accepted"),
        (replace(SECURE, digest=None), 200, 401, "wants a login, too"),
        (replace(SECURE, digest=login("guard", "other")), 200, 401, "login of the call is wrong"),
        (replace(SECURE, source="127.0.0.1"), 200, 403, "not whitelisted"),
    ],
    ids=["both", "address alone", "address and a wrong login", "login alone"],
)
def test_one_or_both_is_a_switch(exotel: Simulator, invite: Invite, either: int, both: int, words: str) -> None:
    assert judged(exotel, invite).status == either
    found = judged(exotel, invite, sip_identify="both")
    assert (found.status, words in found.sentence) == (both, True)
    # A trunk that has one of the two wants no more than that.
    assert judged(exotel, BY_LOGIN, sip_identify="both").status == 200


def test_the_order_the_from_host_and_srtp_are_switches(exotel: Simulator) -> None:
    wrong = replace(BY_LOGIN, shown="+911111111111", called="123")
    assert (judged(exotel, wrong).status, judged(exotel, wrong, sip_order="callee_first").status) == (404, 484)
    elsewhere = replace(BY_LOGIN, from_host="10.0.0.1")
    assert judged(exotel, elsewhere).status == 200
    assert judged(exotel, elsewhere, sip_from_host="domain").status == 403
    assert judged(exotel, replace(BY_LOGIN, from_host=DOMAIN.upper()), sip_from_host="domain").status == 200
    plain = replace(BY_LOGIN, is_tls=True)
    assert (judged(exotel, plain).status, judged(exotel, plain, sip_srtp="required").status) == (200, 488)
    assert judged(exotel, replace(plain, is_srtp=True), sip_srtp="required").status == 200
    assert judged(exotel, replace(plain, is_tls=False), sip_srtp="required").status == 200


def test_destinations_go_by_priority_and_then_by_weight(exotel: Simulator) -> None:
    sid = trunk(exotel, "cloud")
    for name, priority, weight in (("last", 2, 9), ("heavy", 1, 9), ("light", 1, 1), ("never", 1, 0)):
        exotel.add(
            sid, "destination_uris", destination=f"sip:{name}:5060;transport=tcp", priority=priority, weight=weight
        )
    chance = random.Random(7)

    def order(**options: Any) -> list[str]:
        with exotel.state.transaction() as state:
            found = route(state, Options(**options), {}, NUMBER, chance).destinations
        return [row["destination"][4:].split(":")[0] for row in found]

    orders = [order() for _ in range(400)]
    assert all(sorted(order) == ["heavy", "last", "light", "never"] and order[-1] == "last" for order in orders)
    first = Counter(order[0] for order in orders)
    assert 300 < first["heavy"] < 390
    assert first["never"] < 5
    assert order(sip_failover="highest_first")[0] == "last"


def test_by_hand_a_number_rings_only_if_its_flow_dials_its_trunk(exotel: Simulator) -> None:
    mapped, dialled = trunk(exotel, "cloud"), exotel.add_trunk(trunk_name="other")
    for sid, host in ((mapped, "mapped"), (dialled, "dialled")):
        exotel.add(sid, "destination_uris", destination=f"sip:{host}:5060;transport=tcp", priority=0, weight=1)

    def asked(flows: dict[str, str], **options: Any) -> Route:
        with exotel.state.transaction() as state:
            return route(state, Options(**options), flows, NUMBER, random.Random(1))

    flows = {NUMBER: dialled}
    assert [row["destination"] for row in asked(flows).destinations] == ["sip:mapped:5060;transport=tcp"]
    found = asked(flows, sip_flows="by-hand")
    assert (found.destinations, f"the number is mapped to cloud (sip:{mapped})" in found.fault) == ([], True)
    assert asked({NUMBER: mapped}, sip_flows="by-hand").destinations == asked(flows).destinations
    assert "has no flow: assign it" in asked({}, sip_flows="by-hand").fault
    exotel.remove_trunk(dialled)
    assert f"dials sip:{dialled}, which is no trunk" in asked(flows, sip_flows="by-hand").fault


def test_of_many_numbers_a_sentence_lists_a_few(exotel: Simulator) -> None:
    for last in range(10, 30):
        exotel.add(trunk(exotel, "cloud"), "phone_numbers", phone_number=f"+9180471122{last}")
    sentence = judged(exotel, replace(BY_LOGIN, shown="+911111111111")).sentence
    assert f"({NUMBER}, +918047112210, " in sentence
    assert "+918047112218 and 11 more)" in sentence
