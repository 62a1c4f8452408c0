"""`rehearse --during`: what a command does to calls while it runs, exactly and by calls beside it.

A command waits for calls where a test is about the sample: no clock decides.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from exotel_pulumi.cli import during
from exotel_pulumi.simulator import Options, Simulator
from exotel_pulumi.simulator.sip.faults import CallFault
from tests.cli.conftest import environment
from tests.interrupts import interrupt_with_the_end
from tests.nursery import python

from .conftest import NUMBER, PASSWORD
from .test_commands import typed
from .test_ring import closed_port, destination

SECOND = "+918047112299"
HEAD = """
import json, os, sys, time
import requests
from exotel_pulumi import config
from exotel_pulumi.api.client import Client
from exotel_pulumi.objects.credential import CREDENTIAL
from exotel_pulumi.objects.destination_uri import DESTINATION_URI
from exotel_pulumi.objects.phone_number import PHONE_NUMBER

ENDS = time.monotonic() + 60
client = Client(config.load({}.get, os.environ))
trunks = {row["trunk_name"]: row["trunk_sid"] for row in client.rows(config_trunks())}

def delete(kind, sid, **like):
    rows = [row for row in client.rows(kind.endpoint(sid)) if like.items() <= row.items()]
    client.send("DELETE", kind.endpoint(sid), rows[0][kind.collection.id_field])

def make(kind, sid, **values):
    client.send("POST", kind.endpoint(sid), body=values)

def until_a_call(**like):
    "Waits for a call of which each named field has these words in it."
    url = os.environ["EXOTEL_API_URL"] + "/_simulator/sip/calls"
    known = len(requests.get(url).json())
    while not any(
        all(words in str(call[name]) for name, words in like.items()) for call in requests.get(url).json()[known:]
    ):
        time.sleep(0.01)
        if time.monotonic() > ENDS:
            sys.exit(f"no call with {like}")
