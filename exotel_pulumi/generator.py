"""Writes the Pulumi program for what an account has already: `python -m exotel_pulumi.generator > __main__.py`.

The way into a stack that `pulumi import` cannot be for dynamic resources: the first `pulumi up` of the program takes
everything over and changes nothing. Reads only; settings come from the environment.
"""

import argparse
import keyword
import os
import re
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from exotel_pulumi import config, errors, lifecycle
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.envelope import Row
from exotel_pulumi.pulumi_host import Declared, Provider
from exotel_pulumi.resources import CallerId, Credential, DestinationUri, PhoneNumber, Trunk, WhitelistedIp

# In the order in which Exotel needs them.
CHILDREN: tuple[type[Declared], ...] = (PhoneNumber, WhitelistedIp, DestinationUri, Credential, CallerId)

HEAD = '''"""Trunks that existed before this program: the first `pulumi up` takes them over and changes nothing.

Once it has run, `adopt=True` may be removed. From then on the stack owns them: `pulumi destroy` deletes them.
"""

import pulumi

import exotel_pulumi as exotel
'''
PASSWORDS = """
# Exotel never tells a password, and taking a login over sets it: give the one in use, or the login stops working.
# pulumi config set --secret <name> <password>
config = pulumi.Config()
"""


def program(client: Client, trunk_sids: Sequence[str] = ()) -> str:
    """The program for these trunks, or for all of the account, the oldest first.

    GoneError where a trunk that was asked for is not in the account.
    """
    rows = {str(row["trunk_sid"]): row for row in reversed(client.rows(Trunk.provider().endpoint(None)))}
    absent = [sid for sid in trunk_sids if sid not in rows]
    if absent:
        raise errors.GoneError(f"there is no trunk {', '.join(absent)} in this account", "verify the SIDs.")
    taken: set[str] = set()
    parts = ["\n".join(_trunk(client, rows[sid], taken)) for sid in dict.fromkeys(trunk_sids or rows)]
    body = "\n\n".join(parts)
    return HEAD + (PASSWORDS if "config.require_secret(" in body else "") + ("\n" + body + "\n" if body else "")


def _trunk(client: Client, row: Row, taken: set[str]) -> Iterator[str]:
    kind = Trunk.provider()
    sid = str(row["trunk_sid"])
    known = _inputs(kind, row)
    if known.get("domain_name") == kind.defaults(client.settings.account_sid)["domain_name"]:
        del known["domain_name"]
    variable = _alone(_variable(str(known.get("trunk_name"))), taken)
    faults = _faults(kind, known)
    if faults:
        yield f"# Exotel's trunk {sid} cannot be declared, and is only read: {faults}."
        yield f"{variable} = exotel.Trunk.get({variable!r}, {sid!r})"
    else:
        yield f"{variable} = {_call(Trunk, variable, known | {'adopt': True})}"
    for child in CHILDREN:
        yield from _children(client.rows(child.provider().endpoint(sid)), child, variable, taken)


def _children(rows: Sequence[Row], resource: type[Declared], trunk: str, taken: set[str]) -> Iterator[str]:
    kind = resource.provider()
    seen = set()
    for row in reversed(rows):
        known = _inputs(kind, row)
        key = known.get(kind.key)
        if key is None:
            continue
        faults = _faults(kind, known)
        if key in seen:
            yield f"# Exotel has {kind.noun} {key} twice: delete one of them before the first `pulumi up`."
        elif faults:
            yield f"# Exotel's {kind.noun} {key!r} cannot be declared, and is left alone: {faults}."
        else:
            setting = re.sub(r"\W", "_", f"{trunk}_{key}_password", flags=re.ASCII)
            secret = _alone(setting, taken) if resource is Credential else None
            yield _call(resource, f"{trunk}-{key}", known, trunk, secret)
        seen.add(key)


def _inputs(kind: Provider[Any, Any], row: Row) -> dict[str, Any]:
    """What a program has to write for a row: the inputs that differ from their defaults."""
    known = kind.inputs.one_spelling(kind.from_row(row))
    preset = kind.inputs.preset()
    return {
        name: value
        for name, value in known.items()
        if name != "trunk_sid" and value not in (None, "") and (name not in preset or value != preset[name])
    }


def _faults(kind: Provider[Any, Any], known: dict[str, Any]) -> str:
    """Why a program may not say what Exotel has; empty if it may."""
    owner = {"trunk_sid": "any"} if "trunk_sid" in kind.inputs.model_fields else {}
    _, faults = lifecycle.check(kind, {**owner, **known}, (), None)
    return "; ".join(f"{name} {reason}" for name, reason in faults)


def _call(
    resource: type[Declared], name: str, known: dict[str, Any], trunk: str | None = None, secret: str | None = None
) -> str:
    arguments = [repr(name)] + ([f"trunk={trunk}"] if trunk else [])
    arguments += [f"{field}={value!r}" for field, value in known.items()]
    arguments += [f"password=config.require_secret({secret!r})"] if secret else []
    return f"exotel.{resource.__name__}({', '.join(arguments)})"


def _variable(text: str) -> str:
    """A Python name for a trunk."""
    name = re.sub(r"\W", "_", text, flags=re.ASCII).lower()
    reserved = keyword.iskeyword(name) or name in ("pulumi", "exotel", "config")
    return f"trunk_{name}" if not name or name[0].isdigit() or reserved else name


def _alone(name: str, taken: set[str]) -> str:
    """The name, with a number behind it if another has it already."""
    found, number = name, 2
    while found in taken:
        found, number = f"{name}_{number}", number + 1
    taken.add(found)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the program, or one message that says what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m exotel_pulumi.generator", description=__doc__)
    parser.add_argument(
        "trunk_sids", nargs="*", metavar="TRUNK_SID", help="only these trunks; all of them if none is named"
    )
    asked = parser.parse_args(arguments)
    try:
        client = Client(config.load(lambda _name: None, os.environ))
        sys.stdout.write(program(client, asked.trunk_sids))
    except errors.ExotelError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
