"""`doctor --preview`, `impact --ask`: a preview, compared with Exotel by the module of the preview itself."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from exotel_pulumi import config
from exotel_pulumi.account.drift import differences
from exotel_pulumi.account.plan import other_accounts, plan_of
from exotel_pulumi.account.preview import LARGEST, Preview, Side
from exotel_pulumi.api.client import Client
from exotel_pulumi.checks.calls import Finding
from exotel_pulumi.cli.asking import Source
from exotel_pulumi.cli.output import count
from exotel_pulumi.errors import AuthenticationError, DeclarationError, ExotelError
from exotel_pulumi.foreign import shown
from exotel_pulumi.lifecycle import foresight
from exotel_pulumi.lifecycle.planned import Plan, Planned
from exotel_pulumi.lifecycle.questions import LONGEST, ask
from exotel_pulumi.words import PYTHON

REFRESHING = "the calls before the run are others than said: add --refresh, which takes Exotel's word."


def compare(source: Source, preview: Preview, *, with_state: bool = False) -> Iterator[Finding]:
    """Yields what Exotel shows of a preview, by GETs alone; `with_state` also what it has otherwise than the state.

    SettingsError without a key, AuthenticationError if the key is refused.
    """
    settings, asking = source.settings(), source.preview_settings()
    plan, declared = plan_of(preview.steps, settings.account_sid)
    yield from _of_file(preview, plan, settings)
    if asking.preview_asks == "off":
        yield Finding("Exotel", "not compared: exotel:previewAsks is off", was_seen=False)
        return
    client = Client(settings, at_most=asking.preview_requests)
    answers = ask(plan, client, LONGEST)
    for gap in foresight.gaps(answers, asking.preview_requests):
        yield Finding("Exotel", gap, was_seen=False)
    for finding in foresight.foresee(plan, answers, PYTHON):
        yield _said(finding, declared, fails=asking.preview_asks == "fail")
    if with_state and not answers.skipped and answers.fault is None:
        yield from _drifted(preview, client, asking.preview_requests)


def _drifted(preview: Preview, client: Client, at_most: int) -> Iterator[Finding]:
    """Yields what Exotel has otherwise than the state; what could not be asked is said."""
    is_as_said = True
    try:
        with client.patience.within(LONGEST):
            for each in differences(preview.steps, client.settings.account_sid, client):
                yield Finding(each.ways, f"{each.what}: {each.said}", REFRESHING)
                is_as_said = False
    except AuthenticationError:
        raise
    except ExotelError as error:
        way = f" (at most {at_most} requests: exotel:previewRequests)" if not client.may_send_more else ""
        yield Finding("state", f"not all of it is compared: {error.answered}{way}", was_seen=False)
        return
    if is_as_said:
        yield Finding("state", f"as Exotel has it, by {count(client.sent, 'request')}")


def document_at(place: str) -> bytes:
    """Reads a little more than a document may have: how much there is, its writer decides."""
    try:
        if place == "-":
            return sys.stdin.buffer.read(LARGEST + 1)
        with Path(place).open("rb") as file:
            return file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise DeclarationError(f"the preview {shown(place)} cannot be read: {why}", "name its file, or `-`.") from None


def _of_file(preview: Preview, plan: Plan, settings: config.Settings) -> Iterator[Finding]:
    """Yields what was compared, and what the document lacks."""
    made, left = count(len(plan.made), "resource"), count(len(plan.leaving_trunks), "trunk")
    said = f"{made} to create or replace, {left} to delete, of {count(len(plan.planned), 'resource')}"
    yield Finding("preview", f"{said}; compared with {settings.account_sid} at {settings.url}")
    if preview.errors:
        said = f"failed, so that steps are missing: {preview.errors[0]}"
        yield Finding("preview", said, "see what it says, mend the program, and run it again.")
    for owner in other_accounts(preview.steps, settings.account_sid):
        way = "run the command with the settings of that account."
        yield Finding(f"account {owner}", "not compared: the preview has resources in it", way, was_seen=False)


def _said(finding: foresight.Finding, declared: Mapping[Planned, Side], *, fails: bool) -> Finding:
    subject = declared[finding.at].name if finding.at is not None else "program"
    if finding.gravity == "refusal" and fails:
        return Finding(subject, finding.said, finding.advice + foresight.SETTLED)
    return Finding(subject, finding.said, finding.advice, was_seen=finding.gravity == "note")