""".replace("config_trunks()", "__import__('exotel_pulumi.objects.trunk').objects.trunk.TRUNK.endpoint(None)")


@pytest.fixture
def line(exotel: Simulator) -> Simulator:
    """Makes a destination on the trunk, a second number, and another trunk."""
    sid = exotel.trunks()[0]["trunk_sid"]
    destination(exotel)
    exotel.add(sid, "phone_numbers", phone_number=SECOND)
    exotel.add_trunk(trunk_name="other")
    return exotel


def command(folder: Path, text: str) -> list[str]:
    """Writes a program; returns the words that run it."""
    script = folder / "change.py"
    script.write_text(HEAD + text, encoding="utf-8")
    return ["--during", "--", *python(str(script))]


AWAY_AND_BACK = f"""
print("its own words")
delete(PHONE_NUMBER, trunks["voice_ai"], phone_number="{NUMBER}")
until_a_call(status="404", shown="{NUMBER}")
make(PHONE_NUMBER, trunks["voice_ai"], phone_number="{NUMBER}")
until_a_call(status="200", shown="{NUMBER}")
make(DESTINATION_URI, trunks["voice_ai"], destination="new.example.com:5061;transport=tls")
delete(DESTINATION_URI, trunks["voice_ai"], destination="sip:sip.example.com:5060;transport=tcp")
until_a_call(status="200", where="sip:new.example.com:5061;transport=tls")
"""


def test_a_way_that_is_away_for_a_while_is_named_with_its_requests(line: Simulator, tmp_path: Path) -> None:
    code, out, err = typed(line, "rehearse", "--json", *command(tmp_path, AWAY_AND_BACK))
    found = json.loads(out)
    assert (code, found["exit"], "its own words" in err) == (0, 0, True), err
    assert (found["writes"], found["counts"]) == (
        4,
        {"stops": 0, "interrupted": 2, "gone": 0, "changed": 1, "begins": 0, "unchanged": 1},
    )
    off = {each["direction"]: each["off"][0] for each in found["ways"] if each["fate"] == "interrupted"}
    assert {way: (gap["from"]["method"], gap["to"]["method"], gap["requests"]) for way, gap in off.items()} == {
        "in": ("DELETE", "POST", 2),
        "out": ("DELETE", "POST", 2),
    }
    refused = [call for call in found["calls"] if call["refused"]]
    assert {(call["number"], call["status"]) for call in refused if call["by"]} == {(NUMBER, 404)}
    assert all(call["writes"][0] <= 1 <= call["writes"][1] for call in refused)
    assert found["unseen"] == []
    assert len(found["calls"]) > len(refused) > 0


ROTATED = f"""
logins = CREDENTIAL.endpoint(trunks["voice_ai"])
delete(CREDENTIAL, trunks["voice_ai"], user_name="spare")
[row] = client.rows(logins)
client.send("PUT", logins, str(row["id"]), {{"user_name": "agent", "password": "Sesame_1pen"}})
until_a_call(status="401", sentence="the password of the login agent is wrong", shown="{NUMBER}")
"""


def test_its_table_has_a_line_for_ways_that_fare_alike_and_the_exit_code_is_of_what_stops(
    line: Simulator, tmp_path: Path
) -> None:
    sid = line.trunks()[0]["trunk_sid"]
    line.add(sid, "credentials", user_name="spare", password=PASSWORD)
    # This machine's own address lets no login of the sample in: the password is what is tried.
    line.add(sid, "whitelisted_ips", ip="127.0.0.1", mask=32)
    line.add(sid, "whitelisted_ips", ip="13.233.10.20", mask=28)
    code, out, err = typed(line, "rehearse", *command(tmp_path, ROTATED))
    assert code == 0, (out, err)
    words = [" ".join(each.split()) for each in out.splitlines()]
    assert [each for each in words if each.startswith(("INTERRUPTED", "GONE", "BEGINS", "unchanged"))] == [
        f"INTERRUPTED out login agent, shown 2 numbers, first {NUMBER}: refused from PUT credentials on",
        f"GONE out login spare, shown 2 numbers, first {NUMBER}: refused from DELETE credentials on",
        f"BEGINS out login agent with its password no. 2, shown 2 numbers, first {NUMBER}",
        "unchanged 8 ways",
    ]
    assert (
        "2 interrupted · 2 gone · 2 begin · 8 unchanged; 2 writing requests (exit 0; --fail-on interrupts: 1)" in words
    )
    assert any(f"out by login agent, shown {NUMBER}:" in each and "refused at" in each for each in words)
    assert "✗" not in out


def test_a_flow_that_dials_the_old_trunk_stops_its_number_whatever_the_command_thinks_of_it(
    authority: Path, tmp_path: Path
) -> None:
    with Simulator(Options(sip_tcp=0, sip_flows="by-hand")) as exotel:
        sid = exotel.add_trunk(trunk_name="voice_ai")
        exotel.add(sid, "phone_numbers", phone_number=NUMBER)
        destination(exotel)
        exotel.add_trunk(trunk_name="other")
        exotel.exchange.flows = {NUMBER: sid}
        moved = f"""
