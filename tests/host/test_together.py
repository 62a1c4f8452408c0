"""Resources of one run that meet in one host: in parallel, waiting for each other, declared twice."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from exotel_pulumi import CallerId, DestinationUri, PhoneNumber, Trunk, WhitelistedIp
from exotel_pulumi.lifecycle.ledger import LONGEST_WAIT_FOR_NEED
from exotel_pulumi.simulator import Fault, Simulator
from tests.host.conftest import InputsOf
from tests.host.fake_engine import FakeStack
from tests.host.host import Found, Host, HostError
from tests.kinds import VALID, Resource, Values

AT_ONCE = 12  # more than the host has threads


@pytest.fixture
def parallel() -> Iterator[ThreadPoolExecutor]:
    """Runs the engine's side, which sends more calls than the host serves at once."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield pool


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST_WAIT_FOR_NEED
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def refused_destinations(exotel: Simulator) -> int:
    return sum(request.method == "POST" and "destination" in request.path for request in exotel.requests)


def checked(host: Host, resource: Resource, **inputs: object) -> Values:
    return host.check(resource, inputs).inputs


def test_s56_fifty_numbers_are_mapped_once_each(
    exotel: Simulator, host: Host, trunks: list[str], parallel: ThreadPoolExecutor
) -> None:
    numbers = [f"+9198765{number:05}" for number in range(50)]
    inputs = [checked(host, PhoneNumber, trunk_sid=trunks[0], phone_number=number) for number in numbers]
    made = list(parallel.map(lambda values: host.create(PhoneNumber, values), inputs))
    assert len({found.id for found in made}) == 50
    rows = exotel.rows(trunks[0], "phone_numbers")
    assert sorted(row["phone_number"] for row in rows) == numbers
    assert {f"{trunks[0]}/{row['id']}": row["phone_number"] for row in rows} == {
        found.id: found.outputs["phone_number"] for found in made
    }
    list(parallel.map(lambda found: host.delete(PhoneNumber, found.id, found.outputs), made))
    assert exotel.rows(trunks[0], "phone_numbers") == []


def test_s39_a_destination_waits_for_its_address(
    exotel: Simulator, host: Host, trunks: list[str], parallel: ThreadPoolExecutor
) -> None:
    destination = checked(host, DestinationUri, trunk_sid=trunks[0], destination="13.233.10.20:5060;transport=tcp")
    address = checked(host, WhitelistedIp, trunk_sid=trunks[0], ip="13.233.10.20")
    exotel.clear_log()
    waiting = parallel.submit(host.create, DestinationUri, destination)
    until(lambda: refused_destinations(exotel) > 0)
    assert not waiting.done()
    host.create(WhitelistedIp, address)
    assert waiting.result().outputs["destination"] == "13.233.10.20:5060;transport=tcp"
    assert len(exotel.rows(trunks[0], "destination_uris")) == 1


def test_s39_without_an_address_it_fails_at_once_with_advice(exotel: Simulator, host: Host, trunks: list[str]) -> None:
    destination = checked(host, DestinationUri, trunk_sid=trunks[0], destination="13.233.10.21:5060;transport=tcp")
    # One on another trunk does not help.
    host.create(WhitelistedIp, checked(host, WhitelistedIp, trunk_sid=trunks[1], ip="13.233.10.21"))
    exotel.clear_log()
    begun = time.monotonic()
    with pytest.raises(HostError) as failed:
        host.create(DestinationUri, destination)
    assert time.monotonic() - begun < LONGEST_WAIT_FOR_NEED, "whoever waits waits as long as that"
    assert refused_destinations(exotel) == 1
    assert "Destination not whitelisted" in failed.value.message
    assert 'exotel.WhitelistedIp(…, trunk=…, ip="13.233.10.21")' in failed.value.message


def test_s39_more_waiting_than_threads_do_not_block_each_other(
    exotel: Simulator, host: Host, trunks: list[str], parallel: ThreadPoolExecutor
) -> None:
    """Those that cannot wait fail with advice and work in the next attempt."""
    ips = [f"13.233.11.{number}" for number in range(6)]
    wanted = [checked(host, DestinationUri, trunk_sid=trunks[0], destination=f"{ip}:5060;transport=tcp") for ip in ips]
    addresses = [checked(host, WhitelistedIp, trunk_sid=trunks[0], ip=ip) for ip in ips]
    exotel.clear_log()
    begun = time.monotonic()
    waiting = [parallel.submit(host.create, DestinationUri, values) for values in wanted]
    until(lambda: refused_destinations(exotel) >= 4)
    for made in [parallel.submit(host.create, WhitelistedIp, values) for values in addresses]:
        made.result()
    failed = [values for values, future in zip(wanted, waiting, strict=True) if was_refused(future)]
    assert time.monotonic() - begun < LONGEST_WAIT_FOR_NEED, "whoever waits in vain waits as long as that"
    assert 0 < len(failed) < len(ips)
    for values in failed:
        host.create(DestinationUri, values)
    rows = exotel.rows(trunks[0], "destination_uris")
    assert len({row["destination"] for row in rows}) == len(rows) == len(ips)


