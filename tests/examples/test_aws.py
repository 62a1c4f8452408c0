"""`examples/aws` under Pulumi's mocks, with the real classes of pulumi-aws."""

import pytest
from pulumi.output import Unknown

from tests.examples.mocked import run

# Some of the services' modules warn, while they are imported, that a class in them has a newer name.
pytestmark = pytest.mark.filterwarnings("ignore:aws\\.:DeprecationWarning")

CONFIG = {"zoneId": "Z0123456789", "instanceId": "i-0abc"}
MADE = {"server": {"publicIp": "13.233.10.20"}, "name": {"fqdn": "sip.example.com"}}


def test_the_elastic_ip_and_the_name_reach_the_trunk() -> None:
    engine = run("aws", CONFIG, MADE)
    assert engine.registered["server"].type == "aws:ec2/eip:Eip"
    assert engine.registered["name"].type == "aws:route53/record:Record"
    assert engine.inputs("name")["records"] == ["13.233.10.20"]
    assert engine.inputs("acl")["ip"] == "13.233.10.20"
    assert engine.inputs("inbound")["destination"] == "sip.example.com:5061;transport=tls"
    assert {engine.inputs(name)["trunk_sid"] for name in ("main", "acl", "inbound")} == {"id_of_voice"}


def test_exotel_waits_for_what_it_takes_from_aws() -> None:
    engine = run("aws", CONFIG, MADE)
    assert engine.dependencies("acl") >= {"voice", "server"}
    assert engine.dependencies("inbound") >= {"voice", "name"}
    assert engine.dependencies("name") == {"server"}
    assert engine.dependencies("voice") == set()


def test_a_preview_does_not_know_the_address_and_the_name() -> None:
    engine = run("aws", CONFIG, {}, preview=True)
    assert isinstance(engine.wire("acl")["ip"], Unknown)
    assert isinstance(engine.wire("inbound")["destination"], Unknown)
    assert engine.wire("main")["phone_number"] == "+918047112233"
