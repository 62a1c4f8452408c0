"""SipTrunk for every language: the very component, whose children are resources of the plugin's.

Runs on an event loop on a thread of its own, as Pulumi's servicer wants it: the other calls are faster without one.
"""

import asyncio
import threading
from collections.abc import Mapping
from functools import cache
from typing import Any

import pulumi
from pulumi.provider import ConstructResult, Provider
from pulumi.provider.server import ProviderServicer
from pulumi.runtime.proto import provider_pb2

from exotel_pulumi import errors
from exotel_pulumi.objects.fields import by_field, to_camel
from exotel_pulumi.plugin import VERSION, child_settings
from exotel_pulumi.plugin.component_schema import INPUTS, OUTPUTS, SETTINGS, TOKEN
from exotel_pulumi.plugin.settings import Given
from exotel_pulumi.plugin.words import spelled
from exotel_pulumi.resources.hosting import Construction, construction
from exotel_pulumi.resources.sip_trunk import SipTrunk

MAPPINGS = {settings.name for settings in SETTINGS.values()}
PLAIN = [name for name, spec in INPUTS.items() if spec.get("plain") and name not in MAPPINGS]


class Components(Provider):
    """What Pulumi's servicer calls."""

    def __init__(self, settings: Mapping[str, child_settings.Entries] | None = None) -> None:
        """Takes the settings of children, by the arguments that have their values."""
        super().__init__(VERSION)
        self._settings = settings or {}

    def construct(
        self, name: str, resource_type: str, inputs: Mapping[str, Any], options: pulumi.ResourceOptions | None = None
    ) -> ConstructResult:
        """Makes a component. DeclarationError for what cannot be right."""
        if resource_type != TOKEN:
            raise errors.InternalError(f"this version of exotel-pulumi knows no {resource_type}", f"declare a {TOKEN}.")
        given = {field: value for field, value in by_field(inputs).items() if field not in MAPPINGS}
        _refuse_late(name, given)
        for argument, settings in self._settings.items():
            given[argument] = child_settings.beside(given.get(argument) or (), settings)
        line = SipTrunk(name, **given, opts=options)
        return ConstructResult(line.urn, {to_camel(output): getattr(line, output) for output in OUTPUTS})


def _refuse_late(name: str, given: Mapping[str, Any]) -> None:
    """Raises a DeclarationError for an argument that decides which resources there are, and is not known yet."""
    late = [argument for argument in PLAIN if _has_output(given.get(argument))]
    if late:
        raise errors.DeclarationError(
            f"{', '.join(late)} must be known before anything is made: each value is a resource of its own",
            "give plain values; what another resource makes is declared by itself, with the trunkSid of this one.",
            tried=f"declaring the SIP trunk {name}",
        )


def _has_output(value: Any) -> bool:
    return isinstance(value, pulumi.Output) or (isinstance(value, list) and any(map(_has_output, value)))


def construct(request: provider_pb2.ConstructRequest, given: Given, engine: str) -> provider_pb2.ConstructResponse:
    """Makes a component of a program; `engine` is the engine's address."""
    return asyncio.run_coroutine_threadsafe(_made(request, given, engine), _loop()).result()


async def _made(request: provider_pb2.ConstructRequest, given: Given, engine: str) -> provider_pb2.ConstructResponse:
    # For this task, and for those that it starts.
    construction.set(Construction(given, given.hides_account, lambda text: spelled(text, given.words)))
    with errors.during(f"declaring the SIP trunk {request.name}"):
        components = Components(child_settings.of_request(request))
    servicer = ProviderServicer(components, [], engine)
    return await servicer._construct(request, None)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="components", daemon=True).start()
    return loop
