"""The tutorial, followed word by word: each file saved, each line typed, each line of output looked for."""

import socket
import subprocess
from pathlib import Path

import pytest

from exotel_pulumi.simulator import DEFAULT_API_TOKEN
from tests.docs.pages import Block, blocks_of, not_said
from tests.docs.test_shell_lines import in_own_words, offline_pip

MARK = "=== end of a block ==="


class Reader:
    """Somebody with one terminal, who types what the page says."""

    def __init__(self, folder: Path, environment: dict[str, str], port: str) -> None:
        self._folder = folder
        self._port = port
        self._shell = subprocess.Popen(
            ["bash", "--noprofile", "--norc"], cwd=folder, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        self.said = ""

    def follow(self, block: Block) -> None:
        """Saves a file, types lines, or compares what was said with what the page shows."""
        text = block.text.replace("8080", self._port)
        if block.title:
            (self._folder / block.title).write_text(text, encoding="utf-8")
        elif block.language == "sh":
            self.said = self._type(in_own_words(text))
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
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    folder = tmp_path / "voice"
    folder.mkdir()
    own = {"PULUMI_HOME": str(tmp_path / "pulumi-home"), "NO_COLOR": "1"}
    reader = Reader(folder, offline_pip(clean_environment) | own, port)
    followed = 0
    try:
        for block in blocks_of("docs/tutorial.md"):
            reader.follow(block)
            followed += 1
            assert DEFAULT_API_TOKEN not in reader.said
    finally:
        reader.leave()
    assert followed == len(blocks_of("docs/tutorial.md")) > 15
    assert "<svg" in (folder / "account.svg").read_text(encoding="utf-8")
