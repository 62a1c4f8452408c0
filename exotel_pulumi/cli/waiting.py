"""The end of a process that hears the same signals as this one."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress


def exit_code(process: "subprocess.Popen[bytes]") -> int:
    """Waits for the end of a process, also after Ctrl-C, which the process has got as well and ends by as it can."""
    with ThreadPoolExecutor(1) as waiting:
        ended = None
        while True:
            with suppress(KeyboardInterrupt):
                # A signal comes to the main thread. There it would take the exit code away if both came at once: Python
                # answers 0 for a process that has been waited for already.
                ended = ended or waiting.submit(process.wait)
                return ended.result()
