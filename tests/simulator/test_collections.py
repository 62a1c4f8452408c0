"""A new collection needs only an entry in `COLLECTIONS`: the simulator serves it, stores it and deletes it."""

import json
from pathlib import Path

import pytest

from exotel_pulumi.simulator import Options, Simulator, StateFileError, values
from exotel_pulumi.simulator.call import PAGING, Call, Collection, One, Route
from exotel_pulumi.simulator.handlers import COLLECTIONS
from exotel_pulumi.simulator.handlers.trunk_children import delete_by_id, list_all

from .conftest import Simulate


def create(call: Call) -> One:
    """Answers `POST …/media-codecs`."""
    call.trunk()
    return One(call.insert(call.read({"name": values.text})))


CODECS = Collection(
    name="codecs",
    live_path="media-codecs",
    reference_path="media_codecs",
    noun="Codec",
    shown=("id", "name", "trunk_sid"),
    routes=(Route("POST", create), Route("GET", list_all, query=PAGING), Route("DELETE", delete_by_id, query=("id",))),
    cascades=True,
    linked=True,
)


@pytest.fixture
def codecs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Adds the collection, as a name in `MODULES` of `handlers` does."""
    monkeypatch.setitem(COLLECTIONS, "codecs", CODECS)


@pytest.mark.usefixtures("codecs")
def test_a_new_collection_is_served_linked_and_deleted_with_its_trunk(simulate: Simulate, tmp_path: Path) -> None:
    file = tmp_path / "exotel.json"
    caller = simulate(state_file=file, closed={"DELETE codecs"})
    sid = caller.sim.add_trunk()
    link = caller.get(f"trunks/{sid}").json()["response"]["data"]["codecs"]
    assert link == f"/v2/accounts/exotel_demo/trunks/{sid}/media-codecs"
    created = caller.post(link, {"name": "PCMA"}).json()["response"]["data"]
    assert created == {"id": "41524", "name": "PCMA", "trunk_sid": sid}
    assert [entry["data"] for entry in caller.get(link).json()["response"]] == [created]
    assert [row["name"] for row in json.loads(file.read_text())["codecs"]] == ["PCMA"]
    assert caller.delete(f"{link}?id={created['id']}").headers["Content-Type"].startswith("text/html")
    caller.sim.remove_trunk(sid)
    assert caller.sim.rows(sid, "codecs") == []


@pytest.mark.usefixtures("codecs")
def test_a_batch_of_a_new_collection_fails_under_its_name(simulate: Simulate) -> None:
    caller = simulate(dialect="reference", list_shape="keyed")
    caller.post("/_simulator/faults", {"method": "POST", "path": "codecs", "effect": "item_failed"})
    assert list(caller.post("trunks/TK1/media_codecs", {"codecs": [{}]}).json()) == ["codecs"]


@pytest.mark.usefixtures("codecs")
def test_a_state_file_without_the_new_table_keeps_its_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "exotel.json"
    with monkeypatch.context() as before:
        before.delitem(COLLECTIONS, "codecs")
        sid = Simulator(Options(state_file=file)).add_trunk()
    assert "codecs" not in json.loads(file.read_text())
    later = Simulator(Options(state_file=file))
    assert [trunk["trunk_sid"] for trunk in later.trunks()] == [sid]
    assert later.rows(sid, "codecs") == []
    later.add(sid, "codecs", name="PCMA")
    assert [row["name"] for row in Simulator(Options(state_file=file)).rows(sid, "codecs")] == ["PCMA"]


def test_a_state_file_with_an_unknown_table_is_refused_and_not_changed(tmp_path: Path) -> None:
    file = tmp_path / "exotel.json"
    Simulator(Options(state_file=file)).add_trunk()
    newer = json.dumps({**json.loads(file.read_text()), "codecs": []})
    file.write_text(newer)
    with pytest.raises(StateFileError, match="is not a state file of this simulator"):
        Simulator(Options(state_file=file))
    assert file.read_text() == newer
