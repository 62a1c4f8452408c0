"""`trace` and `ring -v` as a person types them."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from exotel_pulumi.cli.app import app
from exotel_pulumi.simulator import Simulator
from tests.cli.conftest import environment

from .conftest import NUMBER, PASSWORD
from .test_ring import destination


def typed(exotel: Simulator, *words: str, **changes: str) -> Result:
    return CliRunner().invoke(app, words, env=environment(exotel) | {"COLUMNS": "200"} | changes)


def test_a_call_is_shown_and_saved_without_its_secrets(exotel: Simulator, tmp_path: Path) -> None:
    empty = typed(exotel, "trace")
    assert (empty.exit_code, "the simulator has no call" in empty.stderr) == (1, True)
    name = destination(exotel, "tls")
    assert typed(exotel, "rehearse", "--stand-in").exit_code == 0
    out = typed(exotel, "trace", "1").stdout
    for shown in ("401 Unauthorized to INVITE", "ACK", "200 OK (SDP) to INVITE", "BYE", 'response="***', "inline:***"):
        assert shown in out
    assert PASSWORD not in out
    file, text = tmp_path / "call.pcap", tmp_path / "call.txt"
    assert typed(exotel, "trace", "--save", str(file)).exit_code == 0
    short = typed(exotel, "trace", "--short", "--save", str(text))
    assert (short.exit_code, text.read_text(encoding="utf-8"), "CSeq" in short.stdout) == (0, short.stdout, False)
    assert (file.read_bytes()[:4], b"INVITE sip:" in file.read_bytes()) == (b"\xd4\xc3\xb2\xa1", True)
    missing = typed(exotel, "trace", "99")
    assert (missing.exit_code, "no call 99; it keeps 1 to 2" in missing.stderr) == (1, True)
    unwritten = typed(exotel, "trace", "--save", str(tmp_path / "none" / "x"))
    assert (unwritten.exit_code, "cannot be written" in unwritten.stderr) == (2, True)
    rung = typed(exotel, "ring", NUMBER, "-v", "--resolve", f"{name}=127.0.0.1:9")
    assert (rung.exit_code, "call 3, in to" in rung.stdout, "no message is kept" in rung.stdout) == (1, True, True)


@pytest.mark.parametrize(
    ("url", "code", "words"),
    [
        ("https://api.in.exotel.com", 2, "a trace is of the simulator's calls"),
        ("http://127.0.0.1:9", 3, "no simulator at"),
    ],
)
def test_it_needs_the_simulator(exotel: Simulator, url: str, code: int, words: str) -> None:
    found = typed(exotel, "trace", EXOTEL_API_URL=url)
    assert (found.exit_code, words in found.stderr) == (code, True)
