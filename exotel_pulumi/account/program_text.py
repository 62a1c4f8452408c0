"""The Pulumi program for what an account has already, as text.

The way into a stack that `pulumi import` cannot be for dynamic resources: the first `pulumi up` of the program takes
everything over and changes nothing.
"""

import json
import keyword
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from exotel_pulumi import errors
from exotel_pulumi.account.contents import chosen, sid_of
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.envelope import Row
from exotel_pulumi.foreign import comment, literal, printable
from exotel_pulumi.lifecycle import checking
from exotel_pulumi.objects import CHILDREN
from exotel_pulumi.objects.kind import Kind
from exotel_pulumi.objects.trunk import TRUNK

HEAD = '''"""Trunks of the account {account} that existed before this program.

The first `pulumi up` takes them over and changes nothing. It needs the settings of that account.
Once it has run, `adopt=True` may be removed. From then on the stack owns them: `pulumi destroy` deletes them.

`cascade=False`: a trunk is deleted only when nothing else is on it. Leave it out if Exotel does not let your account
delete what is on a trunk: the trunk then takes everything along, whoever put it there.
{protection}"""

import pulumi

import exotel_pulumi as exotel
'''
PROTECTION = """
`protect=True`: Pulumi deletes nothing of it. Say first what may be deleted, with no `pulumi up` in between:
one resource:  pulumi state unprotect '<urn>' --yes   (`pulumi stack --show-urns` lists the URNs)
all of them:   pulumi state unprotect --all --yes     (before `pulumi destroy`)
"""
LONGEST_NAME = 60  # characters of a variable
PROTECTED = "opts=pulumi.ResourceOptions(protect=True)"
PASSWORDS = """
# Exotel never tells a password, and taking a login over sets it: give the one in use, or the login stops working.
# pulumi config set --secret <name> <password>
config = pulumi.Config()
"""


@dataclass
class Written:
    """What the program has of one trunk: how many resources, and what was left alone and why."""

    name: str
    declared: int = 0
    notes: list[str] = field(default_factory=list)
    has_trunk: bool = True  # and does not only read it
    contents: dict[str, Any] = field(default_factory=dict)  # as in `contents`: what is declared, by kind


