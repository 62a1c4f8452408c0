"""What a run of Pulumi does to calls, by its preview alone: a second opinion, which asks nobody. Pure.

The steps become changes (`changes`), these the lines before and after (`lines`), and these the ways of calls, which are
compared (`ways_in`, `ways_out`); `between` knows the order of the requests.
"""

from exotel_pulumi.account.impact.changes import changes_of, requests_of, stack_of
from exotel_pulumi.account.impact.findings import Impact, folded
from exotel_pulumi.account.impact.lines import lines_of
from exotel_pulumi.account.impact.ways_in import findings_in
from exotel_pulumi.account.impact.ways_out import findings_out
from exotel_pulumi.account.preview import Preview

STEADY = ("kept", "read")


def impact_of(preview: Preview) -> Impact:
    """Returns what a run does to calls. DeclarationError for a document that lacks what is needed."""
    changes = changes_of(preview.steps)
    both = lines_of(changes)
    return Impact(
        stack=stack_of(preview),
        changed=sum(change.fate not in STEADY for change in changes),
        objects=sum(change.fate != "read" for change in changes),
        requests=requests_of(changes),
        findings=folded([*findings_in(both), *findings_out(both, preview.others)]),
        errors=preview.errors,
    )
