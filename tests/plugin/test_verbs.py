"""Each verb of the protocol, for each kind: what a change is, what a preview knows, what an import has to say."""

import json
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict
from pulumi.runtime.proto import provider_pb2
from pulumi.runtime.rpc import UNKNOWN
from pydantic.alias_generators import to_camel, to_snake

from exotel_pulumi.objects import KINDS
from exotel_pulumi.plugin import wire
from exotel_pulumi.plugin.wire import OUTPUT, SIGNATURE
from exotel_pulumi.simulator import Simulator
from tests.host.by_hand import edit_by_hand
from tests.kinds import (
    ANOTHER_TRUNK,
    CALLER_ID,
    CHANGES,
    CREDENTIAL,
    PHONE_NUMBER,
    SAMPLES,
    TRUNK,
    Change,
    Sample,
    named,
)
from tests.plugin.conftest import InputsOf
from tests.plugin.engine import Engine, camel, plain, secret, secrets

DIFF = provider_pb2.DiffResponse
HOW = provider_pb2.PropertyDiff
ONE_OF_EACH = pytest.mark.parametrize("sample", SAMPLES, ids=named)


def test_every_field_keeps_its_name_on_its_way_there_and_back() -> None:
    fields = {
        name for kind in KINDS for name in (*kind.state.model_fields, *kind.inputs.model_fields, kind.own_id) if name
    }
    assert {name for name in fields if to_snake(to_camel(name)) != name} == set()


@ONE_OF_EACH
def test_the_life_of_an_object(engine: Engine, simulator: Simulator, inputs: InputsOf, sample: Sample) -> None:
    new = camel(sample.changed)
    checked, made = engine.made(sample, {name: it for name, it in inputs(sample).items() if new.get(name) != it})
    assert engine.diff(sample, made.id, made.properties, checked).changes == DIFF.DIFF_NONE
    changed = engine.check(sample, {**inputs(sample), **new}, plain(checked)).inputs
    after = engine.update(sample, made.id, made.properties, changed).properties
    assert plain(after).items() >= new.items()
    assert plain(made.properties) != plain(after)
    assert engine.diff(sample, made.id, after, changed).changes == DIFF.DIFF_NONE
    found = engine.read(sample, made.id, after, changed)
    said = {name: value for name, value in plain(after).items() if name != "dateUpdated"}
    assert plain(found.properties).items() >= said.items()
    assert (found.id, found.inputs) == (made.id, changed)
    engine.configure()  # a run does not delete what it has made
    engine.delete(sample, made.id, after)
    assert made.id.rpartition("/")[2] not in json.dumps(simulator.state.snapshot())


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_detailed_diff_names_kind_and_replacement(
    engine: Engine, simulator: Simulator, inputs: InputsOf, change: Change
) -> None:
    sample = next(sample for sample in SAMPLES if sample.resource is change.resource)
    before = {"rotation": "2025", **inputs(sample)} if change.field == "rotation" else inputs(sample)
    _, made = engine.made(sample, before)
    new = simulator.add_trunk(trunk_name="another") if change.new is ANOTHER_TRUNK else change.new
    simulator.clear_log()
    difference = engine.diff(
        sample, made.id, made.properties, engine.check(sample, {**before, to_camel(change.field): new}).inputs
    )
    assert simulator.requests == []
    if change.step == "same":
        assert (difference.changes, list(difference.diffs)) == (DIFF.DIFF_NONE, [])
        return
    assert difference.hasDetailedDiff, "else the engine looks at nothing of it"
    replaces = change.step != "update"
    [detail] = difference.detailedDiff.items()
    assert (detail[0], detail[1].kind) == (to_camel(change.field), HOW.UPDATE_REPLACE if replaces else HOW.UPDATE)
    assert list(difference.replaces) == ([to_camel(change.field)] if replaces else [])
    assert difference.deleteBeforeReplace == (change.step != "create, then delete")
    assert list(difference.diffs) == [to_camel(change.field)]
    assert not (replaces and difference.stables), "the new one has an id of its own"


def test_what_a_state_lacks_is_added(engine: Engine, inputs: InputsOf) -> None:
    checked, made = engine.made(CREDENTIAL, inputs(CREDENTIAL))
    difference = engine.diff(CREDENTIAL, made.id, made.properties, {**MessageToDict(checked), "rotation": "1"})
    assert difference.detailedDiff["rotation"].kind == HOW.ADD


@ONE_OF_EACH
def test_a_preview_knows_what_it_can_and_only_reads_what_would_be_made(
    engine: Engine, simulator: Simulator, inputs: InputsOf, sample: Sample
) -> None:
    checked = engine.check(sample, inputs(sample)).inputs
    simulator.clear_log()
    new = plain(engine.create(sample, checked, preview=True).properties)
    assert {request.method for request in simulator.requests} == {"GET"}
    own = to_camel(sample.kind.own_id) if sample.kind.own_id else None
    assert new.items() >= plain(checked).items()
    assert own is None or new[own] == UNKNOWN
    assert "unconfirmed" not in new
    made = engine.create(sample, checked)
    changed = engine.check(sample, {**inputs(sample), **camel(sample.changed)}).inputs
    simulator.clear_log()
    stables = engine.diff(sample, made.id, made.properties, changed).stables
    assert set(stables) == {name for name in (own, "accountSid") if name}
    outputs = plain(engine.update(sample, made.id, made.properties, changed, preview=True).properties)
    assert simulator.requests == []
    assert UNKNOWN not in outputs.values()
    assert own is None or outputs[own] == made.id.rpartition("/")[2]


