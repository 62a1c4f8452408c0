"""`make bench`: the requests of the provider, and its time beside an empty dynamic provider, on the real engine.

For each size, one trunk with that many phone numbers is created, left unchanged, refreshed and destroyed against the
simulator. An empty dynamic provider does the same in the same run. The requests are exact, and the times are only
useful as ratios. Prints Markdown tables. The tables of the last release are in `docs/performance.md`.
Run: `python -m tools.bench [SIZE ...]`.
"""

import math
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pulumi import automation as auto

import exotel_pulumi as exotel
from exotel_pulumi.simulator import DEFAULT_ACCOUNT_SID, DEFAULT_API_KEY, DEFAULT_API_TOKEN, Options, Simulator
from tools.bench_empty import Empty, EmptyProvider

SIZES = (1, 10, 100, 1000)
PAGE = 50
STEPS = ("create", "unchanged", "refresh", "destroy")


@dataclass(frozen=True)
class Step:
    """An operation of the engine: the wall time in seconds, and the requests that Exotel received."""

    seconds: float
    requests: int


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
    """Returns the smallest number of requests that Exotel's API allows for a step."""
    pages = math.ceil(size / PAGE)
    return {"create": 1 + size, "unchanged": 0, "refresh": 1 + pages, "destroy": 1}[step]


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
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]),
    }
    backend = auto.ProjectBackend(f"file://{folder}")
    settings = auto.ProjectSettings(name=name, runtime="python", backend=backend)
    options = auto.LocalWorkspaceOptions(env_vars=env, project_settings=settings)
    return auto.create_or_select_stack("bench", project_name=name, program=program, opts=options)


def measure(name: str, program: Callable[[], None]) -> dict[str, Step]:
    """Measures every step of a program."""
    with Simulator(Options(rate_limit=0)) as simulator, tempfile.TemporaryDirectory() as folder:
        stack = stack_of(name, program, folder, simulator.url)
        actions: dict[str, Callable[[], object]] = {
            "create": stack.up,
            "unchanged": lambda: stack.up(expect_no_changes=True),
            "refresh": lambda: stack.refresh(expect_no_changes=True),
            "destroy": stack.destroy,
        }
        steps = {}
        for step in STEPS:
            simulator.clear_log()
            begun = time.monotonic()
            actions[step]()
            steps[step] = Step(time.monotonic() - begun, len(simulator.requests))
        return steps


def main(sizes: list[int]) -> None:
    """Prints one table of all sizes."""
    print("| objects | step | requests | minimum | wall time, s | empty provider, s | ratio |")
    print("|---:|---|---:|---:|---:|---:|---:|")
    for size in sizes:
        ours = measure("numbers", lambda size=size: numbers_program(size))  # type: ignore[misc]
        empty = measure("empty", lambda size=size: empty_program(size))  # type: ignore[misc]
        for step in STEPS:
            mine, idle = ours[step], empty[step]
            fewest = minimum(step, size)
            print(
                f"| {size} | {step} | {mine.requests} | {fewest} | {mine.seconds:.1f} | {idle.seconds:.1f} "
                f"| {mine.seconds / idle.seconds:.2f} |",
                flush=True,
            )


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(SIZES))
