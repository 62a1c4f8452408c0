"""`probe`: could a call from Exotel reach a destination, or every destination of an account or a stack?"""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.markup import escape

from exotel_pulumi.checks.probing import Probe
from exotel_pulumi.cli.leading import led, trusted
from exotel_pulumi.cli.output import Exit, console, notes, print_json
from exotel_pulumi.cli.reading import read


def probe(
    destinations: Sequence[str],
    stack: str | None,
    from_state: bool,
    resolve: Sequence[str],
    trust: Path | None,
    as_json: bool,
) -> Exit:
    """Probes the named destinations, or all of an account or a state; `resolve` is `host:port=address:port`."""
    leads, pem = led(resolve), trusted(trust)
    wanted = list(destinations) or _all(stack, from_state)
    rows = []
    for destination in wanted:
        name = destination.removeprefix("sip:").partition(";")[0]
        examined = Probe(destination, leads.get(name), pem)
        if not as_json:
            console().print(f"[bold]{escape(destination)}[/bold]")
        for finding in examined.findings():
            rows.append({"destination": destination, **asdict(finding), "well": finding.is_well})
            if not as_json:
                mark = "[green]✓[/green]" if finding.is_well else "[red]✗[/red]"
                console().print(f"  {mark} {finding.subject:11} {escape(finding.said)}")
                if finding.cure:
                    console().print(f"    What to do: {finding.cure}", markup=False)
    is_well = all(row["well"] for row in rows)
    if as_json:
        print_json({"well": is_well, "findings": rows})
    elif not wanted:
        notes().print("no destination to probe")
    return Exit.WELL if is_well and wanted else Exit.FOUND


def _all(stack: str | None, from_state: bool) -> list[str]:
    found = read((), stack, from_state=from_state)
    known = [str(entry["destination"]) for trunk in found["trunks"] for entry in trunk["destination_uris"]]
    return list(dict.fromkeys(known))
