"""`trunk=` takes a Trunk, its SID, or an Output of one, and says which trunk is meant and what goes with it."""

from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from exotel_pulumi import Credential, Trunk
from exotel_pulumi.errors import DeclarationError
from tests.host.host import Host
from tests.kinds import CHILDREN, Resource
from tests.resources.program import declare, run

FORMS: dict[str, Callable[[Trunk], Any]] = {
    "a Trunk": lambda trunk: trunk,
    "its id": lambda trunk: trunk.id,
    "its trunk_sid": lambda trunk: trunk.trunk_sid,
    "an Output of a Trunk": lambda trunk: pulumi.Output.from_input("x").apply(lambda _: trunk),
    "an Output of a SID": lambda _: pulumi.Output.from_input("sid_of_voice"),
    "a SID": lambda _: "sid_of_voice",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("resource", CHILDREN)
def test_each_form_names_the_trunk(resource: Resource, form: str) -> None:
    engine = run(lambda: declare(resource, "it", FORMS[form](Trunk("voice", trunk_name="voice_ai"))))
    assert engine.inputs("it")["trunk_sid"] == "sid_of_voice"
    assert engine.dependencies("it") == ({"voice"} if "SID" not in form else set())


@pytest.mark.parametrize("resource", CHILDREN)
def test_s62_what_goes_with_a_trunk_is_deleted_with_it(resource: Resource) -> None:
    engine = run(lambda: declare(resource, "it", Trunk("voice", trunk_name="voice_ai")))
    deleted_with = engine.registered["it"].deletedWith
    assert deleted_with.endswith("::voice") == (resource is not Credential)
    assert bool(deleted_with) == (resource is not Credential)


@pytest.mark.parametrize("resource", CHILDREN)
def test_what_hangs_on_a_sid_is_deleted_by_itself(resource: Resource) -> None:
    assert run(lambda: declare(resource, "it", "TK1")).registered["it"].deletedWith == ""


STAYS: dict[str, Callable[[], Trunk]] = {
    "a trunk that is only read": lambda: Trunk.get("voice", "trmum1abc"),
    "a trunk that is to be kept": lambda: Trunk(
        "voice", trunk_name="voice_ai", opts=pulumi.ResourceOptions(retain_on_delete=True)
    ),
}


@pytest.mark.parametrize("stays", STAYS)
@pytest.mark.parametrize("resource", CHILDREN)
def test_what_hangs_on_a_trunk_that_stays_is_deleted_by_itself(resource: Resource, stays: str) -> None:
    engine = run(lambda: declare(resource, "it", STAYS[stays]()))
    assert engine.inputs("it")["trunk_sid"] in ("trmum1abc", "sid_of_voice")
    assert engine.registered["it"].deletedWith == ""


@pytest.mark.parametrize("resource", CHILDREN)
def test_s81_what_hangs_on_a_trunk_that_takes_nothing_along_is_deleted_by_itself(resource: Resource) -> None:
    engine = run(lambda: declare(resource, "it", Trunk("voice", trunk_name="voice_ai", cascade=False)))
    assert engine.inputs("voice")["cascade"] is False
    assert engine.registered["it"].deletedWith == ""


@pytest.mark.parametrize("given", [pulumi.Output.from_input(False), "no", 0], ids=str)
def test_s81_whether_a_trunk_takes_all_along_is_known_when_the_program_runs(given: Any) -> None:
    with pytest.raises(DeclarationError, match=r"cascade must be True or False, not (Output|str|int)"):
        run(lambda: Trunk("voice", trunk_name="voice_ai", cascade=given))


WRONG: dict[str, Callable[[], Any]] = {
    "a number": lambda: 42,
    "an empty SID": lambda: "",
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("resource", CHILDREN)
def test_s43_anything_else_is_a_failure_of_the_check(resource: Resource, wrong: str, host: Host) -> None:
    inputs = run(lambda: declare(resource, "it", WRONG[wrong]())).inputs("it")
    del inputs["__provider"]
    [(name, reason)] = host.check(resource, inputs).failures
    assert name == ""  # the engine would print it, and a person has never written `trunk_sid`
    assert reason.startswith("trunk: must be ")


@pytest.mark.parametrize("resource", CHILDREN)
def test_s43_no_trunk_at_all_is_a_failure_of_the_check(resource: Resource, host: Host) -> None:
    inputs = run(lambda: declare(resource, "it", None)).inputs("it")
    del inputs["__provider"]
    [(name, reason)] = host.check(resource, inputs).failures
    assert (name, reason) == ("", "trunk: is required: it has no value, or comes from a resource that has failed")
