"""`python -m exotel_pulumi.account > __main__.py`: writes the program for what an account has already.

Reads only. Settings come from the environment.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from exotel_pulumi import config, errors
from exotel_pulumi.account.program_text import Program
from exotel_pulumi.api.client import Client


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the program, or one message that says what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m exotel_pulumi.account", description=__doc__)
    parser.add_argument(
        "trunk_sids", nargs="*", metavar="TRUNK_SID", help="only these trunks; all of them if none is named"
    )
    asked = parser.parse_args(arguments)
    try:
        client = Client(config.load(lambda _name: None, os.environ))
        sys.stdout.write(Program(client).write(asked.trunk_sids))
    except errors.ExotelError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
