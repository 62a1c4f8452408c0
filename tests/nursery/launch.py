"""Stands for `python`: has the nursery whose address is the first argument run the rest, and lives as long as that.

It imports only what is built into Python: `os`, `socket`, `json` and `signal` take twice as long as the start itself,
and this starts some thousand times. Where the nursery refuses, Python runs in the ordinary way.
"""

import _signal  # type: ignore[import-not-found]
import _socket
import marshal
import posix
import sys

SHORT = 64  # bytes


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _main(address: str, *arguments: str) -> int:
    environ = {_text(name): _text(value) for name, value in posix.environ.items()}
    wanted = marshal.dumps({"arguments": [*arguments], "environ": environ, "folder": posix.getcwd()})
    streams = b"".join(number.to_bytes(4, sys.byteorder) for number in (0, 1, 2))
    nursery = _socket.socket(_socket.AF_UNIX, _socket.SOCK_SEQPACKET)
    nursery.connect(address)
    nursery.sendmsg([wanted], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, streams)])
    if not nursery.recv(SHORT):
        posix.execv(sys.executable, [sys.executable, "-u", *arguments])
    for forwarded in (_signal.SIGINT, _signal.SIGTERM):
        _signal.signal(forwarded, lambda number, _: nursery.send(b"%d" % number) and None)
    return int(nursery.recv(SHORT) or -_signal.SIGKILL)


if __name__ == "__main__":
    code = _main(*sys.argv[1:])
    if code < 0:
        _signal.signal(-code, _signal.SIG_DFL)
        posix.kill(posix.getpid(), -code)
    sys.exit(code)
