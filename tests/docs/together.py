"""Programs of several pages as one: what each of them names gets a name of its own, and is otherwise as on the page.

One program for each page would be three commands of the CLI for each page, and nine tenths of them the same work.
"""

import ast
import re
from collections.abc import Mapping
from pathlib import Path

NUMBER = re.compile(r"\+\d{11,}")
NAMED_OTHERWISE = {"Config", "StackReference"}  # a class whose first argument is no name of a resource here
OUTPUTS = {"export", "require_output"}


class _Apart(ast.NodeTransformer):
    """Renames the resources, the exports, the trunks and the phone numbers of one program."""

    def __init__(self, place: int) -> None:
        self._place = place

    def visit_Call(self, node: ast.Call) -> ast.AST:
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        names_its_first = called in OUTPUTS or (called[:1].isupper() and called not in NAMED_OTHERWISE)
        if names_its_first and node.args and isinstance(node.args[0], ast.Constant):
            node.args[0] = ast.Constant(f"{node.args[0].value!s}-{self._place}")
        if called == "Alias":
            self._rename_child(node)
        return self.generic_visit(node)

    def _rename_child(self, alias: ast.Call) -> None:
        """Renames a resource of a component in the program before: its name begins with the component's."""
        for keyword in alias.keywords:
            if keyword.arg == "name" and isinstance(keyword.value, ast.Constant):
                component, _, key = str(keyword.value.value).partition("-")
                keyword.value = ast.Constant(f"{component}-{self._place}-{self._number(key)}")

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        if node.arg == "trunk_name" and isinstance(node.value, ast.Constant):
            node.value = ast.Constant(trunk_name(str(node.value.value), self._place))
        return self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, str) and NUMBER.fullmatch(node.value):
            return ast.Constant(self._number(node.value))
        return node

    def _number(self, number: str) -> str:
        """Returns the number of this program; the last two digits tell the numbers of one page apart."""
        return f"{number[:-4]}{self._place:02}{number[-2:]}"


def trunk_name(name: str, place: int) -> str:
    """Returns the name that a trunk of the program at this place has."""
    return f"{name[:13]}_{place:02}"


def write(programs: Mapping[str, str], folder: Path, first: int = 0) -> None:
    """Writes a program that runs all of them, each in a file of its own; `first` is the place of the first one."""
    lines = []
    for place, (name, text) in enumerate(programs.items(), first):
        module = f"page_{place:02}_{re.sub(r'[^a-z0-9]+', '_', name.lower())}"
        apart = ast.fix_missing_locations(_Apart(place).visit(ast.parse(text)))
        (folder / f"{module}.py").write_text(ast.unparse(apart), encoding="utf-8")
        lines.append(f"import {module}\n")
    (folder / "__main__.py").write_text("".join(lines), encoding="utf-8")
