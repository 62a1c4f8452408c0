"""The packages that `make test` installs."""

from importlib.metadata import distributions


def test_no_package_makes_the_engine_fetch_a_plugin() -> None:
    """Proves that no package names a plugin. The engine fetches every plugin that a package names."""
    sdks = [found.name for found in distributions() if any(f.name == "pulumi-plugin.json" for f in found.files or ())]
    assert sdks == []
