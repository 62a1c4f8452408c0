"""The pages "How do I …": every program brought up and changed as its page says, every shell line typed.

The programs of all pages are one stack: a command for each page would be the same work a dozen times.
"""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from exotel_pulumi import config
from exotel_pulumi.simulator import Simulator
from tests.docs import together
from tests.docs.pages import WAYS, blocks, blocks_of, not_said, ways
from tests.engine.environment import STACK
from tests.engine.outcome import Outcome
from tests.engine.simulators import options
from tests.examples.joined import JoinedStack
from tools.docs import costs

AGENTS = next(name for name in ways() if " agents " in name)
PROGRAMS = {name: texts for name, texts in ways().items() if name != AGENTS}
PLACES = {name: place for place, name in enumerate(PROGRAMS)}
LONGEST = 10  # lines of a block; a call that is formatted over several lines is one

# What a reader puts in the place of a page's words.
OWN_WORDS = {"organization/telephony/production": f"organization/line/{STACK}", "production": STACK}
GIT = {f"GIT_{who}_{what}": "reader@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


class Ways:
    """All programs of the pages as one stack, and a second stack that reads it."""

    def __init__(self, folder: Path, simulator: Simulator) -> None:
        self.simulator = simulator
        self.stack = self._stack(folder, "line")
        self.agents = self._stack(folder, "agents", self.stack)

    def _stack(self, folder: Path, name: str, first: JoinedStack | None = None) -> JoinedStack:
        source = folder / "sources" / name
        source.mkdir(parents=True)
        (source / "Pulumi.yaml").write_text(f"name: {name}\nruntime: python\n", encoding="utf-8")
        stack = JoinedStack(folder / name, self.simulator, source, first)
        stack.environment |= {**GIT, "GIT_CONFIG_GLOBAL": "/dev/null", "PULUMI_BACKEND_URL": f"file://{stack.backend}"}
        return stack

    def write(self, stage: int, *, lookups: bool = True) -> None:
        """Writes what each page has at this stage, and commits it; without `lookups` only what needs no key."""
        texts = {name: stages[min(stage, len(stages) - 1)] for name, stages in PROGRAMS.items()}
        here = {name: text if lookups or "exotel.get_" not in text else "" for name, text in texts.items()}
        together.write(here, self.stack.project)
        self.type(f"git init --quiet . && git add '*.py' && git commit --quiet --message 'stage {stage}'")

    def type(self, lines: str, stack: JoinedStack | None = None, *, fails: bool = False) -> str:
        """Types the lines of a page, each of which must succeed, and returns what they print."""
        stack = stack or self.stack
        for words, own in OWN_WORDS.items():
            lines = lines.replace(words, own)
        done = subprocess.run(
            ["bash", "-euc", lines], cwd=stack.project, env=stack.environment,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        outcome = Outcome.of((lines,), done.returncode, done.stdout, done.stderr, None)
        stack.record(outcome)
        assert bool(done.returncode) == fails, outcome.text
        return outcome.text

    def sid(self, page: str, name: str) -> str:
        """Returns the SID of a trunk that a program of a page has."""
        [sid] = {self.sids().get(trunk_name) for trunk_name in trunk_names(page, name)} - {None}
        return str(sid)

    def sids(self) -> dict[str, str]:
        return {str(row["trunk_name"]): str(row["trunk_sid"]) for row in self.simulator.trunks()}

    def rows(self, sid: str, collection: str) -> list[dict[str, Any]]:
        return self.simulator.rows(sid, collection)


@pytest.fixture
def telephony(tmp_path: Path) -> Iterator[Ways]:
    with Simulator(options()) as simulator:
        made = Ways(tmp_path, simulator)
        yield made
        made.stack.end()
        made.agents.end()


def sh(page: str) -> list[str]:
    return blocks("sh", f"{WAYS}{page}.md")


def test_every_way_ends_as_its_page_says(telephony: Ways) -> None:
    by_hand = telephony.simulator.add_trunk(trunk_name=trunk_names("share_a_trunk", "made_by_hand")[0])
    telephony.write(0)
    telephony.stack.up()
    assert len(telephony.rows(by_hand, "phone_numbers")) == 1
    read_by_another_stack(telephony)
    moved_and_replaced(telephony)
    passwords = repaired_and_rotated(telephony)
    [undo] = sh("roll_back")
    telephony.type(undo)
    again = telephony.rows(telephony.sid("rotate_a_password", "voice_ai"), "credentials")
    assert {row["user_name"] for row in again} == {"livekit_a", "livekit_b"}
    assert len({*passwords, *(row["password"] for row in again)}) == 3
    protected_and_retained(telephony, by_hand)


def trunk_names(page: str, name: str) -> list[str]:
    """Returns the names that a trunk of each program of a page has here."""
    return [together.trunk_name(name, place) for way, place in PLACES.items() if way.startswith(f"{WAYS}{page}.md ")]


def read_by_another_stack(telephony: Ways) -> None:
    """Types what the page about outputs says, in the project of the agents."""
    [text] = ways()[AGENTS]
    place = next(place for name, place in PLACES.items() if name.startswith(AGENTS.split()[0]))
    together.write({AGENTS: text}, telephony.agents.project, place)
    [lines] = sh("outputs_for_another_stack")
    telephony.type(lines, telephony.agents)
    assert telephony.agents.outputs() == {f"user_name-{place}": "livekit_sales", f"agent-{place}": "agent_0123"}
    [lines] = sh("divide_the_limit")
    telephony.type(lines, telephony.agents)
    for name in ("requests_per_minute", "concurrent_requests"):
        assert f"{config.NAMES[name][0]} " in lines


def moved_and_replaced(telephony: Ways) -> None:
    """Brings up the pages' second programs; before, previews them with a key and without."""
    [keyless], [unasked] = sh("previews_without_secrets"), blocks("text", f"{WAYS}previews_without_secrets.md")
    preview, up = sh("change_the_domain")
    [price] = blocks("text", f"{WAYS}change_the_domain.md")
    plain, line = (telephony.sid("move_a_number", name) for name in ("sales_line", "sales"))
    replaced = telephony.sid("change_the_domain", "voice_ai")
    before = telephony.rows(replaced, "credentials") + telephony.rows(replaced, "phone_numbers")
    telephony.write(1, lookups=False)
    telephony.simulator.clear_log()
    assert not_said(unasked, telephony.type(keyless)) == []
    assert telephony.simulator.requests == []
    telephony.write(1)
    assert not_said(price, telephony.type(preview)) == []
    telephony.type(up)
    assert telephony.rows(plain, "phone_numbers") == []
    assert len(telephony.rows(line, "phone_numbers")) == 1
    assert len(telephony.rows(telephony.sid("move_a_number", "support_line"), "phone_numbers")) == 1
    assert len(telephony.rows(telephony.sid("move_a_number", "support"), "phone_numbers")) == 2
    assert replaced not in telephony.sids().values()
    renewed = telephony.sid("change_the_domain", "voice_ai")
    after = telephony.rows(renewed, "credentials") + telephony.rows(renewed, "phone_numbers")
    assert before[0]["password"] != after[0]["password"]
    # What the page of the trunk says: each object is deleted and made again, and so is the trunk.
    sids = (replaced, renewed)
    sent = [request for request in telephony.simulator.requests if request.method in ("DELETE", "POST")]
    on_it = [request for request in sent if any(sid in f"{request.path} {request.query}" for sid in sids)]
    assert len(on_it) + 1 == costs.of_replacement(len(before))  # the POST of the trunk itself names no SID
    assert not {row["id"] for row in before} & {row["id"] for row in after}


def repaired_and_rotated(telephony: Ways) -> list[str]:
    """Changes things by hand, types the lines of the repair with the last programs, and returns the two passwords."""
    simulator = telephony.simulator
    rotated, gone = (telephony.sid(page, "voice_ai") for page in ("rotate_a_password", "change_the_domain"))
    old, new = telephony.rows(rotated, "credentials")
    shared, support = telephony.sid("share_a_trunk", "shared_line"), telephony.sid("move_a_number", "support_line")
    [number] = telephony.rows(support, "phone_numbers")
    foreign = simulator.add(shared, "phone_numbers", phone_number="+918000000001", mode="pstn")
    simulator.edit(support, "phone_numbers", str(number["id"]), mode="flow")
    simulator.pass_time(300)
    simulator.remove_trunk(gone)
    telephony.write(2)
    look, lines = sh("repair")
    said = telephony.type(look, fails=True)  # it has found something
    assert "not in this stack's state, perhaps in another one's: 1 phone number (+918000000001)" in said
    assert f"of the trunk {gone}, which is gone" in said
    assert f"SIP credential {gone}/" in telephony.type(lines)
    assert gone not in telephony.sids().values()
    assert [row["mode"] for row in telephony.rows(support, "phone_numbers")] == ["pstn"]
    assert [row["user_name"] for row in telephony.rows(telephony.sid("change_the_domain", "voice_ai"), "credentials")]
    assert telephony.rows(rotated, "credentials") == [new]
    assert str(foreign) in [str(row["id"]) for row in telephony.rows(shared, "phone_numbers")]
    simulator.remove(shared, "phone_numbers", foreign)
    return [str(row["password"]) for row in (old, new)]


def protected_and_retained(telephony: Ways, by_hand: str) -> None:
    """Destroys the stack: nothing of it before what is protected may go, and then all but what is retained."""
    kept = telephony.sid("protect", "old_line")
    [lines] = sh("protect")
    before = telephony.simulator.state.snapshot()
    assert "protect" in telephony.type(lines.splitlines()[-1], fails=True)
    assert telephony.simulator.state.snapshot() == before
    telephony.type(lines)
    assert telephony.stack.resources() == {}
    assert {*telephony.sids().values()} == {kept, by_hand}
    assert len(telephony.rows(kept, "phone_numbers")) == 1
    assert telephony.rows(by_hand, "phone_numbers") == []


def test_a_block_of_a_way_is_short_and_a_way_has_a_page() -> None:
    pages = sorted(path.name for path in Path(WAYS).glob("*.md"))
    for page in pages:
        for block in blocks_of(f"{WAYS}{page}"):
            is_program = block.language == "python"
            lines = ast.parse(block.text).body if is_program else block.text.splitlines()
            assert len(lines) <= LONGEST, page
    index = Path(WAYS, "index.md").read_text(encoding="utf-8")
    assert [page for page in pages if page != "index.md" and f"]({page})" not in index] == []
