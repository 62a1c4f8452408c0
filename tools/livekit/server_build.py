"""The LiveKit server, built from the Go modules that `server/go.mod` and `server/go.sum` pin.

The pinned version is the newest one for which the Go module proxy has all modules of LiveKit.
"""

from collections.abc import Callable
from pathlib import Path

from tools.engine.making import Build, named_by_content, version_required
from tools.livekit.programs import SERVER

MODULES = Path(__file__).resolve().parent
MODULE = "github.com/livekit/livekit-server"


def pinned_version() -> str:
    return version_required(MODULES / "server" / "go.mod", MODULE)


def entry_name() -> str:
    files = (MODULES / "server" / "go.mod", MODULES / "server" / "go.sum")
    return named_by_content(f"server-{pinned_version()}", *files)


def maker(say: Callable[[str], None]) -> Callable[[Path], None]:
    """Returns a function that fills a folder with `bin/livekit-server`."""

    def make(folder: Path) -> None:
        build = Build(MODULES, folder, say)
        say(f"building LiveKit {pinned_version()} from Go modules: about 3 minutes, this once (log: {build.log})")
        build.program("server", f"{MODULE}/cmd/server", SERVER.name, "-ldflags", "-s -w")

    return make