class ProgramText:
    """The text of a program, written trunk by trunk; variables and settings in it have names of their own.

    `trunks` says for each trunk what was written; `passwords` are the settings to make; `resources` are what is
    declared, as `pulumi import` takes it. Everything that is declared is protected from deletion, unless `protect` says
    otherwise.
    """

    def __init__(self, client: Client, *, protect: bool = True) -> None:
        self.trunks: list[Written] = []
        self.passwords: list[str] = []
        self.resources: list[dict[str, str]] = []
        self._client = client
        self._protect = protect
        self._taken: set[str] = set()

    def write(self, asked: Sequence[str] = ()) -> str:
        """Writes the program for the trunks that are asked for by SID or name, or for all, the oldest first.

        GoneError if a trunk that was asked for is not in the account.
        """
        parts = ["\n".join(self._trunk(row)) for row in chosen(self._client, asked)]
        body = "\n\n".join(parts)
        protection = PROTECTION if self._protect else ""
        head = HEAD.format(account=self._client.settings.account_sid, protection=protection)
        return head + (PASSWORDS if self.passwords else "") + ("\n" + body + "\n" if body else "")

    def import_file(self, asked: Sequence[str] = ()) -> str:
        """Writes what `pulumi import --file` takes, for the same trunks: all that `write` would declare."""
        self.write(asked)
        return json.dumps({"resources": self.resources}, indent=2, ensure_ascii=False) + "\n"

    def _trunk(self, row: Row) -> Iterator[str]:
        known = _inputs(TRUNK, row)
        self.trunks.append(Written(str(known.get("trunk_name") or row.get("trunk_sid"))))
        try:
            sid = sid_of(row)
        except errors.UnexpectedAnswerError as error:
            self.trunks[-1].has_trunk = False
            yield self._note(f"{error.answered}: it is left alone.")
            return
        self.trunks[-1].contents = {"trunk_name": self.trunks[-1].name, "trunk_sid": sid}
        defaults = TRUNK.inputs.normalized(TRUNK.account_defaults(self._client.settings.account_sid))
        if known.get("domain_name") == defaults["domain_name"]:
            del known["domain_name"]
        variable = self._alone(_variable(self.trunks[-1].name))
        faults = _faults(TRUNK, known)
        yield comment(f"--- {self.trunks[-1].name!r}, {sid}")
        if faults:
            yield self._note(f"Exotel's trunk {sid} cannot be declared, and is only read: {faults}.")
            self.trunks[-1].has_trunk = False
            yield f"{variable} = exotel.Trunk.get({literal(variable)}, {literal(sid)})"
        else:
            yield f"{variable} = {self._declaration(TRUNK, variable, known | {'adopt': True, 'cascade': False})}"
            self._add(TRUNK, variable, sid)
        for kind in CHILDREN:
            yield from self._children(kind, sid, variable)

    def _add(self, kind: Kind[Any, Any], name: str, identity: str) -> None:
        self.resources.append({"type": kind.native_token, "name": name, "id": identity})

    def _children(self, kind: Kind[Any, Any], sid: str, trunk: str) -> Iterator[str]:
        seen = set()
        for row in reversed(self._client.rows(kind.endpoint(sid))):
            known = _inputs(kind, row)
            key = known.get(kind.key)
            if key is None:
                continue
            faults = _faults(kind, _without_refused(kind, known)[0])
            if key in seen:
                yield self._note(
                    f"Exotel has {kind.noun} {key!r} twice: delete one of them before the first `pulumi up`."
                )
            elif faults:
                yield self._note(f"Exotel's {kind.noun} {key!r} cannot be declared, and is left alone: {faults}.")
            else:
                known, left_out = _without_refused(kind, known)
                for field, value in left_out.items():
                    yield self._note(f"{field} {value!r} may not be written, and stays as it is where it is left out:")
                secrets = {field: self._setting(f"{trunk}_{key}_{field}") for field in sorted(kind.write_only)}
                yield self._declaration(kind, f"{trunk}-{key}", known, trunk, secrets)
                self._add(kind, f"{trunk}-{key}", kind.join_id(sid, row))
                self.trunks[-1].contents.setdefault(kind.list_name, []).append(known)
            seen.add(key)

    def _setting(self, name: str) -> str:
        """Returns a name of its own, in the stack's configuration, for a value that Exotel never returns."""
        setting = self._alone(re.sub(r"\W", "_", name, flags=re.ASCII))
        self.passwords.append(setting)
        return setting

    def _note(self, text: str) -> str:
        self.trunks[-1].notes.append(printable(text))
        return comment(text)

    def _declaration(
        self,
        kind: Kind[Any, Any],
        name: str,
        known: Mapping[str, Any],
        trunk: str | None = None,
        secrets: Mapping[str, str] | None = None,
    ) -> str:
        self.trunks[-1].declared += 1
        arguments = [literal(name)] + ([f"trunk={trunk}"] if trunk else [])
        arguments += [f"{field}={literal(value)}" for field, value in known.items()]
        arguments += [
            f"{field}=config.require_secret({literal(setting)})" for field, setting in (secrets or {}).items()
        ]
        arguments += [PROTECTED] if self._protect else []
        return f"exotel.{kind.name}({', '.join(arguments)})"

    def _alone(self, name: str) -> str:
        """Returns the name, with a number behind it if another has it already."""
        found, number = name, 2
        while found in self._taken:
            found, number = f"{name}_{number}", number + 1
        self._taken.add(found)
        return found


def _inputs(kind: Kind[Any, Any], row: Row) -> dict[str, Any]:
    """Returns what a program has to write for a row: the inputs that differ from their defaults."""
    defaults = kind.inputs.static_defaults()
    return {
        name: value
        for name, value in kind.said(row).items()
        if name in kind.declarable and value != "" and (name not in defaults or value != defaults[name])
    }


def _without_refused(kind: Kind[Any, Any], known: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Returns what a program may write, and what it may not and need not: a field that is not managed if left out."""
    managed = kind.account_defaults("any").keys() | {
        name for name, field in kind.inputs.model_fields.items() if field.is_required() or field.default is not None
    }
    refused = {
        name: value for name, value in known.items() if name not in managed and _faults(kind, {name: value}, name)
    }
    return {name: value for name, value in known.items() if name not in refused}, refused


def _faults(kind: Kind[Any, Any], known: Mapping[str, Any], field: str | None = None) -> str:
    """Says why a program may not declare what Exotel has, or one field of it; empty if it may."""
    owner = {} if kind.collection.top_level else {"trunk_sid": "any"}
    _, faults = checking.check(kind, {**owner, **known}, (), None)
    return "; ".join(f"{name} {reason}" for name, reason in faults if field in (None, name))


def _variable(text: str) -> str:
    """Makes a Python name for a trunk."""
    name = re.sub(r"\W", "_", text, flags=re.ASCII).lower()[:LONGEST_NAME]
    reserved = keyword.iskeyword(name) or name in ("pulumi", "exotel", "config")
    return f"trunk_{name}" if not name or name[0].isdigit() or reserved else name
