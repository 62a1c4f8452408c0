"""Which programs a LiveKit for tests consists of, and which versions of them are usable. Changes nothing on disk."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from tools.engine.programs import EngineError, said

_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")


@dataclass(frozen=True)
class Program:
    """One of the programs: its link's name, the commands that are as good, and the oldest version that is."""

    name: str
    commands: tuple[str, ...]
    oldest: tuple[int, int, int]
    newest_major: int

    def check(self, file: Path) -> str:
        """Its version; an EngineError unless it runs and is new enough."""
        if not file.is_file() or not os.access(file, os.X_OK):
            raise EngineError(f"{file} is missing, or is not executable")
        answer = said([str(file), "--version"])
        found = _VERSION.search(answer)
        if found is None:
            raise EngineError(f"{file} does not tell its version: {answer!r}")
        version = found.group()
        number = tuple(int(part) for part in found.groups())
        if number < self.oldest or number[0] > self.newest_major:
            oldest = ".".join(map(str, self.oldest))
            raise EngineError(f"{file} is {version}; the tests need {oldest} or newer, below {self.newest_major + 1}")
        return version

    def check_folder(self, folder: Path) -> str:
        return self.check(folder / self.name)

    def on_path(self, path: str, without: Path) -> Path:
        """Where one of its commands is; `without` is our own folder, which may well be on PATH too."""
        folders = [part for part in path.split(os.pathsep) if part and Path(part).resolve() != without.resolve()]
        for command in self.commands:
            if found := shutil.which(command, path=os.pathsep.join(folders)):
                return Path(found).absolute()
        raise EngineError("there is none")


# The server's rules of what a trunk may be are what the tests are about: an older one has fewer of them.
SERVER = Program("livekit-server", ("livekit-server",), (1, 13, 0), 1)
# Valkey is the continuation of Redis under its old licence, with the same protocol and configuration.
REDIS = Program("redis-server", ("redis-server", "valkey-server"), (6, 2, 0), 9)
PROGRAMS = (SERVER, REDIS)
