"""The command line `exotel-pulumi`, of the extra `cli`."""

import sys


def main() -> None:
    """Runs the command line; without its libraries, says how to get them."""
    try:
        from exotel_pulumi.cli.app import run
    except ModuleNotFoundError as missing:
        if missing.name not in ("typer", "rich"):
            raise
        sys.stderr.write("exotel-pulumi needs its extra `cli`: pip install 'path/to/exotel-pulumi[cli]'\n")
        sys.exit(2)
    run()
