"""A whole line from its first preview to the last delete, and many objects at once."""

from collections import Counter

import pytest

from exotel_pulumi.simulator import Fault, Simulator

from .programs import LINE, NAMES, TRUNK
from .simulators import simulated
from .stack import Stack
from .wire import requests, writing

EXPORTS = """
pulumi.export("trunk_sid", trunk.trunk_sid)
pulumi.export("domain_name", trunk.domain_name)
pulumi.export("ids", [number.phone_number_id, acl.whitelisted_ip_id, inbound.destination_uri_id, login.credential_id])
pulumi.export("type", inbound.type)
pulumi.export("password", login.password)
"""


@pytest.mark.usefixtures("ordinary")
def test_s33_s45_s62_a_line_from_preview_to_destroy(stack: Stack, simulator: Simulator) -> None:
    stack.program(LINE + EXPORTS)
    everything = [f"create {name}" for name in NAMES]
    assert sorted(stack.preview().steps) == everything
    assert requests(simulator) == ["GET trunks"]

    assert sorted(stack.up().steps) == everything
    created = ["credentials", "destination_uris", "phone_numbers", "settings", "trunks", "whitelisted_ips"]
    assert sorted(writing(simulator)) == [f"POST {name}" for name in created] + ["PUT destination_uris"]

    [trunk] = simulator.trunks()
    children = ("phone_numbers", "whitelisted_ips", "destination_uris", "credentials")
    rows = [simulator.rows(trunk["trunk_sid"], name)[0] for name in children]
    assert stack.outputs() == {
        "trunk_sid": trunk["trunk_sid"],
        "domain_name": "acme1.pstn.exotel.com",
        "ids": [row["id"] for row in rows],
        "type": "public",
        "password": rows[-1]["password"],
    }

    simulator.clear_log()
    stack.up("--expect-no-changes")
    assert simulator.requests == []

    stack.settle_step_by_step()
    assert writing(simulator) == []
    stack.export()
    simulator.clear_log()
    stack.destroy_all()
    assert writing(simulator) == ["DELETE credentials", "DELETE trunks"]


MANY = (
    TRUNK
    + """
for i in range(50):
    exotel.PhoneNumber(f"number{i}", trunk=trunk, phone_number=f"+9198765432{i:02}", mode=("pstn", "flow")[i % 2])
    if i < 20:
        # Addresses that are known to the engine alone, and destinations that have to wait for them.
        ip = pulumi.Output.from_input(f"13.233.10.{i}")
        exotel.DestinationUri(f"inbound{i}", trunk=trunk, destination=pulumi.Output.concat(ip, ":5060;transport=tcp"))
        exotel.WhitelistedIp(f"acl{i}", trunk=trunk, ip=ip)
    if i < 9:
        exotel.Credential(f"login{i}", trunk=trunk, user_name=f"voice_{i}")
"""
)
HOW_MANY = {"trunks": 1, "phone_numbers": 50, "destination_uris": 20, "whitelisted_ips": 20, "credentials": 9}


@simulated({"concurrency": 2})
def test_s18_s56_a_hundred_objects_in_one_up(stack: Stack, simulator: Simulator) -> None:
    # The limit of two requests at once would be broken by the four threads of Pulumi's host if nothing held them.
    simulator.add_fault(Fault("POST", "phone-numbers", "delay", times=10, seconds=0.5))
    stack.environment["EXOTEL_CONCURRENT_REQUESTS"] = "2"
    stack.program(MANY)
    assert len(stack.up().steps) == sum(HOW_MANY.values()) == 100
    assert simulator.peak_concurrency == 2
    assert 429 not in {request.status for request in simulator.requests}

    held = simulator.state.snapshot()
    assert {table: len(rows) for table, rows in held.items() if rows} == HOW_MANY
    assert len({row["phone_number"] for row in held["phone_numbers"]}) == 50
    assert len(set(stack.ids().values())) == 100

    simulator.clear_log()
    stack.settle()
    # One list of each collection serves all its objects.
    assert Counter(requests(simulator)) == {f"GET {name}": 1 for name in HOW_MANY}

    simulator.clear_log()
    stack.destroy_all()
    assert Counter(writing(simulator)) == {"DELETE trunks": 1, "DELETE credentials": 9}
