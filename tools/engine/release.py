"""Pulumi's own release, through the installer of Pulumi's SDK.

That installer has no time-out, so it runs in a process of its own (this module's `main`): first one that only proves
that the host can be reached, which costs seconds when it cannot, then the one that downloads.
"""

import importlib.metadata
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.engine.programs import EngineError, last_line

HOST = "get.pulumi.com"
ROOT = Path(__file__).resolve().parents[2]
REACH_SECONDS = 8.0
FETCH_SECONDS = 600.0
WORKER = (sys.executable, "-m", "tools.engine.release")


def entry_name() -> str:
    return f"release-{importlib.metadata.version('pulumi')}"


def maker(say: Callable[[str], None], worker: Sequence[str] = WORKER) -> Callable[[Path], None]:
    """Fills a folder with `bin/pulumi` and what belongs to it."""

    def make(folder: Path) -> None:
        _run([*worker, "reach"], REACH_SECONDS, f"{HOST} cannot be reached")
        say(f"downloading Pulumi's release {importlib.metadata.version('pulumi')}")
        _run([*worker, "fetch", str(folder)], FETCH_SECONDS, "the download failed")

    return make


def _run(command: Sequence[str], seconds: float, failure: str) -> None:
    # An own session: the installer starts a shell and a downloader, which have to end with it.
    worker = subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    with worker:
        try:
            output, _ = worker.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise EngineError(f"{failure} within {seconds:.0f} s") from None
        finally:
            _end(worker)
    if worker.returncode != 0:
        raise EngineError(f"{failure}: {last_line(output) or f'exit {worker.returncode}'}")


def _end(worker: "subprocess.Popen[str]") -> None:
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)


def main(task: str, *arguments: str) -> int:
    try:
        if task == "reach":
            request = urllib.request.Request(f"https://{HOST}/install.sh", method="HEAD")
            urllib.request.urlopen(request, timeout=5).close()  # noqa: S310 - a constant https address
        else:
            # Costs a second to import, and only this one step needs it.
            from pulumi.automation import PulumiCommand

            PulumiCommand.install(root=arguments[0])
    except subprocess.CalledProcessError as problem:
        print(last_line((problem.output or b"").decode(errors="replace")) or problem)
        return 1
    except Exception as problem:
        reason = getattr(problem, "reason", problem)  # what urllib wraps says it shorter
        print(last_line(str(reason)) or type(reason).__name__)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