def test_null_is_no_value(engine: Engine, inputs: InputsOf) -> None:
    given = {name: value for name, value in inputs(PHONE_NUMBER).items() if name != "mode"}
    assert engine.check(PHONE_NUMBER, {**given, "mode": None}) == engine.check(PHONE_NUMBER, given)
    assert list(engine.check(PHONE_NUMBER, {**given, "phoneNumber": None}).failures) != []


def test_what_an_engine_keeps_among_values_is_no_value(engine: Engine, inputs: InputsOf) -> None:
    checked = engine.check(TRUNK, {**inputs(TRUNK), "__defaults": ["cascade"]})
    assert list(checked.failures) == []
    assert "__defaults" not in checked.inputs


def test_a_preview_says_that_a_rotation_makes_another_password(engine: Engine, inputs: InputsOf) -> None:
    given = {name: value for name, value in inputs(CREDENTIAL).items() if name != "password"}
    checked = engine.check(CREDENTIAL, given).inputs
    assert engine.create(CREDENTIAL, checked, preview=True).properties["password"]["value"] == UNKNOWN
    made = engine.create(CREDENTIAL, checked)
    rotated = engine.check(CREDENTIAL, {**given, "rotation": "1"}).inputs
    assert "password" in made.properties
    outputs = engine.update(CREDENTIAL, made.id, made.properties, rotated, preview=True).properties
    assert outputs["password"]["value"] == UNKNOWN


@pytest.mark.parametrize(
    ("value", "unknown", "hidden"),
    [
        (UNKNOWN, True, False),
        ({SIGNATURE: OUTPUT}, True, False),
        (secret(UNKNOWN), True, True),
        ([{"deep": [UNKNOWN]}], True, False),
        ({SIGNATURE: OUTPUT, "value": "+919876543210", "secret": True}, False, True),
        ({SIGNATURE: OUTPUT, "value": "+919876543210", "secret": False}, False, False),
    ],
)
def test_unknown_at_every_depth(engine: Engine, inputs: InputsOf, value: Any, unknown: bool, hidden: bool) -> None:
    checked = engine.check(PHONE_NUMBER, {**inputs(PHONE_NUMBER), "phoneNumber": value})
    assert list(checked.failures) == []
    assert (UNKNOWN in json.dumps(MessageToDict(checked.inputs))) == unknown
    assert secrets(checked.inputs) == ({"phoneNumber"} if hidden else set())
    _, made = engine.made(PHONE_NUMBER, inputs(PHONE_NUMBER))
    difference = engine.diff(PHONE_NUMBER, made.id, made.properties, checked.inputs)
    assert list(difference.replaces) == (["phoneNumber"] if unknown else [])


def test_secret_in_every_direction(engine: Engine, inputs: InputsOf) -> None:
    given = {**inputs(CREDENTIAL), "friendlyName": secret("ours")}
    checked, made = engine.made(CREDENTIAL, given)
    kept = {"password", "friendlyName"}
    assert secrets(checked) == secrets(made.properties) == kept
    found = engine.read(CREDENTIAL, made.id, made.properties, checked)
    assert secrets(found.properties) == secrets(found.inputs) == kept
    found = engine.read(CREDENTIAL, made.id, plain(made.properties), checked)
    assert secrets(found.properties) == secrets(found.inputs) == kept, "secret by the program alone"
    assert secrets(engine.update(CREDENTIAL, made.id, made.properties, checked).properties) == kept
    assert secrets(engine.update(CREDENTIAL, made.id, made.properties, checked, preview=True).properties) == kept
    assert secrets(engine.create(CREDENTIAL, checked, preview=True).properties) == kept


def test_what_tells_a_secret_account_is_a_secret(engine: Engine) -> None:
    engine.configure(accountSid=secret(engine.settings["accountSid"]))
    checked, made = engine.made(TRUNK, {"trunkName": "voice"})
    assert secrets(checked) == secrets(made.properties) == {"accountSid", "domainName"}


@ONE_OF_EACH
def test_an_import_says_what_a_program_must(
    engine: Engine, simulator: Simulator, inputs: InputsOf, sample: Sample
) -> None:
    given = {name: value for name, value in inputs(sample).items() if name != "password"}
    _, made = engine.made(sample, given)
    engine.configure()
    found = engine.read(sample, made.id)
    declared = plain(found.inputs)
    assert found.id == made.id
    assert declared == {**given, **({"cascade": False} if sample is TRUNK else {})}
    assert "password" not in found.properties
    checked = engine.check(sample, declared).inputs
    assert engine.diff(sample, made.id, found.properties, checked).changes == DIFF.DIFF_NONE


