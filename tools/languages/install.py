"""Puts what programs in YAML, TypeScript and Go are tested with into `.engine/languages` of the checkout, as links.

The language hosts and the generator of the SDKs are built from Go modules, at the versions that the files here pin: the
newest ones for which the Go module proxy serves a whole module. The generator is built from the modules of the engine.
npm installs what `npm/package-lock.json` pins, run by the Node.js of a wheel.
Run: `python -m tools.languages.install`.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tools.engine import making
from tools.engine.making import SDK, Build, named_by_content, version_required
from tools.engine.programs import ROOT, EngineError, run
from tools.languages import node

FOLDER = ROOT / ".engine" / "languages"
MODULES = Path(__file__).resolve().parent
ENGINE = MODULES.parent / "engine"
YAML = "github.com/pulumi/pulumi-yaml"
GENERATOR = MODULES / "generate_sdks.go"
NPM = MODULES / "npm"
NPM_SECONDS = 600.0
INSTALL_YOURSELF = "Go 1.25 or newer and the npm registry are needed for the tests of other languages; run this again."


class Tool(NamedTuple):
    """One link, and how its entry of the cache is made: `make` fills a folder with `bin/<name>`."""

    name: str
    entry: str
    make: Callable[[Path], None]


def say(line: str) -> None:
    print(f"languages: {line}", flush=True)


def tools() -> tuple[Tool, ...]:
    """Returns what is installed."""
    engine = (ENGINE / "pulumi" / "go.mod", ENGINE / "pulumi" / "go.sum")
    return (
        _host("yaml", YAML, f"{YAML}/cmd/pulumi-language-yaml"),
        _host("nodejs", SDK, f"{SDK}/nodejs/cmd/pulumi-language-nodejs"),
        Tool(
            "generate-sdks",
            named_by_content(f"sdks-{making.pinned_version()}", GENERATOR, *engine),
            _building(ENGINE, "pulumi", str(GENERATOR), "generate-sdks"),
        ),
        Tool("node_modules", named_by_content("npm", NPM / "package.json", NPM / "package-lock.json"), _npm),
    )


def main(target: Path = FOLDER) -> int:
    """Makes and links what is missing, and returns the exit code."""
    target.mkdir(parents=True, exist_ok=True)
    try:
        for tool in tools():
            place = making.cache_folder("languages") / tool.entry
            made = making.entry(place, tool.make, say, partial(check, tool.name))
            making.link(target / tool.name, made / tool.name)
    except (EngineError, OSError) as problem:
        say(f"{problem}. {INSTALL_YOURSELF}")
        return 1
    except KeyboardInterrupt:
        say("interrupted")
        return 130
    say(f"{', '.join(tool.name for tool in tools())} are in place")
    return 0


def check(name: str, folder: Path) -> None:
    """Raises an EngineError unless a tool is there. The hosts do not tell their version."""
    if not os.access(folder / name, os.X_OK):
        raise EngineError(f"{folder / name} is missing, or is not executable")


def _host(module: str, pinned: str, package: str) -> Tool:
    name = package.rpartition("/")[2]
    pins = (MODULES / module / "go.mod", MODULES / module / "go.sum")
    entry = named_by_content(f"{module}-{version_required(pins[0], pinned)}", *pins)
    return Tool(name, entry, _building(MODULES, module, package, name))


def _building(modules: Path, module: str, package: str, name: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        build = Build(modules, folder, say)
        say(f"building {name} from Go modules: some minutes, this once (log: {build.log})")
        build.program(module, package, name, "-ldflags", "-s -w")

    return make


def _npm(folder: Path) -> None:
    say("installing Pulumi's SDK for Node.js and TypeScript")
    place = folder / "bin"
    shutil.copytree(NPM, place)
    run(node.npm("ci", "--prefix", str(place)), NPM_SECONDS, "npm failed", node.environment())


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that a running build ends and leaves no files
    sys.exit(main())
