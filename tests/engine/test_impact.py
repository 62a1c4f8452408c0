"""`impact` in a project: previews that tests write by hand are as the real engine's, and `up` sends what was said."""

import json
import subprocess
from typing import Any

from exotel_pulumi.account.impact.as_data import as_data
from exotel_pulumi.simulator import Fault, Simulator
from tests.account.stories import (
    GIVEN,
    NEW_PBX,
    NUMBER,
    OTHER,
    PBX,
    Program,
    caller_id,
    destination,
    impact,
    login,
    number,
    other,
    sid,
    trunk,
)
from tests.nursery import python

from .programs import CLOUD
from .stack import Stack
from .wire import requests, writing

FREED = "+918047119999"
BEFORE: Program = {
    "sales": trunk("sales"),
    "support": trunk("support"),
    "far": trunk("far"),
    "first": destination("sales", PBX),
    "second": destination("support", PBX, priority=1),
    "third": destination("far", PBX),
    "agent": login("sales", "agent", **GIVEN),
    "desk": login("far", "desk"),
    "one": number("sales", NUMBER),
    "two": number("sales", OTHER),
    "three": number("far", FREED),
    "shown": caller_id("sales", OTHER),
}
AFTER: Program = {
    **BEFORE,
    "one": number("support", NUMBER),
    "first": destination("sales", NEW_PBX),
    "far": trunk("far", domain_name="new.pstn.exotel.com"),
}
HANDED_OVER = 'livekit = Cloud("livekit", length=agent.password.apply(len))\n'


def written(program: Program, password: str) -> str:
    """Writes a program of a story as Python."""
    lines = [CLOUD]
    for name, (kind, inputs) in program.items():
        given = {field: password if field == "password" else value for field, value in inputs.items() if field != "on"}
        on = f"trunk={inputs['on']}, " if "on" in inputs else ""
        lines.append(f'{name} = exotel.{kind}("{name}", {on}**{given!r})')
    return "\n".join([*lines, HANDED_OVER])


def asked(stack: Stack, *arguments: str) -> tuple[int, str]:
    """Runs the command in the project, as a person does."""
    done = subprocess.run(
        python("-m", "exotel_pulumi.cli", "impact", *arguments),
        cwd=stack.project, env=stack.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout + done.stderr


def findings(found: dict[str, Any]) -> set[str]:
    """Returns findings as texts, for the engine's order is another one each time."""
    return {json.dumps(each, sort_keys=True) for each in found["findings"]}


def ringing(simulator: Simulator) -> set[str]:
    """Returns the numbers that are on a trunk with a destination."""
    rows = simulator.state.snapshot()
    trunks = {row["trunk_sid"] for row in rows["destination_uris"]}
    return {str(row["phone_number"]) for row in rows["phone_numbers"] if row["trunk_sid"] in trunks}


def test_what_impact_says_is_what_up_sends(stack: Stack, simulator: Simulator) -> None:
    stack.passwords_in_program = True
    stack.program(written(BEFORE, "Old_1"))
    stack.up()
    stack.program(written(AFTER, "Newer_1"))
    simulator.clear_log()
    code, printed = asked(stack, "--ask", "--format", "json", "--fail-on", "stops")
    assert (code, [name for name in requests(simulator) if not name.startswith("GET")]) == (1, [])
    for name in ("sales", "support", "far"):
        printed = printed.replace(stack.id(name), sid(name))
    found = json.loads(printed)
    *_, state = found["exotel"]
    assert (len(found["exotel"]), state["said"].partition(",")[0]) == (5, "as Exotel has it")
    handed = other("update", "livekit", ("Credential", "agent"))
    wanted = as_data(impact(BEFORE, AFTER, handed, changed={"agent"}))
    assert findings(found) == findings(json.loads(json.dumps(wanted)))
    assert {name: found[name] for name in ("objects", "requests", "counts")} == {
        name: wanted[name] for name in ("objects", "requests", "counts")
    }

    promise = f'[[in]]\nnumbers = ["one"]\nrings = ["{PBX.partition(";")[0]}"]\n'
    (stack.project / "calls.toml").write_text(promise)
    code, printed = asked(stack, "--hold", "calls.toml")
    assert (code, f"The change: {NUMBER}: sales_line → support_line" in printed) == (1, True)

    stack.program(written(AFTER, "Newer_1") + 'raise ValueError("no such line")\n')
    code, printed = asked(stack)
    assert (code, "no such line" in printed, "incomplete, for the preview failed" in printed) == (3, True, True)

    stack.program(written(AFTER, "Newer_1"))
    simulator.add_fault(Fault("POST", "/phone.numbers$", "respond", status=400, body="no", times=0))
    stack.up(fails=True)
    simulator.clear_faults()
    repaired = json.loads(asked(stack, "--format", "json")[1])
    begin = {way for each in repaired["findings"] if each["verdict"] == "begins" for way in each["ways"]}
    assert begin & {NUMBER, FREED} == {NUMBER, FREED} - ringing(simulator) != set()
    simulator.clear_log()
    stack.up()
    assert len(writing(simulator)) == repaired["requests"]
