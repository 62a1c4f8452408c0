"""`pulumi import` of what an account has: each kind, and more numbers than a page of Exotel's list has."""

from collections import Counter

import yaml

from exotel_pulumi.objects import KINDS
from exotel_pulumi.simulator import Simulator
from tests.engine.by_hand import made_by_hand
from tests.engine.wire import requests

from .project import Project, page

NUMBERS = 50
PAGES = {"phone_numbers": 2}


def test_an_imported_account_previews_unchanged(in_yaml: Project, simulator: Simulator) -> None:
    trunk = made_by_hand(simulator)["trunk"]
    for place in range(NUMBERS):
        simulator.add(trunk, "phone_numbers", phone_number=f"+9191000000{place:02}", mode="pstn")
    in_yaml.declare(resources={})
    written, imported = page("sh", 3).splitlines()
    in_yaml.type_(written)
    simulator.clear_log()
    said = in_yaml.type_(imported)
    assert f"{len(KINDS) + NUMBERS} imported" in said
    assert said.count("Exotel never returns its password") > 0
    once = {f"GET {kind.collection.name}": PAGES.get(kind.collection.name, 1) for kind in KINDS}
    # In a preview and in the import itself.
    assert Counter(requests(simulator)) == {request: 2 * pages for request, pages in once.items()}

    program = yaml.safe_load((in_yaml.project / "imported.yaml").read_text(encoding="utf-8"))
    in_yaml.declare(**program)
    simulator.clear_log()
    in_yaml.preview("--expect-no-changes")
    assert requests(simulator) == []


def test_one_object_is_imported_by_its_id(in_yaml: Project, simulator: Simulator) -> None:
    in_yaml.environment["TRUNK_SID"] = simulator.add_trunk()
    in_yaml.environment["NUMBER_ID"] = simulator.add(
        in_yaml.environment["TRUNK_SID"], "phone_numbers", phone_number="+919876543210", mode="flow"
    )
    in_yaml.declare(resources={})
    assert "mode: flow" in in_yaml.type_(page("sh", 2))
    assert requests(simulator) == ["GET phone_numbers"] * 2
