"""Scenario 53: what `pulumi import` cannot do, a generated program does: the first `up` adopts and changes nothing."""

import re
import subprocess
from pathlib import Path

from exotel_pulumi.simulator import Simulator
from tests.cli.conftest import environment
from tests.nursery import python

from .simulators import ACCOUNT
from .stack import Stack
from .wire import writing


def test_s53_s76_s115_a_project_of_three_trunks_writes_nothing_and_deletes_nothing_while_it_is_protected(
    tmp_path: Path, simulator: Simulator
) -> None:
    for name, numbers in (("sales", 60), ("support", 3), ("night", 2)):
        _fill(simulator, name, numbers)
    before = simulator.state.snapshot()
    names = ("EXOTEL_ACCOUNT_SID", "EXOTEL_API_KEY", "EXOTEL_API_TOKEN")
    own = dict(zip(names, (ACCOUNT.sid, ACCOUNT.api_key, ACCOUNT.api_token), strict=True))
    command = python("-m", "exotel_pulumi.cli", "import", "--output", str(tmp_path / "telephony"))
    done = subprocess.run(command, env=environment(simulator) | own, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "3 trunks, 80 resources" in done.stderr
    assert "sales: 65 resources" in done.stderr
    stack = Stack(tmp_path / "stack", simulator, source=tmp_path / "telephony")
    try:
        for setting in re.findall(r"pulumi config set --secret (\S+)", done.stderr):
            stack.config(f"telephony:{setting}", "Sesame_0pen", secret=True)
        _is_previewed_as_taken_over(stack)
        simulator.clear_log()
        stack.up()
        assert [request.split()[0] for request in writing(simulator)] == ["PUT"] * 3  # the passwords
        # Readings are shared by what was declared before them, however many: fewer than making the objects would cost.
        assert sum(request.method == "GET" for request in simulator.requests) < 135
        assert _without_dates(simulator.state.snapshot()) == _without_dates(before)
        stack.settle()
        _unprotect_and_destroy(stack)
    finally:
        stack.end()


def _is_previewed_as_taken_over(stack: Stack) -> None:
    """Asserts that a preview says at each trunk that nothing is made, and asks for 16 lists, one of two pages."""
    stack.simulator.clear_log()
    said = stack.preview().stdout
    for trunk in stack.simulator.trunks():
        assert f"taken over as {trunk['trunk_sid']}: nothing is made; on it are taken over: " in said
    assert "on it are made" not in said
    assert [request.method for request in stack.simulator.requests] == ["GET"] * 17


def _unprotect_and_destroy(stack: Stack) -> None:
    """Does what the head of the program says: nothing is deleted before, one resource first, then all of them."""
    stack.simulator.clear_log()
    assert "protect" in stack.destroy(fails=True).text
    assert writing(stack.simulator) == []
    program = stack.project / "__main__.py"
    lines = program.read_text(encoding="utf-8").splitlines()
    [login] = (line for line in lines if "night_agent" in line and "exotel.Credential(" in line)
    stack.call("state", "unprotect", stack.urn("night-night_agent"), "--yes")
    program.write_text("\n".join(line for line in lines if line != login) + "\n", encoding="utf-8")
    stack.up()
    assert [request.split()[0] for request in writing(stack.simulator)] == ["DELETE"]
    stack.call("state", "unprotect", "--all", "--yes")
    stack.simulator.clear_log()
    declared = len(stack.state())
    stack.destroy_all()
    # `cascade=False`: what is on a trunk is deleted by calls of its own.
    assert [request.split()[0] for request in writing(stack.simulator)] == ["DELETE"] * declared


def _fill(simulator: Simulator, name: str, numbers: int) -> None:
    """Makes a trunk with one of every kind, and as many numbers as asked for."""
    sid = simulator.add_trunk(trunk_name=name, domain_name=f"{ACCOUNT.sid}.pstn.exotel.com")
    own = [f"+9198{numbers:03}{place:05}" for place in range(numbers)]
    for place, number in enumerate(own):
        simulator.add(sid, "phone_numbers", phone_number=number, mode="flow" if place % 2 else "pstn")
    simulator.add(sid, "whitelisted_ips", ip="13.233.10.20", mask=32)
    simulator.add(sid, "destination_uris", destination="sip:13.233.10.20:5060;transport=tcp", priority=1, weight=2)
    simulator.add(sid, "credentials", user_name=f"{name}_agent", password="Sesame_0pen", friendly_name="desk")
    simulator.add(sid, "settings", name="trunk_external_alias", value=own[0])


def _without_dates(tables: dict[str, list[dict[str, object]]]) -> object:
    """Leaves out the date of the last change: setting the password of an adopted login changes that date alone."""
    return {
        table: [{name: value for name, value in row.items() if name != "date_updated"} for row in rows]
        for table, rows in tables.items()
    }
