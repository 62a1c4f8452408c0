"""`import`: the program for what an account has, alone or as a project, and what a person must know of it."""

import json
import shlex
from pathlib import Path

from exotel_pulumi.objects import KINDS
from exotel_pulumi.simulator import Simulator
from tests.cli.conftest import Run


def test_the_program_goes_to_stdout_and_the_summary_to_stderr(run: Run, trunk: str, simulator: Simulator) -> None:
    simulator.add(trunk, "phone_numbers", phone_number="08047112233")
    simulator.clear_log()
    done = run("import")
    assert done.code == 0
    compile(done.out, "program", "exec")
    assert "voice = exotel.Trunk(" in done.out
    assert done.out.count(", opts=pulumi.ResourceOptions(protect=True))") == len(KINDS)
    assert done.err.splitlines() == [
        f"1 trunk, {len(KINDS)} resources",
        f"  voice: {len(KINDS)} resources",
        "    Exotel's phone number '08047112233' cannot be declared, and is left alone: phone_number must be E.164: a "
        'plus sign, the country\'s code and the number, without blanks. For a number of India, write "+918047112233".',
        "next:",
        "  # in a Pulumi project whose __main__.py this is (--output DIR makes one), with a stack",
        "  pulumi config set --secret voice_agent_password  # the password in use, which Exotel never returns",
        "  pulumi preview  # what exists is taken over: nothing is made",
        "  pulumi up",
    ]
    assert {request.method for request in simulator.requests} == {"GET"}


def test_a_project_of_one_trunk(run: Run, trunk: str, simulator: Simulator, tmp_path: Path) -> None:
    simulator.add_trunk(trunk_name="other")
    folder = tmp_path / "of the office" / "telephony"
    done = run("import", "--trunk", trunk, "--output", str(folder), "--no-protect")
    assert (done.code, done.out) == (0, "")
    assert [row.strip().partition("  #")[0] for row in done.err.partition("next:\n")[2].splitlines()] == [
        f"cd {shlex.quote(str(folder))}",
        "pulumi stack select --create production",
        "pulumi config set --secret voice_agent_password",
        "pulumi preview",
        "exotel-pulumi impact --hold calls.toml",
        "pulumi up",
    ]
    assert "name: telephony\n" in (folder / "Pulumi.yaml").read_text(encoding="utf-8")
    program = (folder / "__main__.py").read_text(encoding="utf-8")
    assert program.count("exotel.Trunk(") == 1
    assert "protect" not in program
    assert "other" not in program
    again = run("import", "--output", str(folder))
    assert again.code == 2
    assert "name a folder that does not exist yet" in again.err


def test_the_file_for_pulumi_import_has_what_the_program_declares(run: Run, trunk: str, simulator: Simulator) -> None:
    simulator.add(trunk, "phone_numbers", phone_number="08047112233")
    done = run("import", "--format", "pulumi")
    assert done.code == 0
    resources = json.loads(done.out)["resources"]
    assert sorted(each["type"] for each in resources) == sorted(kind.native_token for kind in KINDS)
    assert all(each["id"].startswith(trunk) and each["name"].startswith("voice") for each in resources)
    assert "'08047112233' cannot be declared" in done.err
    assert "pulumi import --file account.json" in done.err
    for option in (("--output", "telephony"), ("--no-protect",)):
        refused = run("import", "--format", "pulumi", *option)
        assert (refused.code, refused.out) == (2, "")
        assert f"--format pulumi goes without {option[0]}" in refused.err


def test_without_settings_it_says_what_to_set(run: Run) -> None:
    done = run("import", EXOTEL_API_TOKEN="")
    assert (done.code, done.out) == (2, "")
    assert "EXOTEL_API_TOKEN" in done.err
