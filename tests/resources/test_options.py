"""Pulumi's own options reach the engine untouched, beside those that a resource sets for itself."""

from typing import Any

import pulumi
import pytest

from exotel_pulumi import Credential, PhoneNumber, Trunk
from tests.kinds import CHANGES, VALID, Resource
from tests.resources.program import declare, run

# option: (how it is given, the field of the engine's request, what stands there)
OPTIONS: dict[str, tuple[dict[str, Any], str, Any]] = {
    "protect": ({"protect": True}, "protect", True),
    "retain_on_delete": ({"retain_on_delete": True}, "retainOnDelete", True),
    "ignore_changes": ({"ignore_changes": ["mode"]}, "ignoreChanges", ["mode"]),
    "replace_on_changes": ({"replace_on_changes": ["mode"]}, "replaceOnChanges", ["mode"]),
    "version": ({"version": "1.2.3"}, "version", "1.2.3"),
}


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("resource", VALID)
def test_an_option_passes_through(resource: Resource, option: str) -> None:
    given, field, expected = OPTIONS[option]
    request = run(lambda: declare(resource, "it", opts=pulumi.ResourceOptions(**given))).registered["it"]
    value = getattr(request, field)
    assert (value if isinstance(expected, bool | str) else list(value)) == expected


@pytest.mark.parametrize("resource", VALID)
def test_parent_and_aliases_pass_through(resource: Resource) -> None:
    def program() -> None:
        parent = pulumi.ComponentResource("test:module:Line", "line")
        declare(resource, "it", opts=pulumi.ResourceOptions(parent=parent, aliases=[pulumi.Alias(name="old")]))

    request = run(program).registered["it"]
    assert request.parent.endswith("::line")
    former = f"exotel:index:{resource.kind.name}"  # the same resource with the plugin
    assert [(alias.spec.name, alias.spec.type) for alias in request.aliases] == [("old", ""), ("", former)]


@pytest.mark.parametrize("resource", VALID)
def test_depends_on_passes_through(resource: Resource) -> None:
    def program() -> None:
        first = Trunk("first", trunk_name="first")
        declare(resource, "it", opts=pulumi.ResourceOptions(depends_on=[first]))

    assert run(program).dependencies("it") == {"first"}


def test_a_persons_own_deleted_with_wins() -> None:
    def program() -> None:
        mine = Trunk("mine", trunk_name="mine")
        opts = pulumi.ResourceOptions(deleted_with=mine)
        PhoneNumber("it", trunk=Trunk("voice", trunk_name="voice_ai"), phone_number="+919876543210", opts=opts)

    assert run(program).registered["it"].deletedWith.endswith("::mine")


@pytest.mark.parametrize("resource", VALID)
def test_s47_only_a_password_is_a_secret_by_itself(resource: Resource) -> None:
    opts = pulumi.ResourceOptions(additional_secret_outputs=["trunk_sid"])
    request = run(lambda: declare(resource, "it", opts=opts)).registered["it"]
    assert set(request.additionalSecretOutputs) == {"trunk_sid"} | ({"password"} if resource is Credential else set())


@pytest.mark.parametrize("resource", VALID)
def test_a_forced_replacement_deletes_first_what_cannot_stand_twice(resource: Resource) -> None:
    request = run(lambda: declare(resource, "it")).registered["it"]
    side_by_side = any(change.step == "create, then delete" for change in CHANGES if change.resource is resource)
    assert (request.deleteBeforeReplaceDefined, request.deleteBeforeReplace) == (not side_by_side, not side_by_side)
