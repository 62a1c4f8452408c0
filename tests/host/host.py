"""Pulumi's dynamic host in a process of its own, spoken to over gRPC in the words of the engine."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import grpc
from google.protobuf.empty_pb2 import Empty
from google.protobuf.json_format import MessageToDict, ParseDict
from google.protobuf.struct_pb2 import Struct
from pulumi.dynamic.dynamic import PROVIDER_KEY, serialize_provider
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc, status_pb2

from exotel_pulumi.simulator import Simulator
from exotel_pulumi.stored import Provider
from tests.kinds import Resource, Values
from tests.nursery import IS_POSSIBLE, nursery

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"  # what the engine writes for a value that is not known yet
UNHURRIED = 60  # seconds
URN = "urn:pulumi:stack::project::type::it"  # of a resource that is the only one of its program


class HostError(Exception):
    """A call that ended in a gRPC error; the text is what the engine shows, `kept` what it stores all the same."""

    kept: "Found | None" = None

    @property
    def message(self) -> str:
        """Returns what a person reads; of a host that shows tracebacks, what stands below the traceback."""
        lines = str(self).splitlines()
        last = [index for index, line in enumerate(lines) if line.startswith("exotel_pulumi.errors.")]
        return "\n".join(lines[last[-1] :] if last else lines)

    @property
    def frames(self) -> int:
        return sum(line.startswith('  File "') for line in str(self).splitlines())


@dataclass(frozen=True)
class Checked:
    inputs: Values
    failures: list[tuple[str, str]]


@dataclass(frozen=True)
class Difference:
    changed: bool
    replaces: list[str]
    delete_first: bool


@dataclass(frozen=True)
class Found:
    id: str
    outputs: Values
    inputs: Values | None


class Host:
    """One host process, which is one run of the engine; ends with the context.

    Numbers travel as floats and secrets in plain text, as they do between the engine and a dynamic provider. `python`
    may be the interpreter of another environment, to try another version of the SDK. `forked` saves the time of
    its imports. `engine` is the address that an
    engine gives to its host, beside the host's standard input, which it holds open.
    """

    def __init__(
        self,
        simulator: Simulator | None = None,
        *,
        config: Mapping[str, str] | None = None,
        environ: Mapping[str, str] | None = None,
        python: str = sys.executable,
        engine: str | None = None,
        forked: bool = True,
    ) -> None:
        self._config = dict(config or {})
        self._environ = environment(simulator) | dict(environ or {})
        self._command = [python, "-u", "-m", "pulumi.dynamic", *([engine] if engine else [])]
        own = any(name.startswith("PYTHON") for name in environ or ())  # Python reads them before anything else
        self._may_fork = forked and not own and engine is None and python == sys.executable and IS_POSSIBLE
        self._stdin = subprocess.PIPE if engine else subprocess.DEVNULL
        self._replies: list[Any] = []
        self._printed = b""

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="host-")
        self._stderr = Path(self._folder.name, "stderr").open("w+b")
        self.process = self._forked() if self._may_fork else self._started()
        assert self.process.stdout is not None
        port = self.process.stdout.readline().decode().strip()
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=[("grpc.enable_http_proxy", 0)])
        self._calls = provider_pb2_grpc.ResourceProviderStub(self._channel)
        self._called("Configure", provider_pb2.ConfigureRequest(args=_struct(self._config), acceptSecrets=True))
        return self

    def _forked(self) -> Any:
        command = self._command[2:]
        return nursery(measured=True).start(command, self._environ, self._folder.name, self._stderr)

    def _started(self) -> Any:
        return subprocess.Popen(
            self._command,  # unbuffered, as Pulumi's launcher starts it
            env=self._environ,
            cwd=self._folder.name,
            stdin=self._stdin,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
        )

    def __exit__(self, *exception: object) -> None:
        self._channel.close()
        # An interrupt lets the process end by itself, so that its coverage is written.
        self.process.send_signal(signal.SIGINT)
        try:
            rest, _ = self.process.communicate(timeout=UNHURRIED / 2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            rest, _ = self.process.communicate()
        self._stderr.seek(0)
        self._printed = rest + self._stderr.read()
        self._stderr.close()
        self._folder.cleanup()

    @property
    def reported(self) -> list[bytes]:
        """Everything that has left the process: replies, error texts and, once it has ended, what it printed.

        Only the property that is a secret to the engine, too, is taken out: `password`.
        """
        return [_without_password(reply) for reply in self._replies] + [self._printed]

    def check(
        self, resource: Resource, news: Mapping[str, Any], olds: Mapping[str, Any] | None = None, urn: str = URN
    ) -> Checked:
        request = provider_pb2.CheckRequest(urn=urn, olds=_struct(olds or {}), news=_given(resource, news))
        reply = self._called("Check", request)
        return Checked(_plain(reply.inputs), [(failure.property, failure.reason) for failure in reply.failures])

    def diff(self, resource: Resource, identity: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Difference:
        request = provider_pb2.DiffRequest(id=identity, olds=_given(resource, olds), news=_given(resource, news))
        reply = self._called("Diff", request)
        some = reply.changes == provider_pb2.DiffResponse.DIFF_SOME
        return Difference(some, list(reply.replaces), reply.deleteBeforeReplace)

    def create(
        self, resource: Resource, inputs: Mapping[str, Any], urn: str = URN, *, time_out: float | None = None
    ) -> Found:
        request = provider_pb2.CreateRequest(urn=urn, properties=_given(resource, inputs), timeout=time_out or 0)
        reply = self._called("Create", request)
        return Found(reply.id, _plain(reply.properties), None)

    def read(self, resource: Resource, identity: str, outputs: Mapping[str, Any], inputs: Mapping[str, Any]) -> Found:
        request = provider_pb2.ReadRequest(
            id=identity, properties=_given(resource, outputs), inputs=_given(resource, inputs)
        )
        return self._found(request)

    def get(self, resource: Resource, identity: str) -> Found:
        """Reads as `.get()` does: without any state."""
        return self._found(provider_pb2.ReadRequest(id=identity, inputs=_given(resource, {})))

    def update(self, resource: Resource, identity: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Values:
        request = provider_pb2.UpdateRequest(id=identity, olds=_given(resource, olds), news=_given(resource, news))
        return _plain(self._called("Update", request).properties)

    def delete(self, resource: Resource, identity: str, outputs: Mapping[str, Any], urn: str = URN) -> None:
        self._called("Delete", provider_pb2.DeleteRequest(urn=urn, id=identity, properties=_given(resource, outputs)))

    def cancel(self) -> None:
        """Cancels the run, as the engine does when a person presses ^C."""
        self._calls.Cancel(Empty(), timeout=UNHURRIED)

    def _found(self, request: Any) -> Found:
        reply = self._called("Read", request)
        inputs = _plain(reply.inputs) if reply.HasField("inputs") else None
        return Found(reply.id, _plain(reply.properties), inputs)

    def _called(self, method: str, request: Any) -> Any:
        try:
            reply = getattr(self._calls, method)(request, timeout=UNHURRIED)
        except grpc.RpcError as error:
            text = str(error.details())
            self._replies.append(text)
            failed = HostError(text)
            failed.kept = _kept(error, text)
            raise failed from None
        self._replies.append(reply)
        return reply


def environment(simulator: Simulator | None) -> dict[str, str]:
    """Returns this process's environment without a person's own settings, and with those that lead to the simulator."""
    foreign = ("EXOTEL_", "PULUMI_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    inherited = {name: value for name, value in os.environ.items() if not name.upper().startswith(foreign)}
    if simulator is None:
        return inherited
    account = simulator.options.accounts[0]
    return inherited | {
        "EXOTEL_ACCOUNT_SID": account.sid,
        "EXOTEL_API_KEY": account.api_key,
        "EXOTEL_API_TOKEN": account.api_token,
        "EXOTEL_API_URL": simulator.url,
        "EXOTEL_RETRY_DELAY": "0.01",
        "EXOTEL_REQUEST_TIMEOUT": "5",
        "EXOTEL_REQUESTS_PER_MINUTE": "100000",
    }


def pickled(resource: Resource) -> str:
    """Returns the provider as Pulumi keeps it in the state."""
    return str(serialize_provider(Provider(resource.kind.name)))


def _without_password(reply: Any) -> bytes:
    if isinstance(reply, str):
        return reply.encode()
    kept = type(reply)()
    kept.CopyFrom(reply)
    for values in (getattr(kept, name, {}) for name in ("inputs", "properties")):
        if "password" in values:
            del values["password"]
    return bytes(kept.SerializeToString())


def _kept(error: Any, text: str) -> Found | None:
    """Reads what a failed call has for the state, as the engine does."""
    for name, value in error.trailing_metadata() or ():
        if name == "grpc-status-details-bin":
            status = status_pb2.Status.FromString(value)
            failed = provider_pb2.ErrorResourceInitFailed()
            assert status.details[0].Unpack(failed)
            assert (status.code, status.message, list(failed.reasons)) == (error.code().value[0], text, [text])
            assert PROVIDER_KEY in failed.properties
            return Found(failed.id, _plain(failed.properties), None)
    return None


def _given(resource: Resource, values: Mapping[str, Any]) -> Struct:
    return _struct({PROVIDER_KEY: pickled(resource), **values})


def _struct(values: Mapping[str, Any]) -> Struct:
    return ParseDict({name: value for name, value in values.items() if value is not None}, Struct())


def _plain(values: Struct) -> Values:
    return {name: value for name, value in MessageToDict(values).items() if name != PROVIDER_KEY}
