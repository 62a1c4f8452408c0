"""The plugin's side of the protocol: it takes the engine's calls on threads, and answers each with one clear message.

The process ends with its engine (hosts/engine_watch.py). An engine that attaches to a running plugin configures it once
for each run.
"""

import functools
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

import grpc
from google.protobuf import any_pb2, empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc, status_pb2

from exotel_pulumi import errors
from exotel_pulumi.hosts.engine_watch import EngineWatch, engine_address
from exotel_pulumi.hosts.reporting import internal
from exotel_pulumi.hosts.run import Run
from exotel_pulumi.plugin import VERSION, log, settings, wire
from exotel_pulumi.plugin.settings import Given
from exotel_pulumi.plugin.verbs import Verbs
from exotel_pulumi.plugin.words import spelled

# Threads are started when they are needed. A component holds one while the calls for its children need others.
THREADS = 512
WAITING_AT_ONCE = 32
OPTIONS = [("grpc.max_receive_message_length", 400 * 1024 * 1024)]  # bytes, as Pulumi's own servers
PORT = "EXOTEL_PLUGIN_PORT"  # of a plugin to which an engine attaches: PULUMI_DEBUG_PROVIDERS=exotel:<port>
ASKING = {"Create", "Read", "Update", "Delete", "Invoke"}  # what asks Exotel, unless it is a preview

RequestT = TypeVar("RequestT")
R = TypeVar("R")


def _plainly(
    method: Callable[["Plugin", RequestT, grpc.ServicerContext], R],
) -> Callable[["Plugin", RequestT, grpc.ServicerContext], R]:
    """Answers with one message and nothing else, whatever goes wrong; keeps what a failure has left at Exotel."""

    asks = method.__name__ in ASKING

    @functools.wraps(method)
    def plain(self: "Plugin", request: RequestT, context: grpc.ServicerContext) -> R:
        urn = getattr(request, "urn", "")
        log.at(urn)
        try:
            if not asks or getattr(request, "preview", False):
                return method(self, request, context)
            # What asks Exotel is waited for when the engine is gone. What a preview asks for changes nothing.
            with self.watch.under_way, self.run.patience.within(getattr(request, "timeout", 0) or None):
                return method(self, request, context)
        except errors.ExotelError as error:
            failed = self.run.reporting.once(error)
        except Exception as error:
            failed = internal(error, f"{method.__name__} {urn}".strip())
        message = self.spelled(str(failed))
        if isinstance(failed, errors.UnsettledError):
            self.keep(request, failed, message, context)
        context.abort(grpc.StatusCode.UNKNOWN, message)
        raise AssertionError("a call that was aborted went on")

    return plain


