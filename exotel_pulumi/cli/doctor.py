"""`doctor`: settings, Exotel, Pulumi, and for each trunk whether calls would work."""

import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version

from rich.markup import escape

from exotel_pulumi import config, errors
from exotel_pulumi.account import state
from exotel_pulumi.account.contents import Contents
from exotel_pulumi.api.client import Client
from exotel_pulumi.checks import calls
from exotel_pulumi.checks.calls import Finding
from exotel_pulumi.cli.asking import Source, exported_state, read_contents, source_of
from exotel_pulumi.cli.options import AsJson, Stack, Trunks
from exotel_pulumi.cli.output import Exit, console, count, mark, print_findings_json
from exotel_pulumi.objects.trunk import TRUNK

SKEW = 120  # seconds by which a clock may differ before it is worth a word
VERSION_TIMEOUT = 30  # seconds for `pulumi version`

Section = tuple[str, list[Finding]]


def doctor(trunks: Trunks = None, stack: Stack = None, as_json: AsJson = False) -> Exit:
    """Examines settings, Exotel, Pulumi and every trunk: would calls work?"""
    source = source_of(stack)
    sections: list[Section] = [("settings", list(_settings(source))), ("Pulumi", list(_tools()))]
    asked = True
    try:
        client = source.client()
        exotel = list(_exotel(client))
        sections.append(("Exotel", exotel))
        found = read_contents(client, trunks)
        exotel.append(Finding("dialect", client.dialect or "not shown yet: the account has no trunk"))
        exotel.append(_left(client))
        sections += _stack(stack, client, found)
        sections += [(f"trunk {trunk['trunk_name']}", list(calls.of_trunk(trunk))) for trunk in found["trunks"]]
    except errors.ExotelError as error:
        if isinstance(error, errors.GoneError):
            raise
        asked = isinstance(error, errors.SettingsError)
        sections.append(("Exotel", [Finding("account", error.answered, error.advice or "see above.")]))
    findings = [(title, finding) for title, section in sections for finding in section]
    if as_json:
        print_findings_json("section", findings)
    else:
        _print(sections)
    if not asked:
        return Exit.NOT_ASKED
    return Exit.WELL if all(finding.passed for _, finding in findings) else Exit.FOUND


def _settings(source: Source) -> Iterator[Finding]:
    known = source.listed()
    for setting in known:
        yield Finding(setting.name, f"{setting.value} (from {setting.origin})")
    if not any(setting.name == config.NAMES["region"][0] for setting in known):
        yield Finding(config.NAMES["region"][0], "mumbai (default)")


def _tools() -> Iterator[Finding]:
    """Yields the versions of the Pulumi CLI, its language host and its SDK."""
    for program in ("pulumi", "pulumi-language-python"):
        found = shutil.which(program)
        advice = "install the Pulumi CLI: https://www.pulumi.com/docs/install/"
        yield Finding(program, found or "not on PATH", "" if found else advice)
    pulumi = shutil.which("pulumi")
    if pulumi:
        asked = subprocess.run(  # noqa: S603 - the person's own CLI
            [pulumi, "version"], capture_output=True, text=True, check=False, timeout=VERSION_TIMEOUT
        )
        yield Finding("Pulumi CLI", asked.stdout.strip() or "does not tell its version")
    for package in ("pulumi", "exotel-pulumi"):
        try:
            yield Finding(f"package {package}", version(package))
        except PackageNotFoundError:
            yield Finding(f"package {package}", "not installed", f"pip install {package}")


def _exotel(client: Client) -> Iterator[Finding]:
    """Yields reachability and clock, by one list of trunks. Raises the ExotelError of an account that says no."""
    yield Finding("account", client.settings.account_sid)
    rows = client.rows(TRUNK.endpoint(None))
    yield Finding("address", f"{client.settings.url} answers, {count(len(rows), 'trunk')}")
    skew = client.now().timestamp() - time.time()
    advice = "" if abs(skew) <= SKEW else "set this machine's clock; the provider goes by Exotel's."
    yield Finding("clock", f"{skew:+.0f} s to Exotel's", advice)


def _stack(stack: str | None, client: Client, found: Contents) -> list[Section]:
    """Compares a stack's state with the account, both ways."""
    if stack is None:
        return []
    exported = exported_state(stack)
    held = state.read(exported, account_sid=client.settings.account_sid)
    there = [str(row["trunk_sid"]) for row in client.rows(TRUNK.endpoint(None))]
    findings = [*calls.left_behind(held, there), *map(_interrupted, state.interrupted(exported))]
    for trunk, others in state.beside(held, found, exported):
        findings += calls.of_others(trunk, others)
    return [(f"stack {stack}", findings)]


def _interrupted(operation: str) -> Finding:
    way = "run `pulumi up --refresh`, then `pulumi refresh --clear-pending-creates` (docs: After a crash)."
    return Finding("interrupted run", operation, way)


def _left(client: Client) -> Finding:
    """Says how much of Exotel's limit is left, as far as this command can know."""
    used, limit = client.requests_in_a_minute, client.settings.requests_per_minute
    return Finding("requests", f"{used} of {limit} a minute by this command; Exotel does not say what others have sent")


def _print(sections: Sequence[Section]) -> None:
    out = console()
    for title, findings in sections:
        out.print(f"[bold]{escape(title)}[/bold]")
        for finding in findings:
            out.print(f"  {mark(finding.passed)} {escape(finding.subject)}: ", end="")
            out.print(finding.said, markup=False)
            if finding.advice:
                out.print(f"    What to do: {finding.advice}", markup=False)
