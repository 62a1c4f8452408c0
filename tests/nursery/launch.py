"""Stands for `python`: has the nursery whose address is the first argument run the rest, and lives as long as that.

It runs without site-packages and imports next to nothing. Where the nursery refuses, Python runs in the ordinary way.
"""

import json
import os
import signal
import socket
import sys

SHORT = 64  # bytes


def _main(address: str, *arguments: str) -> int:
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as nursery:
        nursery.connect(address)
        wanted = {"arguments": arguments, "environ": dict(os.environ), "folder": os.getcwd()}
        socket.send_fds(nursery, [json.dumps(wanted).encode()], [0, 1, 2])
        if not nursery.recv(SHORT):
            os.execv(sys.executable, [sys.executable, "-u", *arguments])
        for forwarded in (signal.SIGINT, signal.SIGTERM):
            signal.signal(forwarded, lambda number, _: nursery.send(str(number).encode()) and None)
        return int(nursery.recv(SHORT) or -signal.SIGKILL)


if __name__ == "__main__":
    code = _main(*sys.argv[1:])
    if code < 0:
        signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    sys.exit(code)
