"""`show`: the whole account, for a person and for a program."""

import json

from exotel_pulumi.objects import CHILDREN, KINDS
from exotel_pulumi.objects.kind import Summary
from exotel_pulumi.simulator import DEFAULT_ACCOUNT_SID, Simulator
from tests.cli.conftest import Run


def test_the_account_is_a_tree(run: Run, trunk: str) -> None:
    done = run("show")
    assert done.code == 0
    for words in (
        f"{DEFAULT_ACCOUNT_SID} at http://127.0.0.1",
        f"voice  {trunk}  active",
        "number +919876543210  flow",
        "whitelisted 13.233.10.20/32",
        "destination 13.233.10.20:5060;transport=tcp  priority 1, weight 2",
        "login agent  front_desk",
        "caller ID +919876543210",
    ):
        assert words in done.out
    for summary, _ in summaries(run):
        assert " ".join(" ".join(map(str, summary)).split()) in " ".join(done.out.split())


def summaries(run: Run) -> list[tuple[Summary, str]]:
    """Returns what is to say of each object on the trunk, kind by kind, and its id."""
    [trunk] = json.loads(run("show", "--json").out)["trunks"]
    assert all(trunk[kind.list_name] for kind in CHILDREN)
    return [(kind.summary(values), values["id"]) for kind in CHILDREN for values in trunk[kind.list_name]]


def test_json_has_the_documented_shape_and_stdout_nothing_else(run: Run, trunk: str, simulator: Simulator) -> None:
    shown = json.loads(run("show", "--json").out)
    ids = {name: simulator.rows(trunk, name)[0].get("id") for name in ("phone_numbers", "credentials")}
    more = {kind.list_name: shown["trunks"][0][kind.list_name] for kind in CHILDREN[5:]}
    assert shown == {
        "account_sid": DEFAULT_ACCOUNT_SID,
        "api": simulator.url,
        "trunks": [
            {
                "trunk_sid": trunk,
                "trunk_name": "voice",
                "status": "active",
                "domain_name": f"{DEFAULT_ACCOUNT_SID}.pstn.exotel.com",
                "nso_code": "ANY-ANY",
                "phone_numbers": [{"id": ids["phone_numbers"], "phone_number": "+919876543210", "mode": "flow"}],
                "whitelisted_ips": [
                    {"id": simulator.rows(trunk, "whitelisted_ips")[0]["id"], "ip": "13.233.10.20", "mask": 32}
                ],
                "destination_uris": [
                    {
                        "id": simulator.rows(trunk, "destination_uris")[0]["id"],
                        "destination": "13.233.10.20:5060;transport=tcp",
                        "priority": 1,
                        "weight": 2,
                    }
                ],
                "credentials": [{"id": ids["credentials"], "user_name": "agent", "friendly_name": "front_desk"}],
                "caller_ids": [{"id": "trunk_external_alias", "phone_number": "+919876543210"}],
                **more,
            }
        ],
    }


def test_only_the_trunks_that_are_named(run: Run, trunk: str, simulator: Simulator) -> None:
    simulator.add_trunk(trunk_name="other")
    assert [found["trunk_sid"] for found in json.loads(run("show", trunk, "--json").out)["trunks"]] == [trunk]


def test_what_is_not_there_is_misuse(run: Run) -> None:
    done = run("show", "trmum1none")
    assert (done.code, done.out) == (2, "")
    assert "there is no trunk trmum1none in this account" in done.err


def test_only_reads(run: Run, trunk: str, simulator: Simulator) -> None:
    simulator.clear_log()
    run("show")
    assert {request.method for request in simulator.requests} == {"GET"}
    assert len(simulator.requests) == len(KINDS)  # the list of trunks, and each list of the trunk


def test_colour_is_for_a_terminal(run: Run, trunk: str) -> None:
    assert "\x1b" not in run("show").out
    assert "\x1b" in run("show", FORCE_COLOR="1").out
    assert "\x1b[3" not in run("show", FORCE_COLOR="1", NO_COLOR="1").out


def test_a_table_has_every_object_with_its_id(run: Run, trunk: str, simulator: Simulator) -> None:
    rows = [line.split() for line in run("show", "--table").out.splitlines()[1:]]
    assert rows[0] == ["voice", "trunk", f"{DEFAULT_ACCOUNT_SID}.pstn.exotel.com", "active", trunk]
    [number] = simulator.rows(trunk, "phone_numbers")
    assert rows[1] == ["voice", "number", "+919876543210", "flow", number["id"]]
    assert [row[1] for row in rows[2:6]] == ["whitelisted", "destination", "login", "caller"]
    assert rows[5][-1] == "trunk_external_alias"
    said = [["voice", *" ".join(map(str, summary)).split(), own] for summary, own in summaries(run)]
    assert rows[1:] == said


def test_a_name_is_text_and_no_markup(run: Run, simulator: Simulator) -> None:
    simulator.add_trunk(trunk_name="[bold]x[/nothing]")
    for command in (("show",), ("show", "--table"), ("doctor",)):
        assert "[bold]x[/nothing]" in run(*command).out
    assert "'[bold]x[/nothing]'" in run("import").out


def test_a_trunk_may_be_named(invoke: Run, trunk: str, simulator: Simulator) -> None:
    simulator.add_trunk(trunk_name="other")
    assert [found["trunk_sid"] for found in json.loads(invoke("show", "voice", "--json").out)["trunks"]] == [trunk]
    assert "trunk other" in invoke("doctor", "other").out
    assert "'voice'" not in invoke("import", "--trunk", "other").out
    refused = invoke("show", "vice")
    assert (refused.code, "a name that is there: voice, other" in refused.err) == (2, True)


def test_one_form_at_a_time(invoke: Run, trunk: str) -> None:
    done = invoke("show", "--json", "--format", "svg")
    assert (done.code, done.out, "give one of them" in done.err) == (2, "", True)
