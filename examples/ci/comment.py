"""`python comment.py diff.txt compared.txt`: puts a preview, and what Exotel says of it, onto its pull request (GitHub)
or merge request (GitLab); and the outcome as a check onto its commit.

One comment, which every run writes again. Beside what each CI sets by itself it needs COMMIT, OUTCOME (`success` or
another word), and GITHUB_TOKEN and PULL_REQUEST, or GITLAB_TOKEN. Prints neither these nor the files.
"""

import json
import os
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exotel_pulumi.foreign import fenced, printable

MARK = "<!-- exotel-pulumi: preview -->"
CHECK = "exotel-pulumi: compared with Exotel"
LONGEST = {"diff": 40_000, "text": 20_000}  # characters; GitHub takes 65,536 in a comment
LARGEST = 2**24  # bytes of a file: who pushes a branch writes it
PAGE = 100
SECONDS = 30


@dataclass(frozen=True)
class Thread:
    """The comments of one request for review."""

    comments: str
    comment: str
    rewrite: str
    statuses: str
    headers: Mapping[str, str]

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Thread":
        if "GITHUB_REPOSITORY" in environment:
            repository = f"{environment['GITHUB_API_URL']}/repos/{environment['GITHUB_REPOSITORY']}"
            issues = f"{repository}/issues"
            headers = {
                "Authorization": f"Bearer {environment['GITHUB_TOKEN']}",
                "Accept": "application/vnd.github+json",
            }
            comments = f"{issues}/{environment['PULL_REQUEST']}/comments"
            return cls(comments, f"{issues}/comments", "PATCH", f"{repository}/statuses", headers)
        project = f"{environment['CI_API_V4_URL']}/projects/{environment['CI_PROJECT_ID']}"
        notes = f"{project}/merge_requests/{environment['CI_MERGE_REQUEST_IID']}/notes"
        return cls(notes, notes, "PUT", f"{project}/statuses", {"PRIVATE-TOKEN": environment["GITLAB_TOKEN"]})

    def post(self, text: str) -> None:
        """Writes the comment, over an earlier one if there is any."""
        for comment in self._all():
            if comment["body"].startswith(MARK):
                self._call(self.rewrite, f"{self.comment}/{comment['id']}", {"body": text})
                return
        self._call("POST", self.comments, {"body": text})

    def check(self, commit: str, *, is_well: bool) -> None:
        """Writes the outcome onto the commit, where a rule of the repository can require it."""
        failed = "failure" if self.rewrite == "PATCH" else "failed"  # GitHub's word, and GitLab's
        state = {"state": "success" if is_well else failed, "context": CHECK, "name": CHECK}
        self._call("POST", f"{self.statuses}/{commit}", state)

    def _all(self) -> Iterator[Any]:
        number = 1
        while page := self._call("GET", f"{self.comments}?per_page={PAGE}&page={number}"):
            yield from page
            number += 1

    def _call(self, method: str, url: str, given: Mapping[str, str] | None = None) -> Any:
        data = None if given is None else json.dumps(given).encode()
        headers = {**self.headers, "Content-Type": "application/json"}
        request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310 (the CI says which)
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            return json.load(answer)


def comment_on(preview: str, compared: str) -> str:
    """Writes both as a comment: not too long, and with nothing in it but text."""
    parts = (
        f"### Compared with Exotel\n\n{block(compared, 'text')}",
        f"### `pulumi preview`\n\n{block(preview, 'diff')}",
    )
    return "\n".join([MARK, *parts])


def block(text: str, language: str) -> str:
    """Returns a text as a block of Markdown; of one that is too long both ends."""
    text, longest = printable(text, keep="\n"), LONGEST[language]  # a sign that is not printable has several letters
    if len(text) > longest:
        cut = "\n… the whole of it is in the log of its job …\n"
        text = text[: longest * 3 // 4] + cut + text[-longest // 4 :]
    return fenced(text, language)


def content(path: str) -> str:
    """Returns a file as text; what is not there has not been made."""
    try:
        with Path(path).open("rb") as file:
            return file.read(LARGEST).decode(errors="replace")
    except FileNotFoundError:
        return f"{path} was not made: see the log of its job"


def main() -> None:
    try:
        thread = Thread.of(os.environ)
        thread.post(comment_on(content(sys.argv[1]), content(sys.argv[2])))
        thread.check(os.environ["COMMIT"], is_well=os.environ["OUTCOME"] == "success")
    except OSError as error:
        sys.exit(f"the comment was not written: {error}")
    except KeyError as error:
        sys.exit(f"the comment was not written: {error.args[0]} is not set")


if __name__ == "__main__":
    main()
