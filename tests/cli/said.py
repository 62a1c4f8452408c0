"""Every sentence that the package can raise or warn with, read out of its source: no list of sentences is kept by hand.

A sentence is read as far as the source says it: through the names, the branches and the functions of its own module.
What only a run can tell is `GAP`.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import exotel_pulumi
from exotel_pulumi import errors

GAP = "…"
PACKAGE = Path(exotel_pulumi.__file__).parent
OURS = {name for name, made in vars(errors).items() if isinstance(made, type) and issubclass(made, errors.ExotelError)}
REWORDING = ("advising", "adding", "shortened")  # methods of an error that give it other words
WARNING = ("warning", "warn")
FAULT = ("fault", "why", "_gone")
DEEPEST = 6  # names and calls that are followed from a sentence


@dataclass(frozen=True)
class Said:
    """What one place of the source raises: what came back and what to do, or one of the two."""

    place: str
    answered: str = ""
    advice: str = ""


@dataclass
class Module:
    """One file, and what its names stand for."""

    path: Path
    tree: ast.Module = field(init=False)

    def __post_init__(self) -> None:
        self.tree = ast.parse(self.path.read_text(encoding="utf-8"))

    @cached_property
    def functions(self) -> dict[str, ast.FunctionDef]:
        """The functions and methods of the module, by their names."""
        return {node.name: node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)}

    @cached_property
    def calls(self) -> list[tuple[ast.Call, ast.FunctionDef | None]]:
        """Every call of the module, with the function around it."""
        found: list[tuple[ast.Call, ast.FunctionDef | None]] = []

        def visit(node: ast.AST, around: ast.FunctionDef | None) -> None:
            around = node if isinstance(node, ast.FunctionDef) else around
            if isinstance(node, ast.Call):
                found.append((node, around))
            for child in ast.iter_child_nodes(node):
                visit(child, around)

        visit(self.tree, None)
        return found

    def said(self) -> Iterator[Said]:
        """Yields what each place of the module raises or gives other words to."""
        for call, around in self.calls:
            name = _name_of(call.func)
            place = f"{self.path.relative_to(PACKAGE.parent)}:{call.lineno}"
            given = {str(keyword.arg): keyword.value for keyword in call.keywords}
            if name in OURS:
                for words in self._texts([*call.args, *given.values()][:2], around):
                    yield Said(place, *words)
            elif name in WARNING and isinstance(call.func, ast.Attribute) and "log" in ast.unparse(call.func.value):
                for text in self._read(call.args[0], around):
                    yield Said(place, re.sub(r"%(?:\.\d)?[sdf]", GAP, text))
            elif name in REWORDING and call.args:
                for text in self._read(call.args[0], around):
                    yield Said(place, answered=text) if name == "adding" else Said(place, advice=text)

    def answers(self) -> Iterator[tuple[int, str]]:
        """Yields each sentence that stands beside a SIP status in a call, as the simulator's verdicts have it."""
        for call, around in self.calls:
            match call.args:
                case [ast.Constant(value=int(status)), sentence, *_] if 300 <= status < 700:
                    yield from ((status, text) for text in self._read(sentence, around))

    def rules(self) -> Iterator[str]:
        """Yields what a value must be, in the words of a rule that the value breaks."""
        parts = {id(part) for node in ast.walk(self.tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in parts:
                yield from (text for text in self._read(node, None) if text.startswith("must "))

    def failed(self) -> Iterator[tuple[str, str]]:
        """Yields what a step of a probe says where it fails, with the code of the entry that it names."""
        for call, around in self.calls:
            match call:
                case ast.Call(func=ast.Name(id="failed"), args=[_, said, ast.Constant(value=str(code))]):
                    yield from ((text, code) for text in self._read(said, around))

    def verdicts(self) -> Iterator[str]:
        """Yields what is wrong with a call or why it was not placed: what is given or assigned as `fault` or `why`."""
        for call, around in self.calls:
            named = [keyword.value for keyword in call.keywords if keyword.arg in FAULT]
            raised = call.args[:1] if _name_of(call.func) == "UnfitError" else []
            for value in (*named, *raised):
                yield from self._read(value, around)
        for node in ast.walk(self.tree):
            match node:
                case ast.Assign(targets=[ast.Attribute(attr=name)], value=value) if name in FAULT:
                    yield from self._read(value, None)
                case ast.FunctionDef(name="in_words"):
                    returned = (inner.value for inner in ast.walk(node) if isinstance(inner, ast.Return))
                    yield from (text for value in returned for text in self._read(value, node))

    def _texts(self, arguments: list[ast.expr], around: ast.FunctionDef | None) -> Iterator[tuple[str, ...]]:
        if len(arguments) == 1 and isinstance(arguments[0], ast.Starred):
            yield from self._pairs(arguments[0].value)
            return
        read = [self._read(argument, around) for argument in arguments]
        for place in range(max(len(texts) for texts in read)):
            yield tuple(texts[min(place, len(texts) - 1)] for texts in read)

    def _pairs(self, call: ast.expr) -> Iterator[tuple[str, ...]]:
        function = self.functions[_name_of(call.func)] if isinstance(call, ast.Call) else None
        for node in ast.walk(function) if function is not None else ():
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
                yield from self._texts(node.value.elts[:2], function)

    def _read(self, node: ast.expr | None, around: ast.FunctionDef | None, depth: int = 0) -> list[str]:
        """Returns what an expression may be, each text once."""
        if depth > DEEPEST or node is None:
            return [GAP]
        deeper = depth + 1
        match node:
            case ast.Constant(value=str(text)):
                texts = [text]
            case ast.JoinedStr(values=parts):
                texts = _joined([self._read(part, around, deeper) for part in parts])
            case ast.FormattedValue(value=value):
                texts = self._read(value, around, deeper)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                texts = _joined([self._read(side, around, deeper) for side in (left, right)])
            case ast.BinOp(left=left, op=ast.Mod()):
                texts = [text.replace("%s", GAP) for text in self._read(left, around, deeper)]
            case ast.IfExp(body=body, orelse=other) | ast.BoolOp(values=[body, other]):
                texts = [text for side in (body, other) for text in self._read(side, around, deeper)]
            case _:
                texts = self._read_elsewhere(node, around, deeper)
        return list(dict.fromkeys(texts)) or [GAP]

    def _read_elsewhere(self, node: ast.expr, around: ast.FunctionDef | None, depth: int) -> list[str]:
        """Returns what a name, an attribute or a call stands for."""
        match node:
            case ast.Name(id=name):
                return [text for value in self._values(name, around) for text in self._read(value, around, depth)]
            case ast.Attribute(attr=name) if name in _attributes():
                return [text for value in _attributes()[name] for text in self._read(value, None, depth)]
            case ast.Call(func=ast.Attribute(value=value, attr="format")):
                return [re.sub(r"\{[^{}]*\}", GAP, text) for text in self._read(value, around, depth)]
            case ast.Call(func=ast.Attribute(value=value, attr="strip")):
                return self._read(value, around, depth)
            case ast.Call(func=function) if _name_of(function) in self.functions:
                called = self.functions[_name_of(function)]
                returned = [inner.value for inner in ast.walk(called) if isinstance(inner, ast.Return)]
                return [text for value in returned for text in self._read(value, called, depth)]
        return []

    def _values(self, name: str, around: ast.FunctionDef | None) -> Iterator[ast.expr]:
        """Yields what is assigned to a name, in the function and in the module, and what callers give for it."""
        for nodes in (ast.walk(around) if around else (), self.tree.body):
            for node in nodes:
                match node:
                    case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
                        yield value
                    case ast.AnnAssign(target=ast.Name(id=found), value=ast.expr() as value) if found == name:
                        yield value
        if around and around.name != "__init__":  # whose callers say the class
            yield from self._given(name, around)

    def _given(self, name: str, function: ast.FunctionDef) -> Iterator[ast.expr]:
        names = [argument.arg for argument in function.args.args if argument.arg != "self"]
        for call, _ in self.calls if name in names else ():
            if _name_of(call.func) == function.name:
                place = names.index(name)
                yield from (keyword.value for keyword in call.keywords if keyword.arg == name)
                yield from call.args[place : place + 1]


@cache
def _module(path: Path) -> Module:
    return Module(path)


@cache
def _attributes() -> dict[str, list[ast.expr]]:
    """Returns the sentences that classes of the package have as attributes, by the attribute's name."""
    found: dict[str, list[ast.expr]] = {}
    for file in files():
        classes = (node for node in ast.walk(_module(file).tree) if isinstance(node, ast.ClassDef))
        for statement in (statement for node in classes for statement in node.body):
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text)) as value) if (
                    text.count(" ") > 3
                ):
                    found.setdefault(name, []).append(value)
    return found


