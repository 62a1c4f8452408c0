"""What stands in people's states: names, pickles and values that every later version must understand.

A release adds a file to `frozen/`, by `python -m tests.host.freeze <release>`; none of them is ever changed.
"""

import base64
import json
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from packaging.version import Version
from pulumi.dynamic import Config, ConfigureRequest
from pulumi.dynamic.dynamic import PROVIDER_KEY

import exotel_pulumi
from exotel_pulumi.errors import InternalError
from exotel_pulumi.simulator import Options, Simulator
from exotel_pulumi.stored import Provider
from tests.host import freeze
from tests.host.by_hand import COLLECTIONS
from tests.host.fake_engine import FakeStack, Held
from tests.host.host import Host, environment, pickled
from tests.kinds import ALIAS, VALID, Resource

RELEASES = {file.stem: json.loads(file.read_text()) for file in freeze.FOLDER.glob("*.json")}
PRINT_PICKLES = "from tests.kinds import VALID\nfrom tests.host.host import pickled\nprint([*map(pickled, VALID)])"


def declared(name: str) -> Resource:
    resource: Resource = getattr(exotel_pulumi, name)
    return resource


def test_s54_the_first_release_is_here() -> None:
    assert "0.1.0" in RELEASES
    frozen = {saved["kind"] for release in RELEASES.values() for saved in release["resources"]}
    assert frozen == {resource.__name__ for resource in VALID}


@pytest.mark.parametrize("release", RELEASES)
def test_s54_names_are_for_ever(release: str) -> None:
    for name, frozen in RELEASES[release]["kinds"].items():
        resource = declared(name)
        assert f"pulumi-python:{resource._resource_type_name}" == frozen["type"]
        assert [f"{Provider.__module__}.{Provider.__qualname__}", resource.kind.name] == frozen["provider"]


@pytest.mark.parametrize("protocol", ["4", "5"], ids=["Python before 3.14", "Python 3.14"])
@pytest.mark.parametrize("release", RELEASES)
def test_s54_pickles_are_for_ever(release: str, protocol: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pickle, "DEFAULT_PROTOCOL", int(protocol))
    for name, frozen in RELEASES[release]["kinds"].items():
        assert pickled(declared(name)) == frozen["pickles"][protocol]
        loaded = pickle.loads(base64.b64decode(frozen["pickles"][protocol]))
        assert (type(loaded), loaded.kind) == (Provider, declared(name).kind)


def restored(simulator: Simulator, saved: dict[str, Any]) -> None:
    """Puts the object of a frozen saved where it was when the saved was made."""
    outputs, resource = saved["outputs"], declared(saved["kind"])
    trunk_sid, _, item = saved["id"].rpartition("/")
    ours = {PROVIDER_KEY, "trunk_sid"} | resource.kind.not_compared | resource.kind.not_sent
    fields = {name: value for name, value in outputs.items() if name not in ours}
    if resource is exotel_pulumi.Trunk:
        simulator.add_trunk(**fields, trunk_sid=item)
    elif resource is exotel_pulumi.CallerId:
        simulator.add(trunk_sid, "settings", name=ALIAS, value=fields.pop("phone_number"), **fields)
    else:
        simulator.add(trunk_sid, COLLECTIONS[resource], id=item, **fields)


@pytest.fixture(params=RELEASES)
def old_stack(request: pytest.FixtureRequest) -> Iterator[tuple[Simulator, FakeStack, list[dict[str, Any]]]]:
    """Makes the state of a release's users, with the objects that belong to it."""
    resources = RELEASES[request.param]["resources"]
    with Simulator(Options(rate_limit=0)) as simulator, Host(simulator) as host:
        stack = FakeStack(host)
        for saved in resources:
            restored(simulator, saved)
            held = Held(declared(saved["kind"]), saved["id"], saved["inputs"], saved["outputs"])
            stack.held[saved["kind"]] = held
        yield simulator, stack, resources


def test_s54_an_old_state_has_no_difference_and_can_be_destroyed(
    old_stack: tuple[Simulator, FakeStack, list[dict[str, Any]]],
) -> None:
    simulator, stack, resources = old_stack
    for saved in resources:
        resource, declaration = declared(saved["kind"]), saved["declared"]
        simulator.clear_log()
        assert stack.preview(saved["kind"], resource, **declaration) == "same"
        assert simulator.requests == []
        found = stack.refresh(saved["kind"])
        assert (found.id, found.inputs) == (saved["id"], None)
        assert not stack.drift(saved["kind"], found).changed
        # A later version tells more of an object than the one that made the state; what no program could declare then
        # has its default.
        reported = {name: value for name, value in found.outputs.items() if name in saved["outputs"]}
        assert {PROVIDER_KEY: saved["outputs"][PROVIDER_KEY], **reported} == saved["outputs"]
        informing = resource.kind.state.model_fields.keys() - resource.kind.inputs.model_fields.keys()
        added = {name: found.outputs[name] for name in found.outputs.keys() - reported.keys() - informing}
        assert added.items() <= resource.kind.inputs.static_defaults().items()
        assert stack.preview(saved["kind"], resource, **declaration) == "same"
    with Host(simulator) as stack.host:
        stack.destroy()
    assert not any(simulator.state.snapshot().values())


def test_s55_pickles_are_the_same_from_run_to_run() -> None:
    printed = {
        subprocess.run(
            [sys.executable, "-c", PRINT_PICKLES],
            env=environment(None) | {"PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert printed == {str([pickled(resource) for resource in VALID])}


def test_s54_a_state_of_a_newer_version_is_named_as_such() -> None:
    with pytest.raises(InternalError, match="knows no Fax; a newer version wrote this state"):
        Provider("Fax").configure(ConfigureRequest(Config({}, "project")))


def test_s54_the_command_writes_a_release_as_it_is_kept(tmp_path: Path) -> None:
    freeze.main("0.2.0", tmp_path)
    written, kept = json.loads((tmp_path / "0.2.0.json").read_text()), RELEASES[max(RELEASES, key=Version)]
    assert written["kinds"] == kept["kinds"]
    for made, saved in zip(written["resources"], kept["resources"], strict=True):
        assert made.keys() == saved.keys()
        assert made["kind"] == saved["kind"]
        for part in ("declared", "inputs", "outputs"):
            ids = {"trunk_sid", "date_created", "date_updated"}  # of another account
            assert {name: made[part][name] for name in made[part].keys() - ids} == {
                name: saved[part][name] for name in saved[part].keys() - ids
            }


def test_s54_the_command_never_writes_a_release_again() -> None:
    before = (freeze.FOLDER / "0.1.0.json").read_bytes()
    with pytest.raises(SystemExit, match=r"0\.1\.0\.json is there already"):
        freeze.main("0.1.0")
    assert (freeze.FOLDER / "0.1.0.json").read_bytes() == before
