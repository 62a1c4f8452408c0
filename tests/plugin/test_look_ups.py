"""Look-ups over the protocol: what is found, by which names, and what is unknown or a secret."""

from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict
from pulumi.runtime.proto import provider_pb2
from pulumi.runtime.rpc import UNKNOWN

from exotel_pulumi.simulator import Fault, Simulator
from tests.kinds import NUMBER
from tests.plugin.engine import CallError, Engine, secret, secrets, struct


def invoke(engine: Engine, function: str, **given: Any) -> Any:
    return engine.call("Invoke", provider_pb2.InvokeRequest(tok=f"exotel:index:{function}", args=struct(given)))


def found(answer: Any) -> Any:
    assert list(answer.failures) == []
    return getattr(answer, "return")


def test_a_trunk_all_trunks_and_a_number(engine: Engine, simulator: Simulator, trunk_sid: str) -> None:
    number = simulator.add(trunk_sid, "phone_numbers", phone_number=NUMBER)
    simulator.clear_log()
    by_name = MessageToDict(found(invoke(engine, "getTrunk", trunkName="by_hand")))
    assert by_name["trunkSid"] == trunk_sid
    assert MessageToDict(found(invoke(engine, "getTrunk", trunkSid=trunk_sid))) == by_name
    assert MessageToDict(found(invoke(engine, "getTrunks"))) == {"trunks": [by_name]}
    of_number = MessageToDict(found(invoke(engine, "getPhoneNumber", phoneNumber=NUMBER)))
    assert of_number["id"] == f"{trunk_sid}/{number}"
    assert of_number.keys() == {"id", "phoneNumber", "mode", "trunkSid", "phoneNumberId"}
    assert {request.method for request in simulator.requests} == {"GET"}


def test_it_has_no_time_out_but_that_of_the_settings(engine: Engine, simulator: Simulator, trunk_sid: str) -> None:
    later = {"Retry-After": "2"}  # longer than any short time-out would be
    simulator.add_fault(Fault("GET", "trunks", "respond", status=429, headers=later))
    assert MessageToDict(found(invoke(engine, "getTrunk", trunkName="by_hand")))["trunkSid"] == trunk_sid
    assert [request.status for request in simulator.requests] == [429, 200]


def test_what_is_not_there_is_an_error_and_what_is_asked_wrongly_one_at_its_property(engine: Engine) -> None:
    with pytest.raises(CallError, match="looking up the trunk named none\n  there is no trunk of that name"):
        invoke(engine, "getTrunk", trunkName="none")
    wrong = {
        "getTrunk": ({"trunkName": "a", "trunkSid": "b"}, ("trunkName", "give either trunkName or trunkSid")),
        "getTrunks": ({"name": "a"}, ("name", "is not an argument of this function")),
        "getPhoneNumber": ({}, ("phoneNumber", "is required")),
    }
    for function, (given, fault) in wrong.items():
        [failure] = invoke(engine, function, **given).failures
        assert (failure.property, failure.reason) == fault
    with pytest.raises(CallError, match="knows no exotel:index:getAll"):
        invoke(engine, "getAll")


def test_what_comes_of_an_unknown_is_unknown_and_of_a_secret_a_secret(
    engine: Engine, simulator: Simulator, trunk_sid: str
) -> None:
    unknown = MessageToDict(found(invoke(engine, "getTrunk", trunkName=UNKNOWN)))
    assert {*unknown.values()} == {UNKNOWN}
    assert simulator.requests == []
    values = found(invoke(engine, "getTrunk", trunkName=secret("by_hand")))
    assert secrets(values) == {*MessageToDict(values)}
    assert secrets(found(invoke(engine, "getTrunk", trunkName="by_hand"))) == set()
    engine.configure(accountSid=secret(engine.settings["accountSid"]))
    assert secrets(found(invoke(engine, "getTrunks"))) == {"trunks"}
