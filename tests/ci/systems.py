"""What each CI system tells a job about its event and its project, and where the person put secrets and variables."""

from dataclasses import dataclass
from pathlib import Path

from tests.ci.workflows import FOLDER

TOKEN_OF_THE_SYSTEM = "ghs_9f/e1+7c"  # with characters that not every spelling leaves as they are
PASSPHRASE = "correct/horse+battery"
REVIEW = "7"


@dataclass(frozen=True)
class System:
    """One of the two; `secrets` and `variables` are by the names in the comment at the head of the workflow."""

    name: str
    comments: str  # the path at which its API keeps the comments of the request for review

    def __str__(self) -> str:
        return self.name

    @property
    def telephony(self) -> Path:
        return FOLDER / self.name / "telephony.yml"

    @property
    def simulated(self) -> Path:
        return FOLDER / self.name / "simulated.yml"

    def known(self, event: str, settings: dict[str, str]) -> dict[str, str]:
        """What conditions and expressions can name; events are `review`, `fork`, `merge`, `branch` and `night`."""
        return _github(event, settings) if self is GITHUB else _gitlab(event)

    def environment(self, settings: dict[str, str], api: str) -> dict[str, str]:
        """What is in the environment of every job."""
        if self is GITHUB:
            return {
                "GITHUB_API_URL": api,
                "GITHUB_REPOSITORY": "acme/telephony",
                "GITHUB_ACTIONS": "true",
                "CI": "true",
            }
        given = {"CI_API_V4_URL": api, "CI_PROJECT_ID": "42", "CI_MERGE_REQUEST_IID": REVIEW, "GITLAB_CI": "true"}
        return {**given, "CI": "true", "GITLAB_TOKEN": TOKEN_OF_THE_SYSTEM, **settings}


GITHUB = System("github", f"/repos/acme/telephony/issues/{REVIEW}/comments")
GITLAB = System("gitlab", f"/projects/42/merge_requests/{REVIEW}/notes")
SYSTEMS = (GITHUB, GITLAB)


def _github(event: str, settings: dict[str, str]) -> dict[str, str]:
    name = {"review": "pull_request", "fork": "pull_request", "night": "schedule"}.get(event, "push")
    contexts = {f"{context}.{key}": value for key, value in settings.items() for context in ("secrets", "vars")}
    return {
        "github.event_name": name,
        "github.event.number": REVIEW,
        "github.event.pull_request.head.repo.full_name": "else/telephony" if event == "fork" else "acme/telephony",
        "github.repository": "acme/telephony",
        "github.token": TOKEN_OF_THE_SYSTEM,
        "steps.preview.outcome": "success",
        **contexts,
    }


def _gitlab(event: str) -> dict[str, str]:
    source = {"review": "merge_request_event", "fork": "merge_request_event", "night": "schedule"}.get(event, "push")
    branch = {"merge": "main", "night": "main", "branch": "new_number"}.get(event, "")
    return {"CI_PIPELINE_SOURCE": source, "CI_COMMIT_BRANCH": branch, "CI_DEFAULT_BRANCH": "main"}
