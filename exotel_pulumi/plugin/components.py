"""SipTrunk for every language: the very component, whose children are resources of the plugin's.

Runs on an event loop on a thread of its own, as Pulumi's servicer wants it: the other calls are faster without one.
"""

import asyncio
import re
import threading
from collections.abc import Mapping
from functools import cache
from typing import Any

import pulumi
from pulumi.provider import ConstructResult, Provider
from pulumi.provider.server import ProviderServicer
from pulumi.runtime.proto import provider_pb2
from pydantic.alias_generators import to_camel, to_snake

from exotel_pulumi import errors
from exotel_pulumi.plugin import VERSION
from exotel_pulumi.plugin.component_schema import INPUTS, OUTPUTS, TOKEN
from exotel_pulumi.plugin.settings import Given
from exotel_pulumi.resources.hosting import Construction, construction
from exotel_pulumi.resources.sip_trunk import SipTrunk

ARGUMENT = re.compile(rf"\b({'|'.join(name for name in INPUTS if '_' in name)})\b")


class _Components(Provider):
    """What Pulumi's servicer calls."""

    def __init__(self) -> None:
        super().__init__(VERSION)

    def construct(
        self, name: str, resource_type: str, inputs: Mapping[str, Any], options: pulumi.ResourceOptions | None = None
    ) -> ConstructResult:
        """Makes a component. DeclarationError, in the words of the schema, for what cannot be right."""
        if resource_type != TOKEN:
            raise errors.InternalError(f"this version of exotel-pulumi knows no {resource_type}", f"declare a {TOKEN}.")
        line = SipTrunk(name, **{to_snake(given): value for given, value in inputs.items()}, opts=options)
        return ConstructResult(line.urn, {to_camel(output): getattr(line, output) for output in OUTPUTS})


def construct(request: provider_pb2.ConstructRequest, given: Given, engine: str) -> provider_pb2.ConstructResponse:
    """Makes a component of a program; `engine` is the engine's address."""
    made = asyncio.run_coroutine_threadsafe(_made(request, given, engine), _loop())
    try:
        return made.result()
    except errors.DeclarationError as error:
        error.answered, error.advice = _spelled(error.answered), _spelled(error.advice)
        raise


async def _made(request: provider_pb2.ConstructRequest, given: Given, engine: str) -> provider_pb2.ConstructResponse:
    construction.set(Construction(given, given.hides_account))  # for this task, and for those that it starts
    servicer = ProviderServicer(_Components(), [], engine)
    return await servicer._construct(request, None)


def _spelled(text: str) -> str:
    """Returns a text with the names of arguments as the schema has them."""
    return ARGUMENT.sub(lambda found: to_camel(found[0]), text)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="components", daemon=True).start()
    return loop
