"""A preview that asks, for programs that have no side of ours: what they would make is compared with Exotel.

A program in Python asks by itself (resources/previewing.py). Of any other, the engine's calls tell the plan: a resource
that is there is compared before it is kept or replaced, and the creation of each one is previewed after what it depends
on. So each creation is compared by itself, with what is known of the run by then, and no list is read twice.
"""

import logging
import os
import time
from collections.abc import Mapping
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeAlias

from google.protobuf import struct_pb2

from exotel_pulumi import config, errors
from exotel_pulumi.hosts.run import Run
from exotel_pulumi.lifecycle import price
from exotel_pulumi.lifecycle.foresight import SETTLED, Finding, foresee
from exotel_pulumi.lifecycle.planned import Former, Plan, Planned
from exotel_pulumi.lifecycle.questions import LONGEST, OF_ONE_TRUNK, Answers, ask
from exotel_pulumi.objects.kind import Kind
from exotel_pulumi.objects.trunk import TRUNK
from exotel_pulumi.plugin.settings import Given
from exotel_pulumi.plugin.wire import Loaded, load
from exotel_pulumi.words import PYTHON

if TYPE_CHECKING:
    from exotel_pulumi.api.client import Client

log = logging.getLogger("exotel_pulumi")

AnyKind: TypeAlias = Kind[Any, Any]
Urn: TypeAlias = str

NOT_COMPARED = "not compared with Exotel: %s"
TOO_MANY = "what comes after the first {at_most} requests of a preview; exotel:previewRequests raises that"


class Foresight:
    """What the preview of one run says beforehand, with one provider's settings. Safe to share between threads."""

    def __init__(self, run: Run, given: Given) -> None:
        self._run = run
        self._given = given
        self._settings = config.PreviewSettings()
        self._formers: dict[Urn, Former] = {}
        self._client: Client | None = None
        self._end = 0.0  # the moment after which nothing is asked
        self._is_over = False
        self._said: set[str] = set()
        self._lock = Lock()

    def record(self, urn: Urn, kind: AnyKind, olds: Mapping[str, Any]) -> None:
        """Remembers a resource that the stack has, by what it is recognised by."""
        names = {kind.key, "trunk_sid"}
        values = {name: value for name, value in olds.items() if name in names}
        with self._lock:
            self._formers[urn] = Former(kind, values, is_declared=True)

    def of_creation(self, urn: Urn, kind: AnyKind, properties: struct_pb2.Struct) -> str | None:
        """Says what a creation would come to; returns the SID of a trunk that it takes over.

        ConflictError for what Exotel would refuse, AuthenticationError if the key is refused.
        """
        if self._run.words is PYTHON:
            return None
        with self._lock:
            self._settings = config.load_preview(self._given.of_program, os.environ)
            if self._settings.preview_asks == "off":
                return None
            planned = self._planned(urn, kind, load(properties))
            if planned.step == "replace" and kind.collection.top_level:
                # Which of what is on it is the stack's own, this moment does not tell; the run itself looks.
                log.warning(price.of_trunk(None, ()))
                return None
            plan = Plan([planned], list(self._formers.values()))
            answers = self._asked(plan)
        if answers is None:
            return None
        with errors.during(f"previewing {kind.describe(planned.values)}"):
            for finding in foresee(plan, answers, self._run.words):
                self._say(finding)
        return _taken_over(planned, answers)

    def _planned(self, urn: Urn, kind: AnyKind, inputs: Loaded) -> Planned:
        hidden = inputs.unknown | inputs.secret | kind.write_only
        fields = kind.inputs.model_fields.keys() & inputs.values.keys()
        former = self._formers.get(urn)  # what is there and created again is replaced, by force or for a change
        return Planned(
            kind,
            "create" if former is None else "replace",
            {name: inputs.values[name] for name in fields - hidden},
            frozenset(fields & hidden),
            # Of an object that is there, the trunk is not known if the trunk is replaced.
            Planned(TRUNK, "replace") if "trunk_sid" in inputs.unknown else None,
            former,
        )

    def _asked(self, plan: Plan) -> Answers | None:
        if self._is_over:
            return None
        try:
            client = self._connected()
            self._end = self._end or time.monotonic() + LONGEST
            answers = ask(plan, client, self._end - time.monotonic())
        except errors.AuthenticationError as error:
            self._is_over = True
            if self._settings.preview_asks == "fail":
                raise error.advising(error.advice + SETTLED) from None
            self._leave_out(error.answered)
            return None
        except errors.SettingsError as error:
            self._is_over = True
            self._leave_out(error.answered)
            return None
        if answers.skipped:
            self._leave_out(TOO_MANY.format(at_most=self._settings.preview_requests))
        if answers.fault is not None:
            self._is_over = not isinstance(answers.fault, OF_ONE_TRUNK)
            self._leave_out(answers.fault.answered)
        return answers

    def _connected(self) -> "Client":
        from exotel_pulumi.api.client import Client

        if self._client is None:
            settings = config.load(self._given, os.environ, self._run.words)
            self._client = Client(settings, patience=self._run.patience, at_most=self._settings.preview_requests)
        return self._client

    def _leave_out(self, reason: str) -> None:
        """Says once why something was not compared: the engine's own preview is right without it."""
        reason = reason.partition("\n")[0]
        if reason not in self._said:
            self._said.add(reason)
            log.warning(NOT_COMPARED, reason)

    def _say(self, finding: Finding) -> None:
        if finding.gravity == "refusal" and self._settings.preview_asks == "fail":
            raise errors.ConflictError(finding.said, finding.advice + SETTLED)
        lines = finding.text.splitlines()
        level = logging.INFO if finding.gravity == "note" else logging.WARNING
        log.log(level, "\n".join(["%s"] * len(lines)), *lines)


def _taken_over(planned: Planned, answers: Answers) -> str | None:
    """Returns the SID of the trunk that a trunk takes over, so that what is on it is compared there."""
    if not planned.kind.collection.top_level or not planned.values.get("adopt"):
        return None
    named = [row for row in answers.trunks or () if row.get(TRUNK.key) == planned.key]
    return TRUNK.join_id(None, named[0]) if len(named) == 1 else None
