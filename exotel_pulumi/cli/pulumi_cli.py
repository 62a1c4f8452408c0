"""The person's own Pulumi CLI: what it says of its version, of a stack's configuration and of a stack's state.

It may be absent, broken or chatty: each is a SettingsError with words, and never a fault of ours.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from exotel_pulumi.errors import SettingsError
from exotel_pulumi.foreign import shown

TIMEOUT = 60  # seconds for an answer
QUIETLY = ("--non-interactive", "--color", "never")
STREAMING = "PULUMI_ENABLE_STREAMING_JSON_PREVIEW"  # a CI system may have set it: events in place of a document
INSTALL_PLUGIN = ("plugin", "install", "resource", "--reinstall", "--exact", *QUIETLY)
INSTALL = "install the Pulumi CLI: https://www.pulumi.com/docs/install/"


def version() -> str:
    """Returns the version that it says, such as `v3.259.0`. SettingsError where it says none."""
    said = _run("its version", "version")
    found = re.findall(r"^v?\d+\.\d+\S*$", said, re.MULTILINE)
    if not found:
        raise SettingsError(f"`pulumi version` says no version, but {shown(said.strip())!r}", INSTALL)
    return str(found[-1])


def configuration(stack: str) -> dict[str, Any]:
    """Returns the values of a stack's configuration, secrets in plain."""
    entries = _read(f"the configuration of {shown(stack)}", "config", "--json", "--show-secrets", "--stack", stack)
    return {name: entry.get("value") if isinstance(entry, dict) else entry for name, entry in entries.items()}


def exported_state(stack: str | None) -> dict[str, Any]:
    """Returns the state of a stack of the project in this folder, or of the selected one; secrets stay encrypted."""
    named = ("--stack", stack) if stack else ()
    return _read(f"the state of {shown(stack or 'the stack')}", "stack", "export", *named)


def previewed(stack: str | None, *, refresh: bool) -> bytes:
    """Returns the document of a preview of the project in this folder, also of one that has failed.

    A preview takes as long as it takes: a person sees that it runs, and can stop it.
    """
    named = ("--stack", stack) if stack else ()
    flags = ("--json", "--show-sames", "--show-replacement-steps", *(("--refresh",) if refresh else ()))
    done = _done("a preview", "preview", *flags, *named, *QUIETLY, timeout=None)
    if done.returncode and not _object_in(done.stdout):
        raise _failed("a preview", done)
    start = re.search(r"^\s*\{", done.stdout, re.MULTILINE)  # after warnings
    return done.stdout[start.start() if start else 0 :].encode()


def install_plugin(name: str, number: str, executable: Path) -> None:
    """Installs a version of a resource plugin, in the place of what is there under this version."""
    done = _done("whether it has installed the plugin", *INSTALL_PLUGIN, name, number, "--file", str(executable))
    if done.returncode:
        said = shown((done.stderr.strip() or "no reason given").splitlines()[-1])
        raise SettingsError(f"Pulumi does not install the plugin: {said}", "see `pulumi plugin ls`, and run it again.")


def _read(wanted: str, *arguments: str) -> dict[str, Any]:
    said = _run(wanted, *arguments, *QUIETLY)
    document = _object_in(said)
    if document is None:
        advice = "run `pulumi` by hand: what is on PATH under this name may be another program, or a wrapper."
        raise SettingsError(f"Pulumi tells {wanted} in no JSON, but {shown(said.strip(), 80)!r}", advice)
    return document


def _object_in(text: str) -> dict[str, Any] | None:
    """Returns the object that a text has; lines before it, such as warnings, are passed over."""
    for start in re.finditer(r"^\s*\{", text, re.MULTILINE):
        try:
            document, _ = json.JSONDecoder().raw_decode(text, start.end() - 1)
        except (ValueError, RecursionError):
            continue
        if isinstance(document, dict):
            return document
    return None


def _run(wanted: str, *arguments: str) -> str:
    """Runs it and returns what it prints. SettingsError where it fails."""
    done = _done(wanted, *arguments)
    if done.returncode:
        raise _failed(wanted, done)
    return done.stdout


def _failed(wanted: str, done: "subprocess.CompletedProcess[str]") -> SettingsError:
    said = shown((done.stderr.strip() or "no reason given").splitlines()[-1])
    advice = "run the command in the folder of a project, and name a stack of that project."
    return SettingsError(f"Pulumi cannot read {wanted}: {said}", advice)


def _done(wanted: str, *arguments: str, timeout: float | None = TIMEOUT) -> "subprocess.CompletedProcess[str]":
    """Runs it to its end."""
    pulumi = shutil.which("pulumi")
    if pulumi is None:
        raise SettingsError("the Pulumi CLI is not on PATH", f"{INSTALL}. Or name no stack and no state.")
    try:
        return subprocess.run(  # noqa: S603 - the person's own CLI
            [pulumi, *arguments],
            stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace", check=False,
            timeout=timeout, env={name: value for name, value in os.environ.items() if name != STREAMING},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise SettingsError(f"Pulumi did not tell {wanted} in {TIMEOUT} s", "run `pulumi stack` to see why.") from None
    except OSError as error:
        raise SettingsError(f"{shown(pulumi)} cannot be run: {error.strerror}", f"{INSTALL}.") from None
