"""`impact`: forms, exit codes, and the preview that it makes itself; what it says is tested in `tests/account`."""

import json
from pathlib import Path

import pytest

from exotel_pulumi.account.impact.as_data import as_data
from exotel_pulumi.simulator import Simulator
from tests.account.previews import document
from tests.account.stories import NUMBER, PBX, Program, destination, impact, login, number, steps_of, trunk

from .conftest import Run

BEFORE: Program = {
    "sales": trunk("sales"),
    "support": trunk("support"),
    "pbx": destination("sales", PBX),
    "agent": login("sales", "agent", rotation="1"),
    "one": number("sales", NUMBER),
}
MOVED = {**BEFORE, "one": number("support", NUMBER)}
ROTATED = {**BEFORE, "agent": login("sales", "agent", rotation="2")}
FAILED = [{"severity": "error", "message": "error: \x1b[2Jthe program has a fault\n"}]


def previewed(folder: Path, after: Program, **more: object) -> str:
    """Writes a preview of a change; returns its file."""
    file = folder / "preview.json"
    file.write_bytes(document(*steps_of(BEFORE, after), **more))
    return str(file)


@pytest.mark.parametrize(
    ("after", "flags", "code", "said"),
    [
        (MOVED, (), 0, "(exit 0; --fail-on stops: 1)"),
        (MOVED, ("--fail-on", "stops"), 1, "(exit 1, by --fail-on stops)"),
        (ROTATED, (), 0, "(exit 0; --fail-on interrupts: 1)"),
        (ROTATED, ("--fail-on", "stops"), 0, "(exit 0; --fail-on interrupts: 1)"),
        (ROTATED, ("--fail-on", "interrupts"), 1, "(exit 1, by --fail-on interrupts)"),
        (MOVED, ("--fail-on", "interrupts"), 1, "(exit 1, by --fail-on interrupts)"),
        (BEFORE, ("--fail-on", "interrupts"), 0, "2 unchanged   (exit 0)"),
    ],
)
def test_the_exit_code_is_what_was_asked_for(
    invoke: Run, tmp_path: Path, simulator: Simulator, after: Program, flags: tuple[str, ...], code: int, said: str
) -> None:
    done = invoke("impact", previewed(tmp_path, after), *flags)
    assert (done.code, simulator.requests) == (code, [])
    assert done.out.splitlines()[-1].endswith(said)


def test_a_preview_that_failed_is_said_first_and_ends_with_3(invoke: Run, tmp_path: Path) -> None:
    file = previewed(tmp_path, MOVED, diagnostics=FAILED)
    done = invoke("impact", file, "--fail-on", "stops")
    assert done.code == 3
    first, second, *_ = done.out.splitlines()
    assert first == r"the preview failed: error: \x1b[2Jthe program has a fault"
    assert second.startswith("dev: incomplete, for the preview failed; 1 of 5 objects change")
    found = json.loads(invoke("impact", file, "--format", "json").out)
    assert (found["complete"], len(found["errors"])) == (False, 1)
    marked = invoke("impact", file, "--format", "markdown")
    assert (marked.code, marked.out.splitlines()[0]) == (3, "The preview failed:")