def test_an_id_that_cannot_be_one_is_refused_and_one_that_is_not_there_is_gone(engine: Engine, trunk_sid: str) -> None:
    with pytest.raises(Exception, match=r"'nonsense' is not the id of a phone number\n.*give <trunkSid>/<id>"):
        engine.read(PHONE_NUMBER, "nonsense")
    assert engine.read(PHONE_NUMBER, f"{trunk_sid}/999").id == ""


def test_a_refresh_follows_what_has_drifted_and_leaves_the_rest(
    engine: Engine, simulator: Simulator, inputs: InputsOf
) -> None:
    checked, made = engine.made(CREDENTIAL, inputs(CREDENTIAL))
    edit_by_hand(simulator, CREDENTIAL.resource, made.id, friendly_name="by_hand")
    engine.configure()
    found = engine.read(CREDENTIAL, made.id, made.properties, checked)
    assert plain(found.inputs) == {**plain(checked), "friendlyName": "by_hand"}
    assert secrets(found.inputs) == {"password"}


def test_a_refresh_of_an_unconfirmed_change_takes_nothing_into_the_program(
    engine: Engine, simulator: Simulator, inputs: InputsOf
) -> None:
    given = {name: value for name, value in inputs(CREDENTIAL).items() if name != "friendlyName"}
    checked, made = engine.made(CREDENTIAL, given)
    edit_by_hand(simulator, CREDENTIAL.resource, made.id, friendly_name="by_hand")
    engine.configure()
    olds = {**MessageToDict(made.properties), "friendlyName": "by_hand", "unconfirmed": True}
    found = engine.read(CREDENTIAL, made.id, olds, checked)
    assert found.inputs == checked
    assert plain(found.properties)["unconfirmed"] is True


def test_a_state_of_the_dynamic_host_is_written_again_and_nothing_is_sent(
    engine: Engine, simulator: Simulator, inputs: InputsOf
) -> None:
    checked, made = engine.made(PHONE_NUMBER, inputs(PHONE_NUMBER))
    olds = {to_snake(name): value for name, value in plain(made.properties).items() if name != "phoneNumberId"}
    simulator.clear_log()
    difference = engine.diff(PHONE_NUMBER, made.id, {**olds, "__provider": "pickled"}, checked)
    assert (difference.changes, list(difference.diffs)) == (DIFF.DIFF_SOME, ["accountSid"])
    written = engine.update(PHONE_NUMBER, made.id, {**olds, "__provider": "pickled"}, checked).properties
    assert written == made.properties
    assert simulator.requests == []

    # What changes in the same run is named by itself, and is all that is sent.
    new = {"mode": "pstn"}
    changed = engine.check(PHONE_NUMBER, {**inputs(PHONE_NUMBER), **new}).inputs
    assert {*engine.diff(PHONE_NUMBER, made.id, {**olds, "__provider": "pickled"}, changed).diffs} == {*new}
    written = engine.update(PHONE_NUMBER, made.id, {**olds, "__provider": "pickled"}, changed).properties
    assert plain(written).items() >= {**plain(made.properties), **new}.items()
    assert [request.method for request in simulator.requests] == ["PUT"]


@pytest.mark.parametrize("given", [{"rotation": "1"}, {"password": secret("Sesame_0pen")}], ids=["made", "given"])
def test_an_imported_login_gets_a_password_when_the_program_says_so(
    engine: Engine, simulator: Simulator, trunk_sid: str, given: dict[str, Any]
) -> None:
    login = simulator.add(trunk_sid, "credentials", user_name="agent", password="of_the_hand")
    found = engine.read(CREDENTIAL, f"{trunk_sid}/{login}")
    checked = engine.check(CREDENTIAL, {**plain(found.inputs), **given}, plain(found.inputs)).inputs
    simulator.clear_log()
    difference = engine.diff(CREDENTIAL, found.id, found.properties, checked)
    assert (difference.changes, list(difference.replaces)) == (DIFF.DIFF_SOME, [])
    assert difference.detailedDiff[next(iter(given))].kind == HOW.ADD
    updated = engine.update(CREDENTIAL, found.id, found.properties, checked).properties
    assert [request.method for request in simulator.requests] == ["PUT"]
    [row] = simulator.rows(trunk_sid, "credentials")
    assert row["password"] == plain(updated)["password"] != "of_the_hand"
    assert secrets(updated) == {"password"}


def test_a_trunk_has_one_caller_id_whose_id_is_a_name(engine: Engine, inputs: InputsOf) -> None:
    _, made = engine.made(CALLER_ID, inputs(CALLER_ID))
    assert made.id.endswith("/trunk_external_alias")
    assert "callerIdId" not in made.properties


def test_what_is_hidden_is_marked_once_and_nothing_is_added() -> None:
    properties = wire.dump({"mode": "flow", "password": "pw"}, {"password"})
    wire.hide(properties, {"mode", "password", "user_name"})
    assert properties == wire.dump({"mode": "flow", "password": "pw"}, {"mode", "password"})
