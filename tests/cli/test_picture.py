"""`show` as a picture: the ways of calls. What a browser makes of them: tests/browser/test_diagrams.py."""

from pathlib import Path
from xml.etree import ElementTree

from exotel_pulumi.simulator import Simulator
from tests.cli.conftest import Run

SVG = "{http://www.w3.org/2000/svg}"


def texts(document: str) -> list[str]:
    """Returns the texts of an SVG; a document that is not well-formed raises."""
    return [str(found.text) for found in ElementTree.fromstring(document).iter(f"{SVG}text")]


def test_mermaid_goes_to_stdout(run: Run, trunk: str) -> None:
    done = run("show", "--format", "mermaid")
    assert done.code == 0
    assert "flowchart LR" in done.out
    for part in (trunk, "1 number, flow", "+919876543210", "13.233.10.20/32", "agent", "shown as +919876543210"):
        assert part in done.out
    assert "13.233.10.20:5060#59;transport=tcp" in done.out


def test_an_svg_has_every_part_as_text(run: Run, trunk: str, tmp_path: Path) -> None:
    done = run("show", "--output", str(tmp_path / "account.svg"))
    assert (done.code, done.out) == (0, "")
    assert "account.svg: 1 trunk" in done.err
    drawn = texts((tmp_path / "account.svg").read_text(encoding="utf-8"))
    assert drawn == texts(run("show", "--format", "svg").out)
    for part in ("voice", trunk, "+919876543210", "13.233.10.20:5060;transport=tcp", "priority 1, weight 2", "agent"):
        assert part in drawn


def test_names_cannot_leave_their_place(run: Run, simulator: Simulator) -> None:
    simulator.add_trunk(trunk_name='a"] --> b["<script>&')
    drawn = run("show", "--format", "svg").out
    assert 'a"] --> b["<script>&' in texts(drawn)
    assert "<script>" not in drawn
    for line in run("show", "--format", "mermaid").out.splitlines():
        assert line.count('"') in (0, 2, 4)
        assert "<script>" not in line


def test_an_account_without_a_trunk_is_a_picture_too(run: Run) -> None:
    assert texts(run("show", "--format", "svg").out) == ["no trunk"]
    assert run("show", "--format", "mermaid").out.endswith("flowchart LR\n")


def test_only_the_trunks_that_are_named(run: Run, trunk: str, simulator: Simulator) -> None:
    simulator.add_trunk(trunk_name="other")
    assert "other" not in run("show", "--format", "mermaid", trunk).out
    refused = run("show", "--format", "mermaid", "trmum1none")
    assert (refused.code, refused.out) == (2, "")
