"""What `make test` installs, and what must not be among it."""

from importlib.metadata import distributions


def test_no_sdk_makes_the_engine_fetch_its_plugin() -> None:
    """The engine looks through the program's environment at each call, and fetches what it takes for needed."""
    sdks = [found.name for found in distributions() if any(f.name == "pulumi-plugin.json" for f in found.files or ())]
    assert sdks == []
