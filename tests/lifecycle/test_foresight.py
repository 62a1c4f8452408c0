"""What a preview finds out of a plan and of what Exotel has: tables without an account, a host or a request."""

from typing import Any

import pytest

from exotel_pulumi.lifecycle.foresight import Finding
from exotel_pulumi.lifecycle.planned import Plan, Planned
from exotel_pulumi.lifecycle.questions import Answers
from exotel_pulumi.objects import BY_NAME

from .plans import (
    HOST,
    OTHER,
    OURS,
    SALES,
    SUPPORT,
    adopting,
    answers,
    former,
    plan,
    planned,
    refusals,
    said,
)

NUMBER = {"phone_number": OURS, "mode": "pstn"}


def on_sales(kind: str, **values: Any) -> Planned:
    return planned(kind, trunk_sid=SALES, **values)


def test_what_others_have_named_makes_no_line_of_its_own() -> None:
    finding = Finding("refusal", "on it is left\nerror: all is lost", None, "look at left\nafter")
    assert finding.text == "on it is left\\nerror: all is lost\n  What to do: look at left\\nafter"


NEW = planned("Trunk", trunk_name="new_line")
REFUSED = [
    (
        plan(planned("Trunk", trunk_name="sales")),
        answers({SALES: "Sales"}),
        f"Exotel has the trunk sales already ({SALES}) What to do: choose another trunk_name, or set adopt=True",
    ),
    (
        plan(NEW, planned("PhoneNumber", trunk=NEW, phone_number=OURS)),
        answers({SALES: "sales"}, phone_numbers={SALES: [NUMBER]}),
        f"{OURS} is mapped to the trunk sales ({SALES}) What to do: remove it there first.",
    ),
    (
        plan(on_sales("Credential", user_name="agent")),
        answers(credentials={SALES: [{"user_name": "agent"}]}),
        f"Exotel has this SIP credential already ({SALES}/1) What to do: whoever uses this login would be locked out",
    ),
    (
        plan(on_sales("DestinationUri", destination=HOST)),
        answers(destination_uris={SALES: [{"destination": HOST}, {"destination": f"sip:{HOST}"}]}),
        f"Exotel has this destination URI 2 times: {SALES}/1, {SALES}/2 What to do: delete all but one of them",
    ),
    (
        plan(adopting(domain_name="other.pstn.exotel.com")),
        Answers(trunks=[{"trunk_sid": SALES, "trunk_name": "sales", "domain_name": "acme.pstn.exotel.com"}]),
        f"trunk {SALES} exists with domain_name 'acme.pstn.exotel.com', not 'other.pstn.exotel.com', and Exotel cannot",
    ),
]


@pytest.mark.parametrize(("of", "found", "text"), REFUSED, ids=[text[:30] for *_, text in REFUSED])
def test_s114_what_up_would_refuse_is_refused_in_its_words(of: Plan, found: Answers, text: str) -> None:
    [refusal] = refusals(of, found)
    assert " ".join(refusal.text.split()).startswith(f"will be refused: {text}")
    assert refusal.at is of.planned[-1]


ADOPTED = adopting()
TAKEN = [
    (plan(ADOPTED), answers({SALES: "sales"}), [f"note: taken over as {SALES}: nothing is made"]),
    (
        plan(
            ADOPTED,
            planned("PhoneNumber", trunk=ADOPTED, phone_number=OURS, mode="flow"),
            planned("PhoneNumber", trunk=ADOPTED, phone_number=OTHER),
        ),
        answers({SALES: "sales"}, phone_numbers={SALES: [NUMBER]}),
        [
            f"warning: taken over as {SALES}: nothing is made; on it are taken over: 1 phone number ({OURS}); on it "
            f"are made: 1 phone number ({OTHER}); overwritten on it: {OURS}: mode 'pstn' → 'flow'"
        ],
    ),
    (
        plan(on_sales("WhitelistedIp", ip="13.233.10.20")),
        answers(whitelisted_ips={SALES: [{"ip": "13.233.10.20", "mask": 30}]}),
        [f"warning: taken over as {SALES}/1: nothing is made; overwritten: mask 30 → 32"],
    ),
    (
        plan(on_sales("Credential", user_name="agent", rotation="1")),
        answers(credentials={SALES: [{"user_name": "agent"}]}),
        [f"warning: taken over as {SALES}/1: nothing is made; overwritten: its password is set"],
    ),
]


@pytest.mark.parametrize(("of", "found", "expected"), TAKEN, ids=["trunk", "counts", "by its SID", "secret"])
def test_s115_what_is_taken_over_is_said_with_what_is_overwritten(
    of: Plan, found: Answers, expected: list[str]
) -> None:
    assert said(of, found) == expected


