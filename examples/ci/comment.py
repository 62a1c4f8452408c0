"""`python comment.py diff.txt compared.txt impact.md`: puts what a change does to calls, what Exotel says of it, and
its preview onto its pull request (GitHub) or merge request (GitLab); and the outcome as a check onto its commit.

One comment, which every run writes again. Beside what each CI sets by itself it needs COMMIT, OUTCOME and IMPACT (of
the comparison and of `impact`: `success` or another word), and GITHUB_TOKEN and PULL_REQUEST, or GITLAB_TOKEN. Prints
neither these nor the files. The label LET on the request for review lets through what IMPACT refuses.
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
LET = "calls may stop"
LONGEST = {"PATCH": 65_000, "PUT": 990_000}  # characters of a comment: GitHub takes 65,536, GitLab 1,000,000
CUT = "… the whole of it is in the log of its job …"
LET_THROUGH = f"\nThe label `{LET}` lets this change through.\n"
REFUSED = (
    f"\n**The check fails for what this change does to calls.** Who has made sure of it gives the label `{LET}`.\n"
)
LARGEST = 2**24  # bytes of a file: who pushes a branch writes it
PAGE = 100
SECONDS = 30


@dataclass(frozen=True)
class Thread:
    """The comments of one request for review."""

    review: str
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
            review = f"{issues}/{environment['PULL_REQUEST']}"
            return cls(review, f"{review}/comments", f"{issues}/comments", "PATCH", f"{repository}/statuses", headers)
        project = f"{environment['CI_API_V4_URL']}/projects/{environment['CI_PROJECT_ID']}"
        review = f"{project}/merge_requests/{environment['CI_MERGE_REQUEST_IID']}"
        notes, token = f"{review}/notes", {"PRIVATE-TOKEN": environment["GITLAB_TOKEN"]}
        return cls(review, notes, notes, "PUT", f"{project}/statuses", token)

    @property
    def is_let(self) -> bool:
        """Whether somebody has given the label that lets calls stop; GitLab's labels are texts."""
        labels = self._call("GET", self.review)["labels"]
        return LET in [label if isinstance(label, str) else label["name"] for label in labels]

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


def comment_on(preview: str, compared: str, impact: str, longest: int) -> str:
    """Writes all as a comment, calls first: not too long, for it is the preview that is cut, and nothing but text."""
    parts = [MARK, "### Calls", "", whole_rows(impact, longest // 2)]
    parts.append(f"### Compared with Exotel\n\n{block(compared, 'text', longest // 4)}")
    rest = longest - len("\n".join(parts)) - 1000  # what surrounds the preview
    folded = f"<details><summary><code>pulumi preview</code></summary>\n\n{block(preview, 'diff', rest)}\n</details>\n"
    return "\n".join([*parts, folded])


def whole_rows(markdown: str, longest: int) -> str:
    """Returns what `impact` says; of a table that is too long the first rows, which are the bad ones."""
    text = printable(markdown, keep="\n")
    if not text.strip():
        return "What the change does to calls is not known: see the log of its job.\n"
    if len(text) <= longest:
        return text
    kept = text[:longest].rpartition("\n")[0].split("\n")
    said = f"{len(text.splitlines()) - len(kept):,} lines are cut: {CUT}"
    fences = [line for line in kept if line.startswith("```")]
    return "\n".join([*kept, *(fences[:1] if len(fences) % 2 else ()), "", said, ""])


def block(text: str, language: str, longest: int) -> str:
    """Returns a text as a block of Markdown; of one that is too long both ends."""
    text = printable(text, keep="\n")  # a sign that is not printable has several letters
    if len(text) > longest:
        text = f"{text[: longest * 3 // 4]}\n{CUT}\n{text[-longest // 4 :]}"
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
        outcome, calls = os.environ["OUTCOME"] == "success", os.environ["IMPACT"] == "success"
        said = "" if calls else LET_THROUGH if (calls := thread.is_let) else REFUSED
        preview, compared, impact = (content(path) for path in sys.argv[1:4])
        room = LONGEST[thread.rewrite] - len(said)
        text = comment_on(preview, compared, impact, room)
        thread.post(text.replace("### Calls\n", f"### Calls\n{said}", 1))
        thread.check(os.environ["COMMIT"], is_well=outcome and calls)
    except OSError as error:
        sys.exit(f"the comment was not written: {error}")
    except KeyError as error:
        sys.exit(f"the comment was not written: {error.args[0]} is not set")


if __name__ == "__main__":
    main()
