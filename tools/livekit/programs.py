"""The programs of a LiveKit for tests, and their usable versions. Changes nothing on disk."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from tools.engine.programs import EngineError, check_version, path_without, said


@dataclass(frozen=True)
class Program:
    """A program: the name of its link, the commands that are equally good, and the range of its versions."""

    name: str
    commands: tuple[str, ...]
    oldest: tuple[int, int, int]
    below: int

    def check(self, file: Path) -> str:
        """Returns the version of a file. Raises an EngineError unless the file runs and its version is in the range."""
        if not file.is_file() or not os.access(file, os.X_OK):
            raise EngineError(f"{file} is missing, or is not executable")
        return check_version(file, said([str(file), "--version"]), "the tests need", self.oldest, self.below)

    def check_folder(self, folder: Path) -> str:
        """Returns the version of the program in a folder, as `check` does."""
        return self.check(folder / self.name)

    def on_path(self, path: str, without: Path) -> Path:
        """Returns the place of the first command on PATH. Skips the folder `without`, which is our own."""
        for command in self.commands:
            if found := shutil.which(command, path=path_without(without, path)):
                return Path(found).absolute()
        raise EngineError("there is none")


# The tests prove the rules that the server has for a trunk. An older server has fewer of these rules.
SERVER = Program("livekit-server", ("livekit-server",), (1, 13, 0), below=2)
# Valkey continues Redis under the old licence, with the same protocol and configuration.
REDIS = Program("redis-server", ("redis-server", "valkey-server"), (6, 2, 0), below=10)
PROGRAMS = (SERVER, REDIS)
