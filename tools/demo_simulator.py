"""The background simulator of the quickstart. Each checkout has one, and a pid file names its process.

A process that was started with another command is never touched.
"""

import contextlib
import json
import os
import re
import signal
import subprocess
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from tools.running import runs

LISTENING = re.compile(rb"^Exotel simulator listening on (http://\S+)", re.MULTILINE)
CONTROL_PATH = "/_simulator/state"
START_SECONDS = 60.0
STOP_SECONDS = 10.0


class SimulatorError(Exception):
    """The failure of a start. The message is one line with the place of the log."""


class DemoSimulator:
    def __init__(self, folder: Path, command: Sequence[str]) -> None:
        self._command = list(command)
        self._pid_file = folder / "simulator.pid"
        self._log = folder / "simulator.log"
        self._process: subprocess.Popen[bytes] | None = None

    def url(self) -> str | None:
        """Returns the address of the simulator from an earlier run, if that simulator still answers."""
        pid, url = self._recorded()
        if pid is None or not url or not runs(pid, self._command):
            return None
        return url if _answers(url) else None

    def ensure(self) -> str:
        """Returns the address of our simulator. Starts the simulator if none runs, with the state of an earlier run."""
        url = self.url()
        if url is None:
            self.stop()  # our simulator may run without an answer
            url = self._start()
        return url

    def stop(self) -> bool:
        """Stops our simulator, and returns whether one was running."""
        pid, _ = self._recorded()
        ours = pid is not None and runs(pid, self._command)
        if pid is not None and ours:
            for number in (signal.SIGTERM, signal.SIGKILL):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)
                if self._gone(pid, STOP_SECONDS):
                    break
        if self._process is not None:
            self._process.wait(timeout=STOP_SECONDS)
            self._process = None
        self._pid_file.unlink(missing_ok=True)
        return ours

    def _gone(self, pid: int, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while runs(pid, self._command):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True

    def _recorded(self) -> tuple[int | None, str]:
        try:
            record = json.loads(self._pid_file.read_text(encoding="utf-8"))
            return int(record["pid"]), str(record.get("url", ""))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None, ""

    def _record(self, pid: int, url: str) -> None:
        new = self._pid_file.with_suffix(".new")
        new.write_text(json.dumps({"pid": pid, "url": url}), encoding="utf-8")
        new.replace(self._pid_file)

    def _start(self) -> str:
        with self._log.open("wb") as log:
            process = subprocess.Popen(
                self._command,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # the simulator outlives `make up` and gets no Ctrl-C from there
            )
        self._process = process
        self._record(process.pid, "")  # before the simulator is ready, so that `down` also finds it after a killed `up`
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            if found := LISTENING.search(self._log.read_bytes()):
                url = found.group(1).decode()
                self._record(process.pid, url)
                return url
            time.sleep(0.05)
        self.stop()
        raise SimulatorError(f"the simulator did not start: {self._last_words()} (log: {self._log})")

    def _last_words(self) -> str:
        lines = [line.strip() for line in self._log.read_text(errors="replace").splitlines() if line.strip()]
        return lines[-1] if lines else f"no word from it within {START_SECONDS:.0f} s"


def _answers(url: str) -> bool:
    # Without the proxies of the environment, as a proxy cannot reach a loopback address of this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url + CONTROL_PATH, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
