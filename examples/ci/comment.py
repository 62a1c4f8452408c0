"""`python comment.py diff.txt`: puts a preview onto its pull request (GitHub) or merge request (GitLab).

One comment, which every run writes again. Beside what each CI sets by itself it needs GITHUB_TOKEN and PULL_REQUEST, or
GITLAB_TOKEN. Prints neither these nor the preview.
"""

import json
import os
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exotel_pulumi.foreign import fenced

MARK = "<!-- exotel-pulumi: preview -->"
LONGEST = 60_000  # characters; GitHub takes 65,536 in a comment
PAGE = 100
SECONDS = 30


@dataclass(frozen=True)
class Thread:
    """The comments of one request for review."""

    comments: str
    comment: str
    rewrite: str
    headers: Mapping[str, str]

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Thread":
        if "GITHUB_REPOSITORY" in environment:
            issues = f"{environment['GITHUB_API_URL']}/repos/{environment['GITHUB_REPOSITORY']}/issues"
            headers = {
                "Authorization": f"Bearer {environment['GITHUB_TOKEN']}",
                "Accept": "application/vnd.github+json",
            }
            return cls(f"{issues}/{environment['PULL_REQUEST']}/comments", f"{issues}/comments", "PATCH", headers)
        requests = f"{environment['CI_API_V4_URL']}/projects/{environment['CI_PROJECT_ID']}/merge_requests"
        notes = f"{requests}/{environment['CI_MERGE_REQUEST_IID']}/notes"
        return cls(notes, notes, "PUT", {"PRIVATE-TOKEN": environment["GITLAB_TOKEN"]})

    def post(self, text: str) -> None:
        """Writes the comment, over an earlier one if there is any."""
        for comment in self._all():
            if comment["body"].startswith(MARK):
                self._call(self.rewrite, f"{self.comment}/{comment['id']}", text)
                return
        self._call("POST", self.comments, text)

    def _all(self) -> Iterator[Any]:
        number = 1
        while page := self._call("GET", f"{self.comments}?per_page={PAGE}&page={number}"):
            yield from page
            number += 1

    def _call(self, method: str, url: str, text: str | None = None) -> Any:
        data = None if text is None else json.dumps({"body": text}).encode()
        headers = {**self.headers, "Content-Type": "application/json"}
        request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310 (the CI says which)
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            return json.load(answer)


def comment_on(preview: str) -> str:
    """Writes the preview as a comment: not too long, and with nothing in it but text."""
    if len(preview) > LONGEST:
        cut = "\n… the whole of it is in the log of this job …\n"
        preview = preview[: LONGEST * 3 // 4] + cut + preview[-LONGEST // 4 :]
    return f"{MARK}\n### `pulumi preview`\n\n{fenced(preview, 'diff')}"


def main() -> None:
    try:
        Thread.of(os.environ).post(comment_on(Path(sys.argv[1]).read_text(encoding="utf-8", errors="replace")))
    except OSError as error:
        sys.exit(f"the comment was not written: {error}")
    except KeyError as error:
        sys.exit(f"the comment was not written: {error.args[0]} is not set")


if __name__ == "__main__":
    main()
