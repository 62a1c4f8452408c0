"""A dynamic provider that does nothing, so its cost is the cost of the engine and the host.

The provider has its own module, so that Pulumi pickles this provider by reference, as it does with ours.
"""

from typing import Any

from pulumi import dynamic


class EmptyProvider(dynamic.ResourceProvider):
    """A provider that does nothing."""

    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        return dynamic.CreateResult("empty", props)

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.DiffResult:
        return dynamic.DiffResult(changes=False)


class Empty(dynamic.Resource, module="bench", name="Empty"):
    """A resource that stands for no object."""
