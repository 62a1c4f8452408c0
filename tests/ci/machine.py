"""`Machine`: the machine of a CI system, which has a checkout of a project and runs the scripts of a job."""

import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from exotel_pulumi.simulator import Simulator
from tests.ci.workflows import FOLDER, Line
from tests.engine import vault
from tests.engine.environment import FOR_GO, INTERPRETER, write_interpreter
from tests.engine.processes import kill_session
from tests.engine.simulators import ACCOUNT
from tests.nursery import IS_POSSIBLE

LONGEST = 240  # seconds
# Both systems run a script with these options: GitHub if a workflow asks for bash, GitLab always.
SHELL = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")


@dataclass(frozen=True)
class Ended:
    """The outcome and the log of a job."""

    failed: bool
    log: str


class Machine:
    """A machine whose checkout has the example `project` at the root, and the scripts in the folder `ci`."""

    def __init__(self, folder: Path, project: Path) -> None:
        self.folder = folder
        self.checkout = folder / "checkout"
        self.logs: list[str] = []
        self._sessions: list[int] = []
        shutil.copytree(project, self.checkout, ignore=shutil.ignore_patterns("__pycache__", ".*"))
        (self.checkout / "ci").mkdir()
        for script in (FOLDER / "comment.py", FOLDER / "gitlab" / "compare.py"):
            shutil.copy2(script, self.checkout / "ci")
        (self.checkout / "requirements.txt").write_text("exotel-pulumi[cli]\n", encoding="utf-8")
        (folder / "backend").mkdir()
        (folder / "home").mkdir()
        self.environment = self._environment()

    def _environment(self) -> dict[str, str]:
        programs = self.folder / "programs"
        programs.mkdir()
        write_interpreter(programs, forking=IS_POSSIBLE)
        path = os.pathsep.join((str(programs), os.environ["PATH"]))
        direct = "127.0.0.1,localhost"
        pip = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        home = self.folder / "home"
        # The CLI does not read HOME, so PULUMI_HOME names its folder.
        own = {"HOME": str(home), "PULUMI_HOME": str(home / ".pulumi"), "PATH": path, "LANG": "C.UTF-8"}
        own["PULUMI_PYTHON_CMD"] = str(programs / INTERPRETER)
        return {**own, **pip, **FOR_GO, **vault.variables(), "NO_PROXY": direct, "no_proxy": direct}

    def reach(self, simulator: Simulator) -> None:
        """Puts this simulator in the place of Exotel for all later jobs."""
        self.environment |= {"EXOTEL_API_URL": simulator.url, "EXOTEL_RETRY_DELAY": "0.01"}

    def run(self, lines: Iterable[Line], environment: dict[str, str]) -> Ended:
        """Runs a job. After a line that fails, runs only lines with `always`."""
        failed, log = False, ""
        for line in lines:
            if failed and not line.always:
                continue
            process = subprocess.Popen(
                [*SHELL, line.text],
                cwd=self.checkout,
                env={**self.environment, **environment},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
            self._sessions.append(process.pid)
            printed, _ = process.communicate(timeout=LONGEST)
            log += f"$ {line.text}\n{printed}\nexit code {process.returncode}\n"
            failed = failed or process.returncode != 0
        self.logs.append(log)
        return Ended(failed, log)

    def end(self) -> None:
        """Stops the processes that the jobs have left, as a CI system does."""
        for session in self._sessions:
            kill_session(session)


def settings(backend: Path, passphrase: str) -> dict[str, str]:
    """Returns the settings of the project, with a backend in a folder instead of Pulumi Cloud."""
    return {
        "EXOTEL_ACCOUNT_SID": ACCOUNT.sid,
        "EXOTEL_API_KEY": ACCOUNT.api_key,
        "EXOTEL_API_TOKEN": ACCOUNT.api_token,
        "EXOTEL_REGION": "",
        "PULUMI_ACCESS_TOKEN": "",
        "PULUMI_BACKEND_URL": f"file://{backend}",
        "PULUMI_CONFIG_PASSPHRASE": passphrase,
        "PULUMI_SKIP_UPDATE_CHECK": "1",
        "PULUMI_STACK": "production",
    }