def test_s115_many_are_said_at_the_trunk_and_a_secret_at_its_login_as_well() -> None:
    keep = planned("Trunk", "keep", before=former("Trunk", trunk_name="sales"))
    logins = [
        Planned(child.kind, "create", child.values, frozenset({"password"}), keep)
        for child in (on_sales("Credential", user_name=f"agent{place}") for place in range(30))
    ]
    rows = [{"user_name": f"agent{place}"} for place in range(30)]
    *at_logins, at_trunk = said(plan(keep, *logins), answers(credentials={SALES: rows}))
    assert at_trunk.startswith("warning: on it are taken over: 30 SIP credentials (agent0, agent1, ")
    assert at_trunk.endswith("agent9: its password is set; and 20 more")
    assert len(at_logins) == 30


KEPT_NUMBER = former("PhoneNumber", phone_number=OURS, trunk_sid=SALES)
KEPT_LOGIN = former("Credential", user_name="agent", trunk_sid=SALES)
REPLACED = planned("Trunk", "replace", before=former("Trunk", trunk_name="sales"), trunk_name="sales")
NOT_REFUSED = {
    "a number that moves by an alias (s69)": plan(
        planned("PhoneNumber", "replace", before=KEPT_NUMBER, trunk_sid=SUPPORT, phone_number=OURS)
    ),
    "a number that two resources of the program exchange": plan(
        planned("PhoneNumber", trunk_sid=SUPPORT, phone_number=OURS), stack=[KEPT_NUMBER]
    ),
    "a number on a trunk that is replaced": plan(
        REPLACED,
        planned("PhoneNumber", "replace", REPLACED, KEPT_NUMBER, phone_number=OURS),
        stack=[KEPT_LOGIN],
    ),
    "a name that another trunk of the program gives up": plan(
        planned("Trunk", trunk_name="sales"), stack=[former("Trunk", trunk_name="sales")]
    ),
    "a login whose name another resource of the program gives up": plan(
        on_sales("Credential", user_name="agent"), stack=[KEPT_LOGIN]
    ),
    "a trunk that is replaced under its own name": plan(REPLACED, stack=[KEPT_NUMBER, KEPT_LOGIN]),
    "a name that is not known yet": plan(planned("Trunk")),
    "an object of which too little is known": plan(
        Planned(ADOPTED.kind, "create", {"trunk_name": "sales", "adopt": True}, frozenset({"domain_name", "nso_code"}))
    ),
}


@pytest.mark.parametrize("of", NOT_REFUSED.values(), ids=NOT_REFUSED)
def test_s114_nothing_that_the_program_keeps_or_replaces_is_a_reason_to_refuse(of: Plan) -> None:
    found = answers(
        {SALES: "sales", SUPPORT: "support"},
        phone_numbers={SALES: [NUMBER], SUPPORT: []},
        credentials={SALES: [{"user_name": "agent"}]},
    )
    assert refusals(of, found) == []


def test_s114_what_left_the_program_without_an_alias_is_a_reason() -> None:
    """The engine makes the new resource before it deletes the old one."""
    left = [
        former("Trunk", is_declared=False, trunk_name="sales"),
        former("PhoneNumber", is_declared=False, phone_number=OURS, trunk_sid=SALES),
    ]
    of = plan(
        planned("Trunk", trunk_name="sales"),
        planned("PhoneNumber", trunk_sid=SUPPORT, phone_number=OURS),
        stack=[*left, former("PhoneNumber", phone_number=OTHER, trunk_sid=SALES)],
    )
    found = answers({SALES: "sales", SUPPORT: "support"}, phone_numbers={SALES: [NUMBER], SUPPORT: []})
    assert [refusal.at for refusal in refusals(of, found)] == list(of.planned)
    assert "that trunk is one of this program's" in refusals(of, found)[1].text


def replaced_with(*there: Any, **rows: Any) -> tuple[Plan, Answers]:
    children = [
        planned(one.kind.name, "replace", REPLACED, one, **{one.kind.key: one.values[one.kind.key]}) for one in there
    ]
    return plan(REPLACED, *children), answers(
        {SALES: "sales"}, **{name: {SALES: given} for name, given in rows.items()}
    )


def test_s116_a_trunk_that_is_replaced_says_its_price() -> None:
    login = former("Credential", user_name="agent", trunk_sid=SALES)
    second = former("PhoneNumber", phone_number=OTHER, trunk_sid=SALES)
    of, found = replaced_with(KEPT_NUMBER, second, login)
    assert said(of, found) == [
        f"warning: is replaced, and gets a new SID: flows that dial sip:{SALES} must be changed by hand; 2 phone "
        "numbers: off the air for at least 4 requests; 1 SIP credential: refused as a login for at least 3 requests; "
        "its generated password changes"
    ]


