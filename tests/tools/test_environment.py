"""The packages that `make test` installs."""

import site
from importlib.metadata import distributions


def test_no_package_makes_the_engine_fetch_a_plugin() -> None:
    """Proves that no package names a plugin. The engine fetches every plugin that a package names."""
    installed = list(
        distributions(path=site.getsitepackages())
    )  # other tests of this process may add folders to its path
    assert "pulumi" in [found.name for found in installed]
    assert [one.name for one in installed if any(file.name == "pulumi-plugin.json" for file in one.files or ())] == []
