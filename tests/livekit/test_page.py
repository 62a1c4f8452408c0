"""The page on LiveKit, followed from an empty folder until the real server holds the trunk."""

import os
import subprocess
import sys
from pathlib import Path

from exotel_pulumi.simulator import Simulator
from tests.docs.pages import blocks
from tests.engine import vault
from tests.engine.environment import FOR_GO, INTERPRETER, write_interpreter, write_program
from tests.engine.secrets_hunt import Prey, hunt
from tests.engine.simulators import ACCOUNT
from tests.livekit.server import LiveKit
from tests.nursery import IS_POSSIBLE

PAGE = "docs/platforms/livekit.md"
CLI = Path(__file__).with_name("lk.py")


def test_the_page_makes_both_trunks_and_the_rule_that_livekit_holds(
    tmp_path: Path, simulator: Simulator, livekit: LiveKit
) -> None:
    (program,) = (block for block in blocks("python", PAGE) if "livekit.outbound_trunk(" in block)
    (script,) = (block for block in blocks("sh", PAGE) if "lk sip outbound create" in block)
    folder = tmp_path / "empty"
    folder.mkdir()
    (folder / "__main__.py").write_text(program, encoding="utf-8")
    done = subprocess.run(
        ["bash", "-euc", script],
        cwd=folder,
        env=environment(tmp_path, simulator, livekit),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"

    [login] = simulator.state.snapshot()["credentials"]
    [trunk] = livekit.outbound()
    assert f"SIPTrunkID: {trunk.sip_trunk_id}" in done.stdout
    assert (trunk.auth_username, trunk.auth_password) == (login["user_name"], login["password"])
    assert (trunk.address, list(trunk.numbers)) == ("in.voip.exotel.com:443", ["+919876543210"])
    [inbound], [rule] = livekit.inbound(), livekit.rules()
    assert (list(inbound.numbers), inbound.auth_username) == (["+919876543210"], "")
    assert (list(rule.numbers), [agent.agent_name for agent in rule.room_config.agents]) == (
        ["+919876543210"],
        ["receptionist"],
    )
    assert hunt(Prey(passwords={str(login["password"])}), tmp_path, [done.stdout, done.stderr]) == []


def environment(folder: Path, simulator: Simulator, livekit: LiveKit) -> dict[str, str]:
    """Returns a person's environment, with the settings of both sides and with `lk` on PATH."""
    command = folder / "bin" / "lk"
    command.parent.mkdir()
    write_program(command, f'#!/bin/sh\nexec "{sys.executable}" "{CLI}" "$@"\n')
    write_interpreter(command.parent, forking=IS_POSSIBLE)
    backend = folder / "backend"
    backend.mkdir()
    path = os.pathsep.join((str(command.parent), str(Path(sys.executable).parent), os.environ["PATH"]))
    return {
        **livekit.environment,
        **FOR_GO,
        **vault.variables(),
        "EXOTEL_ACCOUNT_SID": ACCOUNT.sid,
        "EXOTEL_API_KEY": ACCOUNT.api_key,
        "EXOTEL_API_TOKEN": ACCOUNT.api_token,
        "EXOTEL_API_URL": simulator.url,
        "HOME": str(folder),
        "NO_PROXY": "127.0.0.1",
        "PATH": path,
        "PULUMI_BACKEND_URL": f"file://{backend}",
        "PULUMI_HOME": str(folder / "pulumi-home"),
        "PULUMI_CONFIG_PASSPHRASE": "correct horse",
        "PULUMI_PYTHON_CMD": str(command.parent / INTERPRETER),
        "PULUMI_SKIP_UPDATE_CHECK": "1",
    }
