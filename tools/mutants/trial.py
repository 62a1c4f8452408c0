"""Runs tests in a copy of the project, in a process that has loaded the libraries already; never in the checkout."""

import importlib
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from .nearest import Stage
from .sites import Mutant, with_mistakes

# To load these takes longer than most tests; a process that is forked has them.
LIBRARIES = ("flask", "pulumi", "pulumi.dynamic", "pydantic", "requests", "tenacity", "yaml", "sipmessage", "trustme")
LEFT_OUT = (".*", "__pycache__", "node_modules", "dist")
# A test that takes so long hangs, on a busy machine, too.
OPTIONS = ("-x", "-q", "-o", "timeout=120", "-p", "pytest_timeout", "-p", "no:cacheprovider")
ENVIRONMENT = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "EXAMPLES": "2"}  # few programs at random
HOUR = 3600.0


@dataclass(frozen=True)
class Ended:
    """How the tests of one stage ended: `killer` is the test that failed, or what else was wrong."""

    killer: str | None
    why: str
    seconds: float
    cpu: float


@dataclass
class Tree:
    """A copy of the project in which mistakes are made, one set of them at a time."""

    root: Path
    folder: Path
    _changed: set[str] = field(default_factory=set)
    _turn: int = 0

    @classmethod
    def copied(cls, root: Path, folder: Path) -> "Tree":
        shutil.copytree(root, folder, ignore=shutil.ignore_patterns(*LEFT_OUT), symlinks=True)
        for kept in (".github", ".ci"):  # files of the project whose names start with a dot
            if Path(root, kept).exists():
                shutil.copytree(Path(root, kept), Path(folder, kept))
        return cls(root, folder)

    def make(self, chosen: Iterable[Mutant]) -> None:
        """Makes these mistakes, and mends those of the time before."""
        by_file: dict[str, list[Mutant]] = {}
        for mutant in chosen:
            by_file.setdefault(mutant.file, []).append(mutant)
        self._turn += 1
        for file in self._changed | by_file.keys():
            text = Path(self.root, file).read_text(encoding="utf-8")
            target = Path(self.folder, file)
            target.write_text(with_mistakes(text, by_file.get(file, [])), encoding="utf-8")
            # Python takes compiled code for that of a file of the same size and second: a turn has its own hour.
            moment = time.time() - HOUR * self._turn
            os.utime(target, (moment, moment))
        self._changed = set(by_file)


class Recorder:
    """Notes the first test that fails, or the module that cannot be collected."""

    def __init__(self) -> None:
        self.killer: str | None = None
        self.why = ""

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and self.killer is None:
            self.killer, self.why = f"collection of {report.nodeid}", report.longreprtext

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and self.killer is None:
            self.killer, self.why = report.nodeid, report.longreprtext


@dataclass
class Running:
    """Tests that are running in a tree."""

    pid: int
    stage: Stage
    report: Path
    begun: float = field(default_factory=time.monotonic)

    def ended(self) -> Ended | None:
        """Returns how it ended, and None as long as it runs; ends it when its time is over."""
        pid, _, usage = os.wait4(self.pid, os.WNOHANG)
        seconds = time.monotonic() - self.begun
        late = pid == 0 and seconds > self.stage.limit
        if pid == 0 and not late:
            return None
        self.end()
        if late:
            _, _, usage = os.wait4(self.pid, 0)
        killer, why = (f"hang, {self.stage.name}" if late else "the run itself"), ""
        if self.report.exists():
            killer, why = json.loads(self.report.read_text(encoding="utf-8"))
            self.report.unlink()
        return Ended(killer, why, round(seconds, 1), round(usage.ru_utime + usage.ru_stime, 1))

    def end(self) -> None:
        """Ends the run, and what its tests have started and left."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)


def load_libraries() -> None:
    """Loads what every test needs and nobody changes."""
    for name in LIBRARIES:
        importlib.import_module(name)


def start(tree: Tree, stage: Stage) -> Running:
    """Starts the tests of a stage in a process group of their own."""
    report = tree.folder.with_suffix(".json")
    report.unlink(missing_ok=True)
    pid = os.fork()
    if pid == 0:
        try:
            _run(tree.root, tree.folder, stage, report)
        finally:
            os._exit(0)
    return Running(pid, stage, report)


def _run(root: Path, folder: Path, stage: Stage, report: Path) -> None:
    os.setpgid(0, 0)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.chdir(folder)
    sys.path[:] = [str(folder), *(path for path in sys.path if path not in ("", str(root)))]
    _forget_own_modules()
    programs = (str(Path(sys.executable).parent), str(root / ".engine" / "bin"), os.environ.get("PATH", os.defpath))
    os.environ.update(PATH=os.pathsep.join(programs), PYTHONPATH=str(folder), **ENVIRONMENT)
    recorder = Recorder()
    code = int(pytest.main([*OPTIONS, *stage.tests], plugins=[recorder]))
    killer = None if code == 0 else recorder.killer or f"pytest's exit code {code}"
    report.write_text(json.dumps([killer, recorder.why]), encoding="utf-8")


def _forget_own_modules() -> None:
    for name in [name for name in sys.modules if name.split(".")[0] in ("exotel_pulumi", "tests", "tools")]:
        del sys.modules[name]
