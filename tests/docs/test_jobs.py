"""The jobs of a new user: each is done from one page, and a test types what the page says."""

from dataclasses import dataclass

import pytest

from tests.docs.pages import ROOT, WAYS, blocks_of


@dataclass(frozen=True)
class Job:
    """A page, what a person types or copies from it, and the test that does it as printed."""

    page: str
    typed: tuple[str, ...]
    by: str


JOBS = {
    "bring in a trunk with five numbers that were made by hand": Job(
        f"{WAYS}leave_the_console.md",
        ("exotel-pulumi import --output telephony", "pulumi preview", "pulumi up --yes"),
        "docs/test_shell_lines.py",
    ),
    "have two accounts in one stack": Job(
        "docs/accounts.md",
        ("pulumi config set --secret singapore:apiToken your_api_token", "exotel.Provider(", "provider=singapore"),
        "docs/test_programs.py",
    ),
    "move a number": Job(
        f"{WAYS}move_a_number.md",
        ('exotel.PhoneNumber("main", trunk=support,', "pulumi.Alias(", "child_opts={"),
        "docs/test_ways.py",
    ),
    "rotate a password that is in use": Job(
        f"{WAYS}rotate_a_password.md",
        ('user_name="livekit_a"', 'user_name="livekit_b"'),
        "docs/test_ways.py",
    ),
    "comment on a pull request": Job(
        "docs/ci.md",
        ("(../examples/ci)", "as a comment", "The head of each file says where the file goes and what to set."),
        "ci/test_telephony.py",
    ),
    "preview a pull request without a key": Job(
        f"{WAYS}previews_without_secrets.md",
        ("env -u EXOTEL_API_KEY -u EXOTEL_API_TOKEN pulumi preview",),
        "docs/test_ways.py",
    ),
    "use the line of another stack for LiveKit and ElevenLabs": Job(
        f"{WAYS}outputs_for_another_stack.md",
        (
            "livekit.outbound_trunk(",
            "elevenlabs.phone_number(",
            "pulumi.StackReference(",
            "pulumi config set telephony",
        ),
        "docs/test_ways.py",
    ),
    "repair a trunk that was deleted by hand": Job(
        f"{WAYS}repair.md",
        ("exotel-pulumi doctor --stack production", "pulumi refresh --yes", "pulumi up --yes"),
        "docs/test_ways.py",
    ),
    "change a trunk's domain_name": Job(
        f"{WAYS}change_the_domain.md",
        ('domain_name="other.pstn.exotel.com"', "pulumi preview", "pulumi up --refresh --yes", "gets a new SID"),
        "docs/test_ways.py",
    ),
}
# Where a test reads what a page leads to: files to copy, in the place of lines to type.
READS = {"docs/ci.md": "tests.ci.workflows"}


@pytest.mark.parametrize("job", JOBS)
def test_a_job_is_on_one_page_that_a_test_types(job: str) -> None:
    page, typed, by = JOBS[job].page, JOBS[job].typed, JOBS[job].by
    code = "\n".join(block.text for block in blocks_of(page))
    said = (ROOT / page).read_text(encoding="utf-8") if page in READS else code
    assert [line for line in typed if line not in said] == []
    named = READS.get(page, page.rpartition("/")[2].removesuffix(".md"))
    assert named in (ROOT / "tests" / by).read_text(encoding="utf-8")
