"""What a program gets back: typed, secret where it must be, under the names of the documentation."""

from typing import Any

import pulumi
import pytest
from pulumi.runtime import rpc

from exotel_pulumi import CallerId, Credential, DestinationUri, PhoneNumber, Trunk, WhitelistedIp
from exotel_pulumi.resources.declared import Declared
from tests.host.host import pickled
from tests.kinds import PLAIN, Resource
from tests.resources.program import declare, resolved, run

# Derived from the id, which stays known while an update is previewed.
ID_PARTS: dict[Resource, tuple[str, str]] = {
    Trunk: ("trunk_sid", "sid_of_it"),
    PhoneNumber: ("phone_number_id", "7"),
    WhitelistedIp: ("whitelisted_ip_id", "7"),
    DestinationUri: ("destination_uri_id", "7"),
    Credential: ("credential_id", "7"),
}
READ: dict[Resource, str] = dict.fromkeys(PLAIN, "trmum1abc/7") | {
    Trunk: "trmum1abc",
    CallerId: "trmum1abc/trunk_external_alias",
}


def outputs_of(declared: Declared) -> dict[str, pulumi.Output[Any]]:
    names = {*Declared.__annotations__, *type(declared).__annotations__} - {"kind"}
    return {name: getattr(declared, name) for name in names}


@pytest.mark.parametrize("resource", PLAIN)
def test_every_output_is_there(resource: Resource) -> None:
    found = resolved(lambda: outputs_of(declare(resource, "it")), status="active", password="Sesame_0pen")
    assert found.keys() == resource.kind.state.model_fields.keys()
    assert {**found, **PLAIN[resource]} == found


@pytest.mark.parametrize(("resource", "part"), ID_PARTS.items(), ids=lambda part: getattr(part, "__name__", ""))
def test_exotels_own_id_is_an_output(resource: Resource, part: tuple[str, str]) -> None:
    name, expected = part
    assert resolved(lambda: {name: getattr(declare(resource, "it"), name)}) == {name: expected}


def test_whole_numbers_are_whole_in_the_program() -> None:
    """Pulumi carries every number as a float; `32.0` must not come out where a mask is written into a file."""

    def program() -> dict[str, pulumi.Input[Any]]:
        acl = WhitelistedIp("acl", trunk="TK1", ip="13.233.0.0", mask=24)
        inbound = DestinationUri("in", trunk="TK1", destination="sip.example.com:5061;transport=tls", priority=1)
        return {
            "cidr": pulumi.Output.format("{0}/{1}", acl.ip, acl.mask),
            "types": pulumi.Output.all(acl.mask, inbound.priority, inbound.weight).apply(
                lambda numbers: [type(number).__name__ for number in numbers]
            ),
        }

    assert resolved(program, weight=1.0) == {"cidr": "13.233.0.0/24", "types": ["int", "int", "int"]}


@pytest.mark.parametrize("password", ["Sesame_0pen", pulumi.Output.from_input])
def test_s47_a_password_is_secret_however_it_is_given(password: Any) -> None:
    secret: dict[str, bool] = {}

    async def program() -> None:
        given = password if isinstance(password, str) else password("Sesame_0pen")
        login = Credential("it", trunk="TK1", user_name="livekit_prod", password=given)
        secret["password"] = await login.password.is_secret()
        secret["user_name"] = await login.user_name.is_secret()

    engine = run(program)
    assert secret == {"password": True, "user_name": False}
    assert rpc.is_rpc_secret(engine.inputs("it")["password"])  # the engine is reported so, too


@pytest.mark.parametrize("resource", PLAIN)
def test_s45_a_pickled_provider_is_no_secret(resource: Resource) -> None:
    """As a secret it would show as a difference of every resource."""
    assert run(lambda: declare(resource, "it")).registered["it"].object["__provider"] == pickled(resource)


@pytest.mark.parametrize("resource", PLAIN)
def test_s51_get_asks_for_nothing_but_the_id(resource: Resource) -> None:
    request = run(lambda: resource.get("it", READ[resource])).read["it"]
    assert (request.id, request.type) == (READ[resource], f"pulumi-python:{resource._resource_type_name}")
    assert dict(request.properties) == {"__provider": pickled(resource)}
    assert list(request.additionalSecretOutputs) == (["password"] if resource is Credential else [])


@pytest.mark.parametrize("resource", PLAIN)
def test_s51_get_returns_the_resource_with_all_outputs(resource: Resource) -> None:
    found = resolved(lambda: outputs_of(resource.get("it", READ[resource])), trunk_sid="trmum1abc", **PLAIN[resource])
    assert {**found, **PLAIN[resource]} == found


@pytest.mark.parametrize("resource", PLAIN)
def test_s51_get_takes_an_output_and_options(resource: Resource) -> None:
    def program() -> None:
        parent = pulumi.ComponentResource("test:module:Line", "line")
        identity = pulumi.Output.from_input(READ[resource])
        assert type(resource.get("it", identity, pulumi.ResourceOptions(parent=parent))) is resource

    request = run(program).read["it"]
    assert request.id == READ[resource]
    assert request.parent.endswith("::line")


@pytest.mark.parametrize("preview", [False, True], ids=["up", "preview"])
@pytest.mark.parametrize("resource", PLAIN)
def test_s51_the_id_of_what_was_read_is_known(resource: Resource, preview: bool) -> None:
    """In a preview, too: else whatever hangs on it would show as replaced."""
    assert resolved(lambda: {"id": resource.get("it", READ[resource]).id}, preview=preview) == {"id": READ[resource]}
