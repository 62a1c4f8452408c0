"""A fault of the whole account: its advice once in a run, and one short error for each resource (scenario 73)."""

import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from exotel_pulumi import PhoneNumber
from exotel_pulumi.simulator import Fault, Simulator
from tests.host.host import Host, HostError

Act = Callable[[int], object]
SHORT = "as for the first resource with this error"


def said(act: Act, *, threads: int = 1) -> list[str]:
    """Returns what a person reads of eight resources that all fail."""

    def one(number: int) -> str:
        with pytest.raises(HostError) as failed:
            act(number)
        return str(failed.value)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, range(8)))


def creating(host: Host, trunk: str) -> Act:
    inputs = {"trunk_sid": trunk, "mode": "pstn"}
    return lambda number: host.create(PhoneNumber, {**inputs, "phone_number": f"+91987654321{number}"})


def assert_advised_once(texts: list[str], advice: str, answered: str) -> None:
    assert sum(advice in text for text in texts) == 1
    assert sum(SHORT in text for text in texts) == 7
    [first] = [text for text in texts if SHORT not in text]
    for text in texts:
        assert "Traceback" not in text
        assert answered in text
        assert len(text.splitlines()) == 3
        assert text is first or f"({first.splitlines()[0]})" in text, "the resource with the advice is named"


def test_s73_threads_at_once_are_advised_once(exotel: Simulator, trunks: list[str]) -> None:
    with Host(exotel, environ={"EXOTEL_API_TOKEN": "wrong"}) as host:
        texts = said(creating(host, trunks[0]), threads=4)
    assert_advised_once(texts, "check all three: exotel:apiKey", "HTTP 401, code 1010")
    assert len({text.partition("(request id ")[2].partition(")")[0] for text in texts}) == 8


def test_s73_no_connection_is_advised_once(exotel: Simulator, trunks: list[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    with Host(exotel, environ={"EXOTEL_API_URL": url}) as host:
        texts = said(creating(host, trunks[0]))
    assert_advised_once(texts, "check the network", f"no connection to {url}")
    assert sum(b"trying again" in line for reported in host.reported for line in reported.splitlines()) == 1


@pytest.mark.parametrize(
    ("status", "advice"), [(429, "Exotel allows 200 requests a minute"), (402, "balance is used up")]
)
def test_s73_what_the_account_may_not_is_advised_once(
    exotel: Simulator, trunks: list[str], status: int, advice: str
) -> None:
    exotel.add_fault(Fault("*", "", "respond", status=status, times=0))
    with Host(exotel) as host:
        texts = said(creating(host, trunks[0]))
    assert_advised_once(texts, advice, f"HTTP {status}")


def test_s73_another_accounts_settings_are_advised_once(exotel: Simulator, trunks: list[str]) -> None:
    state = {"trunk_sid": trunks[0], "phone_number": "+919876543210", "mode": "pstn", "account_sid": "somebody1m"}
    with Host(exotel) as host:
        texts = said(lambda number: host.read(PhoneNumber, f"{trunks[0]}/{number}", state, {}))
    assert_advised_once(texts, "set exotel:accountSid", "is in the account somebody1m")


def test_s73_a_fault_of_one_resource_is_advised_each_time(exotel: Simulator, trunks: list[str]) -> None:
    exotel.add_fault(Fault("POST", "", "respond", status=422, body={"message": "No"}, times=0))
    with Host(exotel) as host:
        texts = said(creating(host, trunks[0]))
    assert all("Exotel refuses this, and its words say why" in text for text in texts)
