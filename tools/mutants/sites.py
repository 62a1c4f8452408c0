"""Finds in a syntax tree where one small mistake can be made, and makes it in the text."""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDERS = ("api", "objects", "lifecycle", "hosts", "plugin", "resources", "account", "checks")

Replaced = tuple[str, str]  # the kind of the mistake, and what stands there instead

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
}  # fmt: skip
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}  # fmt: skip

# What only a person reads: words of a message are no rule.
WORDS = ("advice", "tried", "text", "description", "examples", "title")


@dataclass(frozen=True)
class Mutant:
    """One mistake: `before` becomes `after`, from byte `start` to byte `end` of a file."""

    file: str
    line: int
    kind: str
    before: str
    after: str
    start: int
    end: int
    copy: int = 1  # the same mistake may be possible twice in one line

    @property
    def name(self) -> str:
        """Returns what stays the same as long as the file does."""
        again = f" #{self.copy}" if self.copy > 1 else ""
        return f"{self.file}:{self.line} {self.kind}: {_short(self.before)} -> {_short(self.after)}{again}"


def mutants(root: Path, package: str = "exotel_pulumi") -> list[Mutant]:
    """Lists every mistake that can be made in the folders, by name."""
    files = [file for folder in FOLDERS for file in sorted(Path(root, package, folder).rglob("*.py"))]
    return [mutant for file in files for mutant in _of_file(file.read_text("utf-8"), file.relative_to(root).as_posix())]


def with_mistakes(text: str, chosen: Iterable[Mutant]) -> str:
    """Makes several mistakes in the text of one file; they may not overlap."""
    changed = text.encode()
    for mutant in sorted(chosen, key=lambda mutant: mutant.start, reverse=True):
        changed = changed[: mutant.start] + mutant.after.encode() + changed[mutant.end :]
    return changed.decode()


def _of_file(text: str, file: str) -> Iterator[Mutant]:
    starts = [0]
    for line in text.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    seen: Counter[str] = Counter()
    for first, last, kind, after in _mistakes(ast.parse(text)):
        start = starts[first.lineno - 1] + first.col_offset
        end = starts[(last.end_lineno or last.lineno) - 1] + (last.end_col_offset or 0)
        before = text.encode()[start:end].decode()
        mutant = Mutant(file, first.lineno, kind, before, after, start, end)
        seen[mutant.name] += 1
        if before != after:
            yield Mutant(file, first.lineno, kind, before, after, start, end, seen[mutant.name])


Site = tuple[ast.expr | ast.stmt, ast.expr | ast.stmt, str, str]  # from here to there: what kind, and what instead


def _mistakes(node: ast.AST) -> Iterator[Site]:
    """Walks through the code, but through no docstring, annotation, import or message."""
    if isinstance(node, ast.stmt | ast.expr):
        yield from ((node, node, kind, after) for kind, after in _replacements(node))
    if isinstance(node, ast.Try):
        yield from _of_handlers(node)
    for child in _inner(node):
        yield from _mistakes(child)


def _inner(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Import | ast.ImportFrom | ast.JoinedStr) or ast.unparse(node).startswith("__all__"):
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):  # a docstring
        return
    left_out: list[ast.AST | None] = []
    if isinstance(node, ast.AnnAssign):
        left_out = [node.annotation]
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        left_out = [node.returns, *(argument for argument in node.args.args + node.args.kwonlyargs)]
    elif isinstance(node, ast.Call):
        if _is_message(node):
            left_out = [*node.args]
        left_out += [keyword for keyword in node.keywords if keyword.arg in WORDS]
    for child in ast.iter_child_nodes(node):
        if child not in left_out and not isinstance(child, ast.arg):
            yield child


def _is_message(call: ast.Call) -> bool:
    name = ast.unparse(call.func)
    return name.endswith(("Error", "Fault")) or ".log." in f".{name}" or name in ("cast", "TypeVar", "print")


def _replacements(node: ast.stmt | ast.expr) -> Iterator[Replaced]:
    if isinstance(node, ast.Compare):
        yield from _of_comparison(node)
    elif isinstance(node, ast.BoolOp):
        yield from _of_and_or(node)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not dropped", f"bool({ast.unparse(node.operand)})"
    elif isinstance(node, ast.IfExp):
        yield "always", f"({ast.unparse(node.body)})"
        yield "never", f"({ast.unparse(node.orelse)})"
    elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS and not _is_text(node):
        yield "operator", f"({ast.unparse(ast.BinOp(node.left, OPERATORS[type(node.op)](), node.right))})"
    elif isinstance(node, ast.Call):
        yield from _of_call(node)
    elif isinstance(node, ast.Constant):
        yield from _of_constant(node)
    elif isinstance(node, ast.stmt):
        yield from _of_statement(node)


def _of_comparison(node: ast.Compare) -> Iterator[Replaced]:
    for at, operator in enumerate(node.ops):
        operators = [*node.ops[:at], COMPARISONS[type(operator)](), *node.ops[at + 1 :]]
        yield "comparison", f"({ast.unparse(ast.Compare(node.left, operators, node.comparators))})"


def _of_and_or(node: ast.BoolOp) -> Iterator[Replaced]:
    other = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
    yield "and/or", f"({ast.unparse(ast.BoolOp(other, node.values))})"
    for at in range(len(node.values)):
        rest = [*node.values[:at], *node.values[at + 1 :]]
        yield "condition dropped", f"({ast.unparse(rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest))})"


def _of_call(node: ast.Call) -> Iterator[Replaced]:
    if _is_message(node):
        return
    for at, keyword in enumerate(node.keywords):
        if keyword.arg and keyword.arg not in WORDS:
            rest = [*node.keywords[:at], *node.keywords[at + 1 :]]
            yield f"argument {keyword.arg} dropped", ast.unparse(ast.Call(node.func, node.args, rest))


def _of_constant(node: ast.Constant) -> Iterator[Replaced]:
    value = node.value
    if isinstance(value, bool):
        yield "constant", str(not value)
    elif isinstance(value, int | float):
        yield "constant", repr(value + 1)
    elif isinstance(value, str) and value and " " not in value and node.lineno == node.end_lineno:
        yield "constant", repr(f"XX{value}")


def _of_statement(node: ast.stmt) -> Iterator[Replaced]:
    if isinstance(node, ast.Return) and node.value is not None and ast.unparse(node.value) != "None":
        yield "nothing returned", "return None"
    elif isinstance(node, ast.Raise):
        yield "statement dropped", "pass"
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Await | ast.Yield):
        if ".log." not in f".{ast.unparse(node.value)}":
            yield "statement dropped", "pass"
    elif isinstance(node, ast.AugAssign) or (
        isinstance(node, ast.Assign) and not isinstance(node.targets[0], ast.Name)
    ):
        yield "statement dropped", "pass"


def _of_handlers(node: ast.Try) -> Iterator[Site]:
    for handler in node.handlers:
        if handler.type is not None:
            yield handler.type, handler.type, "exception class", "ZeroDivisionError"
        if ast.unparse(handler.body[0]) != "raise":
            yield handler.body[0], handler.body[-1], "handler raises", "raise"
    if node.finalbody:
        yield node.finalbody[0], node.finalbody[-1], "finally dropped", "pass"


def _is_text(node: ast.BinOp) -> bool:
    sides = (node.left, node.right)
    return any(isinstance(side, ast.JoinedStr) or isinstance(getattr(side, "value", None), str) for side in sides)


def _short(code: str) -> str:
    line = " ".join(code.split())
    return line if len(line) <= 90 else f"{line[:60]} … {line[-27:]}"
