"""`make up`, `make up` again and `make down` in a fresh clone, exactly as the README says."""

import json
import os
import re
import signal
import subprocess
from pathlib import Path

from tests.docs.conftest import with_own_backend
from tests.docs.pages import blocks
from tests.docs.prepared import forking


def make(target: str, folder: Path, environment: dict[str, str]) -> str:
    """Runs a target, which must succeed, and returns what it prints."""
    done = subprocess.run(
        ["make", target], cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, f"make {target}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def fork_from(clone: Path) -> None:
    """Has Pulumi's processes forked: Pulumi takes the `python3` on PATH, and make the `python` beside it."""
    launcher = forking(clone.parent)["PULUMI_PYTHON_CMD"]
    folder = clone / ".venv" / "bin"
    for name, program in (("python", (folder / "python").resolve()), ("python3", launcher)):
        (folder / name).unlink()
        (folder / name).symlink_to(program)


def test_up_shows_the_outputs_and_up_again_changes_nothing(clone: Path, clean_environment: dict[str, str]) -> None:
    fork_from(clone)
    try:
        first = make("up", clone, clean_environment)
        assert first.count("trunk_sid") == 1
        # What is advised for a stack of one's own works as it is printed.
        [own] = re.findall(r"a stack of your own: (.*)", first)
        script = (
            f"{own}\nmkdir own\ncd own\nprintf 'name: own\\nruntime: python\\n' > Pulumi.yaml\npulumi stack init mine"
        )
        person = {**clean_environment, "PULUMI_HOME": str(clone.parent / "pulumi-home")}
        command = ["bash", "-ec", with_own_backend(script)]
        assert subprocess.run(command, cwd=clone, env=person, check=False).returncode == 0
        assert re.search(r"^ +trunk_sid +trmum1\w+$", first, re.MULTILINE), first
        assert "7 created" in first, first
        # The next day: nothing runs any more.
        os.kill(
            json.loads((clone / ".quickstart" / "simulator.pid").read_text(encoding="utf-8"))["pid"], signal.SIGKILL
        )
        second = make("up", clone, clean_environment)
        assert "7 unchanged" in second, second
        assert not re.search(r"\d+ (created|updated|deleted|replaced)", second), second
    finally:
        down = make("down", clone, clean_environment)
    assert "7 deleted" in down, down
    assert not (clone / ".quickstart").exists()
    assert not list(clone.glob("Pulumi.*.yaml"))
    assert not Path(clean_environment["HOME"], ".pulumi").exists()


def test_every_make_target_of_the_readme_exists(clone: Path, clean_environment: dict[str, str]) -> None:
    targets = {word for block in blocks("sh") for word in re.findall(r"^make (\w+)", block, re.MULTILINE)}
    assert {"up", "test"} <= targets
    for target in sorted(targets):
        planned = subprocess.run(
            ["make", "-n", target], cwd=clone, env=clean_environment, capture_output=True, text=True
        )
        assert planned.returncode == 0, planned.stderr
    assert "-m pytest" in subprocess.run(["make", "-n", "test"], cwd=clone, capture_output=True, text=True).stdout
