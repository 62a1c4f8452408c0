"""An answer is read to a limit, packed or not, so that no server can fill a run's memory (scenario 91)."""

import gzip
import tracemalloc
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

from exotel_pulumi import errors
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.dialect import Endpoint
from exotel_pulumi.api.http import LARGEST_ANSWER
from exotel_pulumi.objects.trunk import TRUNK
from tests.api.scripted import EMPTY_PAGE, Said, scripted

TRUNKS: Endpoint = TRUNK.endpoint(None)
PACKED = {"Content-Encoding": "gzip"}
EMPTY_LIST = b'{"metadata": {"next_page_uri": null}, "response": []}'


def of_size(size: int) -> bytes:
    return EMPTY_LIST + b" " * (size - len(EMPTY_LIST))


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_s91_an_answer_that_is_too_large_is_an_error(method: str, packed: bool) -> None:
    content = of_size(LARGEST_ANSWER + 1)
    headers: Mapping[str, str] = PACKED if packed else {}
    with scripted(Said(body=gzip.compress(content) if packed else content, headers=headers)) as server:
        client = Client(server.settings())
        with pytest.raises(errors.UnexpectedAnswerError, match="larger than 4 MiB"):
            client.rows(TRUNKS) if method == "GET" else client.send("POST", TRUNKS, body={"trunk_name": "voice"})
        assert len(server.heard) == 1


@pytest.mark.parametrize("packed", [False, True])
def test_s91_the_largest_answer_is_read(packed: bool) -> None:
    content = of_size(LARGEST_ANSWER)
    headers: Mapping[str, str] = PACKED if packed else {}
    with scripted(Said(body=gzip.compress(content) if packed else content, headers=headers)) as server:
        assert Client(server.settings()).rows(TRUNKS) == []


def test_s91_eight_at_once_stay_small() -> None:
    bomb = gzip.compress(b" " * 100_000_000)
    with scripted(Said(body=bomb, headers=PACKED)) as server:
        client = Client(server.settings())

        def ask(number: int) -> None:
            with pytest.raises(errors.UnexpectedAnswerError):
                client.rows(Endpoint(TRUNK.collection, f"TK{number}"))

        tracemalloc.start()
        try:
            with ThreadPoolExecutor(8) as threads:
                list(threads.map(ask, range(8)))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    # Each holds its answer up to the limit, and one piece that is being unpacked.
    assert peak < 8 * 3 * LARGEST_ANSWER


def test_s91_a_connection_is_used_again_after_a_whole_answer() -> None:
    with scripted(Said(body=EMPTY_PAGE)) as server:
        client = Client(server.settings())
        for _ in range(3):
            client.rows(TRUNKS, fresh=True)
        assert len({heard.port for heard in server.heard}) == 1
