"""The plugin over gRPC: no dialect is its business."""

from exotel_pulumi.simulator import Options

SIMULATED = (Options(rate_limit=0),)
