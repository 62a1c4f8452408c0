"""The plugin as a process: it ends with its engine, and its warnings reach a person through the engine."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, provider_pb2, provider_pb2_grpc

from exotel_pulumi.plugin.server import keep_to_one_core
from exotel_pulumi.simulator import Fault, Simulator
from tests.engine.waiting import LATER, wait_until
from tests.host.test_engine_watch import SOON
from tests.host.test_engine_watch import engine as listening_engine
from tests.kinds import CALLER_ID, NUMBER, TRUNK
from tests.plugin.conftest import InputsOf
from tests.plugin.engine import NO_PROXY, Engine, settings, struct, urn

ROOT = Path(__file__).parents[2]


@contextmanager
def started(*arguments: str) -> Iterator[tuple["subprocess.Popen[bytes]", Any]]:
    """Starts the plugin as an engine does, which holds the other end of its standard input."""
    process = subprocess.Popen(
        [sys.executable, "-m", "exotel_pulumi.plugin", *arguments],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout is not None
    port = process.stdout.readline().decode().strip()
    channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=NO_PROXY)
    try:
        yield process, provider_pb2_grpc.ResourceProviderStub(channel)
    finally:
        channel.close()
        process.kill()
        process.communicate()


def test_it_ends_with_its_engine_and_not_before() -> None:
    with listening_engine() as listening:
        host, port = listening.getsockname()
        with started("-logtostderr", "--tracing", "file:trace", f"{host}:{port}") as (process, stub):
            assert process.stdin is not None
            process.stdin.close()
            process.stdin = None
            assert stub.GetPluginInfo(Empty(), timeout=SOON).version
            assert process.poll() is None
            listening.close()
            assert process.wait(SOON) == 1


def test_it_waits_for_what_it_has_asked_when_its_engine_is_killed(simulator: Simulator) -> None:
    simulator.add_fault(Fault("POST", "trunks", "delay", seconds=LATER))
    with listening_engine() as listening:
        host, port = listening.getsockname()
        with started(f"{host}:{port}") as (process, stub):
            stub.Configure(provider_pb2.ConfigureRequest(args=struct(settings(simulator))), timeout=SOON)
            check = provider_pb2.CheckRequest(urn=urn(TRUNK), news=struct({"trunkName": "voice"}))
            wanted = provider_pb2.CreateRequest(urn=urn(TRUNK), properties=stub.Check(check, timeout=SOON).inputs)
            call = stub.Create.future(wanted, timeout=SOON)
            wait_until(lambda: len(simulator.requests) == 1)
            assert process.stdin is not None
            process.stdin.close()
            process.stdin = None
            listening.close()
            assert process.wait(SOON) == 1
            assert len(simulator.trunks()) == 1
            assert not call.cancelled()  # gRPC cancels a call that nobody holds


@pytest.mark.skipif(sys.platform != "linux", reason="no other system lets a process choose its core")
def test_all_of_its_threads_have_one_core() -> None:
    with started() as (process, stub):
        assert stub.GetPluginInfo(Empty(), timeout=SOON).version
        threads = [int(task.name) for task in Path("/proc", str(process.pid), "task").iterdir()]
        cores = {frozenset(os.sched_getaffinity(thread)) for thread in threads}
        assert len(threads) > 1
        assert len(cores) == 1
        assert len(cores.pop()) == 1


@pytest.mark.parametrize(("process", "core"), [(7, 5), (8, 3)])
def test_a_core_is_one_that_the_process_may_use(process: int, core: int, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[set[int]] = []
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3, 5}, raising=False)
    monkeypatch.setattr(os, "sched_setaffinity", lambda _, cores: kept.append(cores), raising=False)
    monkeypatch.setattr(os, "getpid", lambda: process)
    keep_to_one_core()
    assert kept == [{core}]


def test_it_runs_where_a_core_cannot_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbid(*_: object) -> None:
        raise PermissionError("not in this container")

    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3, 5}, raising=False)
    monkeypatch.setattr(os, "sched_setaffinity", forbid, raising=False)
    keep_to_one_core()
    monkeypatch.delattr(os, "sched_setaffinity")
    keep_to_one_core()


def test_an_interrupt_ends_it_without_a_word() -> None:
    with started() as (process, stub):
        assert stub.GetPluginInfo(Empty(), timeout=SOON).version
        process.send_signal(signal.SIGINT)
        assert process.wait(SOON) == 0


class Hearing(engine_pb2_grpc.EngineServicer):
    """An engine, as far as it takes what is logged."""

    def __init__(self) -> None:
        self.heard: list[Any] = []

    def Log(self, request: Any, context: Any) -> Empty:  # noqa: N802
        self.heard.append(request)
        return Empty()


@pytest.fixture
def hearing() -> Iterator[tuple[Hearing, str]]:
    servicer = Hearing()
    server = grpc.server(ThreadPoolExecutor(2))
    engine_pb2_grpc.add_EngineServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield servicer, f"127.0.0.1:{port}"
    server.stop(None).wait()


def test_a_warning_reaches_a_person_at_its_resource(
    hearing: tuple[Hearing, str], simulator: Simulator, inputs: InputsOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    servicer, address = hearing
    monkeypatch.setenv("grpc_proxy", "http://127.0.0.1:9")  # nobody is there; the engine is on this machine
    given = inputs(CALLER_ID)
    simulator.add(given["trunkSid"], "settings", name="trunk_external_alias", value=NUMBER)
    simulator.add_trunk(trunk_name="voice_ai")
    with Engine(simulator, ["plugin", address]) as engine:
        engine.made(CALLER_ID, given)
        engine.made(TRUNK, {**inputs(TRUNK), "adopt": True})
        logging.getLogger("exotel_pulumi").info("a note\nof %s", "two lines")
    said = {log.urn: log.message for log in servicer.heard}
    assert "was there already: taken over" in said[urn(CALLER_ID)]
    assert "was there already: taken over" in said[urn(TRUNK)]
    *warnings, note = servicer.heard
    assert {log.severity for log in warnings} == {engine_pb2.WARNING}
    assert (note.severity, note.message) == (engine_pb2.INFO, "a note\nof two lines")
