"""`python -m tools.bench --hosts [SIZE ...]`: the plugin beside Pulumi's dynamic host, by CPU seconds.

Both run the same program against the simulator in the same run, in turns, and the table has the medians: wall time
says little on a shared machine, and the CPU time of a host differs by a tenth from one run to the next. Linux only: it
is read below /proc.
"""

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from pulumi import automation as auto

HOSTS = {"dynamic": "-m\0pulumi.dynamic", "plugin": "-m\0exotel_pulumi.plugin"}  # a part of the command line of each
ROUNDS = 3
EVERY = 0.02  # seconds between two looks
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


class Usage:
    """The CPU seconds of all processes of one sort that have run meanwhile."""

    def __init__(self, mark: str) -> None:
        self._mark = mark
        self._seconds: dict[int, float] = {}

    @property
    def seconds(self) -> float:
        """All of them together."""
        return sum(self._seconds.values())

    def look(self) -> None:
        """Reads what each of them has used by now."""
        for folder in Path("/proc").iterdir():
            if folder.name.isdecimal():
                try:
                    is_meant = self._mark in (folder / "cmdline").read_text("utf-8", "replace")
                    if is_meant and _is_below(int(folder.name), os.getpid()):
                        used = _stat(int(folder.name))[11:13]
                        self._seconds[int(folder.name)] = sum(map(int, used)) / TICKS
                except OSError:  # it has ended
                    continue


def _stat(process: int) -> list[str]:
    return Path("/proc", str(process), "stat").read_text("utf-8").rpartition(")")[2].split()


def _is_below(process: int, ancestor: int) -> bool:
    """Returns whether a process is a descendant of another one."""
    while process > 1 and process != ancestor:
        process = int(_stat(process)[1])
    return process == ancestor


@contextmanager
def used_by(mark: str) -> Iterator[Usage]:
    """Watches the processes whose command lines have a mark."""
    usage, is_over = Usage(mark), threading.Event()

    def watch() -> None:
        while not is_over.wait(EVERY):
            usage.look()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield usage
    finally:
        is_over.set()
        watcher.join()


def choose_plugin(stack: auto.Stack, folder: str) -> None:
    """Makes the plugin of this interpreter the host of a stack."""
    place = Path(folder, "plugin")
    place.mkdir()
    executable = place / "pulumi-resource-exotel"
    executable.write_text(f'#!/bin/sh\nexec "{sys.executable}" -u -m exotel_pulumi.plugin "$@"\n', encoding="utf-8")
    executable.chmod(0o755)
    # The Automation API knows no `plugins`.
    with Path(stack.workspace.work_dir, "Pulumi.yaml").open("a", encoding="utf-8") as project:
        project.write(f"plugins:\n  providers:\n    - name: exotel\n      path: {place}\n")
    stack.set_config("exotel:pluginHost", auto.ConfigValue("native"))


def print_hosts(
    sizes: Sequence[int], steps: Sequence[str], measure: Callable[[int, str], dict[str, tuple[float, int]]]
) -> None:
    """Prints a table of what `measure` gives for a size and a host: CPU seconds and requests of each step."""
    print(f"Medians of {ROUNDS} rounds.\n")
    print("| objects | step | requests of both | dynamic host, CPU s | plugin, CPU s | ratio |")
    print("|---:|---|---:|---:|---:|---:|")
    for size in sizes:
        rounds = [{host: measure(size, host) for host in HOSTS} for _ in range(ROUNDS)]
        for step in steps:
            old, new = (median(each[host][step][0] for each in rounds) for host in HOSTS)
            sent = sorted({each[host][step][1] for each in rounds for host in HOSTS})
            print(
                f"| {size} | {step} | {' / '.join(map(str, sent))} | {old:.2f} | {new:.2f} | {new / old:.2f} |",
                flush=True,
            )
