"""What an engine says to the plugin, over gRPC and in this process."""

from collections.abc import Mapping
from typing import Any, Self

import grpc
from google.protobuf.empty_pb2 import Empty
from google.protobuf.json_format import MessageToDict, ParseDict
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc, status_pb2
from pydantic.alias_generators import to_camel

from exotel_pulumi.plugin.server import Plugin, serve
from exotel_pulumi.plugin.wire import SECRET, SIGNATURE
from exotel_pulumi.simulator import Simulator
from tests.kinds import Sample, Values

UNHURRIED = 60  # seconds
NO_PROXY = [("grpc.enable_http_proxy", 0)]


def secret(value: Any) -> dict[str, Any]:
    """Returns a value as the engine hands over a secret."""
    return {SIGNATURE: SECRET, "value": value}


class CallError(Exception):
    """A call that failed; the text is what the engine shows, `kept` what it stores all the same."""

    def __init__(self, error: grpc.RpcError) -> None:
        super().__init__(str(error.details()))
        self.kept: Any = None
        for name, value in error.trailing_metadata() or ():
            if name == "grpc-status-details-bin":
                status = status_pb2.Status.FromString(value)
                self.kept = provider_pb2.ErrorResourceInitFailed()
                assert status.details[0].Unpack(self.kept)
                assert (status.code, status.message, list(self.kept.reasons)) == (2, str(self), [str(self)])


class Engine:
    """One plugin and its client; ends with the context."""

    def __init__(self, simulator: Simulator | None = None, arguments: list[str] | None = None) -> None:
        self.settings: Values = {} if simulator is None else settings(simulator)
        self._arguments = arguments or []

    def __enter__(self) -> Self:
        self._server, port = serve(Plugin(self._arguments))
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=NO_PROXY)
        self.stub = provider_pb2_grpc.ResourceProviderStub(self._channel)
        if self.settings:
            self.configure()
        return self

    def __exit__(self, *exception: object) -> None:
        self._channel.close()
        self._server.stop(None).wait()

    def call(self, method: str, request: Any) -> Any:
        try:
            return getattr(self.stub, method)(request, timeout=UNHURRIED)
        except grpc.RpcError as error:
            raise CallError(error) from None

    def configure(self, name: str = "default", **changes: Any) -> None:
        """Begins a run with the settings of the simulator's account, and with these."""
        given = struct({**self.settings, **changes})
        self.call("Configure", provider_pb2.ConfigureRequest(args=given, name=name))

    def check(self, sample: Sample, news: Values, olds: Any = None) -> Any:
        request = provider_pb2.CheckRequest(urn=urn(sample), news=struct(news), olds=struct(olds or {}))
        return self.call("Check", request)

    def diff(self, sample: Sample, identity: str, olds: Any, news: Any) -> Any:
        request = provider_pb2.DiffRequest(urn=urn(sample), id=identity, olds=struct(olds), news=struct(news))
        return self.call("Diff", request)

    def create(self, sample: Sample, news: Any, **more: Any) -> Any:
        return self.call("Create", provider_pb2.CreateRequest(urn=urn(sample), properties=struct(news), **more))

    def update(self, sample: Sample, identity: str, olds: Any, news: Any, **more: Any) -> Any:
        request = provider_pb2.UpdateRequest(urn=urn(sample), id=identity, olds=struct(olds), news=struct(news), **more)
        return self.call("Update", request)

    def read(self, sample: Sample, identity: str, olds: Any = None, inputs: Any = None) -> Any:
        request = provider_pb2.ReadRequest(
            urn=urn(sample), id=identity, properties=struct(olds or {}), inputs=struct(inputs or {})
        )
        return self.call("Read", request)

    def delete(self, sample: Sample, identity: str, olds: Any) -> None:
        self.call("Delete", provider_pb2.DeleteRequest(urn=urn(sample), id=identity, properties=struct(olds)))

    def cancel(self) -> None:
        self.call("Cancel", Empty())

    def made(self, sample: Sample, news: Values) -> tuple[Struct, Any]:
        """Makes an object as an engine does; returns the checked inputs and what was made."""
        checked = self.check(sample, news)
        assert list(checked.failures) == []
        return checked.inputs, self.create(sample, checked.inputs)


def settings(simulator: Simulator) -> Values:
    account = simulator.options.accounts[0]
    return {
        "accountSid": account.sid,
        "apiKey": secret(account.api_key),
        "apiToken": secret(account.api_token),
        "apiUrl": simulator.url,
        "retryDelay": "0.01",
        "requestTimeout": "5",
        "requestsPerMinute": "100000",
    }


def urn(sample: Sample, name: str = "it") -> str:
    return f"urn:pulumi:stack::project::exotel:index:{sample.kind.name}::{name}"


def camel(values: Mapping[str, Any]) -> Values:
    return {to_camel(name): value for name, value in values.items()}


def struct(values: Any) -> Struct:
    return values if isinstance(values, Struct) else ParseDict(values, Struct())


def plain(values: Struct) -> Values:
    """Returns properties without the marks of secrets."""
    found = MessageToDict(values)
    return {name: each["value"] if is_secret(each) else each for name, each in found.items()}


def secrets(values: Struct) -> set[str]:
    """Returns the names of the properties that are secrets."""
    return {name for name, each in MessageToDict(values).items() if is_secret(each)}


def is_secret(value: object) -> bool:
    return isinstance(value, dict) and value.get(SIGNATURE) == SECRET
