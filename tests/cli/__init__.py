"""The command line as a person runs it: the dialects are proven below."""

from exotel_pulumi.simulator import Options

SIMULATED = (Options(rate_limit=0),)
