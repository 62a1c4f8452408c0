"""What each change does: every input of every resource, changed alone, as the documentation's table says."""

import pytest

from exotel_pulumi import CallerId, Credential, DestinationUri, Trunk
from exotel_pulumi.simulator import Simulator
from tests.engine.wire import writing
from tests.host.by_hand import on_server
from tests.host.conftest import InputsOf
from tests.host.fake_engine import FakeStack
from tests.host.host import Host
from tests.kinds import ANOTHER_TRUNK, CHANGES, VALID, Change, Resource, Values, declarable

CREATION: dict[Resource, list[str]] = {
    DestinationUri: ["POST", "PUT"]
}  # Exotel takes its priority and weight only afterwards
UPDATE: dict[Resource, list[str]] = {CallerId: ["POST"]}  # an upsert
REPLACEMENTS = ("create, then delete", "delete, then create")
LOCAL = {"adopt", "cascade", "rotation"}  # inputs that Exotel knows nothing of
STORED = {"cascade"}  # of those: what a change leaves in the state, without a request


def requests_of(change: Change) -> list[str]:
    """Returns the changing requests of a step, in their order."""
    creation = CREATION.get(change.resource, ["POST"])
    return {
        "create": creation,
        "same": [],
        "update": [] if change.field in STORED else UPDATE.get(change.resource, ["PUT"]),
        "create, then delete": [*creation, "DELETE"],
        "delete, then create": ["DELETE", *creation],
    }[change.step]


def changed(change: Change, inputs: Values, trunks: list[str]) -> Values:
    return {**inputs, change.field: trunks[1] if change.new is ANOTHER_TRUNK else change.new}


def test_s35_the_table_has_every_input_of_every_resource() -> None:
    documented = {(change.resource, change.field) for change in CHANGES}
    assert documented == {(resource, field) for resource in VALID for field in declarable(resource.kind)}


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_s35_a_change_is_previewed_as_documented(change: Change, host_without_settings: Host) -> None:
    """From inputs alone, before anything is made."""
    given = VALID[change.resource] if change.resource is Trunk else {**VALID[change.resource], "trunk_sid": "TK1"}
    olds = host_without_settings.check(change.resource, given).inputs
    news = host_without_settings.check(change.resource, changed(change, given, ["TK1", "TK2"]), olds).inputs
    difference = host_without_settings.diff(change.resource, "TK1/1", olds, news)
    replaced = change.step in REPLACEMENTS
    assert difference.changed == (change.step != "same")
    assert difference.replaces == ([change.field] if replaced else [])
    assert difference.delete_first == (change.step != "create, then delete")


@pytest.mark.parametrize("change", [change for change in CHANGES if change.taken], ids=str)
def test_s35_a_change_is_made_as_documented(
    change: Change, exotel: Simulator, stack: FakeStack, second_host: Host, inputs: InputsOf, trunks: list[str]
) -> None:
    given = inputs(change.resource)
    assert stack.up("it", change.resource, **given) == "create"
    old, news = stack["it"].id, changed(change, given, trunks)
    stack.host = second_host
    exotel.clear_log()

    assert stack.up("it", change.resource, **news) == change.step

    assert [request.split()[0] for request in writing(exotel)] == requests_of(change)
    replaced = change.step in REPLACEMENTS
    assert (stack["it"].id != old) == replaced
    assert (on_server(exotel, change.resource, old) is None) == replaced
    held = on_server(exotel, change.resource, stack["it"].id)
    assert held is not None
    assert {**held, **{name: news[name] for name in news.keys() - LOCAL}} == held
    assert stack.preview("it", change.resource, **news) == "same"


@pytest.mark.parametrize("change", [change for change in CHANGES if change.taken and change.step != "same"], ids=str)
def test_s35_the_state_after_a_change_is_whole(
    change: Change, stack: FakeStack, second_host: Host, inputs: InputsOf, trunks: list[str]
) -> None:
    given = inputs(change.resource)
    stack.up("it", change.resource, **given)
    news = changed(change, given, trunks)
    stack.host, earlier = second_host, stack.host
    stack.up("it", change.resource, **news)
    stack.host = earlier
    assert stack["it"].outputs.keys() <= change.resource.kind.state.model_fields.keys()
    assert {name: stack["it"].outputs[name] for name in news} == news
    found = stack.refresh("it")
    assert found.inputs is None


def test_s48_a_rotated_password_is_set_in_place(exotel: Simulator, stack: FakeStack, inputs: InputsOf) -> None:
    given = {name: value for name, value in inputs(Credential).items() if name != "password"}
    stack.up("it", Credential, **given)
    first, identity = stack["it"].outputs["password"], stack["it"].id

    assert stack.up("it", Credential, **given, rotation="2026-01") == "update"

    assert stack["it"].id == identity
    second = stack["it"].outputs["password"]
    assert second != first
    assert len(second) == len(first) == 32
    held = on_server(exotel, Credential, identity)
    assert held is not None
    assert held["password"] == second
    assert stack.preview("it", Credential, **given, rotation="2026-01") == "same"


def test_s48_another_change_does_not_rotate(exotel: Simulator, stack: FakeStack, inputs: InputsOf) -> None:
    given = {name: value for name, value in inputs(Credential).items() if name != "password"}
    stack.up("it", Credential, **given)
    password = stack["it"].outputs["password"]
    stack.up("it", Credential, **{**given, "friendly_name": "other"})
    held = on_server(exotel, Credential, stack["it"].id)
    assert held is not None
    assert stack["it"].outputs["password"] == held["password"] == password


def test_s48_a_password_that_is_no_longer_declared_stays(exotel: Simulator, stack: FakeStack, inputs: InputsOf) -> None:
    given = inputs(Credential)
    stack.up("it", Credential, **given)
    del given["password"]
    assert stack.up("it", Credential, **given) == "same"
    stack.up("it", Credential, **{**given, "friendly_name": "other"})
    held = on_server(exotel, Credential, stack["it"].id)
    assert held is not None
    assert stack["it"].outputs["password"] == held["password"] == VALID[Credential]["password"]


def test_s36_a_trunk_keeps_its_domain_when_the_account_is_not_known(stack: FakeStack, inputs: InputsOf) -> None:
    """The default is made of the account's SID: without it nothing may look like a replacement."""
    stack.up("it", Trunk, **inputs(Trunk))
    with Host() as without_settings:
        stack.host, usual = without_settings, stack.host
        assert stack.preview("it", Trunk, **inputs(Trunk)) == "same"
        stack.host = usual
