"""A program in YAML: each kind and a SipTrunk, from the preview to the destroy."""

import copy
import re
from typing import Any

import pytest
import yaml

from exotel_pulumi.simulator import Account, Simulator
from tests.docs.pages import blocks
from tests.engine.simulators import ACCOUNT
from tests.engine.wire import requests

from .project import Project, page

OTHER = Account("other2m", "key_77e1c4", "other/token+6=5&h<d8>%40_2e90")
COLLECTIONS = ("phone_numbers", "whitelisted_ips", "destination_uris", "credentials", "settings")


def program() -> dict[str, Any]:
    """Returns the page's program with a line beside its trunk."""
    both: list[dict[str, Any]] = [yaml.safe_load(page("yaml", place)) for place in (0, 1)]
    return {part: {**both[0][part], **both[1][part]} for part in ("resources", "outputs")}


def asked(simulator: Simulator) -> list[str]:
    """Returns what was asked of Exotel since the last look, sorted."""
    found = requests(simulator)
    simulator.clear_log()
    return sorted(found)


def test_what_a_line_lacks_is_said_in_the_words_of_the_program(in_yaml: Project) -> None:
    declared = yaml.safe_load(page("yaml", 1))
    del declared["resources"]["line"]["properties"]["whitelistedIps"]
    in_yaml.declare(**declared)
    said = in_yaml.preview(fails=True).text
    assert "needs whitelistedIps (the addresses that may place calls)" in said
    assert "whitelistedIps lacks 13.233.10.30" in said


def test_an_installed_plugin_is_found_in_an_activated_environment_without_a_warning(in_yaml: Project) -> None:
    """Of a plugin on PATH, Pulumi warns at each start, and prefers it to an installed one."""
    declared = yaml.safe_load(page("yaml", 0))
    in_yaml.declare(resources=declared["resources"], plugins={})
    [install, *_] = blocks("sh", "docs/migration.md")[0].splitlines()
    in_yaml.type_(install)
    previewed = in_yaml.preview()
    assert "create voice" in previewed.steps
    # The language host is on PATH here, as a person's is not.
    assert re.findall("warning: (?!using pulumi-language-yaml).*", previewed.text) == []


def test_a_preview_asks_and_knows_what_is_taken_over(in_yaml: Project, simulator: Simulator) -> None:
    declared = yaml.safe_load(page("yaml", 1))
    line = declared["resources"]["line"]["properties"]
    sid = simulator.add_trunk(trunk_name=line["trunkName"])
    in_yaml.declare(**declared)
    refused = in_yaml.preview(fails=True).text
    assert f"will be refused: Exotel has the trunk the_line already ({sid})" in refused
    assert "or set adopt: true" in refused
    assert asked(simulator) == ["GET trunks"]
    line["adopt"] = True
    in_yaml.declare(**declared)
    assert f"taken over as {sid}: nothing is made" in in_yaml.preview().text
    assert asked(simulator) == sorted(["GET trunks", "GET trunk_maps", *(f"GET {each}" for each in COLLECTIONS[1:])])
    in_yaml.up()
    assert in_yaml.ids()["line"] == sid
    in_yaml.destroy_all()


def test_a_program_in_yaml_costs_what_one_in_python_costs(in_yaml: Project, simulator: Simulator) -> None:
    declared = program()
    in_yaml.declare(**declared)
    plan = str(in_yaml.folder / "plan.json")
    previewed = in_yaml.preview("--save-plan", plan)
    assert previewed.steps.count("create line") == 2  # the component and its trunk
    assert [request for request in asked(simulator) if not request.startswith("GET ")] == []

    in_yaml.up("--plan", plan)  # what is made is what the preview has said
    made = requests(simulator)
    last = len(made) - made[::-1].index("POST whitelisted_ips")
    assert "POST destination_uris" in made[last:]  # a destination after the entry of its address: none was refused
    assert asked(simulator) == sorted(["POST trunks", *(f"POST {each}" for each in COLLECTIONS)] * 2)
    assert [row["friendly_name"] for row in simulator.state.snapshot()["credentials"] if row["user_name"] == "bob"] == [
        "desk"
    ]
    in_yaml.up("--expect-no-changes")
    assert asked(simulator) == []

    changed = copy.deepcopy(declared)
    changed["resources"]["voice"]["properties"]["trunkName"] = "voice_two"
    changed["resources"]["main"]["properties"]["mode"] = "flow"
    in_yaml.declare(**changed)
    assert in_yaml.up().steps == ["update voice", "update main"]
    assert asked(simulator) == ["PUT phone_numbers", "PUT trunks"]

    trunk, _, number = in_yaml.id("main").partition("/")
    simulator.edit(trunk, "phone_numbers", number, mode="pstn")
    assert in_yaml.refresh().drift == ["update main"]
    assert asked(simulator) == sorted(["GET trunks", *(f"GET {each}" for each in COLLECTIONS * 2)])
    in_yaml.destroy_all()
    # Before a trunk goes, a run looks at what goes along; the logins go by calls of their own.
    deleted = [each for each in asked(simulator) if each.startswith("DELETE")]
    assert deleted == ["DELETE credentials"] * 2 + ["DELETE trunks"] * 2


@pytest.mark.simulated(accounts=(ACCOUNT, OTHER))
def test_a_trunk_of_another_account_is_looked_up_and_compared(in_yaml: Project, simulator: Simulator) -> None:
    in_yaml.tokens.add(OTHER.api_token)
    sid = simulator.add_trunk(trunk_name="office", account_sid=OTHER.sid)
    in_yaml.config("apiKey", OTHER.api_key)
    in_yaml.config("apiToken", OTHER.api_token, secret=True)
    declared = yaml.safe_load(page("yaml", 2))
    declared["resources"]["two"]["properties"]["apiUrl"] = simulator.url
    # What a preview asks is said for the whole program: this provider has no such property.
    in_yaml.config("exotel:previewAsks", "warn")
    there = {"type": "exotel:Trunk", "properties": {"trunkName": "office"}, "options": {"provider": "${two}"}}
    in_yaml.declare(**{**declared, "resources": {**declared["resources"], "there": there}})
    previewed = in_yaml.preview().text
    assert f'found: "{sid}"' in previewed
    assert "warning: will be refused: Exotel has the trunk office already" in previewed
