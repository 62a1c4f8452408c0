"""What it costs to declare resources: the program alone, under Pulumi's mocks, ours beside an empty dynamic resource.

Each measurement has a process of its own. Run: `python -m tools.bench_declaring KIND SIZE`.
"""

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable

from pulumi.runtime import mocks

import exotel_pulumi as exotel
from tools.bench_empty import Empty, EmptyProvider

NUMBERS = "+9180{:08d}"


class Nothing(mocks.Mocks):
    """Answers as an engine that makes everything at once."""

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, object], None]:
        """Answers no call."""
        return {}, None

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, object]]:
        """Answers with the inputs as outputs."""
        return f"TK1/{args.name}", args.inputs


def numbers(size: int) -> None:
    """Declares one trunk with `size` phone numbers."""
    trunk = exotel.Trunk("bench", trunk_name="bench")
    for place in range(size):
        exotel.PhoneNumber(f"n{place}", trunk=trunk, phone_number=NUMBERS.format(place))


def line(size: int) -> None:
    """Declares a SipTrunk with `size` phone numbers and one login."""
    phone_numbers = [NUMBERS.format(place) for place in range(size)]
    exotel.SipTrunk(
        "bench", trunk_name="bench", direction="outbound", phone_numbers=phone_numbers, user_names=["agent"]
    )


def empty(size: int) -> None:
    """Declares as many resources of the empty provider."""
    for place in range(size + 1):
        Empty(EmptyProvider(), f"n{place}", {"trunk_sid": "none", "phone_number": str(place), "mode": "pstn"})


PROGRAMS: dict[str, Callable[[int], None]] = {"numbers": numbers, "SipTrunk": line, "empty": empty}


def seconds(kind: str, size: int) -> float:
    """Measures the processor time that a program takes, in a process of its own."""
    command = [sys.executable, "-m", "tools.bench_declaring", kind, str(size)]
    environment = {**os.environ, "EXOTEL_ACCOUNT_SID": "bench"}
    printed = subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout
    return float(printed.split()[-1])


def main(kind: str, size: int) -> None:
    """Runs one program and prints its processor time in seconds."""
    _ = exotel.SipTrunk, exotel.PhoneNumber  # imported on first use, which is not what is measured
    mocks.set_mocks(Nothing())
    gc.collect()
    begun = time.process_time()

    def program() -> None:
        PROGRAMS[kind](size)

    mocks.test(program)()  # type: ignore[no-untyped-call]
    print(time.process_time() - begun)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
