"""A rehearsal in the form of JUnit, which CI systems show beside a change: a case for each call."""

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from exotel_pulumi.checks.rehearsal import name
from exotel_pulumi.foreign import shown


def junit(rows: Sequence[Mapping[str, Any]]) -> str:
    """Returns a report: a call that failed is a failure, and what was not tried is skipped, each in its own words."""
    failed, skipped = ([row for row in rows if row["well"] is passed] for passed in (False, None))
    numbers = {"tests": str(len(rows)), "failures": str(len(failed)), "skipped": str(len(skipped))}
    suite = ET.Element("testsuite", {"name": "exotel-pulumi rehearse", **numbers})
    for row in rows:
        about = {"classname": shown(row["trunk"]), "name": shown(name(row)), "time": str(row.get("seconds", 0))}
        case = ET.SubElement(suite, "testcase", about)
        words = {"message": shown(row.get("why") or row.get("fault") or row.get("reason"))}
        if row["well"] is False:
            ET.SubElement(case, "failure", words)
        elif row["well"] is None:
            ET.SubElement(case, "skipped", words)
    ET.indent(suite)
    return ET.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"
