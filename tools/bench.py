"""`make bench`: the requests of the provider, and its time beside an empty dynamic provider, on the real engine.

For each size, one trunk with that many phone numbers is previewed, created, left unchanged, refreshed and destroyed
against the simulator. An empty dynamic provider does the same in the same run. The requests are exact, and the times
are only useful as ratios. A second table has the program alone, under Pulumi's mocks. Prints Markdown tables. The
tables of the last release are in `docs/performance.md`.
Run: `python -m tools.bench [SIZE ...]`; with `--hosts`, the plugin beside the dynamic host (bench_hosts.py).
"""

import math
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pulumi import automation as auto

import exotel_pulumi as exotel
from exotel_pulumi.simulator import DEFAULT_ACCOUNT_SID, DEFAULT_API_KEY, DEFAULT_API_TOKEN, Options, Simulator
from tools import bench_declaring
from tools.bench_empty import Empty, EmptyProvider
from tools.bench_hosts import HOSTS, choose_plugin, print_hosts, used_by
from tools.bench_start import print_start

SIZES = (1, 10, 100, 1000)
UNCHANGED_SIZE = 4000  # for one step alone: the engine itself takes long to create so many
DECLARED_SIZES = (1000, 4000)
PAGE = 50
STEPS = ("preview", "create", "unchanged", "refresh", "destroy")


@dataclass(frozen=True)
class Step:
    """An operation of the engine: wall time and the host's CPU time in seconds, the requests that Exotel received."""

    seconds: float
    requests: int
    cpu: float = 0.0


def numbers_program(size: int) -> None:
    """Declares one trunk with `size` phone numbers."""
    trunk = exotel.Trunk("bench", trunk_name="bench")
    for place in range(size):
        exotel.PhoneNumber(f"n{place}", trunk=trunk, phone_number=f"+9180{place:08d}")


def empty_program(size: int) -> None:
    """Declares the same number of resources of the empty provider."""
    for place in range(size + 1):
        Empty(EmptyProvider(), f"n{place}", {"trunk_sid": "none", "phone_number": str(place), "mode": "pstn"})


def minimum(step: str, size: int) -> int:
    """Returns the smallest number of requests for a step; a page of each of four lists names what goes with a trunk."""
    pages = math.ceil(size / PAGE)
    return {"preview": 1, "create": 1 + size, "unchanged": 0, "refresh": 1 + pages, "destroy": 1 + 4}[step]


def stack_of(name: str, program: Callable[[], None], folder: str, url: str) -> auto.Stack:
    """Returns a stack with its own backend, whose program runs in this process."""
    env = {
        "PULUMI_HOME": f"{folder}/home",
        "PULUMI_CONFIG_PASSPHRASE": "bench",
        "PULUMI_SKIP_UPDATE_CHECK": "1",
        "EXOTEL_API_URL": url,
        "EXOTEL_ACCOUNT_SID": DEFAULT_ACCOUNT_SID,
        "EXOTEL_API_KEY": DEFAULT_API_KEY,
        "EXOTEL_API_TOKEN": DEFAULT_API_TOKEN,
        "EXOTEL_REQUESTS_PER_MINUTE": "1000000",
        "PYTHONDONTWRITEBYTECODE": "",  # else each host would compile all that it imports, at each start
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]),
    }
    # A preview asks from the program, which runs in this process.
    os.environ.update({name: value for name, value in env.items() if name.startswith("EXOTEL_")})
    backend = auto.ProjectBackend(f"file://{folder}")
    settings = auto.ProjectSettings(name=name, runtime="python", backend=backend)
    options = auto.LocalWorkspaceOptions(env_vars=env, project_settings=settings)
    return auto.create_or_select_stack("bench", project_name=name, program=program, opts=options)


def measure(
    name: str, program: Callable[[], None], measured: Sequence[str] = STEPS, host: str = "dynamic"
) -> dict[str, Step]:
    """Measures steps of a program with one of the two hosts."""
    with Simulator(Options(rate_limit=0)) as simulator, tempfile.TemporaryDirectory() as folder:
        stack = stack_of(name, program, folder, simulator.url)
        if host == "plugin":
            choose_plugin(stack, folder)
        actions: dict[str, Callable[[], object]] = {
            "preview": stack.preview,
            "create": stack.up,
            "unchanged": lambda: stack.up(expect_no_changes=True),
            "refresh": lambda: stack.refresh(expect_no_changes=True),
            "destroy": stack.destroy,
        }
        steps = {}
        for step in measured:
            simulator.clear_log()
            begun = time.monotonic()
            with used_by(HOSTS[host]) as usage:
                actions[step]()
            steps[step] = Step(time.monotonic() - begun, len(simulator.requests), usage.seconds)
        return steps


def print_steps(size: int, shown: Sequence[str] = STEPS) -> None:
    """Prints the rows of one size."""
    # Without this the engine writes the whole state after each of 4,000 resources.
    few_checkpoints = {} if shown == STEPS else {"PULUMI_EXPERIMENTAL": "1", "PULUMI_SKIP_CHECKPOINTS": "true"}
    os.environ.update(few_checkpoints)
    measured = STEPS if shown == STEPS else ("create", *shown)
    ours = measure("numbers", lambda: numbers_program(size), measured)
    empty = measure("empty", lambda: empty_program(size), measured)
    for step in shown:
        mine, idle = ours[step], empty[step]
        print(
            f"| {size} | {step} | {mine.requests} | {minimum(step, size)} | {mine.seconds:.1f} | {idle.seconds:.1f} "
            f"| {mine.seconds / idle.seconds:.2f} |",
            flush=True,
        )
    for name in few_checkpoints:
        del os.environ[name]


def print_declarations(sizes: Sequence[int]) -> None:
    """Prints the table of the program alone."""
    print("\n| program | resources | processor time, s | empty resources, s | ratio |")
    print("|---|---:|---:|---:|---:|")
    for size in sizes:
        idle = bench_declaring.seconds("empty", size)
        for kind in ("numbers", "SipTrunk"):
            mine = bench_declaring.seconds(kind, size)
            print(f"| {kind} | {size} | {mine:.2f} | {idle:.2f} | {mine / idle:.2f} |", flush=True)


def measure_host(size: int, host: str) -> dict[str, tuple[float, int]]:
    """Measures the CPU seconds of a host, and the requests, of each step."""
    steps = measure("numbers", lambda: numbers_program(size), host=host)
    return {name: (step.cpu, step.requests) for name, step in steps.items()}


def main(sizes: list[int]) -> None:
    """Prints both tables; with sizes, the first one for these sizes alone."""
    print("| objects | step | requests | minimum | wall time, s | empty provider, s | ratio |")
    print("|---:|---|---:|---:|---:|---:|---:|")
    for size in sizes or SIZES:
        print_steps(size)
    if not sizes:
        print_steps(UNCHANGED_SIZE, ("unchanged",))
        print_declarations(DECLARED_SIZES)


if __name__ == "__main__":
    sizes = [int(size) for size in sys.argv[1:] if size.isdecimal()]
    if "--hosts" in sys.argv:
        # Else the engine writes the whole state after each resource, for minutes that say nothing of a host.
        os.environ.update(PULUMI_EXPERIMENTAL="1", PULUMI_SKIP_CHECKPOINTS="true")
        print_hosts(sizes or (100, 1000), STEPS, measure_host)
        print_start()
    else:
        main(sizes)
