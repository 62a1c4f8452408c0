"""Starts the plugin: `python -m exotel_pulumi.plugin`."""

from exotel_pulumi.plugin.protocol import without_sdk

if __name__ == "__main__":
    try:
        with without_sdk():
            from exotel_pulumi.plugin.server import main
    except ImportError:  # an SDK that is laid out otherwise
        from exotel_pulumi.plugin.server import main
    main()
