"""Several runs of the engine on one account at once, and as many objects as a run may have."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from exotel_pulumi import Credential, DestinationUri, PhoneNumber, WhitelistedIp
from exotel_pulumi.simulator import Simulator
from tests.host.conftest import NewRun
from tests.host.fake_engine import FakeStack
from tests.host.host import Found, Host, HostError
from tests.kinds import Resource, Values

AT_ONCE = 12  # more than the host has threads


def test_s57_two_runs_map_one_number_at_once(exotel: Simulator, new_run: NewRun, trunks: list[str]) -> None:
    hosts = [new_run(), new_run()]

    def attempt(host: Host, trunk_sid: str) -> Found | HostError:
        inputs = host.check(PhoneNumber, {"trunk_sid": trunk_sid, "phone_number": "+919876543210"}).inputs
        try:
            return host.create(PhoneNumber, inputs)
        except HostError as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(attempt, hosts, trunks))
    (won,) = [outcome for outcome in outcomes if isinstance(outcome, Found)]
    (lost,) = [outcome for outcome in outcomes if isinstance(outcome, HostError)]
    winner = won.id.partition("/")[0]
    assert f"It is mapped to trunk {winner}" in lost.message
    assert [len(exotel.rows(trunk, "phone_numbers")) for trunk in trunks] == [int(trunk == winner) for trunk in trunks]


def test_two_stacks_on_one_trunk_do_not_meet(exotel: Simulator, new_run: NewRun, trunks: list[str]) -> None:
    stack, other = FakeStack(new_run()), FakeStack(new_run())
    for place in range(2):
        for owner, number in ((stack, f"+91804711220{place}"), (other, f"+91987654321{place}")):
            owner.up(number, PhoneNumber, trunk_sid=trunks[0], phone_number=number)
    kept = {held.id for held in stack.held.values()}
    for number in tuple(other.held):
        assert other.refresh(number).inputs is None
    other.destroy()
    assert {f"{trunks[0]}/{row['id']}" for row in exotel.rows(trunks[0], "phone_numbers")} == kept


def two_hundred(trunk_sid: str) -> list[tuple[Resource, Values]]:
    on_trunk = {"trunk_sid": trunk_sid}
    return [
        pair
        for place in range(50)
        for pair in (
            (PhoneNumber, {**on_trunk, "phone_number": f"+9198765{place:05}"}),
            (WhitelistedIp, {**on_trunk, "ip": f"13.233.10.{place + 1}"}),
            (DestinationUri, {**on_trunk, "destination": f"13.233.10.{place + 1}:5060;transport=tcp", "priority": 1}),
            (Credential, {**on_trunk, "user_name": f"agent_{place}"}),
        )
    ]


@pytest.mark.timeout(180)
def test_two_hundred_objects_in_one_run_each_once(exotel: Simulator, new_run: NewRun, trunks: list[str]) -> None:
    host = new_run()
    declared = [(resource, host.check(resource, values).inputs) for resource, values in two_hundred(trunks[0])]
    # The engine makes an address before the destination that depends on it.
    declared.sort(key=lambda pair: pair[0] is DestinationUri)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = list(pool.map(lambda pair: host.create(*pair), declared))
    assert len({found.id for found in made}) == 200
    collections = ("phone_numbers", "whitelisted_ips", "destination_uris", "credentials")
    assert [len(exotel.rows(trunks[0], collection)) for collection in collections] == [50] * 4
    assert exotel.peak_concurrency <= 50
