"""`probe`: whether a call from Exotel could reach a destination."""

from typing import Annotated

import typer
from rich.markup import escape

from exotel_pulumi.account.state import SECRET
from exotel_pulumi.checks.calls import Finding
from exotel_pulumi.checks.probing import Probe
from exotel_pulumi.cli.asking import contents_of
from exotel_pulumi.cli.options import AsJson, FromState, Resolve, Stack, Trust, resolve_overrides, trusted
from exotel_pulumi.cli.output import Exit, console, mark, note, notes, print_findings_json
from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.objects.values.destination import SHAPE, Destination, fault_of


def probe(
    destinations: Annotated[
        list[str] | None, typer.Argument(metavar="HOST:PORT;transport=…", help="Else all of the account.")
    ] = None,
    stack: Stack = None,
    from_state: FromState = False,
    resolve: Resolve = None,
    trust: Trust = None,
    as_json: AsJson = False,
) -> Exit:
    """Examines whether a call from Exotel could reach a destination: DNS, TCP, certificate, one SIP OPTIONS."""
    overrides, pem = {name.lower(): place for name, place in resolve_overrides(resolve).items()}, trusted(trust)
    findings = []
    for destination in _well_formed(destinations) if destinations else _destinations(stack, from_state):
        if not as_json:
            console().print(f"[bold]{escape(destination)}[/bold]")
        found = Destination.parse(destination)
        override = overrides.get(f"{found.host}:{found.port}") if found else None
        for finding in Probe(destination, override, pem).findings():
            findings.append((destination, finding))
            if not as_json:
                _print_finding(finding)
    if as_json:
        print_findings_json("destination", findings)
    elif not findings:
        notes().print("no destination to probe")
    return Exit.WELL if findings and all(finding.passed for _, finding in findings) else Exit.FOUND


def _well_formed(destinations: list[str]) -> list[str]:
    """Returns what a person wrote. DeclarationError for the first that cannot be taken apart."""
    for text in destinations:
        found = Destination.parse(text)
        if found is None or not 1 <= found.port <= 65535:
            fault = fault_of(text) or SHAPE
            raise DeclarationError(f"{text!r} is no destination: it {fault}", "correct it, and put it into quotes.")
    return destinations


def _destinations(stack: str | None, from_state: bool) -> list[str]:
    """Returns every destination of an account or a state, each once; one that the state encrypts is passed over."""
    found = contents_of((), stack, from_state=from_state)
    listed = (str(entry["destination"]) for trunk in found["trunks"] for entry in trunk["destination_uris"])
    known = dict.fromkeys(listed)
    if SECRET in known:
        note("not probed: a destination is a secret in the state; give it as an argument")
    return [destination for destination in known if destination != SECRET]


def _print_finding(finding: Finding) -> None:
    console().print(f"  {mark(finding.passed)} {finding.subject:11} {escape(finding.said)}")
    if finding.advice:
        console().print(f"    What to do: {finding.advice}", markup=False)
