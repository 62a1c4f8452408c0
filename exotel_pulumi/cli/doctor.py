"""`doctor`: settings, Exotel, Pulumi, and for each trunk whether calls would work; or a preview, compared."""

import shutil
import time
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated

import typer

from exotel_pulumi import config, errors
from exotel_pulumi.account import state
from exotel_pulumi.account.contents import Contents
from exotel_pulumi.account.preview import read
from exotel_pulumi.api.client import Client
from exotel_pulumi.checks import calls
from exotel_pulumi.checks.calls import Finding
from exotel_pulumi.checks.control_path import is_here
from exotel_pulumi.cli import plugin, pulumi_cli
from exotel_pulumi.cli.asking import Source, read_contents, source_of
from exotel_pulumi.cli.options import AsJson, Stack, Trunks
from exotel_pulumi.cli.output import Exit, count, print_findings, print_findings_json
from exotel_pulumi.cli.previewed import compare, document_at
from exotel_pulumi.objects.trunk import TRUNK

SKEW = 120  # seconds by which a clock may differ before it is worth a word

Section = tuple[str, list[Finding]]


def doctor(
    trunks: Trunks = None,
    stack: Stack = None,
    preview: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Compare this document of a preview with Exotel, nothing else; `-` is stdin."
        ),
    ] = None,
    as_json: AsJson = False,
) -> Exit:
    """Examines settings, Exotel, Pulumi and every trunk: would calls work?"""
    source = source_of(stack)
    if preview is not None:
        if trunks:
            raise errors.DeclarationError("--preview takes no trunk", "leave the trunks out: the file names its own.")
        return _show([("preview", list(compare(source, read(document_at(preview)))))], as_json)
    sections: list[Section] = [("settings", list(_settings(source))), ("Pulumi", list(_tools()))]
    failed = None
    if source.wrong():
        failed = Exit.MISUSE
        sections.append(("Exotel", [Finding("account", "not asked: see the settings above", was_seen=False)]))
    else:
        exotel: list[Finding] = []
        sections.append(("Exotel", exotel))
        try:
            sections += _account(source, trunks, exotel)
        except errors.ExotelError as error:
            if isinstance(error, errors.GoneError | errors.DeclarationError):
                raise
            failed = Exit.MISUSE if isinstance(error, errors.SettingsError) else Exit.NOT_ASKED
            exotel.append(Finding("account", error.answered, error.advice or "see above."))
    found = _show(sections, as_json)
    return failed or found


def _show(sections: Sequence[Section], as_json: bool) -> Exit:
    findings = [(title, finding) for title, section in sections for finding in section]
    if as_json:
        print_findings_json("section", findings)
    else:
        print_findings(sections)
    return Exit.FOUND if any(finding.passed is False for _, finding in findings) else Exit.WELL


def _account(source: Source, trunks: Sequence[str] | None, exotel: list[Finding]) -> Iterator[Section]:
    """Yields the sections of a stack and of each trunk, and adds to that of Exotel."""
    client = source.client()
    exotel += _exotel(client)
    found = read_contents(client, trunks)
    exotel.append(Finding("dialect", client.dialect or "not shown yet: the account has no trunk"))
    exotel.append(_left(client))
    if source.stack is not None:
        yield f"stack {source.stack}", list(_stack(source.stack, client, found))
    for trunk in found["trunks"]:
        yield f"trunk {trunk['trunk_name']}", list(calls.of_trunk(trunk))


def _settings(source: Source) -> Iterator[Finding]:
    wrong = source.wrong()
    named = {fault.name for fault in wrong}
    known = [setting for setting in source.listed() if setting.name not in named]
    for setting in known:
        yield Finding(setting.name, f"{setting.value} (from {setting.origin})")
    for fault in wrong:
        yield Finding(fault.name, fault.said, fault.way)
    region = config.NAMES["region"][0]
    if region not in named and not any(setting.name == region for setting in known):
        yield Finding(region, "mumbai (default)")


def _tools() -> Iterator[Finding]:
    """Yields the versions of the Pulumi CLI, its language host and its SDK, and whether an installed plugin runs."""
    for program in ("pulumi", "pulumi-language-python"):
        found = shutil.which(program)
        yield Finding(program, found or "not on PATH", "" if found else pulumi_cli.INSTALL)
    if shutil.which("pulumi"):
        try:
            yield Finding("Pulumi CLI", pulumi_cli.version())
        except errors.SettingsError as error:
            yield Finding("Pulumi CLI", error.answered, error.advice)
    for package in ("pulumi", "exotel-pulumi"):
        try:
            yield Finding(f"package {package}", version(package))
        except PackageNotFoundError:
            yield Finding(f"package {package}", "not installed", "install it into the Python of this command.")
    yield from plugin.installed()


def _exotel(client: Client) -> Iterator[Finding]:
    """Yields reachability and clock, by one list of trunks. Raises the ExotelError of an account that says no."""
    rows = client.rows(TRUNK.endpoint(None))
    yield Finding("account", client.settings.account_sid)
    yield Finding("address", f"{client.settings.url} answers, {count(len(rows), 'trunk')}")
    skew = client.now().timestamp() - time.time()
    advice = "" if abs(skew) <= SKEW else "set this machine's clock; the provider goes by Exotel's."
    yield Finding("clock", f"{round(skew):+d} s to Exotel's", advice)


def _stack(stack: str, client: Client, found: Contents) -> Iterator[Finding]:
    """Compares a stack's state with the account, both ways, and names the accounts that are not looked at."""
    exported = pulumi_cli.exported_state(stack)
    own = client.settings.account_sid
    held = state.read(exported, account_sid=own)
    there = [str(row.get("trunk_sid")) for row in client.rows(TRUNK.endpoint(None))]
    if is_here(client.settings.url) and (another := calls.another_simulator(held, there, client.settings.url)):
        yield another
    yield from calls.left_behind(held, there)
    yield from map(_interrupted, state.interrupted(exported))
    for trunk, others in state.beside(held, found, exported):
        yield from calls.of_others(trunk, others)
    for other in state.accounts(exported):
        if other.casefold() != own.casefold() and other != state.SECRET:
            yield calls.not_looked_at(state.read(exported, account_sid=other), other)


def _interrupted(operation: str) -> Finding:
    way = "run `pulumi up --refresh`, then `pulumi refresh --clear-pending-creates` (docs: After a crash)."
    return Finding("interrupted run", operation, way)


def _left(client: Client) -> Finding:
    """Says how much of Exotel's limit is left, as far as this command can know."""
    used, limit = client.requests_in_a_minute, client.settings.requests_per_minute
    return Finding("requests", f"{used} of {limit} a minute by this command; Exotel does not say what others have sent")
