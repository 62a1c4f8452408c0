"""Pulumi's own release, through the installer of Pulumi's SDK.

The installer has no time limit, so it runs in a process of its own: `main` of this module. A first process only proves
that the host answers, which takes seconds if it does not. A second process downloads.
"""

import importlib.metadata
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Mapping, Sequence
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
    """Returns a function that fills a folder with `bin/pulumi` and the programs that belong to it."""

    def make(folder: Path) -> None:
        run([*worker, "reach"], REACH_SECONDS, f"{HOST} cannot be reached")
        say(f"downloading Pulumi's release {importlib.metadata.version('pulumi')}")
        run([*worker, "fetch", str(folder)], FETCH_SECONDS, "the download failed")

    return make


def run(command: Sequence[str], seconds: float, failure: str, environment: Mapping[str, str] | None = None) -> None:
    """Runs a command within a time limit. Raises an EngineError with `failure` and the last line of the output."""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,  # the installer starts a shell and a downloader, which have to end with the command
    ) as process:
        try:
            output, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise EngineError(f"{failure} within {seconds:.0f} s") from None
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    if process.returncode != 0:
        raise EngineError(f"{failure}: {last_line(output) or f'exit {process.returncode}'}")


def main(task: str, *arguments: str) -> int:
    """Runs the task `reach` or `fetch`, and returns the exit code. Prints the reason of a failure in one line."""
    try:
        if task == "reach":
            request = urllib.request.Request(f"https://{HOST}/install.sh", method="HEAD")
            urllib.request.urlopen(request, timeout=5).close()  # noqa: S310 - a constant https address
        else:
            # This import takes a second, and no other task needs it.
            from pulumi.automation import PulumiCommand

            PulumiCommand.install(root=arguments[0])
    except subprocess.CalledProcessError as problem:
        print(last_line((problem.output or b"").decode(errors="replace")) or problem)
        return 1
    except Exception as problem:
        reason = getattr(problem, "reason", problem)  # an error of urllib has a shorter error inside
        print(last_line(str(reason)) or type(reason).__name__)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
