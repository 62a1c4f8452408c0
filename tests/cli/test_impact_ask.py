"""`impact --ask`: the same preview, compared with Exotel by GETs alone (scenarios 114 and 116 by another command)."""

import json

import pytest

from exotel_pulumi.objects import CHILDREN
from exotel_pulumi.simulator import Fault, Simulator
from tests.account.previews import document
from tests.account.stories import SIDS, Program, address, caller_id, destination, login, number, steps_of, trunk
from tests.docs.pages import blocks, not_said
from tests.kinds import ALIAS

from .conftest import Run

ONE, TWO = "+919876543210", "+919876543211"
HOST, BY_HAND = "one.example.com:5061;transport=tls", "two.example.com:5061;transport=tls"
LISTS = 1 + len(CHILDREN)  # of the trunks, and on the one trunk
REFRESH = "    What to do: the calls before the run are others than said: add --refresh, which takes Exotel's word."

Ids = dict[str, str]  # by the names of resources


@pytest.fixture
def ids(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> Ids:
    """Makes what the stack of `PROGRAM` has."""
    sid = simulator.add_trunk(trunk_name="sales_line", domain_name="exotel_demo.pstn.exotel.com")
    monkeypatch.setitem(SIDS, "sales", sid)
    add = simulator.add
    return {
        "sales": sid,
        "one": add(sid, "phone_numbers", phone_number=ONE, mode="pstn"),
        "away": add(sid, "phone_numbers", phone_number=TWO, mode="pstn"),
        "pbx": add(sid, "destination_uris", destination=f"sip:{HOST}", priority=0, weight=1),
        "agent": add(sid, "credentials", user_name="agent", password="Sesame_0penSesame", friendly_name=""),
        "office": add(sid, "whitelisted_ips", ip="13.233.10.7", mask=32),
        "caller": add(sid, "settings", name=ALIAS, value=ONE),
    }


def program(ids: Ids) -> Program:
    """Returns the program of the stack: a resource is named by the id of its object, as in the states of stories."""
    return {
        "sales": trunk("sales", domain_name="exotel_demo.pstn.exotel.com"),
        ids["one"]: number("sales", ONE),
        ids["away"]: number("sales", TWO),
        ids["pbx"]: destination("sales", HOST),
        ids["agent"]: login("sales", "agent"),
        ids["office"]: address("sales", "13.233.10.7"),
        ALIAS: caller_id("sales", ONE),
    }


def given(before: Program, **after: tuple[str, dict[str, object]]) -> bytes:
    return document(*steps_of(before, {**before, **after}))


def asked(done_out: str) -> list[str]:
    """Returns what stands below the impact."""
    return done_out.partition("\nExotel\n")[2].splitlines()


def test_what_the_state_does_not_say_is_said_as_ways(invoke: Run, simulator: Simulator, ids: Ids) -> None:
    before, sid = program(ids), ids["sales"]
    simulator.remove(sid, "phone_numbers", ids["away"])
    simulator.edit(sid, "phone_numbers", ids["one"], mode="flow")
    simulator.edit(sid, "settings", ids["caller"], value=TWO)
    simulator.remove(sid, "credentials", ids["agent"])
    again = simulator.add(sid, "credentials", user_name="agent", password="Sesame_0penSesame")
    simulator.add(sid, "destination_uris", destination=f"sip:{BY_HAND}")
    done = invoke("impact", "-", "--ask", given=given(before, new=number("sales", "+919876543299")))
    said = asked(done.out)
    assert [line.strip() for line in said if line != REFRESH][1:] == [
        f"✗ calls in and out: phone number {ONE} on sales_line: mode is pstn in the state, flow at Exotel",
        f"✗ calls in and out: phone number {TWO} on sales_line: in the state, and not at Exotel",
        f"✗ calls in: destination URI {BY_HAND} on sales_line: at Exotel, and not in the state",
        "✗ calls out: SIP credential agent on sales_line: at Exotel under another id than in the state: "
        "made again by hand",
        f"✗ calls out: caller ID {ONE} on sales_line: phone_number is {ONE} in the state, {TWO} at Exotel",
    ]
    assert said.count(REFRESH) == 5
    [shown] = [block for block in blocks("text", "docs/impact.md") if block.startswith("Exotel\n")]
    assert not_said(shown, done.out) == []
    assert (done.code, again != ids["agent"]) == (0, True)
    assert {request.method for request in simulator.requests} == {"GET"}


def test_nothing_is_asked_twice_and_where_all_is_as_the_state_says_one_line_says_so(
    invoke: Run, simulator: Simulator, ids: Ids
) -> None:
    before = program(ids)
    done = invoke("impact", "-", "--ask", given=given(before, new=number("sales", "+919876543299")))
    # The list of numbers is the preview's own question; the trunk map of the new number is one more.
    assert [request.method for request in simulator.requests] == ["GET"] * (LISTS + 1)
    assert asked(done.out)[-1] == f"  ✓ state: as Exotel has it, by {LISTS + 1} requests"


def test_what_is_replaced_is_one_object_of_the_state(invoke: Run, ids: Ids) -> None:
    """Its three steps in a preview have one old side each: of a number, and of the trunk with all that is on it."""
    before = program(ids)
    for change in (
        {ids["one"]: number("sales", "+919876543299")},
        {"sales": trunk("sales", domain_name="new.pstn.exotel.com")},
    ):
        said = asked(invoke("impact", "-", "--ask", given=given(before, **change)).out)
        assert [line for line in said if "in the state" in line] == []


def test_what_up_would_be_refused_is_said_beside_the_ways(invoke: Run, simulator: Simulator, ids: Ids) -> None:
    simulator.add_trunk(trunk_name="taken_line")
    taken = given(program(ids), taken=trunk("taken"))
    done = invoke("impact", "-", "--ask", given=taken)
    assert "  ✗ taken: will be refused: Exotel has the trunk taken_line already" in done.out
    rows = json.loads(invoke("impact", "-", "--ask", "--format", "json", given=taken).out)["exotel"]
    marked = invoke("impact", "-", "--ask", "--format", "markdown", given=taken).out.partition("\nExotel:\n\n")[2]
    assert [row["subject"] for row in rows] == ["preview", "taken", "state"]
    assert [line[:8] for line in marked.splitlines()] == ["- previe", "- taken:", "- state:"]


def test_a_trunk_that_is_gone_has_no_calls(invoke: Run, simulator: Simulator, ids: Ids) -> None:
    before = program(ids)
    simulator.remove_trunk(ids["sales"])
    done = invoke("impact", "-", "--ask", given=given(before))
    assert "calls in and out: trunk sales_line: in the state, and not at Exotel: no call goes over it" in done.out
    assert len(simulator.requests) == 1


@pytest.mark.parametrize(
    ("environment", "code", "said"),
    [({"EXOTEL_API_KEY": ""}, 2, "EXOTEL_API_KEY"), ({"EXOTEL_API_KEY": "wrong"}, 3, "Authorization failed")],
)
def test_without_a_key_the_impact_is_there_and_why_it_was_not_compared(
    invoke: Run, ids: Ids, environment: dict[str, str], code: int, said: str
) -> None:
    before = program(ids)
    done = invoke("impact", "-", "--ask", given=given(before), **environment)
    assert done.code == code
    assert done.out.splitlines()[-1].endswith("(exit 0)") or "Exotel" not in done.out
    assert done.err.startswith("not compared with Exotel:\n")
    assert said in done.err
    assert "What to do: " in done.err


def test_more_requests_than_a_preview_may_send_are_not_sent(invoke: Run, simulator: Simulator, ids: Ids) -> None:
    done = invoke("impact", "-", "--ask", given=given(program(ids)), EXOTEL_PREVIEW_REQUESTS="3")
    assert "· state: not all of it is compared: " in done.out
    assert "exotel:previewRequests" in done.out
    assert len(simulator.requests) == 3


def test_an_outage_is_no_difference(invoke: Run, simulator: Simulator, ids: Ids) -> None:
    simulator.add_fault(Fault("GET", "numbers", "respond", status=500, times=0))
    done = invoke("impact", "-", "--ask", given=given(program(ids)))
    assert "not all of it is compared" in done.out
    assert "not at Exotel" not in done.out
