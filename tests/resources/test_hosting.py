"""The same program with the plugin as its host: other types and spellings, and nothing else."""

from collections.abc import Iterator
from typing import Any

import pulumi
import pytest
from pulumi.runtime import rpc
from pydantic.alias_generators import to_camel, to_snake

import exotel_pulumi as exotel
from exotel_pulumi import Credential, DestinationUri, Provider, SipTrunk, Trunk, errors
from exotel_pulumi.config import PLUGIN_HOST
from exotel_pulumi.plugin.words import NATIVE, spelled
from exotel_pulumi.resources import hosting
from exotel_pulumi.resources.hosting import Construction, construction
from tests.kinds import VALID, Resource
from tests.resources.program import declare, run


@pytest.fixture
def native() -> Iterator[None]:
    """Sets the stack's configuration."""
    pulumi.runtime.set_config(PLUGIN_HOST, "native")
    yield
    pulumi.runtime.set_all_config({})


def without_mark(inputs: dict[str, Any]) -> dict[str, Any]:
    return {to_camel(name): value for name, value in inputs.items() if name != "__provider"}


@pytest.mark.parametrize("resource", VALID)
def test_a_resource_is_the_same_with_both_hosts(resource: Resource) -> None:
    opts = pulumi.ResourceOptions(ignore_changes=["trunk_sid"])
    dynamic = run(lambda: declare(resource, "it", opts=opts))
    pulumi.runtime.set_config(PLUGIN_HOST, "native")
    try:
        native = run(lambda: declare(resource, "it", opts=opts))
    finally:
        pulumi.runtime.set_all_config({})
    assert native.inputs("it") == without_mark(dynamic.inputs("it"))
    old, new = dynamic.registered["it"], native.registered["it"]
    assert (new.type, [alias.spec.type for alias in new.aliases]) == (f"exotel:index:{resource.kind.name}", [old.type])
    assert [alias.spec.type for alias in old.aliases] == [new.type]
    assert list(new.ignoreChanges) == ["trunkSid"]
    assert {*new.additionalSecretOutputs} == {*map(to_camel, old.additionalSecretOutputs)}
    assert new.deleteBeforeReplace == old.deleteBeforeReplace


@pytest.mark.usefixtures("native")
def test_outputs_come_back_by_their_names_in_python() -> None:
    found: dict[str, Any] = {}

    def program() -> None:
        login = Credential("it", trunk="TK1", user_name="agent")
        pulumi.Output.all(name=login.user_name, date=login.date_created).apply(found.update)

    run(program, dateCreated="2026-11-28T00:00:00Z")
    assert found == {"name": "agent", "date": "2026-11-28T00:00:00Z"}


@pytest.mark.usefixtures("native")
def test_a_provider_has_the_settings_of_the_schema_and_says_that_its_program_is_in_python() -> None:
    def program() -> None:
        two = Provider("two", account_sid="acme", api_key="key", api_token="token", request_timeout=5)
        Trunk("it", trunk_name="voice", opts=pulumi.ResourceOptions(provider=two))

    engine = run(program)
    request = engine.registered["two"]
    assert (request.type, request.aliases[0].spec.type) == ("pulumi:providers:exotel", "pulumi:providers:pulumi-python")
    assert engine.inputs("two").keys() == {"accountSid", "apiKey", "apiToken", "requestTimeout", "pluginHost"}
    assert "pulumi:providers:exotel::two::" in engine.registered["it"].provider


@pytest.mark.usefixtures("native")
def test_what_the_dynamic_host_cannot_do_is_not_refused() -> None:
    run(lambda: declare(Trunk, "it", opts=pulumi.ResourceOptions(import_="trMINE", replace_on_changes=["nso_code"])))


@pytest.mark.parametrize("chosen", ["dynamic", "Native", "plugin"])
def test_any_other_value_is_an_error_that_names_it(chosen: str) -> None:
    pulumi.runtime.set_config(PLUGIN_HOST, chosen)
    try:
        with pytest.raises(errors.DeclarationError, match=f"exotel:pluginHost is '{chosen}', and must be native"):
            run(lambda: Trunk("it", trunk_name="voice"))
    finally:
        pulumi.runtime.set_all_config({})


def test_a_component_that_the_plugin_makes_keeps_the_order_of_its_children(monkeypatch: pytest.MonkeyPatch) -> None:
    """No program runs there: what must come first is found among the component's own children."""
    settings = {"exotel:accountSid": "acme"}
    token = construction.set(Construction(settings.get, False, lambda text: spelled(text, NATIVE)))
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", lambda text, _resource: said.append(text))

    def program() -> None:
        opts = pulumi.ResourceOptions(provider=pulumi.ProviderResource(hosting.PACKAGE, "elsewhere"))
        SipTrunk(
            "line", trunk_name="voice", direction="inbound", opts=opts,
            destinations=["13.233.10.20:5061;transport=tls"], whitelisted_ips=["13.233.10.20"],
        )  # fmt: skip

    try:
        engine = run(program)
    finally:
        construction.reset(token)
    assert "line-13.233.10.20" in engine.dependencies("line-13.233.10.20:5061;transport=tls")
    assert engine.registered["line-13.233.10.20"].type == "exotel:index:WhitelistedIp"
    [doubt] = said
    assert "has no phoneNumbers" in doubt


@pytest.mark.usefixtures("native")
def test_a_reference_of_another_language_becomes_the_resource() -> None:
    module = rpc.get_resource_module("exotel", "index", "")
    assert module is not None
    found: dict[str, Any] = {}

    def program() -> None:
        declare(DestinationUri, "it").urn.apply(again)

    def again(urn: str) -> None:
        resource = module.construct("it", "exotel:index:DestinationUri", urn)
        assert isinstance(resource, DestinationUri)
        resource.destination.apply(lambda known: found.update(destination=known))

    run(program)
    assert found == {"destination": VALID[DestinationUri]["destination"]}


def test_a_name_is_spelled_in_one_way_there_and_back() -> None:
    assert to_snake("__provider") == "__provider"
    assert exotel.Trunk.kind.native_token == "exotel:index:Trunk"
