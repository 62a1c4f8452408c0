"""Starts the plugin: `python -m exotel_pulumi.plugin`."""

from exotel_pulumi.plugin.protocol import without_sdk

if __name__ == "__main__":
    with without_sdk():
        from exotel_pulumi.plugin.server import main
    main()