delete(PHONE_NUMBER, trunks["voice_ai"], phone_number="{NUMBER}")
make(PHONE_NUMBER, trunks["other"], phone_number="{NUMBER}")
make(DESTINATION_URI, trunks["other"], destination="new.example.com:5061;transport=tls")
"""
        code, out, _ = typed(exotel, "rehearse", *command(tmp_path, moved))
        assert (code, "(exit 1, by --fail-on stops)" in out) == (1, True), out
        assert f"in   {NUMBER}: refused from DELETE phone-numbers on" in out
        assert "assign it, in the console, to a flow that dials that one." in out
        # The same with a file of promises that does not mind.
        exotel.exchange.flows = {NUMBER: exotel.trunks()[1]["trunk_sid"]}
        promises = tmp_path / "calls.toml"
        promises.write_text("[rules]\nlongest_gap = 2\n", encoding="utf-8")
        back = moved.replace("voice_ai", "x").replace("other", "voice_ai").replace("x", "other")
        code, out, _ = typed(exotel, "rehearse", "--hold", str(promises), *command(tmp_path, back.rsplit("make", 1)[0]))
        assert (code, "STOPS" in out, "every promise is held" in out) == (0, True, True), out
        exotel.exchange.flows = {NUMBER: sid}
        longer = moved.replace("make(P", "delete(DESTINATION_URI, trunks['voice_ai'])\nmake(P")
        code, out, _ = typed(exotel, "rehearse", "--hold", str(promises), *command(tmp_path, longer))
        assert code == 1
        assert f"calls.toml line 2: {NUMBER}: off for 4 requests; longest_gap is 2" in out
        assert "The change: from DELETE phone-numbers on" in out


def test_a_call_that_the_record_contradicts_is_a_fault(line: Simulator, tmp_path: Path) -> None:
    line.exchange.faults.add(CallFault("out", "refuse", status=486, times=0))
    text = f'until_a_call(status="486", shown="{NUMBER}")'
    code, out, _ = typed(line, "rehearse", *command(tmp_path, text))
    assert (code, f"✗ the record did not see it: out by login agent, shown {NUMBER}" in out) == (1, True), out


def test_an_exit_code_is_not_lost_where_a_signal_comes_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    interrupt_with_the_end(monkeypatch)
    assert during._run([sys.executable, "-c", "raise SystemExit(5)"], is_quiet=False) == 5


def test_a_command_that_fails_or_is_interrupted_has_its_table_all_the_same(line: Simulator, tmp_path: Path) -> None:
    fails = f'delete(PHONE_NUMBER, trunks["voice_ai"], phone_number="{SECOND}")\nsys.exit(7)'
    code, out, err = typed(line, "rehearse", *command(tmp_path, fails))
    assert (code, "ended with exit code 7" in err, "2 gone · 2 unchanged" in out) == (3, True, True), (out, err)
    # As ^C does: the signal is for all processes of the terminal.
    text = "try:\n    os.killpg(0, 2)\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    sys.exit(5)"
    (tmp_path / "change.py").write_text(f"import os, sys, time\n{text}", encoding="utf-8")
    words = [sys.executable, "-m", "exotel_pulumi.cli", "rehearse", "--during", "--", sys.executable, "change.py"]
    done = subprocess.run(
        words, cwd=tmp_path, env=environment(line), capture_output=True, text=True, start_new_session=True, check=False
    )
    assert (done.returncode, "2 unchanged" in done.stdout) == (3, True), (done.stdout, done.stderr)
    assert "ended with exit code 5" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--during",), "--during has no command to run"),
        (("--during", "--"), "--during has no command to run"),
        (("--during", "--", "no_such_program", "up"), "there is no program no_such_program"),
        (("--", "pulumi", "up"), "a command and --fail-on are for --during"),
        (("--fail-on", "stops"), "a command and --fail-on are for --during"),
        (("--during", "--strict", "--", "true"), "--strict says nothing of --during"),
    ],
)
def test_what_cannot_be_meant_is_said_in_words(line: Simulator, words: tuple[str, ...], said: str) -> None:
    code, out, err = typed(line, "rehearse", *words)
    assert (code, out, said in err) == (2, "", True), err


def test_nothing_runs_where_no_simulator_judges(tmp_path: Path) -> None:
    mark = tmp_path / "has_run"
    touched = ("--during", "--", "touch", str(mark))
    with Simulator(Options()) as without, closed_port() as port:
        code, _, err = typed(without, "rehearse", *touched)
        assert (code, "--sip-tcp or --sip-tls" in err, without.exchange.record.is_judging) == (2, True, False)
        code, _, err = typed(without, "rehearse", *touched, EXOTEL_API_URL="https://api.in.exotel.com")
        assert (code, "a rehearsal needs the simulator" in err) == (2, True)
        code, _, err = typed(without, "rehearse", *touched, EXOTEL_API_URL=f"http://127.0.0.1:{port}")
        assert (code, "no simulator at" in err) == (3, True)
    assert not mark.exists()


def test_where_a_trunk_wants_both_proofs_the_sample_has_both_and_without_a_line_there_is_no_call() -> None:
    with Simulator(Options(sip_tcp=0, sip_identify="both")) as exotel:
        code, out, err = typed(exotel, "rehearse", "--during", "--", "true")
        assert (code, "no way of calls; 0 writing requests" in out) == (0, True), out
        assert "no call was placed beside the command" in err
        sid = exotel.add_trunk(trunk_name="both")
        exotel.add(sid, "phone_numbers", phone_number=NUMBER)
        exotel.add(sid, "credentials", user_name="agent", password=PASSWORD)
        exotel.add(sid, "whitelisted_ips", ip="13.233.10.20", mask=32)
        code, out, _ = typed(exotel, "rehearse", "--json", "--during", "--", "true")
        found = json.loads(out)
        assert (code, found["well"], found["counts"]["unchanged"], found["unseen"]) == (0, True, 1, [])
        assert {call["by"] for call in found["calls"]} == {"address 13.233.10.20 and login agent"}
