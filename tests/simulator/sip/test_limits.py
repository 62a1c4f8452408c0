"""A process that can open few files: who is too many reads 503 and why, and nothing is printed but one line."""

import re
import resource
import socket
import subprocess
import sys

import pytest

from tests.simulator import HANG

from .torture import message

FEW, MANY = 64, 80


def few_files() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (FEW, FEW))


def ask(port: int) -> socket.socket:
    stream = socket.create_connection(("127.0.0.1", port), timeout=HANG)
    stream.sendall(message())
    return stream


def answer(stream: socket.socket, patience: float) -> str:
    stream.settimeout(patience)
    try:
        return stream.recv(4096).decode().partition("\r\n")[0]
    except TimeoutError:
        return ""


@pytest.mark.skipif(sys.platform == "win32", reason="has no such limit")
def test_at_the_limit_of_files_a_call_reads_why() -> None:
    command = [sys.executable, "-m", "exotel_pulumi.simulator", "--port", "0", "--sip-tcp", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=few_files
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            found = None
            while found is None:
                found = re.search(r"over TCP on 127\.0\.0\.1:(\d+)", process.stdout.readline())
            port = int(found[1])
            streams = [ask(port) for _ in range(MANY)]
            answered = [answer(streams[0], HANG), *(answer(stream, 0.05) for stream in streams[1:])]
            assert answered[0] == "SIP/2.0 200 OK"
            assert "SIP/2.0 503 Service Unavailable" in answered
            for stream in streams:
                stream.close()
            again = ""
            while again != "SIP/2.0 200 OK":  # once the edge has read that they left
                with ask(port) as stream:
                    again = answer(stream, HANG)
        finally:
            process.terminate()
        said = process.stderr.read()
    assert "Traceback" not in said
    assert said.count("\n") < 10, said
