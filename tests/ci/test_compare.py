"""`gitlab/compare.py`: every hour, the previews of open merge requests are compared with Exotel, and commented on."""

import pytest

from exotel_pulumi.simulator import Simulator
from tests.account.previews import document, side, step
from tests.ci.code_host import COMMIT, REVIEW, TOKEN_OF_THE_SYSTEM, CodeHost
from tests.ci.machine import Machine, settings
from tests.ci.workflows import FOLDER, lines
from tests.engine.simulators import ACCOUNT

PROJECT = "/projects/42"
REFUSED = document(step("create", new=side("Trunk", "taken", account=ACCOUNT.sid, trunk_name="sales_line")))


@pytest.fixture
def system() -> str:
    return "gitlab"


def test_each_open_merge_request_is_compared_by_the_default_branch(
    machine: Machine, code_host: CodeHost, simulator: Simulator
) -> None:
    machine.reach(simulator)
    simulator.add_trunk(trunk_name="sales_line")
    own = {"iid": int(REVIEW), "sha": COMMIT, "source_project_id": 42, "target_project_id": 42}
    reviews = [{**own, "iid": 9, "source_project_id": 77}, {**own, "iid": 8}, own]
    saved = {"name": "preview", "artifacts_file": {"filename": "artifacts.zip"}}
    code_host.others = {
        f"{PROJECT}/merge_requests?state=opened&per_page=100": reviews,
        f"{PROJECT}/merge_requests/8/pipelines?per_page=1": [{"id": 80}],
        f"{PROJECT}/pipelines/80/jobs?per_page=100": [{"id": 800, **saved}, {"id": 801, "name": "preview"}],
        f"{PROJECT}/merge_requests/{REVIEW}/pipelines?per_page=1": [{"id": 70}],
        f"{PROJECT}/pipelines/70/jobs?per_page=100": [{"id": 1, "name": "lint"}, {"id": 700, **saved}],
        f"{PROJECT}/jobs/700/artifacts/diff.txt": b"+ 1 to create",
        f"{PROJECT}/jobs/700/artifacts/preview.json": REFUSED,
    }
    given = settings(machine.folder / "backend", "") | {"GITLAB_TOKEN": TOKEN_OF_THE_SYSTEM, "COMPARE": "yes"}
    ended = machine.run(lines(FOLDER / "gitlab" / "telephony.yml", "compare"), {**code_host.environment({}), **given})
    assert not ended.failed, ended.log
    [comment] = code_host.bodies
    assert "✗ taken: will be refused: Exotel has the trunk sales_line already" in comment
    assert "```diff\n+ 1 to create\n```" in comment
    assert comment.index("### Calls\n\n**dev: 1 of 1 object changes") < comment.index("### Compared with Exotel")
    assert code_host.checks == [(COMMIT, "failed")]
    assert "merge request 8\nwhat it has previewed is not there: HTTP Error 404" in ended.log
    assert "merge request 9" not in ended.log
    assert TOKEN_OF_THE_SYSTEM not in ended.log
    assert ACCOUNT.api_token not in ended.log
    assert {request.method for request in simulator.requests} == {"GET"}
