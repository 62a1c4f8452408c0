"""Starts the plugin: `python -m exotel_pulumi.plugin`."""

import gc

from exotel_pulumi.plugin.protocol import without_sdk

if __name__ == "__main__":
    gc.disable()  # what is imported stays: to look through it again and again is a twelfth of the start
    try:
        with without_sdk():
            from exotel_pulumi.plugin.server import main
    except ImportError:  # an SDK that is laid out otherwise
        from exotel_pulumi.plugin.server import main
    gc.freeze()
    gc.enable()
    main()
