"""The entry point of `python -m exotel_pulumi.simulator`."""

import sys

from .cli import main

sys.exit(main())
