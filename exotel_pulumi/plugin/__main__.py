"""Starts the plugin: `python -m exotel_pulumi.plugin`."""

from exotel_pulumi.plugin.server import main

main()