def was_refused(future: Future[Found]) -> bool:
    error = future.exception()
    assert error is None or (isinstance(error, HostError) and "exotel.WhitelistedIp(" in error.message)
    return error is not None


def test_s39_deleting_a_used_address_before_its_destination_works(
    exotel: Simulator, stack: FakeStack, trunks: list[str]
) -> None:
    stack.up("address", WhitelistedIp, trunk_sid=trunks[0], ip="13.233.10.22")
    stack.up("in", DestinationUri, trunk_sid=trunks[0], destination="13.233.10.22:5060;transport=tcp")
    stack.destroy("address", "in")
    assert exotel.rows(trunks[0], "destination_uris") == []


def test_s38_two_numbers_are_exchanged_while_each_is_deleted(
    exotel: Simulator, host: Host, trunks: list[str], parallel: ThreadPoolExecutor
) -> None:
    """The engine replaces both at once: one looks for what is in its way while the other one deletes just that."""
    numbers = ["+919876543210", "+919876543211"]
    declared = [checked(host, PhoneNumber, trunk_sid=trunks[0], phone_number=number) for number in numbers]
    before = [host.create(PhoneNumber, values) for values in declared]

    with Host(exotel) as run:
        for name, olds, news in zip("ab", declared, reversed(declared), strict=True):
            run.check(PhoneNumber, news, olds, name)
        run.delete(PhoneNumber, before[0].id, before[0].outputs, "a")
        exotel.clear_log()
        exotel.add_fault(Fault("GET", "numbers", "delay", seconds=0.5))
        waiting = parallel.submit(run.create, PhoneNumber, declared[1])
        until(lambda: any(request.method == "GET" for request in exotel.requests))
        run.delete(PhoneNumber, before[1].id, before[1].outputs, "b")
        after = [waiting.result(), run.create(PhoneNumber, declared[0])]

    rows = {f"{trunks[0]}/{row['id']}": row["phone_number"] for row in exotel.rows(trunks[0], "phone_numbers")}
    assert rows == {found.id: number for found, number in zip(after, reversed(numbers), strict=True)}


def test_s38_what_went_with_another_resource_is_not_taken_for_unchanged(
    exotel: Simulator, host: Host, trunks: list[str]
) -> None:
    """Two resources have one object after an exchange that failed; one of them gives it up, and it is the first."""
    inputs = checked(host, PhoneNumber, trunk_sid=trunks[0], phone_number="+919876543210")
    made = host.create(PhoneNumber, inputs)
    with Host(exotel) as run:
        run.check(PhoneNumber, {**inputs, "phone_number": "+919876543211"}, inputs, "one")
        run.delete(PhoneNumber, made.id, made.outputs, "one")
        [(name, reason)] = run.check(PhoneNumber, inputs, inputs, "two").failures
    assert name == "phone_number"
    assert "Run `pulumi refresh`, then `pulumi up`" in reason


@pytest.mark.parametrize(
    ("resource", "changed"),
    [
        (Trunk, {}),
        (PhoneNumber, {}),
        (PhoneNumber, {"mode": "pstn"}),
        (WhitelistedIp, {"mask": 28}),
        (DestinationUri, {}),
        (CallerId, {}),
        (CallerId, {"phone_number": "+919876543299"}),
    ],
    ids=lambda part: getattr(part, "__name__", None),
)
def test_s40_what_is_declared_twice_is_refused(
    resource: Resource, changed: Values, exotel: Simulator, stack: FakeStack, inputs: InputsOf
) -> None:
    stack.up("first", resource, **inputs(resource))
    before = exotel.state.snapshot()
    exotel.clear_log()
    with pytest.raises(HostError) as failed:
        stack.up("second", resource, **inputs(resource) | changed)
    assert f"this {resource.kind.noun} is declared twice in the program" in failed.value.message
    assert exotel.requests == []
    assert exotel.state.snapshot() == before


@pytest.mark.parametrize("resource", VALID)
def test_what_could_not_be_made_may_be_tried_again_in_the_same_run(
    resource: Resource, exotel: Simulator, stack: FakeStack, inputs: InputsOf
) -> None:
    exotel.add_fault(Fault("POST", "", "respond", status=400, body={"code": 1002, "message": "Invalid parameter"}))
    with pytest.raises(HostError, match="Invalid parameter"):
        stack.up("it", resource, **inputs(resource))
    assert stack.up("it", resource, **inputs(resource)) == "create"


def test_the_same_number_on_two_trunks_names_the_other_trunk(
    exotel: Simulator, stack: FakeStack, inputs: InputsOf, trunks: list[str]
) -> None:
    stack.up("first", PhoneNumber, **inputs(PhoneNumber))
    with pytest.raises(HostError) as failed:
        stack.up("second", PhoneNumber, **inputs(PhoneNumber) | {"trunk_sid": trunks[1]})
    assert f"It is mapped to trunk {trunks[0]}" in failed.value.message
    assert len(exotel.rows(trunks[0], "phone_numbers")) == 1
    assert exotel.rows(trunks[1], "phone_numbers") == []