def _name_of(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _joined(parts: list[list[str]]) -> list[str]:
    """Returns the texts that parts make together, each part in each of its forms."""
    texts = [""]
    for part in parts:
        texts = [text + form for text in texts for form in part][:24]
    return texts


@cache
def files() -> tuple[Path, ...]:
    """Returns the files of the package; the simulator speaks as Exotel does, and raises none of our errors."""
    return tuple(file for file in sorted(PACKAGE.rglob("*.py")) if "simulator" not in file.parts)


@cache
def answered() -> tuple[tuple[int, str], ...]:
    """Returns what the simulator says to calls, with the status of each sentence."""
    verdicts = (_module(file).answers() for file in sorted((PACKAGE / "simulator" / "sip").glob("*.py")))
    return tuple(dict.fromkeys(answer for answers in verdicts for answer in answers if " " in answer[1]))


@cache
def verdicts() -> tuple[str, ...]:
    """Returns what the simulator finds wrong with calls, but what only passes on another place's words."""
    found = (said for file in sorted((PACKAGE / "simulator" / "sip").glob("*.py")) for said in _module(file).verdicts())
    # What is wrong with an offer stands beside a status, and is read with the answers.
    own = (said for said in dict.fromkeys(found) if not said.startswith((f"{GAP} ", "the offer has")) or "here" in said)
    return tuple(said for said in own if len(re.findall(r"\w{2,}", said.replace(GAP, " "))) > 2)


@cache
def rules() -> tuple[str, ...]:
    """Returns the rules for values, each as the sentence that follows the name of a field, but those of words alone."""
    known = dict.fromkeys(rule for file in files() for rule in _module(file).rules())
    return tuple(rule for rule in known if len(re.findall(r"\w{2,}", rule)) > 2)


@cache
def failing() -> tuple[tuple[str, str], ...]:
    """Returns what a probe says of each step that fails, with the code of the entry that is meant."""
    return tuple(dict.fromkeys(step for file in files() for step in _module(file).failed()))


@cache
def everything() -> tuple[Said, ...]:
    """Returns what the whole package raises, with the place of each sentence."""
    return tuple(dict.fromkeys(said for file in files() for said in _module(file).said()))
