"""A dynamic provider that does nothing: what it costs is the engine's and the host's own.

In a module of its own, so that it is pickled by reference like the provider that it is compared with.
"""

from typing import Any

from pulumi import dynamic


class EmptyProvider(dynamic.ResourceProvider):
    """Does nothing: what remains is the engine's own cost and the host's."""

    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        return dynamic.CreateResult("empty", props)

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> dynamic.DiffResult:
        return dynamic.DiffResult(changes=False)


class Empty(dynamic.Resource, module="bench", name="Empty"):
    """A resource without substance."""
