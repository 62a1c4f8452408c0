"""`doctor`: settings, Exotel, Pulumi and every trunk, each line with its cure."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from exotel_pulumi.checks.calls import of_trunk
from exotel_pulumi.objects import KINDS
from exotel_pulumi.simulator import Simulator
from tests.cli.conftest import Run
from tests.engine import vault


def findings(run: Run, *arguments: str, **changes: str) -> tuple[int, dict[tuple[str, str], dict[str, Any]]]:
    done = run("doctor", "--json", *arguments, **changes)
    shown = json.loads(done.out)
    assert shown["well"] == all(row["well"] is not False for row in shown["findings"])
    return done.code, {(row["section"], row["subject"]): row for row in shown["findings"]}


def test_all_is_well(run: Run, trunk: str) -> None:
    code, found = findings(run)
    assert (code, [row for row in found.values() if row["well"] is False]) == (0, [])
    assert found["settings", "exotel:apiToken"]["said"] == "*** (from EXOTEL_API_TOKEN)"
    assert found["settings", "exotel:region"]["said"] == "mumbai (default)"
    assert found["Exotel", "dialect"]["said"] == "live"
    assert found["Exotel", "requests"]["said"].startswith(f"{len(KINDS)} of 200 a minute by this command")
    assert found["Pulumi", "Pulumi CLI"]["said"].startswith("v3.")
    assert found["trunk voice", "callers"]["said"] == "agent; 13.233.10.20/32"


def test_each_line_has_its_mark_and_its_cure(run: Run, simulator: Simulator) -> None:
    simulator.add_trunk(trunk_name="bare")
    done = run("doctor")
    assert done.code == 1
    assert "✓ exotel:accountSid" in done.out
    for subject in ("✗ numbers: none", "✗ callers: nobody may call out", "✗ destinations: none"):
        assert subject in done.out
    assert done.out.count("What to do:") == 3


def test_an_address_that_is_not_whitelisted_and_a_foreign_caller_id(run: Run, trunk: str, simulator: Simulator) -> None:
    [entry] = simulator.rows(trunk, "whitelisted_ips")
    simulator.edit(trunk, "whitelisted_ips", entry["id"], ip="13.233.10.99")
    [alias] = simulator.rows(trunk, "settings")
    simulator.edit(trunk, "settings", alias["id"], value="+918047112233")
    simulator.edit_trunk(trunk, status="suspended")
    code, found = findings(run)
    unwell = {subject: row["cure"] for (_, subject), row in found.items() if row["well"] is False}
    assert code == 1
    assert unwell.keys() == {"destination by address", "caller ID", "status"}
    assert 'exotel.WhitelistedIp(…, ip="13.233.10.20")' in unwell["destination by address"]


def test_a_network_covers_its_addresses() -> None:
    trunk: Any = {
        "phone_numbers": [{"phone_number": "+919876543210"}],
        "whitelisted_ips": [{"ip": "13.233.10.0", "mask": 24}],
        "destination_uris": [{"destination": "13.233.10.77:5060;transport=tcp"}],
        "credentials": [],
        "caller_ids": [],
        "status": None,
        "trunk_sid": "trmum1abc",
    }
    assert [finding for finding in of_trunk(trunk) if finding.passed is False] == []


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"EXOTEL_API_TOKEN": "wrong"}, 3, "HTTP 401, code 1010"),
        ({"EXOTEL_API_URL": "http://127.0.0.1:9"}, 3, "http://127.0.0.1:9"),
    ],
)
def test_an_account_that_cannot_be_asked_is_a_finding(run: Run, changes: dict[str, str], code: int, said: str) -> None:
    found_code, found = findings(run, **changes)
    assert found_code == code
    assert said in found["Exotel", "account"]["said"]
    assert found["Exotel", "account"]["cure"]


def test_each_setting_that_is_missing_or_wrong_has_a_line(invoke: Run) -> None:
    code, found = findings(invoke, EXOTEL_API_KEY="", EXOTEL_ACCOUNT_SID="", EXOTEL_REGION="delhi")
    assert code == 2  # as for every other command
    unwell = {place: row["cure"] for place, row in found.items() if row["well"] is False}
    assert unwell.keys() == {("settings", f"exotel:{name}") for name in ("accountSid", "apiKey", "region")}
    assert "EXOTEL_API_KEY" in unwell["settings", "exotel:apiKey"]
    assert found["Exotel", "account"]["well"] is None


def test_what_nobody_can_look_at_is_said_and_is_no_fault(invoke: Run, trunk: str) -> None:
    code, found = findings(invoke)
    row = found["trunk voice", "flow in the console"]
    assert (code, row["well"]) == (0, None)
    assert f"dials sip:{trunk}" in row["cure"]
    assert "· flow in the console: not looked at" in invoke("doctor").out


def test_many_numbers_are_sorted_and_few_are_listed(invoke: Run, trunk: str, simulator: Simulator) -> None:
    for place in reversed(range(119)):
        simulator.add(trunk, "phone_numbers", phone_number=f"+9180471{place:05}", mode="flow")
    _, found = findings(invoke)
    said = found["trunk voice", "numbers"]["said"]
    assert said.startswith("+918047100000, +918047100001, ")
    assert said.endswith(" and 108 more")
    assert found["Exotel", "clock"]["said"][:2] in ("+0", "+1", "-1")


def test_without_pulumi_it_says_how_to_get_it(run: Run, trunk: str, tmp_path: Path) -> None:
    code, found = findings(run, PATH=str(tmp_path))
    assert code == 1
    assert "install the Pulumi CLI" in found["Pulumi", "pulumi"]["cure"]


def test_the_settings_of_a_stack(run: Run, trunk: str, tmp_path: Path) -> None:
    """A stack of the real CLI, whose account is another than that of the environment."""
    assert shutil.which("pulumi"), "the Pulumi CLI is not on PATH: `make test` puts it there"
    (tmp_path / "Pulumi.yaml").write_text("name: line\nruntime: python\n", encoding="utf-8")
    (tmp_path / "backend").mkdir()
    own = {
        "PULUMI_BACKEND_URL": f"file://{tmp_path / 'backend'}",
        **vault.variables(),
        "PULUMI_HOME": str(tmp_path / "home"),
        "PULUMI_SKIP_UPDATE_CHECK": "1",
    }
    (tmp_path / "Pulumi.dev.yaml").write_text(
        "config:\n  exotel:accountSid: other2m\n  exotel:region: singapore\n", encoding="utf-8"
    )
    subprocess.run(
        ["pulumi", "stack", "init", "dev", "--non-interactive"],
        cwd=tmp_path, env={**os.environ, **own}, check=True, capture_output=True,
    )  # fmt: skip
    done = run("doctor", "--stack", "dev", "--json", folder=tmp_path, **own)
    found = {row["subject"]: row["said"] for row in json.loads(done.out)["findings"]}
    assert done.code == 3
    assert found["exotel:accountSid"] == "other2m (from stack dev)"
    assert found["exotel:apiKey"] == "*** (from EXOTEL_API_KEY)"
    refused = run("show", "--stack", "none", folder=tmp_path, **own)
    assert refused.code == 2
    assert "Pulumi cannot read the configuration of none" in refused.err