def test_the_forms_say_the_same_of_what_is_read_from_standard_input(invoke: Run) -> None:
    given = document(*steps_of(BEFORE, MOVED))
    found = json.loads(invoke("impact", "-", "--format", "json", given=given).out)
    assert found == json.loads(json.dumps(as_data(impact(BEFORE, MOVED))))
    assert found["counts"]["stops"] == 2
    marked = invoke("impact", "-", "--format", "markdown", given=given).out
    said = [line for each in found["findings"] for line in (each["said"], *each["more"])]
    assert marked.count("<br>") + marked.count("\n| ") - 1 == len(said)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("missing.json",), "missing.json cannot be read"),
        (("-", "--stack", "dev"), "--stack and --refresh are for a preview that is made here"),
        (("-", "--refresh"), "--stack and --refresh are for a preview that is made here"),
        (("-",), "the preview is empty"),
    ],
)
def test_a_wrong_argument_says_what_to_do(invoke: Run, arguments: tuple[str, ...], said: str) -> None:
    done = invoke("impact", *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "What to do: " in done.err


def stand_in(folder: Path, code: int, printed: str) -> None:
    """Puts a program in the place of Pulumi, which writes its arguments beside it."""
    (folder / "printed").write_text(printed, encoding="utf-8")
    asked = 'cd "${0%/*}"\necho "$@ $PULUMI_ENABLE_STREAMING_JSON_PREVIEW" > asked'
    script = f"#!/bin/sh\n{asked}\ncat printed\nexit {code}\n"
    (folder / "pulumi").write_text(script, encoding="utf-8")
    (folder / "pulumi").chmod(0o755)


def test_in_a_project_it_makes_the_preview_itself(invoke: Run, tmp_path: Path) -> None:
    stand_in(tmp_path, 0, "warning: a new version\n" + document(*steps_of(BEFORE, MOVED)).decode())
    path = {"PATH": f"{tmp_path}:/usr/bin:/bin", "PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "1"}
    done = invoke("impact", "--stack", "prod", "--refresh", **path)
    assert done.code == 0
    assert "STOPS        in " in done.out
    assert "Before = the stack's state, as it was refreshed." in done.out
    asked = (tmp_path / "asked").read_text(encoding="utf-8").strip()
    flags = "--json --show-sames --show-replacement-steps --refresh --stack prod --non-interactive --color never"
    assert asked == f"preview {flags}"


def test_a_preview_that_fails_in_a_project_is_distinguished_from_none(invoke: Run, tmp_path: Path) -> None:
    path = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    stand_in(tmp_path, 1, document(*steps_of(BEFORE, MOVED), diagnostics=FAILED).decode())
    assert invoke("impact", **path).code == 3
    stand_in(tmp_path, 255, "")
    none = invoke("impact", **path)
    assert (none.code, none.out) == (2, "")
    assert "Pulumi cannot read a preview" in none.err


PROMISES = f'[[in]]\nnumbers = ["{NUMBER}"]\nrings = ["pbx-old.example.com:5061"]\n'


def test_promises_are_held_to_a_change(invoke: Run, tmp_path: Path) -> None:
    file, moved = tmp_path / "calls.toml", previewed(tmp_path, MOVED)
    file.write_text(PROMISES)
    done = invoke("impact", moved, "--hold", str(file), "--fail-on", "interrupts")
    assert done.code == 1
    assert f"calls.toml line 1: {NUMBER}: rings nowhere" in done.out
    assert "The change: +918047112233: sales_line → support_line" in done.out
    assert done.out.splitlines()[-1].endswith("(exit 1, by --hold and --fail-on interrupts)")
    promises = json.loads(invoke("impact", moved, "--hold", str(file), "-f", "json").out)["promises"]
    assert (promises["held"], promises["broken"][0]["line"]) == (False, 1)
    assert invoke("impact", moved, "--hold", str(file), "-f", "markdown").out.startswith("**")
    assert invoke("impact", previewed(tmp_path, ROTATED), "--hold", str(file)).code == 0
    failed = invoke("impact", previewed(tmp_path, MOVED, diagnostics=FAILED), "--hold", str(file))
    assert (failed.code, "not judged, for the preview failed" in failed.out) == (3, True)


@pytest.mark.parametrize("text", [b"[rule]\n", b"\xff", None])
def test_a_file_of_promises_that_cannot_be_read_ends_with_2(invoke: Run, tmp_path: Path, text: bytes | None) -> None:
    file = tmp_path / "calls.toml"
    if text is not None:
        file.write_bytes(text)
    done = invoke("impact", previewed(tmp_path, MOVED), "--hold", str(file))
    assert done.code == 2
    assert "calls.toml" in done.err
    assert "line 1: there is no rule: did you mean rules?" in done.err or text != b"[rule]\n"
