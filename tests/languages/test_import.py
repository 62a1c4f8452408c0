"""`pulumi import` of what an account has: each kind, and more numbers than a page of Exotel's list has."""

from collections import Counter

import yaml

from exotel_pulumi.objects import KINDS
from exotel_pulumi.simulator import Simulator
from tests.cli.conftest import runner
from tests.engine.by_hand import made_by_hand
from tests.engine.simulators import ACCOUNT
from tests.engine.wire import requests

from .project import Project

NUMBERS = 50
PAGES = {"phone_numbers": 2}


def test_an_imported_account_previews_unchanged(in_yaml: Project, simulator: Simulator) -> None:
    trunk = made_by_hand(simulator)["trunk"]
    for place in range(NUMBERS):
        simulator.add(trunk, "phone_numbers", phone_number=f"+9191000000{place:02}", mode="pstn")
    own = {"EXOTEL_ACCOUNT_SID": ACCOUNT.sid, "EXOTEL_API_KEY": ACCOUNT.api_key, "EXOTEL_API_TOKEN": ACCOUNT.api_token}
    written = runner(simulator)("import", "--format", "pulumi", **own)
    (in_yaml.project / "account.json").write_text(written.out, encoding="utf-8")
    in_yaml.declare(resources={})
    simulator.clear_log()

    said = in_yaml.call("import", "--file", "account.json", "--out", "program.yaml", "--yes").text
    assert f"{len(KINDS) + NUMBERS} imported" in said
    assert said.count("Exotel never returns its password") > 0
    once = {f"GET {kind.collection.name}": PAGES.get(kind.collection.name, 1) for kind in KINDS}
    # In a preview and in the import itself.
    assert Counter(requests(simulator)) == {request: 2 * pages for request, pages in once.items()}

    program = yaml.safe_load((in_yaml.project / "program.yaml").read_text(encoding="utf-8"))
    in_yaml.declare(**program)
    simulator.clear_log()
    in_yaml.preview("--expect-no-changes")
    assert requests(simulator) == []
