"""The person's own Pulumi CLI, as it is found: absent, broken, or chatty."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from exotel_pulumi.cli.app import app
from exotel_pulumi.simulator import Simulator
from tests.cli.conftest import environment, line

CHATTY = """#!/bin/sh
echo 'warning: {a new version}'
case $1 in version) echo v3.1.0;; config) echo '{}';; *) echo '{"version": 3, "deployment": null}';; esac
"""
Scripted = Callable[..., Result]


@pytest.fixture
def scripted(simulator: Simulator, tmp_path: Path) -> Scripted:
    """Runs a command of ours where a script, if any, stands for Pulumi."""
    line(simulator)

    def call(script: str | None, *arguments: str) -> Result:
        if script is not None:
            (tmp_path / "pulumi").write_text(script, encoding="utf-8")
            (tmp_path / "pulumi").chmod(0o755)
        done = CliRunner().invoke(app, arguments, env=environment(simulator) | {"PATH": f"{tmp_path}:/usr/bin:/bin"})
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
        return done

    return call


def test_it_may_talk_before_it_answers(scripted: Scripted) -> None:
    done = scripted(CHATTY, "doctor", "--stack", "dev", "--json")
    found = {row["subject"]: row for row in json.loads(done.stdout)["findings"]}
    assert found["Pulumi CLI"]["said"] == "v3.1.0"
    assert found["state"]["said"] == "every trunk of the stack is in the account"
    assert json.loads(scripted(CHATTY, "show", "--state", "--json").stdout)["trunks"] == []


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("#!/bin/sh\n", "no version"),
        ("#!/none\n", "cannot be run"),
        ("no program", "cannot be run"),
        ("#!/bin/sh\nprintf '\\033[31mbroken\\377' >&2; exit 7\n", "\\x1b[31mbroken"),
        ("#!/bin/sh\necho '[1]'\n", "no version"),
        (None, None),
    ],
)
def test_a_broken_or_absent_one_is_said(scripted: Scripted, script: str | None, said: str | None) -> None:
    done = scripted(script, "doctor", "--json")
    found = {row["subject"]: row for row in json.loads(done.stdout)["findings"]}
    row = found["Pulumi CLI" if said else "pulumi"]
    assert (done.exit_code, row["well"]) == (1, False)
    assert (said or "not on PATH") in row["said"]
    assert row["cure"]
    for command in (("show", "--state"), ("show", "--stack", "dev"), ("doctor", "--stack", "dev")):
        refused = scripted(script, *command)
        assert (refused.exit_code, refused.stdout, "What to do:" in refused.stderr) == (2, "", True)


@pytest.mark.parametrize(
    "deployment",
    [
        '"x"',
        "[]",
        '{"resources": {}}',
        '{"resources": [5]}',
        '{"resources": [{"type": "pulumi-python:dynamic/exotel:Trunk", "id": "t", "outputs": []}]}',
        '{"resources": [{"type": "pulumi-python:dynamic/exotel:Trunk", "id": "t"}], "pending_operations": [7]}',
    ],
)
def test_a_state_of_another_shape_is_said_and_is_never_empty(scripted: Scripted, deployment: str) -> None:
    script = f"""#!/bin/sh\ncase $1 in config) echo '{{}}';; *) echo '{{"deployment": {deployment}}}';; esac\n"""
    done = scripted(script, "doctor" if "pending" in deployment else "show", *state_of(deployment))
    assert done.exit_code == 2
    assert "of a shape that is not known" in done.output


def state_of(deployment: str) -> tuple[str, ...]:
    return ("--stack", "dev") if "pending" in deployment else ("--state",)


def test_a_secret_number_and_unknown_keys_of_a_state_are_drawn(scripted: Scripted) -> None:
    secret = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:x"}
    kinds = "pulumi-python:dynamic/exotel:"
    uri = {"destination": "sip.example.com:5061;transport=tls", "priority": secret, "weight": secret, "new": {"a": [1]}}
    plain = {**uri, "priority": 3.0, "weight": 1.0}
    resources = [
        {"type": f"{kinds}Trunk", "id": "trmum1a", "outputs": {"trunk_name": "voice", "odd": None}, "more": [1]},
        {"type": f"{kinds}DestinationUri", "id": "trmum1a/1", "outputs": uri},
        {"type": f"{kinds}DestinationUri", "id": "trmum1a/2", "outputs": plain},
        {"type": "other:new:Thing", "id": 5, "outputs": "odd"},
    ]
    state = json.dumps({"version": 4, "features": ["x"], "deployment": {"resources": resources, "metadata": {}}})
    for form in ("mermaid", "svg"):
        done = scripted(f"#!/bin/sh\necho '{state}'\n", "show", "--state", "voice", "--format", form)
        assert done.exit_code == 0
        assert "priority a secret, weight a secret" in done.stdout
        assert "priority 3, weight 1" in done.stdout
    hidden = {"type": f"{kinds}DestinationUri", "id": "trmum1a/1", "outputs": {"destination": secret}}
    state = json.dumps({"deployment": {"resources": [hidden]}})
    done = scripted(f"#!/bin/sh\necho '{state}'\n", "probe", "--state")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "not probed: a destination is a secret" in done.stderr


def test_the_other_accounts_of_a_stack_are_named_and_are_no_fault(scripted: Scripted) -> None:
    kind = "pulumi-python:dynamic/exotel:Trunk"
    outputs = {"trunk_name": "singapore_line", "account_sid": "acme2m"}
    state = json.dumps({"deployment": {"resources": [{"type": kind, "id": "trmum1z", "outputs": outputs}]}})
    done = scripted(
        f"#!/bin/sh\ncase $1 in version) echo v3.1.0;; config) echo '{{}}';; *) echo '{state}';; esac\n",
        *("doctor", "--stack", "dev", "--json"),
    )
    found = {row["subject"]: row for row in json.loads(done.stdout)["findings"] if row["section"] == "stack dev"}
    assert found["state"]["well"] is True
    assert found["account acme2m"]["well"] is None
    assert found["account acme2m"]["said"] == "not looked at; its trunks: singapore_line"
