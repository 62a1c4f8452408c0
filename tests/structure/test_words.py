"""Plain words: a docstring of a function starts with a verb, and one idea has one word (CONTRIBUTING, "Words")."""

import ast
import re
from pathlib import Path

from tests.structure.sources import FOLDERS, ROOT, sources

ALL = sources(*FOLDERS)
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]

# Third person, as in "Returns …"; a hook of a kind says what it may and must.
VERB = re.compile(r"[A-Z][a-z]+s\b|May\b|Must\b")
NO_VERBS = {
    "As",
    "Always",
    "Exotels",
    "His",
    "Is",
    "Its",
    "Pulumis",
    "This",
    "Thus",
    "Trunks",
    "Values",
    "Was",
}

# What is not said, and what is said instead.
INSTEAD = {
    "told": "reported, known, named, distinguished",
    "surely": "certainly, or the proof",
    "anew": "again, new",
}


def needs_a_verb(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Returns whether the rule is for this function: not for a property, and not for a test, which says a situation."""
    is_property = any("property" in ast.dump(decorator) for decorator in function.decorator_list)
    return not is_property and not function.name.startswith("test_")


def starts_with_a_verb(docstring: str) -> bool:
    first = re.match(r"\W*(\w+)", docstring)
    return bool(first and VERB.match(first[1]) and first[1] not in NO_VERBS)


def test_a_docstring_of_a_function_starts_with_a_verb() -> None:
    functions = [(source.path, node) for source in ALL for node in source.functions() if needs_a_verb(node)]
    docstrings = [(f"{path}: {node.name}", ast.get_docstring(node)) for path, node in functions]
    assert [f"{name}: {text}" for name, text in docstrings if text and not starts_with_a_verb(text)] == []


def test_one_idea_has_one_word_in_the_code() -> None:
    assert [found for source in ALL for found in unwanted(Path(ROOT, source.path))] == []


def test_one_idea_has_one_word_in_the_documents() -> None:
    assert [found for path in DOCUMENTS for found in unwanted(path)] == []


def unwanted(path: Path) -> list[str]:
    """Lists what a file says in another word than the one for it, with the line."""
    if path == Path(__file__):
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        f"{path.relative_to(ROOT)}:{number}: {word} (say: {better})"
        for number, line in enumerate(lines, 1)
        for word, better in INSTEAD.items()
        if re.search(rf"(?<![A-Za-z]){word}(?![A-Za-z])", line, re.IGNORECASE)
    ]
