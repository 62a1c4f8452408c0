"""The start of the plugin beside the start of an empty one: processor time until each says its port. Unix only.

Run as a program, this module is the empty plugin: it answers nothing, and has the protocol's messages as ours has them.
"""

import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from exotel_pulumi.plugin.protocol import without_sdk

ROOT = Path(__file__).parents[1]
ROUNDS = 9
PLUGIN = ("-m", "exotel_pulumi.plugin")
EMPTY = ("-m", "tools.bench_start")


def seconds(arguments: Sequence[str]) -> float:
    """Starts a plugin, ends it once it says its port, and returns the processor time that it has used."""
    before = _used()
    command = [sys.executable, *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        said = process.stdout.readline() if process.stdout else b""
        process.kill()
    if not said.strip().isdigit():
        raise RuntimeError(f"{' '.join(arguments)} says no port")
    return _used() - before


def _used() -> float:
    """Returns the processor time of all processes that this one has waited for."""
    import resource  # not on Windows, where the rest of the benchmark runs

    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def print_start() -> None:
    """Prints the medians of both, which start in turns."""
    both = [(seconds(PLUGIN), seconds(EMPTY)) for _ in range(ROUNDS)]
    ours, empty = map(median, zip(*both, strict=True))
    print(f"\nStart: plugin {ours:.2f} CPU s, an empty plugin in Python {empty:.2f} CPU s, ratio {ours / empty:.2f}.")


def main() -> None:
    """Runs the empty plugin until it is ended."""
    with without_sdk():
        import grpc
        from pulumi.runtime.proto import provider_pb2_grpc

    server = grpc.server(ThreadPoolExecutor())
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider_pb2_grpc.ResourceProviderServicer(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    server.wait_for_termination()


if __name__ == "__main__":
    main()
