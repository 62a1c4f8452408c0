"""The tutorial, followed word by word: each file saved, each line typed, each line of output looked for."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from exotel_pulumi.simulator import DEFAULT_API_TOKEN
from tests.docs.pages import Block, blocks_of, not_said
from tests.docs.prepared import prepared, without_preparing
from tests.docs.test_shell_lines import free_port

MARK = "=== end of a block ==="


class Reader:
    """Somebody with one terminal, who types what the page says."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder = folder
        self._ports = {usual: free_port() for usual in ("8080", "5443")}
        self._shell = subprocess.Popen(
            ["bash", "--noprofile", "--norc"], cwd=folder, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        self.said = ""

    def follow(self, block: Block) -> None:
        """Saves a file, types lines, or compares what was said with what the page shows."""
        text = block.text
        for usual, port in self._ports.items():
            text = text.replace(usual, port)
        if block.title:
            (self._folder / block.title).write_text(text, encoding="utf-8")
        elif block.language == "sh":
            self.said = self._type(without_preparing(text))
        elif block.language == "text":
            assert not_said(text, self.said) == [], self.said

    def _type(self, lines: str) -> str:
        assert self._shell.stdin is not None
        assert self._shell.stdout is not None
        # Each line must succeed, as the page does not say otherwise.
        self._shell.stdin.write(f"set -e\n{lines}\nset +e\necho '{MARK}'\n")
        self._shell.stdin.flush()
        said: list[str] = []
        while (line := self._shell.stdout.readline()).strip() != MARK:
            assert line, f"the shell has ended:\n{''.join(said)}"
            said.append(line)
        return "".join(said)

    def leave(self) -> None:
        """Ends the terminal and the simulator in it."""
        assert self._shell.stdin is not None
        self._shell.stdin.write("kill $(jobs -p); wait; exit\n")
        self._shell.stdin.close()
        self._shell.wait(20)
        assert self._shell.stdout is not None
        self._shell.stdout.close()


@pytest.mark.timeout(300)
def test_the_tutorial_ends_as_it_says(tmp_path: Path, clean_environment: dict[str, str]) -> None:
    folder = tmp_path / "voice"
    folder.mkdir()
    environment = clean_environment | prepared(folder) | {"PULUMI_HOME": str(tmp_path / "pulumi-home"), "NO_COLOR": "1"}
    blocks = blocks_of("docs/tutorial.md")
    changed = next(place for place, block in enumerate(blocks) if "7 unchanged" in block.text) + 1
    _read(Reader(folder, environment), blocks[:changed])
    back = Block("sh", "", ". .venv/bin/activate")
    _read(Reader(folder, environment), [back, *blocks[1:3], *blocks[changed:]])  # another day
    assert len(blocks) > 15


def _read(reader: Reader, blocks: Sequence[Block]) -> None:
    """Follows blocks, and stops everything."""
    try:
        for block in blocks:
            reader.follow(block)
            assert DEFAULT_API_TOKEN not in reader.said
    finally:
        reader.leave()
