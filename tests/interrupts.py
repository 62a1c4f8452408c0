"""An interrupt that comes at a moment which no test could meet by chance."""

import subprocess
import threading
from typing import Any

import pytest


def interrupt_with_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Interrupts the main thread, once, when it has taken the exit code of a process and not yet kept it."""
    asked, signals = subprocess.Popen._try_wait, [KeyboardInterrupt]  # type: ignore[attr-defined]

    def interrupted(child: "subprocess.Popen[bytes]", flags: int) -> Any:
        answer = asked(child, flags)
        if signals and threading.current_thread() is threading.main_thread():
            raise signals.pop()
        return answer

    monkeypatch.setattr(subprocess.Popen, "_try_wait", interrupted)
