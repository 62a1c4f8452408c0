"""`rehearse --hold`: promises about calls, proven by ringing."""

import json
from pathlib import Path

from exotel_pulumi.simulator import Simulator

from .conftest import NUMBER
from .test_commands import typed
from .test_ring import destination

SECOND = "+918047112299"
PROMISES = f"""
[[in]]
numbers = "all of voice_ai"
rings = ["{{first}}:5060", "spare.example.com:5060"]

[[out]]
login = "agent"
shows = "all of voice_ai"

[[out]]
address = "13.233.10.16/28"
shows = ["{SECOND}"]

[rules]
only_these_call_out = true
every_number_rings = true
longest_gap = 2
"""


def test_promises_are_proven_by_calls(exotel: Simulator, tmp_path: Path) -> None:
    sid = exotel.trunks()[0]["trunk_sid"]
    exotel.add(sid, "whitelisted_ips", ip="13.233.10.16", mask=28)
    exotel.add(sid, "phone_numbers", phone_number=SECOND)
    first = destination(exotel)
    destination(exotel, host="spare.example.com", priority=1)
    file = tmp_path / "calls.toml"
    file.write_text(PROMISES.replace("{first}", first.partition(":")[0]))
    held = ("rehearse", "--stand-in", "--hold", str(file))
    code, out, _ = typed(exotel, *held)
    assert (code, "calls.toml: every promise is held." in out) == (0, True), out
    for caller in ("login agent", "address 13.233.10.16/28"):
        for number in (NUMBER, SECOND):
            assert f"✓ out by {caller} of voice_ai, shown {number}: 200 OK" in out

    refused = [call.sentence.partition(",")[0].partition(":")[0] for call in exotel.calls if call.status == 401]
    outside = [f"{address} is not whitelisted" for address in ("192.0.2.1", "13.233.10.15", "13.233.10.32")]
    assert {*refused} == {"there is no login nobody", "the password of the login agent is wrong", *outside}

    code, out, _ = typed(exotel, *held, "--only", NUMBER, "--json")
    promises = json.loads(out)["promises"]
    assert (code, promises["held"], json.loads(out)["well"]) == (1, False, True)
    assert {each["line"]: each["known"] for each in promises["broken"]} == {2: False, 6: False, 10: False, 16: False}

    (rules := tmp_path / "rules.toml").write_text("[rules]\nevery_number_rings = true\n")
    code, out, _ = typed(exotel, "rehearse", "--hold", str(rules))
    assert f"line 2: {SECOND}: not proven: no destination of its trunk has answered" in out
    assert (code, f"line 2: {NUMBER}: the call failed" in out) == (1, True), out

    exotel.add(sid, "credentials", user_name="stranger", password="Str_1234", status="active")
    exotel.add(sid, "settings", name="trunk_external_alias", value="+910000000000")
    code, out, _ = typed(exotel, *held)
    assert code == 1
    assert "line 15: stranger: this login of voice_ai calls out, and stands in no [[out]]" in out
    assert f"line 6: agent, shown {NUMBER} and agent, shown {SECOND}: the call failed: 403" in out
    assert "The change:" not in out


def test_nobody_else_calls_out_whatever_the_lists_say(exotel: Simulator, tmp_path: Path) -> None:
    [trunk] = exotel.trunks()
    sid = trunk["trunk_sid"]
    exotel.add(sid, "whitelisted_ips", ip="13.233.10.16", mask=28)
    exotel.add(sid, "phone_numbers", phone_number=SECOND)
    file = tmp_path / "calls.toml"
    file.write_text(PROMISES[PROMISES.index("[[out]]") :].replace("every_number_rings = true\n", ""))
    held = ("rehearse", "--hold", str(file))
    code, out, _ = typed(exotel, *held)
    assert (code, "calls.toml: every promise is held." in out) == (0, True), out
    with exotel.state.transaction() as state:  # Exotel's lists may lack what is new
        owner = {"account_sid": trunk["account_sid"], "trunk_sid": sid}
        state.insert("whitelisted_ips", {**owner, "ip": "13.233.10.32", "mask": 28}, withhold=1)
    code, out, _ = typed(exotel, *held)
    assert code == 1
    assert f"line 10: address 13.233.10.32, shown {SECOND}: a stranger's call was not refused: 200 OK" in out
    file.write_text(file.read_text().replace("only_these_call_out = true", "only_these_call_out = false"))
    assert typed(exotel, *held)[0] == 0
