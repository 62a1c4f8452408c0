"""What a person reads when something goes wrong, what is kept of it, and what ends a wait."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict
from pulumi.runtime.proto import provider_pb2

from exotel_pulumi.simulator import Account, Fault, Options, Simulator
from tests.engine.waiting import wait_until
from tests.kinds import CREDENTIAL, DESTINATION_URI, PHONE_NUMBER, TRUNK, WHITELISTED_IP
from tests.plugin.conftest import InputsOf
from tests.plugin.engine import CallError, Engine, plain, secrets, struct, urn

MINUTE = 60  # seconds
TWO_ACCOUNTS = Options(accounts=(Account("acme", "key", "token"), Account("other", "key2", "token2")), rate_limit=0)


def faults(answer: object) -> list[tuple[str, str]]:
    return [(failure.property, failure.reason) for failure in answer.failures]  # type: ignore[attr-defined]


def test_one_message_per_fault_at_its_property_and_never_the_value_of_a_secret(
    engine: Engine, inputs: InputsOf
) -> None:
    wrong = {**inputs(PHONE_NUMBER), "phoneNumber": "98", "mode": "fl", "weight": 1}
    assert dict(faults(engine.check(PHONE_NUMBER, wrong))).keys() == {"phoneNumber", "mode", "weight"}
    [(name, reason)] = faults(engine.check(CREDENTIAL, {**inputs(CREDENTIAL), "password": "no blanks"}))
    assert (name, reason.startswith("password: ")) == ("", True)
    assert "no blanks" not in reason


def test_a_program_in_python_reads_the_words_of_python(engine: Engine) -> None:
    assert dict(faults(engine.check(PHONE_NUMBER, {}))).keys() == {"trunkSid", "phoneNumber"}
    engine.configure(pluginHost="native")
    assert ("", "trunk: is required: it has no value, or comes from a resource that has failed") in faults(
        engine.check(PHONE_NUMBER, {})
    )


def test_no_python_is_in_what_another_program_reads(engine: Engine, simulator: Simulator, inputs: InputsOf) -> None:
    simulator.add_trunk(trunk_name="voice_ai")
    with pytest.raises(
        CallError, match=r"choose another trunkName, or set adopt: true to take .* over into this stack"
    ):
        engine.made(TRUNK, inputs(TRUNK))
    given = {**inputs(DESTINATION_URI), "destination": "13.233.10.20:5061;transport=tls"}
    with pytest.raises(CallError, match=r'exotel:WhitelistedIp with ip: "13\.233\.10\.20"') as refused:
        engine.made(DESTINATION_URI, given)
    assert "Traceback" not in str(refused.value)


def test_a_fault_of_ours_names_its_place_and_no_value(engine: Engine) -> None:
    request = provider_pb2.DiffRequest(urn="nonsense", olds=struct({"password": "Secret_1"}))
    with pytest.raises(
        CallError, match=r"Diff nonsense\n.*IndexError in .*\.py, line \d+\n.*please report it"
    ) as failed:
        engine.call("Diff", request)
    assert "Secret_1" not in str(failed.value)
    assert "Traceback" not in str(failed.value)


def test_a_call_may_be_longer_than_grpc_admits_by_default(engine: Engine, inputs: InputsOf) -> None:
    checked, made = engine.made(TRUNK, inputs(TRUNK))
    olds = {**MessageToDict(made.properties), "trunkName": "x" * (5 << 20)}
    assert list(engine.diff(TRUNK, made.id, olds, checked).diffs) == ["trunkName"]


def test_what_only_another_version_knows_is_said(engine: Engine) -> None:
    request = provider_pb2.CheckRequest(urn="urn:pulumi:stack::project::a:b:C$exotel:index:Trunkk::it")
    with pytest.raises(CallError, match="knows no exotel:index:Trunkk"):
        engine.call("Check", request)


def test_a_fault_of_the_account_is_advised_once(engine: Engine, inputs: InputsOf) -> None:
    engine.configure(apiToken="wrong")
    said = []
    for sample in (PHONE_NUMBER, WHITELISTED_IP):
        with pytest.raises(CallError) as refused:
            engine.made(sample, inputs(sample))
        said.append(str(refused.value))
    assert "as for the first resource with this error" not in said[0]
    assert "as for the first resource with this error" in said[1]


def test_init_failed_carries_state(engine: Engine, simulator: Simulator, inputs: InputsOf) -> None:
    simulator.add_fault(
        Fault("PUT", "destination", "respond", times=0, status=400, body={"code": 1002, "message": "no"})
    )
    given = inputs(DESTINATION_URI)
    with pytest.raises(CallError, match="`pulumi up` completes it") as failed:
        engine.made(DESTINATION_URI, given)
    simulator.clear_faults()
    kept = failed.value.kept
    [row] = simulator.rows(given["trunkSid"], "destination_uris")
    assert kept.id == f"{given['trunkSid']}/{row['id']}"
    assert plain(kept.properties)["priority"] == 0
    assert plain(kept.properties)["destinationUriId"] == row["id"]
    checked = engine.check(DESTINATION_URI, given).inputs
    assert set(engine.diff(DESTINATION_URI, kept.id, kept.properties, checked).diffs) == {"priority", "weight"}
    assert plain(engine.update(DESTINATION_URI, kept.id, kept.properties, checked).properties)["priority"] == 1


def test_a_change_whose_answer_was_lost_is_marked_and_the_next_diff_obeys_the_mark(
    engine: Engine, simulator: Simulator, inputs: InputsOf
) -> None:
    checked, made = engine.made(CREDENTIAL, inputs(CREDENTIAL))
    simulator.add_fault(Fault("PUT", "credentials", "drop_after", times=0))
    changed = engine.check(CREDENTIAL, {**inputs(CREDENTIAL), "password": "An0ther_Sesame"}).inputs
    with pytest.raises(CallError, match="either password may be in force") as failed:
        engine.update(CREDENTIAL, made.id, made.properties, changed)
    simulator.clear_faults()
    outputs = failed.value.kept.properties
    assert plain(outputs)["unconfirmed"] is True
    assert secrets(outputs) == {"password"}
    assert "Sesame" not in str(failed.value)
    engine.configure()
    assert "password" in engine.diff(CREDENTIAL, made.id, outputs, checked).diffs
    assert "unconfirmed" not in engine.update(CREDENTIAL, made.id, outputs, checked).properties


@pytest.mark.simulated(accounts=TWO_ACCOUNTS.accounts)
def test_another_account_is_refused(engine: Engine, simulator: Simulator, inputs: InputsOf) -> None:
    checked, made = engine.made(TRUNK, inputs(TRUNK))
    engine.configure(accountSid="other", apiKey="key2", apiToken="token2")
    simulator.clear_log()
    [(_, reason)] = faults(engine.check(TRUNK, inputs(TRUNK), MessageToDict(checked)))
    assert "in the account acme" in reason
    for asked in (
        lambda: engine.diff(TRUNK, made.id, made.properties, checked),
        lambda: engine.read(TRUNK, made.id, made.properties, checked),
        lambda: engine.update(TRUNK, made.id, made.properties, checked),
        lambda: engine.delete(TRUNK, made.id, made.properties),
    ):
        with pytest.raises(CallError, match="this trunk is in the account acme, and the settings are"):
            asked()
    assert simulator.requests == []


def test_cancel_ends_what_waits_and_configure_begins_again(
    engine: Engine, simulator: Simulator, inputs: InputsOf
) -> None:
    checked = engine.check(TRUNK, inputs(TRUNK)).inputs
    simulator.add_fault(Fault("POST", "trunks", "respond", status=429, headers={"Retry-After": str(MINUTE)}, times=0))
    begun = time.monotonic()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(engine.create, TRUNK, checked)
        wait_until(lambda: len(simulator.requests) == 1)
        engine.cancel()
        with pytest.raises(CallError, match="creating trunk voice_ai\n  stopped before it was done"):
            waiting.result()
    assert time.monotonic() - begun < MINUTE
    with pytest.raises(CallError, match="stopped before it was done"):
        engine.create(TRUNK, checked)
    simulator.clear_faults()
    engine.configure()
    assert engine.create(TRUNK, checked).id == simulator.trunks(trunk_name="voice_ai")[0]["trunk_sid"]


@pytest.mark.parametrize("verb", ["Create", "Update", "Read", "Delete"])
def test_the_time_out_of_a_resource_ends_its_wait(
    engine: Engine, simulator: Simulator, inputs: InputsOf, verb: str
) -> None:
    checked, made = engine.made(TRUNK, inputs(TRUNK))
    changed = engine.check(TRUNK, {"trunkName": "other"}).inputs
    request: Any = {
        "Create": provider_pb2.CreateRequest(properties=changed),
        "Update": provider_pb2.UpdateRequest(id=made.id, olds=made.properties, news=changed),
        "Read": provider_pb2.ReadRequest(id=made.id, properties=made.properties, inputs=checked),
        "Delete": provider_pb2.DeleteRequest(id=made.id, properties=made.properties),
    }[verb]
    request.urn, request.timeout = urn(TRUNK), 0.3
    engine.configure()
    simulator.add_fault(Fault("*", "", "respond", status=429, headers={"Retry-After": str(MINUTE)}, times=0))
    begun = time.monotonic()
    with pytest.raises(CallError, match="its time was over before it was done"):
        engine.call(verb, request)
    assert time.monotonic() - begun < MINUTE
    assert simulator.requests[-1].status == 429
