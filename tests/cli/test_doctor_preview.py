"""`doctor --preview`: the document of a preview is compared with Exotel, in the words of the preview itself."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from exotel_pulumi.simulator import Fault, Simulator
from tests.account.previews import document, side, step
from tests.nursery import python

from .conftest import Run, environment

NUMBER = "+919876543210"
FOREIGN = (
    step("create", new=side("Trunk", "taken", trunk_name="sales_line")),
    step("create", new=side("Trunk", "own", trunk_name="own_line")),
    step("create", new=side("PhoneNumber", "number", on="own", phone_number=NUMBER)),
)


@pytest.fixture
def sid(simulator: Simulator) -> str:
    """Makes a trunk with a number on it; returns its SID."""
    sid = simulator.add_trunk(trunk_name="sales_line")
    simulator.add(sid, "phone_numbers", phone_number=NUMBER, mode="pstn")
    return sid


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Writes a preview that Exotel would refuse."""
    return written(tmp_path, *FOREIGN)


def written(folder: Path, *steps: Any, **more: Any) -> Path:
    path = folder / "preview.json"
    path.write_bytes(document(*steps, **more))
    return path


def test_s114_what_up_would_refuse_is_found(invoke: Run, file: Path, sid: str, simulator: Simulator) -> None:
    done = invoke("doctor", "--preview", str(file))
    assert done.code == 1
    assert f"✗ taken: will be refused: Exotel has the trunk sales_line already ({sid})" in done.out
    assert "What to do: choose another trunk_name, or set adopt=True" in done.out
    assert f"✗ number: will be refused: {NUMBER} is mapped to the trunk sales_line ({sid})" in done.out
    assert "· taken" not in done.out
    assert [request.method for request in simulator.requests] == ["GET"] * 2
    warned = invoke("doctor", "--preview", str(file), "--json", EXOTEL_PREVIEW_ASKS="warn")
    assert (warned.code, json.loads(warned.out)["well"]) == (0, True)
    assert "will be refused" in warned.out
    simulator.clear_log()
    assert "exotel:previewAsks is off" in invoke("doctor", "--preview", str(file), EXOTEL_PREVIEW_ASKS="off").out
    assert "trunks not compared: " in invoke("doctor", "--preview", str(file), EXOTEL_PREVIEW_REQUESTS="1").out
    assert len(simulator.requests) == 1


def test_s115_s116_what_is_taken_over_and_replaced_is_said(
    invoke: Run, tmp_path: Path, sid: str, simulator: Simulator
) -> None:
    kept = side("Trunk", "sales", sid, trunk_name="sales_line")
    adopted = side(
        "Trunk",
        "sales",
        trunk_name="sales_line",
        adopt=True,
        nso_code="ANY-ANY",
        domain_name="exotel_demo.pstn.exotel.com",
    )
    taken = invoke("doctor", "--preview", str(written(tmp_path, step("create", new=adopted))))
    assert taken.code == 0
    assert f"sales: taken over as {sid}: nothing is made" in taken.out
    replaced = side("Trunk", "sales", trunk_name="sales_line", domain_name="new.pstn.exotel.com")
    foreign = invoke("doctor", "--preview", str(written(tmp_path, step("replace", kept, replaced))))
    assert foreign.code == 1
    assert f"· sales: is replaced, and gets a new SID: flows that dial sip:{sid}" in foreign.out
    assert f"not the stack's own: 1 phone number ({NUMBER})" in foreign.out
    gone = invoke("doctor", "--preview", str(written(tmp_path, step("delete", kept))))
    assert gone.code == 0
    assert f"· program: the trunk sales_line ({sid}) has left the program" in gone.out
    simulator.clear_log()
    same = invoke("doctor", "--preview", str(written(tmp_path, step("same", kept, kept))))
    assert (same.code, simulator.requests) == (0, [])
    assert "✓ preview: 0 resources to create or replace, 0 trunks to delete, of 1 resource; compared with" in same.out


def test_s114_s115_without_an_answer_it_warns_and_a_wrong_key_is_an_error(
    invoke: Run, file: Path, simulator: Simulator
) -> None:
    simulator.add_fault(Fault("GET", "", "respond", status=503, body="down", times=0))
    down = invoke("doctor", "--preview", str(file))
    assert (down.code, len(simulator.requests)) == (0, 1)
    assert "· Exotel: not compared with Exotel: Exotel answered" in down.out
    simulator.clear_faults()
    wrong = invoke("doctor", "--preview", str(file), EXOTEL_API_TOKEN="wrong")
    assert (wrong.code, wrong.out) == (3, "")
    assert "HTTP 401" in wrong.err
    missing = invoke("doctor", "--preview", str(file), EXOTEL_API_TOKEN="")
    assert missing.code == 2
    assert "exotel:apiToken: is not set" in missing.err


def test_a_preview_that_failed_and_accounts_that_are_not_asked_are_named(invoke: Run, tmp_path: Path) -> None:
    said = [{"severity": "error", "message": "error: the program has a fault"}]
    far = step("create", new=side("Trunk", "far", account="other1", trunk_name="far"))
    done = invoke("doctor", "--preview", str(written(tmp_path, far, diagnostics=said)))
    assert done.code == 1
    assert "✗ preview: failed, so that steps are missing: error: the program has a fault" in done.out
    assert "· account other1: not compared" in done.out


def test_s114_what_a_stranger_writes_is_text(invoke: Run, tmp_path: Path, sid: str) -> None:
    named = side("Trunk", "\x1b[2J\u202e@all", trunk_name="sales_line")
    done = invoke("doctor", "--preview", str(written(tmp_path, step("create", new=named))))
    assert r"✗ \x1b[2J\u202e@all: will be refused" in done.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.json"], "the preview missing.json cannot be read: No such file"),
        (["\0"], "cannot be read"),
        (["/"], "cannot be read: Is a directory"),
        ([__file__], "the preview is no JSON"),
        ([__file__, "sales_line"], "--preview takes no trunk"),
    ],
)
def test_s114_what_cannot_be_read_is_a_wrong_argument(invoke: Run, arguments: list[str], said: str) -> None:
    done = invoke("doctor", "--preview", *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "What to do: " in done.err


def test_s114_a_preview_is_read_from_standard_input(sid: str, simulator: Simulator) -> None:
    command = python("-m", "exotel_pulumi.cli", "doctor", "--preview", "-")
    done = subprocess.run(
        command, input=document(*FOREIGN), env=environment(simulator), capture_output=True, check=False
    )
    assert (done.returncode, done.stdout.count(b"will be refused")) == (1, 2)
