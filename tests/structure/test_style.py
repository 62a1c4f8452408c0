"""What keeps the project readable: small modules and functions, a docstring for each, names of the field."""

import ast
import importlib
import inspect
from types import FunctionType, ModuleType

from pydantic import BaseModel

import exotel_pulumi
from exotel_pulumi import config
from exotel_pulumi.objects import KINDS
from tests.structure.sources import FOLDERS, PACKAGE, sources

LONGEST_MODULE = 300
LONGEST_FUNCTION = 40
VAGUE = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}

ALL = sources(*FOLDERS)
MODELS = [config.Settings] + [model for kind in KINDS for model in (kind.inputs, kind.state)]
DOCUMENTED = [
    source
    for source in sources(PACKAGE)
    if not source.path.startswith(f"{PACKAGE}/simulator/") and not source.path.endswith("__main__.py")
]


def test_modules_are_short() -> None:
    too_long = {source.path: source.text.count("\n") for source in ALL if source.text.count("\n") >= LONGEST_MODULE}
    assert too_long == {}


def test_functions_are_short() -> None:
    too_long = {
        f"{source.path}: {function.name}": length
        for source in ALL
        for function in source.functions()
        if (length := lines_of_code(function)) >= LONGEST_FUNCTION
    }
    assert too_long == {}


def lines_of_code(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Counts the lines of a function without its docstring, which has a line for each argument."""
    first = function.body[0]
    said = (first.end_lineno or 0) - first.lineno + 1 if ast.get_docstring(function) else 0
    return (function.end_lineno or 0) - function.lineno + 1 - said


def test_every_module_says_what_it_is() -> None:
    silent = [source.path for source in ALL if source.text.strip() and not ast.get_docstring(source.tree)]
    assert silent == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [source.path for source in ALL if VAGUE & set(source.module.split("."))] == []


def public(module: ModuleType) -> dict[str, type | FunctionType]:
    return {
        name: member
        for name, member in vars(module).items()
        if isinstance(member, type | FunctionType) and member.__module__ == module.__name__ and not name.startswith("_")
    }


def undocumented(module: ModuleType) -> list[str]:
    """Lists public classes, functions and methods without a docstring; models have described fields instead."""
    found = []
    for name, member in public(module).items():
        is_model = isinstance(member, type) and issubclass(member, BaseModel)
        if not is_model and not inspect.getdoc(member):
            found.append(name)
        methods = vars(member).items() if isinstance(member, type) and not is_model else ()
        found += [
            f"{name}.{method_name}"
            for method_name, method in methods
            if isinstance(method, FunctionType | property | classmethod)
            and not method_name.startswith("_")
            and not inspect.getdoc(getattr(member, method_name))
        ]
    return found


def test_everything_public_has_a_docstring() -> None:
    found = {source.path: undocumented(importlib.import_module(source.module)) for source in DOCUMENTED}
    assert {path: names for path, names in found.items() if names} == {}


def test_every_field_is_described() -> None:
    fields = [(model.__name__, name, field) for model in MODELS for name, field in model.model_fields.items()]
    assert [f"{model}.{name}" for model, name, field in fields if not field.description] == []


def test_every_property_of_a_resource_is_described() -> None:
    members = [(kind.name, *member) for kind in KINDS for member in vars(getattr(exotel_pulumi, kind.name)).items()]
    properties = [(f"{kind}.{name}", member) for kind, name, member in members if isinstance(member, property)]
    assert [name for name, member in properties if not member.__doc__] == []
