"""What a program gets back: typed, secret where it must be, under the names of the documentation."""

from typing import Any

import pulumi
import pytest
from pulumi.runtime import rpc

from exotel_pulumi import CallerId, Credential, DestinationUri, PhoneNumber, Trunk, WhitelistedIp
from exotel_pulumi.pulumi_host import Declared
from tests.host.host import pickled
from tests.resources.program import ARGUMENTS, declare, resolved, run

# Derived from the id, which stays known while an update is previewed.
ID_PARTS: dict[type[Declared], tuple[str, str]] = {
    Trunk: ("trunk_sid", "sid_of_it"),
    PhoneNumber: ("phone_number_id", "7"),
    WhitelistedIp: ("whitelisted_ip_id", "7"),
    DestinationUri: ("destination_uri_id", "7"),
    Credential: ("credential_id", "7"),
}
READ: dict[type[Declared], str] = dict.fromkeys(ARGUMENTS, "trmum1abc/7") | {
    Trunk: "trmum1abc",
    CallerId: "trmum1abc/trunk_external_alias",
}


def outputs_of(resource: Declared) -> dict[str, pulumi.Output[Any]]:
    return {name: getattr(resource, name) for name in type(resource).__annotations__ if name != "provider"}


@pytest.mark.parametrize("kind", ARGUMENTS)
def test_every_output_is_there(kind: type[Declared]) -> None:
    found = resolved(lambda: outputs_of(declare(kind, "it")), status="active", password="Sesame_0pen")
    assert found.keys() == kind.provider.state.model_fields.keys()
    assert {**found, **ARGUMENTS[kind]} == found


@pytest.mark.parametrize(("kind", "part"), ID_PARTS.items(), ids=lambda part: getattr(part, "__name__", ""))
def test_exotels_own_id_is_an_output(kind: type[Declared], part: tuple[str, str]) -> None:
    name, expected = part
    assert resolved(lambda: {name: getattr(declare(kind, "it"), name)}) == {name: expected}


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
    assert rpc.is_rpc_secret(engine.inputs("it")["password"])  # the engine is told so, too


@pytest.mark.parametrize("kind", ARGUMENTS)
def test_s45_a_pickled_provider_is_no_secret(kind: type[Declared]) -> None:
    """As a secret it would show as a difference of every resource."""
    assert run(lambda: declare(kind, "it")).registered["it"].object["__provider"] == pickled(kind)


@pytest.mark.parametrize("kind", ARGUMENTS)
def test_s51_get_asks_for_nothing_but_the_id(kind: type[Declared]) -> None:
    request = run(lambda: kind.get("it", READ[kind])).read["it"]
    assert (request.id, request.type) == (READ[kind], f"pulumi-python:{kind._resource_type_name}")
    assert dict(request.properties) == {"__provider": pickled(kind)}
    assert list(request.additionalSecretOutputs) == (["password"] if kind is Credential else [])


@pytest.mark.parametrize("kind", ARGUMENTS)
def test_s51_get_returns_the_resource_with_all_outputs(kind: type[Declared]) -> None:
    found = resolved(lambda: outputs_of(kind.get("it", READ[kind])), trunk_sid="trmum1abc", **ARGUMENTS[kind])
    assert {**found, **ARGUMENTS[kind]} == found


@pytest.mark.parametrize("kind", ARGUMENTS)
def test_s51_get_takes_an_output_and_options(kind: type[Declared]) -> None:
    def program() -> None:
        parent = pulumi.ComponentResource("test:module:Line", "line")
        identity = pulumi.Output.from_input(READ[kind])
        assert type(kind.get("it", identity, pulumi.ResourceOptions(parent=parent))) is kind

    request = run(program).read["it"]
    assert request.id == READ[kind]
    assert request.parent.endswith("::line")


@pytest.mark.parametrize("preview", [False, True], ids=["up", "preview"])
@pytest.mark.parametrize("kind", ARGUMENTS)
def test_s51_the_id_of_what_was_read_is_known(kind: type[Declared], preview: bool) -> None:
    """In a preview, too: else whatever hangs on it would show as replaced."""
    assert resolved(lambda: {"id": kind.get("it", READ[kind]).id}, preview=preview) == {"id": READ[kind]}
