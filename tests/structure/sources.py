"""The project's own files, as they are read and as syntax trees."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = "exotel_pulumi"
FOLDERS = (PACKAGE, "tests", "tools", "examples")


@dataclass(frozen=True)
class Source:
    """One Python file."""

    path: str  # from the root of the project

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @cached_property
    def text(self) -> str:
        return Path(ROOT, self.path).read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def texts(self) -> Iterator[str]:
        """Yields every text of the code, without docstrings."""
        said = {node.value for node in ast.walk(self.tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in said:
                yield node.value

    def imports(self) -> set[str]:
        """Returns the absolute names of everything that is imported, `from a import b` as `a.b`."""
        names: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names |= {f"{self._origin(node)}.{alias.name}" for alias in node.names}
        return names

    def _origin(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return str(node.module)
        package = self.path.removesuffix(".py").split("/")[: -node.level]
        return ".".join([*package, *([node.module] if node.module else [])])


def sources(*folders: str) -> list[Source]:
    """Returns every Python file below these folders of the project."""
    files = (file for folder in folders for file in sorted(Path(ROOT, folder).rglob("*.py")))
    return [_source(file.relative_to(ROOT).as_posix()) for file in files]


@cache
def _source(path: str) -> Source:
    """Keeps one for each file: several tests read its syntax tree."""
    return Source(path)
