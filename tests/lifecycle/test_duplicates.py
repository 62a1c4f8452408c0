"""What exists already: taken over, refused, or found elsewhere; reported in words and never moved."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from exotel_pulumi import errors
from exotel_pulumi.lifecycle import checking
from exotel_pulumi.simulator import Fault
from tests.kinds import (
    CALLER_ID,
    CREDENTIAL,
    DESTINATION_URI,
    DOMAIN,
    NUMBER,
    ON_A_TRUNK,
    OTHER_NUMBER,
    PHONE_NUMBER,
    SAMPLES,
    TRUNK,
    WHITELISTED_IP,
    Sample,
    named,
)

from .stage import URN, Stage

however_it_is_reported = pytest.mark.simulated({"duplicate": "200"}, {"duplicate": "409", "dialect": "live"})


def changes(stage: Stage) -> list[str]:
    return stage.requests("POST", "PUT", "DELETE")


@however_it_is_reported
@pytest.mark.parametrize("sample", ON_A_TRUNK, ids=named)
def test_s05_s07_an_object_of_the_same_trunk_is_taken_over(stage: Stage, sample: Sample) -> None:
    identity = stage.add(sample)
    made, state = stage.create(sample)
    assert made == identity
    stage.holds(sample, identity, sample.row)
    assert stage.new_run().of(sample).read(identity, state.model_dump()) == state


@however_it_is_reported
def test_s05_s07_a_trunk_is_refused_with_its_sid(stage: Stage) -> None:
    identity = stage.add(TRUNK, nso_code="KA-ANY")
    with pytest.raises(errors.ConflictError) as caught:
        stage.create(TRUNK)
    tried, answered, advice = str(caught.value).split("\n")
    assert tried == "creating trunk voice"
    assert 'code 1008, "Duplicate resource: Unable to create trunk with name voice"' in answered
    assert answered.endswith(f"It is {identity}")
    assert f"set adopt=True to take {identity} over" in advice
    assert changes(stage) == ["POST"]
    stage.holds(TRUNK, identity, {**TRUNK.row, "nso_code": "KA-ANY"})


@however_it_is_reported
def test_s07_a_trunk_is_taken_over_where_the_program_says_so(stage: Stage) -> None:
    identity = stage.add(TRUNK)
    made, state = stage.create(TRUNK, adopt=True)
    assert (made, state.trunk_name, state.adopt) == (identity, "voice", True)
    assert changes(stage) == []


@pytest.mark.parametrize("quiet", [False, True], ids=["answers the PUT in full", "answers the PUT with nothing"])
@pytest.mark.parametrize("sample", [PHONE_NUMBER, WHITELISTED_IP, DESTINATION_URI, CREDENTIAL], ids=named)
def test_s08_what_differs_is_put_right(stage: Stage, sample: Sample, quiet: bool) -> None:
    identity = stage.add(sample)
    if quiet:
        stage.sim.add_fault(Fault("PUT", "", "respond_after", status=200, body={}))
    made, state = stage.create(sample, **sample.changed)
    assert made == identity
    stage.holds(sample, identity, sample.put_right)
    assert {name: getattr(state, name) for name in sample.changed} == sample.changed
    assert not checking.diff(sample.kind, state.model_dump(), stage.inputs(sample, **sample.changed)).changed


def test_s08_a_trunk_is_put_right(stage: Stage) -> None:
    identity = stage.sim.add_trunk(trunk_name="voice", domain_name=DOMAIN, nso_code="KA-ANY")
    _, state = stage.create(TRUNK, adopt=True)
    assert state.nso_code == "ANY-ANY"
    stage.holds(TRUNK, identity, {"nso_code": "ANY-ANY"})


def test_s08_the_password_of_a_login_that_is_taken_over_is_set(stage: Stage) -> None:
    stage.add(CREDENTIAL, password="somebody_elses")
    _, state = stage.create(CREDENTIAL)
    assert stage.rows(CREDENTIAL)[0]["password"] == state.password == CREDENTIAL.given["password"]


def test_s08_a_trunk_of_another_domain_is_left_as_it_is(stage: Stage) -> None:
    identity = stage.sim.add_trunk(trunk_name="voice", domain_name="other.pstn.exotel.com", nso_code="KA-ANY")
    with pytest.raises(errors.ConflictError) as refused:
        stage.create(TRUNK, adopt=True)
    theirs, ours = "other.pstn.exotel.com", DOMAIN
    assert refused.value.answered == (
        f"trunk {identity} exists with domain_name {theirs!r}, not {ours!r}, and Exotel cannot change it"
    )
    assert changes(stage) == []
    stage.holds(TRUNK, identity, {"domain_name": "other.pstn.exotel.com", "nso_code": "KA-ANY"})


@however_it_is_reported
def test_s06_a_number_on_another_trunk(stage: Stage) -> None:
    other = stage.sim.add_trunk(trunk_name="other")
    stage.sim.add(other, "phone_numbers", phone_number=NUMBER)
    with pytest.raises(errors.ConflictError, match=f"It is mapped to trunk {other}"):
        stage.create(PHONE_NUMBER)
    assert changes(stage) == ["POST"]
    assert len(stage.sim.rows(other, "phone_numbers")) == 1
    assert stage.rows(PHONE_NUMBER) == []


@pytest.mark.parametrize("trunk_maps", ["respond status=404 body=no", "respond status=401", "respond status=200"])
def test_s06_a_duplicate_that_is_nowhere_to_be_seen(stage: Stage, trunk_maps: str) -> None:
    other = stage.sim.add_trunk(trunk_name="other")
    stage.sim.add(other, "phone_numbers", phone_number=NUMBER)
    stage.sim.add_fault(Fault.parse(f"GET trunk-maps {trunk_maps} times=0"))
    with pytest.raises(errors.DuplicateError, match="lists it nowhere in this account"):
        stage.create(PHONE_NUMBER)
    assert changes(stage) == ["POST"]


@pytest.mark.parametrize("there", ["its own trunk alone", "its own trunk and another one"])
def test_s06_its_own_trunk_is_not_another_one(stage: Stage, there: str) -> None:
    stage.add(PHONE_NUMBER)
    other = stage.sim.add_trunk(trunk_name="other")
    if "another" in there:
        stage.sim.add(other, "phone_numbers", phone_number=NUMBER)
    stage.sim.add_fault(
        Fault("GET", PHONE_NUMBER.path(stage.dialect), "respond", status=200, body={"response": []}, times=0)
    )
    with pytest.raises(errors.ExotelError) as caught:
        stage.create(PHONE_NUMBER)
    assert ("lists it nowhere" in str(caught.value)) == (there == "its own trunk alone")
    assert caught.value.answered.endswith(f"It is mapped to trunk {other}") == ("another" in there)


@pytest.mark.parametrize("adopt", [False, True])
def test_s09_a_trunk_name_that_exists_twice(stage: Stage, adopt: bool) -> None:
    sids = {stage.add(TRUNK), stage.add(TRUNK)}
    with pytest.raises(errors.ConflictError, match="Exotel has this trunk 2 times") as caught:
        stage.create(TRUNK, adopt=adopt)
    assert all(sid in str(caught.value) for sid in sids)
    assert changes(stage) == ([] if adopt else ["POST"])


def test_s09_a_destination_that_exists_twice(stage: Stage) -> None:
    ids = {stage.add(DESTINATION_URI), stage.add(DESTINATION_URI)}
    with pytest.raises(errors.ConflictError, match="Exotel has this destination URI 2 times") as caught:
        stage.create(DESTINATION_URI)
    assert all(identity in str(caught.value) for identity in ids)
    assert changes(stage) == []


@pytest.mark.parametrize("sample", [TRUNK, CREDENTIAL], ids=named)
def test_a_name_that_another_resource_gives_up_in_this_run_is_not_taken_over(stage: Stage, sample: Sample) -> None:
    """Its object is renamed in place: taken over, it would be lost to the one or the other."""
    identity, state = stage.create(sample)
    run = stage.new_run()
    before = sample.kind.key_of(state.model_dump())
    run.ledger.declare(before._replace(key="renamed"), "agent", before)
    adopt = {"adopt": True} if sample.is_trunk else {}
    with pytest.raises(errors.ConflictError, match=f"{identity}, which another resource of the program has"):
        stage.create(sample, run, **adopt)
    stage.holds(sample, identity, sample.row)
    renamed = stage.inputs(sample, **{sample.kind.key: "renamed"})
    run.of(sample).update(identity, state.model_dump(), renamed)
    assert stage.create(sample, run, **adopt)[0] != identity


@pytest.mark.parametrize("sample", [PHONE_NUMBER, WHITELISTED_IP, DESTINATION_URI], ids=named)
def test_s38_what_another_resource_gives_up_and_cannot_rename_is_taken_over(stage: Stage, sample: Sample) -> None:
    """Two resources exchange their numbers: the one that comes second finds its object taken, and keeps it."""
    identity, state = stage.create(sample)
    run = stage.new_run()
    before = sample.kind.key_of(state.model_dump())
    run.ledger.declare(before._replace(key="another"), "agent", before)
    assert stage.create(sample, run)[0] == identity
    stage.holds(sample, identity, sample.row)


@pytest.mark.parametrize("sample", SAMPLES, ids=named)
def test_s40_declared_twice_in_one_program(stage: Stage, sample: Sample) -> None:
    stage.create(sample)
    with pytest.raises(errors.ConflictError, match="declared twice in the program"):
        stage.create(sample)
    assert len(stage.rows(sample)) == 1


def test_s40_two_caller_ids_for_one_trunk(stage: Stage) -> None:
    stage.create(CALLER_ID)
    with pytest.raises(errors.ConflictError, match="declared twice"):
        stage.create(CALLER_ID, phone_number=OTHER_NUMBER)
    stage.holds(CALLER_ID, f"{stage.trunk_sid}/trunk_external_alias", CALLER_ID.row)


@pytest.mark.parametrize("sample", [DESTINATION_URI, CALLER_ID], ids=named)
def test_s11_a_failed_item_of_a_batch(stage: Stage, sample: Sample) -> None:
    stage.sim.add_fault(Fault("POST", sample.path(stage.dialect), "item_failed"))
    with pytest.raises(errors.InvalidParameterError, match="Invalid parameter") as caught:
        stage.create(sample)
    assert caught.value.code == 1002
    assert stage.rows(sample) == []
    identity, _ = stage.create(sample)
    stage.holds(sample, identity, sample.row)


def test_s39_an_address_that_is_not_whitelisted(stage: Stage) -> None:
    with pytest.raises(errors.InvalidParameterError, match="not whitelisted") as caught:
        stage.create(DESTINATION_URI, destination="13.233.10.20:5061;transport=tls")
    assert 'exotel.WhitelistedIp(…, trunk=…, ip="13.233.10.20")' in caught.value.advice
    assert changes(stage) == ["POST"]


def test_s39_an_address_that_is_whitelisted_in_the_same_run(stage: Stage) -> None:
    entry = stage.inputs(WHITELISTED_IP, ip="13.233.10.20")
    stage.run.ledger.declare(WHITELISTED_IP.kind.key_of(entry), "acl", None)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(stage.create, DESTINATION_URI, destination="13.233.10.20:5061;transport=tls")
        while not changes(stage):
            pass
        stage.run.of(WHITELISTED_IP).create(entry, URN)
        identity, _ = waiting.result(5)
    stage.holds(DESTINATION_URI, identity, {"destination": "sip:13.233.10.20:5061;transport=tls"})


@pytest.mark.parametrize("same_trunk", [True, False])
def test_s57_two_stacks_map_one_number_at_once(stage: Stage, same_trunk: bool) -> None:
    other = stage.trunk_sid if same_trunk else stage.sim.add_trunk(trunk_name="other")

    def attempt(trunk_sid: str) -> Any:
        try:
            return stage.new_run().of(PHONE_NUMBER).create(stage.inputs(PHONE_NUMBER, trunk_sid=trunk_sid), URN)[0]
        except errors.ConflictError as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(attempt, [stage.trunk_sid, other])
    rows = stage.rows(PHONE_NUMBER) + ([] if same_trunk else stage.sim.rows(other, "phone_numbers"))
    assert len(rows) == 1
    if same_trunk:
        assert first == second == f"{stage.trunk_sid}/{rows[0]['id']}"
    else:
        (lost,) = [outcome for outcome in (first, second) if isinstance(outcome, errors.ConflictError)]
        assert f"It is mapped to trunk {rows[0]['trunk_sid']}" in str(lost)


@pytest.mark.parametrize("sample", ON_A_TRUNK, ids=named)
def test_a_resource_under_a_new_name_keeps_its_object(stage: Stage, sample: Sample) -> None:
    """The engine creates the new name, which takes the object over, and then deletes the old name."""
    identity, state = stage.create(sample)
    run = stage.new_run()
    assert stage.create(sample, run)[0] == identity
    run.of(sample).delete(identity, state.model_dump(), URN)
    stage.holds(sample, identity, sample.row)
    stage.new_run().of(sample).delete(identity, state.model_dump(), URN)
    assert stage.rows(sample) == []


@pytest.mark.simulated({"missing_trunk": "403"}, {"missing_trunk": "404"})
@pytest.mark.parametrize("sample", ON_A_TRUNK, ids=named)
def test_a_child_of_a_trunk_that_is_not_there(stage: Stage, sample: Sample) -> None:
    stage.sim.remove_trunk(stage.trunk_sid)
    with pytest.raises(errors.ExotelError) as caught:
        stage.create(sample)
    assert isinstance(caught.value, errors.GoneError)
    assert f"there is no trunk {stage.trunk_sid} in this account" in str(caught.value)
    assert "pulumi refresh" in caught.value.advice
