"""How an engine and other tools are made: built from Go modules, into a cache outside the checkout.

An entry of the cache appears complete or not at all, and only one process at a time makes an entry: a second clone does
not fetch or build again. The files go.mod and go.sum in two folders here pin the engine. No version of Pulumi on the Go
module proxy has both a current CLI and a Python host, so there are two modules. The CLI is 3.259, the last one that
deletes the children of a replaced trunk one by one; a newer one needs Go 1.26.6. The host is the last one inside
Pulumi's SDK. The two scripts come with the SDK of the CLI.
"""

import contextlib
import fcntl
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from tools.engine.programs import EngineError, check, last_line

MODULES = Path(__file__).resolve().parent
CLI = "github.com/pulumi/pulumi/pkg/v3"
SDK = "github.com/pulumi/pulumi/sdk/v3"
SCRIPTS = ("python/cmd/pulumi-language-python-exec", "python/dist/pulumi-resource-pulumi-python")
PROGRESS_SECONDS = 30.0


def cache_folder(tool: str = "engine") -> Path:
    """Returns the folder of the entries of a tool."""
    configured = os.environ.get("XDG_CACHE_HOME", "")
    # By the XDG specification, a relative path has no effect.
    base = Path(configured) if Path(configured).is_absolute() else Path.home() / ".cache"
    return base / "exotel-pulumi" / tool


def entry(
    place: Path,
    make: Callable[[Path], object],
    say: Callable[[str], None],
    check: Callable[[Path], object] = check,
) -> Path:
    """Returns the `bin` folder of an entry. Lets `make` fill an empty folder if the entry is missing or broken.

    An entry is broken if `check` raises an EngineError for its `bin` folder.
    """
    programs = place / "bin"
    if _works(programs, check):
        return programs
    place.parent.mkdir(parents=True, exist_ok=True)
    with _alone(place.parent / "lock", say):
        if _works(programs, check):  # the process that held the lock has made it
            return programs
        _clear_leftovers(place)
        partial = place.with_name(f"{place.name}.partial-{os.getpid()}")
        partial.mkdir()
        try:
            make(partial)
            check(partial / "bin")
            partial.rename(place)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return programs


def link(name: Path, program: Path) -> None:
    """Lets a name lead to a program, in the place of what has had the name."""
    name.parent.mkdir(parents=True, exist_ok=True)
    name.unlink(missing_ok=True)
    name.symlink_to(program)


def is_outdated(program: Path, tool: str, current: Collection[str]) -> bool:
    """Returns whether a program is in an entry of the cache that is not among the `current` ones of this checkout."""
    place = program.resolve().parent.parent
    return place.parent == cache_folder(tool).resolve() and place.name not in current


def _works(programs: Path, check: Callable[[Path], object]) -> bool:
    try:
        check(programs)
    except EngineError:
        return False
    return True


def _clear_leftovers(place: Path) -> None:
    for leftover in (place, *place.parent.glob(f"{place.name}.partial-*")):
        shutil.rmtree(leftover, ignore_errors=True)


@contextlib.contextmanager
def _alone(lock: Path, say: Callable[[str], None]) -> Iterator[None]:
    # The kernel releases a flock at the end of its process, also of a killed one, so no lock becomes stale.
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another set-up is at work; waiting for it")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def pinned_version(modules: Path = MODULES) -> str:
    return version_required(modules / "pulumi" / "go.mod", CLI)


def version_required(go_mod: Path, module: str) -> str:
    """Returns the version of a module that a go.mod requires."""
    text = go_mod.read_text(encoding="utf-8")
    found = re.search(rf"^\s*(?:require\s+)?{re.escape(module)}\s+(v\S+)", text, re.MULTILINE)
    if found is None:
        raise EngineError(f"{go_mod} requires no {module}")
    return found.group(1)


def entry_name(modules: Path = MODULES) -> str:
    files = [modules / module / file for module in ("pulumi", "python-host") for file in ("go.mod", "go.sum")]
    return named_by_content(pinned_version(modules), *files)


def named_by_content(version: str, *files: Path) -> str:
    """Returns a name that differs for other files, and for another kind of machine with the same home folder."""
    digest = hashlib.sha256(f"{sys.platform} {platform.machine()}".encode())
    for file in files:
        digest.update(file.read_bytes())
    return f"{version}-{digest.hexdigest()[:12]}"


def maker(say: Callable[[str], None], modules: Path = MODULES) -> Callable[[Path], None]:
    """Returns a function that fills a folder with `bin/pulumi` and the programs that belong to it."""

    def make(folder: Path) -> None:
        version = pinned_version(modules)
        build = Build(modules, folder, say)
        say(f"building Pulumi {version} from Go modules: about 6 minutes on two cores, this once (log: {build.log})")
        build.program("python-host", f"{SDK}/python/cmd/pulumi-language-python", "pulumi-language-python")
        stamp = f"-s -w -X {SDK}/go/common/version.Version={version}"
        build.program("pulumi", f"{CLI}/cmd/pulumi", "pulumi", "-ldflags", stamp)
        build.scripts()

    return make


class Build:
    """A build of the modules in one folder into `bin` of another folder, with a log beside the other folder."""

    def __init__(self, modules: Path, folder: Path, say: Callable[[str], None]) -> None:
        go = shutil.which("go")
        if go is None:
            raise EngineError("there is no `go` on PATH")
        self._go = go
        self._modules = modules
        self._target = folder / "bin"
        self.log = folder.parent / "build.log"
        self.log.write_bytes(b"")
        self._say = say
        self._started = time.monotonic()
        # Without GOWORK, a workspace file in a folder above the checkout takes the place of our go.mod.
        self._environment = {**os.environ, "GOWORK": "off"}

    def program(self, module: str, package: str, name: str, *flags: str) -> None:
        self._run(module, ["build", "-trimpath", "-buildvcs=false", *flags, "-o", str(self._target / name), package])

    def scripts(self) -> None:
        mark = self.log.stat().st_size
        self._run("pulumi", ["list", "-m", "-f", "{{.Dir}}", SDK])
        source = Path(last_line(self._logged(mark)))
        for script in SCRIPTS:
            copy = self._target / Path(script).name
            shutil.copyfile(source / script, copy)
            copy.chmod(0o755)  # files in the module cache are not executable

    def _run(self, module: str, arguments: Sequence[str]) -> None:
        mark = self.log.stat().st_size
        with (
            self.log.open("ab") as log,
            subprocess.Popen(
                [self._go, *arguments],
                cwd=self._modules / module,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            ) as process,
        ):
            try:
                self._wait(process)
            finally:
                if process.poll() is None:
                    process.terminate()
        if process.returncode != 0:
            raise EngineError(f"`go {arguments[0]}` failed: {last_line(self._logged(mark))} (log: {self.log})")

    def _wait(self, process: "subprocess.Popen[bytes]") -> None:
        while True:
            try:
                process.wait(timeout=PROGRESS_SECONDS)
            except subprocess.TimeoutExpired:
                minutes, seconds = divmod(int(time.monotonic() - self._started), 60)
                self._say(f"still building, {minutes} min {seconds:02d} s so far")
            else:
                return

    def _logged(self, mark: int) -> str:
        return self.log.read_bytes()[mark:].decode(errors="replace")
