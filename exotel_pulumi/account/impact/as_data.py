"""An impact as JSON; tests keep its shape."""

from typing import Any

from exotel_pulumi.account.impact.findings import ORDER, Finding, Impact
from exotel_pulumi.account.impact.text import sentence


def as_data(impact: Impact) -> dict[str, Any]:
    """Returns an impact as values of JSON."""
    return {
        "stack": impact.stack,
        "complete": not impact.errors,
        "errors": list(impact.errors),
        "objects": {"changed": impact.changed, "all": impact.objects},
        "requests": impact.requests,
        "findings": [_finding(finding) for finding in impact.findings],
        "counts": {str(verdict): impact.count(verdict) for verdict in ORDER},
    }


def _finding(finding: Finding) -> dict[str, Any]:
    gap = finding.gap
    return {
        "verdict": str(finding.verdict),
        "direction": finding.direction,
        "trunk": finding.trunk,
        "ways": list(finding.ways),
        "shows": list(finding.shows),
        "said": sentence(finding),
        "more": list(finding.more),
        "off": gap and {"from": gap.first, "to": gap.last, "requests": gap.requests, "minutes": gap.minutes},
    }
