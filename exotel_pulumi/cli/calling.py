"""Whether calls arrive: `probe` asks destinations; `ring` and `rehearse` place calls against the simulator."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import typer
from rich.markup import escape

from exotel_pulumi.account.state import SECRET
from exotel_pulumi.checks import rehearsal
from exotel_pulumi.checks.calls import Finding
from exotel_pulumi.checks.probing import Probe
from exotel_pulumi.cli.asking import contents_of, source_of
from exotel_pulumi.cli.options import AsJson, FromState, Resolve, Stack, Trust, resolve_overrides, trusted
from exotel_pulumi.cli.output import Exit, console, mark, notes, print_findings_json, print_json
from exotel_pulumi.objects.values.destination import Destination


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
    for destination in destinations or _destinations(stack, from_state):
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


def ring(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="A number of the simulated account.")],
    resolve: Resolve = None,
    trust: Trust = None,
    stack: Stack = None,
    as_json: AsJson = False,
) -> Exit:
    """Rings a number: the simulator calls its destinations, by priority and weight, until one answers."""
    wish = {"number": number, "resolve": resolve_overrides(resolve), "trust": trusted(trust)}
    report = _placed("ring", wish, stack)
    return _print_calls(report, report["answered"], _calls_in(report), as_json)


def rehearse(
    resolve: Resolve = None,
    trust: Trust = None,
    stand_in: Annotated[
        bool,
        typer.Option("--stand-in", help="Let a stand-in answer for destinations that are led nowhere.", metavar=""),
    ] = False,
    stack: Stack = None,
    as_json: AsJson = False,
) -> Exit:
    """Places every call against the simulator: out with each login and address, in to each number."""
    wish = {"resolve": resolve_overrides(resolve), "trust": trusted(trust), "stand_in": stand_in}
    report = _placed("rehearse", wish, stack)
    lines = [*_calls_out(report), *(line for rung in report["in"] for line in _calls_in(rung))]
    return _print_calls(report, report["well"], lines, as_json)


def _destinations(stack: str | None, from_state: bool) -> list[str]:
    """Returns every destination of an account or a state, each once; one that the state encrypts is passed over."""
    found = contents_of((), stack, from_state=from_state)
    listed = (str(entry["destination"]) for trunk in found["trunks"] for entry in trunk["destination_uris"])
    known = dict.fromkeys(listed)
    if SECRET in known:
        notes().print("not probed: a destination is a secret in the state; give it as an argument")
    return [destination for destination in known if destination != SECRET]


def _print_finding(finding: Finding) -> None:
    console().print(f"  {mark(finding.passed)} {finding.subject:11} {escape(finding.said)}")
    if finding.advice:
        console().print(f"    What to do: {finding.advice}", markup=False)


def _placed(what: str, wish: dict[str, Any], stack: str | None) -> dict[str, Any]:
    """Lets the simulator of the settings place calls; returns its report."""
    url = source_of(stack).settings().url
    with notes().status("calling"):
        return rehearsal.ask(url, what, wish)


def _calls_out(report: dict[str, Any]) -> Iterator[str]:
    for call in report["out"]:
        passed = call["status"] == 200 and call["heard"] > 0
        yield _line(passed, f"out by {call['by']} of {call['trunk']}, shown {call['number']}: {_answer(call)}")


def _calls_in(report: dict[str, Any]) -> Iterator[str]:
    if not report["tried"]:
        yield _line(False, f"in to {report['number']}: the number has no destination, or is on no trunk")
    for call in report["tried"]:
        passed = call["status"] is not None and call["status"] < 300
        heard = f", {call['heard']} packets of audio heard" if passed else ""
        yield _line(passed, f"in to {report['number']} at {call['destination']}: {_answer(call)}{heard}")


def _answer(call: dict[str, Any]) -> str:
    return f"{call['status'] or ''} {call['reason']} {call['fault']}".strip()


def _line(passed: bool, text: str) -> str:
    return f"{mark(passed)} {escape(text)}"


def _print_calls(report: dict[str, Any], passed: bool, lines: Iterable[str], as_json: bool) -> Exit:
    if as_json:
        print_json(report)
    else:
        for line in lines:
            console().print(line, soft_wrap=True)
    return Exit.WELL if passed else Exit.FOUND
