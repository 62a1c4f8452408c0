"""`python compare.py`: compares the previews of all open merge requests with Exotel, and comments on each (GitLab).

For a pipeline of the default branch, which alone has Exotel's key. Runs nothing of a branch: what the job `preview` of
a merge request has saved is read as data. It needs GITLAB_TOKEN, with the scope `api`.
"""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FILES = ("diff.txt", "preview.json")
LARGEST = 2**26  # bytes of a file
SECONDS = 60
PROMISES = "calls.toml"  # of the default branch


def main() -> None:
    """Compares each preview; what fails for one merge request is said, and the others go on."""
    for review, job in previews():
        number = str(review["iid"])
        sys.stderr.write(f"merge request {number}\n")
        try:
            for name in FILES:
                Path(name).write_bytes(get(f"jobs/{int(job['id'])}/artifacts/{name}"))
        except OSError as error:
            sys.stderr.write(f"what it has previewed is not there: {error}\n")
            continue
        held = ["--hold", PROMISES] if Path(PROMISES).exists() else []
        outcome = {
            "COMMIT": str(review["sha"]),
            "OUTCOME": kept("compared.txt", "doctor", "--preview", "preview.json", is_all_kept=True),
            "IMPACT": kept("impact.md", "impact", "preview.json", "--format", "markdown", "--fail-on", "stops", *held),
        }
        comment = [sys.executable, str(Path(__file__).with_name("comment.py")), "diff.txt", "compared.txt", "impact.md"]
        subprocess.run(comment, env={**os.environ, **outcome, "CI_MERGE_REQUEST_IID": number}, check=False)  # noqa: S603


def kept(name: str, *arguments: str, is_all_kept: bool = False) -> str:
    """Runs the command `exotel-pulumi`, keeps in a file what it says, and logs it; returns the word for its outcome."""
    command = [sys.executable, "-m", "exotel_pulumi.cli", *arguments]
    errors = subprocess.STDOUT if is_all_kept else None
    ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=errors, check=False)  # noqa: S603
    Path(name).write_bytes(ended.stdout)
    sys.stdout.buffer.write(ended.stdout)
    return "failure" if ended.returncode else "success"


def previews() -> Iterator[tuple[Any, Any]]:
    """Yields each open merge request of the project's own branches, with the job that has previewed it last."""
    for review in json.loads(get("merge_requests?state=opened&per_page=100")):
        if review["source_project_id"] != review["target_project_id"]:
            continue  # a fork's, whose pipelines are the fork's
        for pipeline in json.loads(get(f"merge_requests/{int(review['iid'])}/pipelines?per_page=1")):
            for job in json.loads(get(f"pipelines/{int(pipeline['id'])}/jobs?per_page=100")):
                if job["name"] == "preview" and job.get("artifacts_file"):
                    yield review, job


def get(path: str) -> bytes:
    """Returns what the API of the project answers."""
    url = f"{os.environ['CI_API_V4_URL']}/projects/{os.environ['CI_PROJECT_ID']}/{path}"
    request = urllib.request.Request(url)  # noqa: S310 (the CI says which)
    request.add_unredirected_header("PRIVATE-TOKEN", os.environ["GITLAB_TOKEN"])
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
        return bytes(answer.read(LARGEST))


if __name__ == "__main__":
    main()
