"""Explicit providers in a program: what they hold, who is given which, and what is one object."""

from typing import Any

import pulumi
import pytest
from pulumi.runtime import config as pulumi_config

import exotel_pulumi as exotel
from exotel_pulumi import errors
from tests.kinds import CHILDREN, PLAIN, Resource
from tests.resources.accounts import SG, sg, using
from tests.resources.program import Engine, declare, run

pytestmark = pytest.mark.usefixtures("settings_of_the_stack")

TYPE = "pulumi:providers:pulumi-python"
every_resource = pytest.mark.parametrize("resource", PLAIN)
every_child = pytest.mark.parametrize("resource", CHILDREN)


def provider_name(engine: Engine, name: str) -> str:
    """Returns the name of the explicit provider that a resource was registered with; empty for the stack's."""
    request = engine.registered.get(name) or engine.read[name]
    return str(request.provider).rpartition("::")[0].rpartition("::")[2]


class Team(pulumi.ComponentResource):
    """A person's own component."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("person:index:Team", name, None, opts)


# --- What a provider holds


def test_s67_the_properties_are_settings_and_credentials_are_secrets() -> None:
    def program() -> None:
        sg(region="singapore", requests_per_minute=100, retry_delay=0.5)

    request = run(program).registered["sg"]
    assert request.type == TYPE
    held = pulumi.runtime.rpc.deserialize_properties(request.object, keep_unknowns=True)
    assert {name: value for name, value in held.items() if not pulumi.runtime.rpc.is_rpc_secret(value)} == {
        "exotel:accountSid": SG.sid,
        "exotel:explicit": "true",
        "exotel:region": "singapore",
        "exotel:requestsPerMinute": "100",
        "exotel:retryDelay": "0.5",
    }
    secrets = {name: value["value"] for name, value in held.items() if pulumi.runtime.rpc.is_rpc_secret(value)}
    assert secrets == {"exotel:apiKey": SG.api_key, "exotel:apiToken": SG.api_token}


def test_s67_the_rest_of_the_configuration_goes_along_with_its_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"exotel:accountSid": "acme1", "exotel:region": "mumbai", "weather:region": "monsoon", "weather:key": "k"}
    pulumi_config.set_all_config(given, ["weather:key"])
    try:
        held = pulumi.runtime.rpc.deserialize_properties(run(sg).registered["sg"].object, keep_unknowns=True)
    finally:
        pulumi_config.set_all_config({}, [])
    assert held["weather:region"] == "monsoon"
    assert pulumi.runtime.rpc.is_rpc_secret(held["weather:key"])
    assert held["exotel:accountSid"] == SG.sid
    assert "exotel:region" not in held


@pytest.mark.parametrize(
    ("changes", "reported"),
    [
        ({"account_sid": "acme 1"}, "account_sid: "),
        ({"account_sid": None}, "account_sid: "),
        ({"api_token": "two words"}, "api_token: holds a blank"),
        ({"region": "pune"}, "region: "),
        ({"api_url": "http://api.example.com"}, "api_url: must start with https://"),
        ({"requests_per_minute": 0}, "requests_per_minute: "),
        ({"region": pulumi.Output.from_input("mumbai")}, "region: must be a plain value, not an Output"),
    ],
    ids=lambda value: "" if isinstance(value, dict) else value,
)
def test_s50_s67_a_fault_is_named_where_the_provider_is_declared(changes: dict[str, Any], reported: str) -> None:
    def program() -> None:
        with pytest.raises(errors.DeclarationError) as refused:
            sg(**changes)
        assert refused.value.tried == "declaring the provider sg"
        assert reported in refused.value.answered
        assert "two words" not in str(refused.value)

    assert "sg" not in run(program).registered


# --- Who is given which


@every_resource
def test_s67_by_an_option_a_parent_or_the_providers_of_a_component(resource: Resource) -> None:
    def program() -> None:
        provider = sg()
        declare(resource, "own", opts=using(provider), **another(resource, 0))
        declare(resource, "list", opts=pulumi.ResourceOptions(providers=[provider]), **another(resource, 1))
        team = Team("team", pulumi.ResourceOptions(providers={"pulumi-python": provider}))
        inner = Team("inner", pulumi.ResourceOptions(parent=team))
        declare(resource, "child", opts=pulumi.ResourceOptions(parent=inner), **another(resource, 2))
        declare(resource, "none", **another(resource, 3))

    engine = run(program)
    given = {name: provider_name(engine, name) for name in ("own", "list", "child", "none")}
    assert given == {"own": "sg", "list": "sg", "child": "sg", "none": ""}


def test_s67_a_provider_of_another_package_is_none_of_ours() -> None:
    def program() -> None:
        cloud = pulumi.ProviderResource("cloud", "cloud", {})
        team = Team("team", pulumi.ResourceOptions(providers=[cloud, sg()]))
        other = Team("other", using(cloud))
        exotel.Trunk("one", trunk_name="one", opts=pulumi.ResourceOptions(parent=team))
        exotel.Trunk("two", trunk_name="two", opts=pulumi.ResourceOptions(parent=other))

    engine = run(program)
    assert (provider_name(engine, "one"), provider_name(engine, "two")) == ("sg", "")


def another(resource: Resource, number: int) -> dict[str, Any]:
    """Returns what makes the declarations of one resource different: another trunk."""
    return {"trunk_name": f"voice_{number}"} if resource is exotel.Trunk else {"trunk": f"TK{number}"}


@every_child
def test_s67_a_child_goes_with_the_trunk_that_it_is_given(resource: Resource) -> None:
    def program() -> None:
        trunk = exotel.Trunk("voice", trunk_name="voice_ai", opts=using(sg()))
        read = exotel.Trunk.get("read", "TK7", using(trunk._provider))  # type: ignore[arg-type]
        declare(resource, "on-made", trunk)
        declare(resource, "on-read", read)
        declare(resource, "under-a-parent", exotel.Trunk("b", trunk_name="b", opts=using(sg("other"))),
                opts=pulumi.ResourceOptions(parent=Team("team", using(sg("third")))))  # fmt: skip

    engine = run(program)
    assert provider_name(engine, "on-made") == provider_name(engine, "on-read") == "sg"
    assert provider_name(engine, "under-a-parent") in ("other", "third")  # both are of one account


@every_child
@pytest.mark.parametrize("how", ["by option", "by parent", "the stack's trunk"])
def test_s67_a_child_of_another_account_than_its_trunk_is_refused(resource: Resource, how: str) -> None:
    def program() -> None:
        here, there = sg("here"), sg("there", account_sid="other2m")
        trunk = exotel.Trunk("voice", trunk_name="voice_ai", opts=None if how == "the stack's trunk" else using(here))
        opts = using(there) if how == "by option" else pulumi.ResourceOptions(parent=Team("team", using(there)))
        with pytest.raises(errors.DeclarationError) as refused:
            declare(resource, "child", trunk, opts=opts)
        owner = "the account of the stack's settings" if how == "the stack's trunk" else "the provider here"
        assert f"its trunk voice belongs to {owner}, and this resource to the provider there" in str(refused.value)

    assert "child" not in run(program).registered


def test_s67_a_line_and_its_children_go_with_the_providers_of_the_component() -> None:
    def program() -> None:
        exotel.SipTrunk(
            "line", trunk_name="voice_ai", direction="outbound", user_names=["agent"],
            phone_numbers=["+919876543210"], caller_id="+919876543210", opts=using(sg()),
        )  # fmt: skip

    engine = run(program)
    ours = [name for name, request in engine.registered.items() if request.type.startswith("pulumi-python:")]
    assert len(ours) == 4
    assert {provider_name(engine, name) for name in ours} == {"sg"}


# --- What is one object


@every_resource
def test_s40_s67_twins_are_those_of_one_account(resource: Resource) -> None:
    def program() -> None:
        here, same, late = sg("here"), sg("same", account_sid=SG.sid.upper()), sg("late", account_sid=known_late())
        stack = sg("stack", account_sid="acme1")
        declare(resource, "one", opts=using(here))
        declare(resource, "elsewhere", opts=using(late))
        declare(resource, "stacks")
        for provider in (here, same, stack):
            with pytest.raises(errors.ConflictError, match="declared twice"):
                declare(resource, "two", opts=using(provider))

    registered = run(program).registered.keys()
    assert {"one", "elsewhere", "stacks"} <= registered
    assert "two" not in registered


ONE_ADDRESS = [
    ({"region": "singapore"}, {"region": " Singapore "}),
    ({"region": "singapore"}, {"api_url": "https://api.exotel.com/"}),
    ({"api_url": "https://api.example.com"}, {"api_url": "https://api.example.com/"}),
    ({}, {"region": "MUMBAI"}),
]


@pytest.mark.parametrize(("one", "other"), ONE_ADDRESS)
def test_s67_one_account_in_two_spellings_is_one_account(one: dict[str, str], other: dict[str, str]) -> None:
    def program() -> None:
        account = {"account_sid": "acme2m", "api_key": "key", "api_token": "token"}
        here = exotel.Provider("here", **account, **one)  # type: ignore[arg-type]
        same = exotel.Provider("same", **account, **other)  # type: ignore[arg-type]
        trunk = exotel.Trunk("voice", trunk_name="voice_ai", opts=using(here))
        exotel.PhoneNumber("number", trunk=trunk, phone_number="+919876543210", opts=using(same))
        with pytest.raises(errors.ConflictError, match="declared twice"):
            exotel.PhoneNumber("twin", trunk=trunk, phone_number="+919876543210", opts=using(here))

    assert provider_name(run(program), "number") == "same"


HERE = {"account_sid": "acme1", "api_key": "key", "api_token": "token"}


@every_resource
@pytest.mark.parametrize("there", [{"region": "singapore"}, {"api_url": "https://api.example.com"}])
def test_s67_one_sid_in_two_places_is_two_accounts(resource: Resource, there: dict[str, str]) -> None:
    def program() -> None:
        one, other = exotel.Provider("one", **HERE), exotel.Provider("other", **HERE, **there)  # type: ignore[arg-type]
        declare(resource, "here", opts=using(one))
        declare(resource, "there", opts=using(other))
        if resource is not exotel.Trunk:
            for opts, far in ((using(one), using(other)), (None, using(other))):
                trunk = exotel.Trunk(
                    f"voice-{far is opts}-{opts is None}", trunk_name=f"voice_{opts is None}", opts=opts
                )
                with pytest.raises(errors.DeclarationError, match="and this resource to the provider other"):
                    declare(resource, "refused", trunk, opts=far)

    registered = run(program).registered.keys()
    assert {"here", "there"} <= registered
    assert "refused" not in registered


def known_late() -> pulumi.Output[str]:
    return pulumi.Output.from_input("late3m")


def test_s39_s67_a_destination_waits_for_the_entry_of_its_own_account() -> None:
    def program() -> None:
        provider = sg()
        exotel.DestinationUri("in", trunk="TK1", destination="13.233.10.20:5060;transport=tcp", opts=using(provider))
        exotel.WhitelistedIp("its", trunk="TK1", ip="13.233.10.20", opts=using(provider))
        exotel.WhitelistedIp("stacks", trunk="TK1", ip="13.233.10.20")

    assert run(program).dependencies("in") == {"its"}