@pytest.mark.parametrize(
    ("resource", "price"),
    [
        (
            planned("PhoneNumber", "replace", before=KEPT_NUMBER, trunk_sid=SUPPORT, phone_number=OURS),
            f"moves from the trunk sales ({SALES}): off the air for at least 2 requests",
        ),
        (
            planned("PhoneNumber", "replace", before=KEPT_NUMBER, trunk_sid=SALES, phone_number=OTHER),
            f"is replaced: {OTHER} is made first, then {OURS} is deleted and stays off the air",
        ),
        (
            planned(
                "WhitelistedIp",
                "replace",
                before=former("WhitelistedIp", ip="13.233.10.20", trunk_sid=SALES),
                trunk_sid=SALES,
                ip="13.233.10.21",
            ),
            "is replaced: 13.233.10.21 is made first, then 13.233.10.20 is deleted and stays refused as a source of "
            "calls",
        ),
        (
            planned(
                "Credential",
                "replace",
                before=former("Credential", user_name="agent", trunk_sid=SALES),
                trunk_sid=SUPPORT,
                user_name="agent",
            ),
            f"moves from the trunk sales ({SALES}): refused as a login for at least 2 requests; its generated password "
            "changes",
        ),
    ],
    ids=["a number moves", "another number", "another address", "a login moves"],
)
def test_s116_what_is_replaced_on_a_trunk_says_its_price(resource: Planned, price: str) -> None:
    assert said(plan(resource), answers({SALES: "sales", SUPPORT: "support"})) == [f"warning: {price}"]


@pytest.mark.parametrize(("name", "count"), [("PhoneNumber", 0), ("Credential", 1)])
def test_s116_what_is_taken_over_again_costs_nothing(name: str, count: int) -> None:
    """As `--replace` does it: a number's new mapping meets the old one; a login is deleted first."""
    same: dict[str, Any] = {"phone_number": OURS, "user_name": "agent", "trunk_sid": SALES}
    given = {key: value for key, value in same.items() if key in ("trunk_sid", BY_NAME[name].key)}
    of = plan(planned(name, "replace", before=former(name, **given), **given))
    assert len(said(of, answers())) == count


def test_s80_what_others_have_on_a_trunk_that_is_replaced_fails_the_preview() -> None:
    of, found = replaced_with(
        KEPT_NUMBER, phone_numbers=[NUMBER, {"phone_number": OTHER}], credentials=[{"user_name": "theirs"}]
    )
    [refusal] = refusals(of, found)
    assert f"not the stack's own: 1 phone number ({OTHER}), 1 SIP credential (theirs)" in refusal.text
    assert "run `pulumi up` again" in refusal.text


def test_s80_what_stays_by_its_sid_fails_the_preview_and_what_was_removed_does_not() -> None:
    stays = planned("PhoneNumber", "keep", before=former("PhoneNumber", phone_number=OTHER, trunk_sid=SALES))
    removed = former("WhitelistedIp", is_declared=False, ip="13.233.10.20", trunk_sid=SALES)
    of = plan(REPLACED, stays, stack=[removed])
    rows = {"phone_numbers": {SALES: [{"phone_number": OTHER}]}, "whitelisted_ips": {SALES: [{"ip": "13.233.10.20"}]}}
    [refusal] = refusals(of, answers({SALES: "sales"}, **rows))
    assert f"own: 1 phone number ({OTHER})\n" in refusal.text


def test_s80_an_object_of_the_stack_that_a_hand_has_renamed_is_not_anothers() -> None:
    login = former("Credential", user_name="agent", trunk_sid=SALES)
    assert refusals(*replaced_with(login, credentials=[{"user_name": "renamed"}])) == []
    [refusal] = refusals(*replaced_with(login, credentials=[{"user_name": "renamed"}, {"user_name": "theirs"}]))
    assert "2 SIP credentials (renamed, theirs)" in refusal.text


def test_s79_what_others_have_on_a_trunk_that_leaves_the_program_is_named() -> None:
    left = former("Trunk", is_declared=False, trunk_name="sales")
    own = former("PhoneNumber", is_declared=False, phone_number=OURS, trunk_sid=SALES)
    of = plan(NEW, stack=[left, own])
    [warning] = said(of, answers({SALES: "sales"}, phone_numbers={SALES: [NUMBER, {"phone_number": OTHER}]}))
    assert warning.startswith(f"warning: the trunk sales ({SALES}) has left the program")
    assert f"not the stack's own: 1 phone number ({OTHER})." in warning


def test_s115_what_was_not_asked_is_not_said() -> None:
    of = plan(ADOPTED, planned("PhoneNumber", trunk=ADOPTED, phone_number=OURS), on_sales("Credential", user_name="a"))
    assert said(of, Answers()) == []