class Plugin(provider_pb2_grpc.ResourceProviderServicer):
    """One plugin process; what belongs to a run is made when the engine configures it."""

    def __init__(self, arguments: Sequence[str] = ()) -> None:
        address = engine_address(arguments)
        self._engine = "" if address is None else f"{address[0]}:{address[1]}"
        if self._engine:
            logging.getLogger("exotel_pulumi").setLevel(logging.INFO)
            logging.getLogger("exotel_pulumi").addHandler(log.EngineLog(self._engine, self.spelled))
        self.watch = EngineWatch(self.stop)
        self._begin(Given())

    def _begin(self, given: Given) -> None:
        """Begins a run: what stopped an earlier one does not stop this one."""
        self._given = given
        self.run = Run(given.words, WAITING_AT_ONCE)
        self._verbs = Verbs(self.run, given)

    def stop(self) -> None:
        """Ends every wait of the run, so that no further request is sent."""
        self.run.patience.stop()

    def spelled(self, text: str) -> str:
        """Returns a text as the run's program spells it."""
        return spelled(text, self.run.words)

    def keep(self, request: Any, failed: errors.UnsettledError, message: str, context: grpc.ServicerContext) -> None:
        """Lets the engine store what a failure has left at Exotel: a detail of the status, by the protocol."""
        asked = request.news if isinstance(request, provider_pb2.UpdateRequest) else request.properties
        outputs = self._verbs.left(request.urn, asked, failed)
        detail = any_pb2.Any()
        detail.Pack(
            provider_pb2.ErrorResourceInitFailed(
                id=failed.identity, properties=outputs, inputs=asked, reasons=[message]
            )
        )
        status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=message, details=[detail])
        context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))

    # --- the plugin itself

    def Handshake(self, request: Any, context: Any) -> provider_pb2.ProviderHandshakeResponse:  # noqa: N802
        """Says what this plugin can read."""
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    def Attach(self, request: Any, context: Any) -> empty_pb2.Empty:  # noqa: N802
        """Takes an engine that attaches."""
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Any, context: Any) -> plugin_pb2.PluginInfo:  # noqa: N802
        """Says which version this is."""
        return plugin_pb2.PluginInfo(version=VERSION)

    @_plainly
    def GetSchema(self, request: provider_pb2.GetSchemaRequest, context: Any) -> provider_pb2.GetSchemaResponse:  # noqa: N802
        """Returns the schema of the package."""
        # Needs all that programs in Python import, and a run of such a program does not ask for it.
        from exotel_pulumi.plugin.schema import schema

        return provider_pb2.GetSchemaResponse(schema=json.dumps(schema()))

    def Cancel(self, request: Any, context: Any) -> empty_pb2.Empty:  # noqa: N802
        """Hears that a person has stopped the run."""
        self.stop()
        return empty_pb2.Empty()

    # --- a provider

    @_plainly
    def CheckConfig(self, request: provider_pb2.CheckRequest, context: Any) -> provider_pb2.CheckResponse:  # noqa: N802
        """Says what is wrong with settings."""
        return settings.check(request)

    @_plainly
    def DiffConfig(self, request: provider_pb2.DiffRequest, context: Any) -> provider_pb2.DiffResponse:  # noqa: N802
        """Says which settings differ."""
        return settings.diff(request)

    @_plainly
    def Configure(self, request: provider_pb2.ConfigureRequest, context: Any) -> provider_pb2.ConfigureResponse:  # noqa: N802
        """Takes the settings. A fault in them is an error at the first call that needs them."""
        self._begin(Given(wire.load(request.args), request.name))
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    # --- resources

    @_plainly
    def Check(self, request: provider_pb2.CheckRequest, context: Any) -> provider_pb2.CheckResponse:  # noqa: N802
        """Checks what a program declares."""
        return self._verbs.check(request)

    @_plainly
    def Diff(self, request: provider_pb2.DiffRequest, context: Any) -> provider_pb2.DiffResponse:  # noqa: N802
        """Says what changes."""
        return self._verbs.diff(request)

    @_plainly
    def Create(self, request: provider_pb2.CreateRequest, context: Any) -> provider_pb2.CreateResponse:  # noqa: N802
        """Makes an object."""
        return self._verbs.create(request)

    @_plainly
    def Read(self, request: provider_pb2.ReadRequest, context: Any) -> provider_pb2.ReadResponse:  # noqa: N802
        """Reads an object."""
        return self._verbs.read(request)

    @_plainly
    def Update(self, request: provider_pb2.UpdateRequest, context: Any) -> provider_pb2.UpdateResponse:  # noqa: N802
        """Changes an object."""
        return self._verbs.update(request)

    @_plainly
    def Delete(self, request: provider_pb2.DeleteRequest, context: Any) -> empty_pb2.Empty:  # noqa: N802
        """Deletes an object."""
        self._verbs.delete(request)
        return empty_pb2.Empty()

    @_plainly
    def Invoke(self, request: provider_pb2.InvokeRequest, context: Any) -> provider_pb2.InvokeResponse:  # noqa: N802
        """Looks an object up."""
        from exotel_pulumi.plugin import look_ups

        return look_ups.invoke(request, self.run, self._given)

    @_plainly
    def Construct(self, request: provider_pb2.ConstructRequest, context: Any) -> provider_pb2.ConstructResponse:  # noqa: N802
        """Makes a component."""
        from exotel_pulumi.plugin import components

        return components.construct(request, self._given, self._engine)


def serve(plugin: Plugin, port: int = 0) -> tuple[grpc.Server, int]:
    """Starts to take calls on this machine; returns the server and its port."""
    server = grpc.server(ThreadPoolExecutor(THREADS), options=OPTIONS)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(plugin, server)
    port = server.add_insecure_port(f"127.0.0.1:{port}")
    server.start()
    return server, port


def keep_to_one_core() -> None:
    """Keeps this thread, and all that it starts from now on, to one core of the processor.

    Python runs one thread at a time, and gRPC hands each call from thread to thread four times. From core to core, that
    takes half of a call's time (docs/performance.md).
    """
    if hasattr(os, "sched_setaffinity"):  # Linux
        cores = sorted(os.sched_getaffinity(0))
        with suppress(OSError):  # a container may forbid it
            os.sched_setaffinity(0, {cores[os.getpid() % len(cores)]})  # two plugins seldom share one


def main() -> None:
    """Runs the plugin until it is interrupted or its engine is gone."""
    keep_to_one_core()
    plugin = Plugin(sys.argv)
    plugin.watch.begin(sys.argv)
    server, port = serve(plugin, int(os.environ.get(PORT, "0")))
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    try:
        server.wait_for_termination()
    except KeyboardInterrupt:
        plugin.stop()
        server.stop(None)
