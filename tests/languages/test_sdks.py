"""The SDKs for TypeScript and Go: they are what the schema says, and the programs of the page are right with them."""

import os
import subprocess
from pathlib import Path

from exotel_pulumi.simulator import Simulator
from tests.engine.wire import requests
from tools.engine.programs import ROOT
from tools.languages import sdks

from .project import HERE, Project, page, tool

WRITTEN_BY_HAND = ("go.mod", "go.sum")


def test_the_sdks_are_what_the_schema_says(tmp_path: Path) -> None:
    tool("generate-sdks")
    sdks.generate(tmp_path)
    kept, generated = contents(sdks.SDK), contents(tmp_path)
    assert kept.keys() == generated.keys()
    differing = [name for name in kept if kept[name] != generated[name]]
    assert differing == [], "run: python -m tools.languages.sdks"


def contents(folder: Path) -> dict[str, bytes]:
    """Returns what is generated below a folder, by its path; not what Node.js has built or installed there."""
    files = {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}
    return {
        name.as_posix(): path.read_bytes()
        for name, path in files.items()
        if name.name not in WRITTEN_BY_HAND and not {"bin", "node_modules"}.intersection(name.parts)
    }


def test_the_sdk_and_the_program_of_the_page_compile_in_go(tmp_path: Path) -> None:
    (tmp_path / "main.go").write_text(page("go"), encoding="utf-8")
    (tmp_path / "go.mod").write_text("module telephony\n\ngo 1.25.11\n", encoding="utf-8")
    lines = page("sh", 1).replace(HERE, str(ROOT))
    check = "go vet -trimpath . github.com/exotel-pulumi/sdk/go/..."  # with the flag of the tools: parts are shared
    environment = {**os.environ, "GOWORK": "off", "GOFLAGS": "-mod=mod"}
    done = subprocess.run(
        ["sh", "-ec", lines + check], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_program_in_typescript_costs_what_one_in_python_costs(in_typescript: Project, simulator: Simulator) -> None:
    in_typescript.declare()
    (in_typescript.project / "index.ts").write_text(page("typescript"), encoding="utf-8")
    in_typescript.up()
    kinds = ("whitelisted_ips", "phone_numbers", "destination_uris", "credentials", "settings")
    assert sorted(requests(simulator)) == sorted(f"POST {each}" for each in ("trunks", *kinds))
    simulator.clear_log()
    in_typescript.up("--expect-no-changes")
    assert requests(simulator) == []
    in_typescript.destroy_all()
    assert [each for each in requests(simulator) if each.startswith("DELETE")] == [
        "DELETE credentials",
        "DELETE trunks",
    ]
