"""Nothing of Python is in what a program in another language reads."""

import re
from pathlib import Path

import pytest

from exotel_pulumi.objects import KINDS
from exotel_pulumi.plugin.words import NATIVE, spelled
from exotel_pulumi.words import PYTHON
from tests.cli.said import PACKAGE, everything, rules
from tests.kinds import SAMPLES, Sample
from tests.plugin.conftest import InputsOf
from tests.plugin.engine import Engine

PYTHONS = re.compile(
    r"(?<![\w-])[a-z]+(?:_[a-z]+)+(?![\w-])|\b(?:True|False|None|NoneType|int|str|bool|float|dict|tuple|opts|Outputs?)\b"
    r"|\bexotel\.[A-Z]|=\{|=\[|ResourceOptions|import_"
)
SERVED = ("api", "hosts", "lifecycle", "objects", "plugin", "resources", "config.py", "errors.py")
# What is said to programs in Python alone: by the dynamic host and a program's own side, or of what only Python can do.
OF_PYTHON = (
    "hosts/dynamic.py",
    "hosts/sdk.py",
    "resources/declared.py",  # options that the dynamic host cannot have
    "resources/handed.py",  # things that stand for values
    "resources/planning.py",
    "resources/previewing.py",
)
# The same in files that the plugin runs as well. An Output in a component is refused by plugin/components.py.
TO_PYTHON = (
    "cannot wait for …, which is an Output",
    "getTrunk needs a",
    "get_trunk needs a",
    "is an Output, and its children must have names",
    "has an Output in a list",
    "must map to text, an Output or a dict of settings",
    "cascade must be True or False",
    "declare the provider as an exotel.Provider",
    "for Pulumi's own host of Python",
)


def is_served(place: str) -> bool:
    inside = place.removeprefix(f"{PACKAGE.name}/")
    return inside.partition("/")[0].partition(":")[0] in SERVED and not inside.startswith(OF_PYTHON)


def test_no_sentence_that_the_plugin_can_say_has_words_of_python() -> None:
    said = [each for each in everything() if is_served(each.place)]
    assert len(said) > 100
    texts = [(each.place, spelled(f"{each.answered} | {each.advice}", NATIVE)) for each in said]
    texts += [("a rule", spelled(rule, NATIVE)) for rule in rules()]
    others = [(place, text) for place, text in texts if not any(known in text for known in TO_PYTHON)]
    assert [(place, PYTHONS.findall(text), text) for place, text in others if PYTHONS.search(text)] == []


def test_each_phrase_of_the_hosts_is_in_the_words_of_its_language() -> None:
    fields = {name for kind in KINDS for name in kind.inputs.model_fields}
    for words, is_python in ((PYTHON, True), (NATIVE, False)):
        said = [words.adopt, words.move, words.declaration("WhitelistedIp", ip="13.233.10.20")]
        said += [
            words.provider_setting("api_key"),
            words.provider_argument("account_sid"),
            *map(words.argument, fields),
        ]
        assert bool(PYTHONS.search(" ".join(said))) == is_python


def test_a_secret_is_set_as_one() -> None:
    secret, plain = (NATIVE.setting("exotel:apiToken", "EXOTEL_API_TOKEN", is_secret=each) for each in (True, False))
    assert "pulumi config set --secret exotel:apiToken" in secret
    assert "pulumi config set exotel:apiToken" in plain


WRONG = (None, True, 9.5, -1, "", "a b", "x" * 400, ["a"], {"a": "b"})


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.kind.name)
def test_no_fault_of_a_value_has_words_of_python(engine: Engine, inputs: InputsOf, sample: Sample) -> None:
    right = inputs(sample)
    said = []
    for name in (*right, "nonsense"):
        for value in WRONG:
            said += engine.check(sample, {**right, name: value}).failures
    assert len(said) > 10
    assert [fault.reason for fault in said if PYTHONS.search(fault.reason)] == []


def test_a_list_of_files_names_files_that_are_there() -> None:
    assert [name for name in OF_PYTHON if not Path(PACKAGE, name).is_file()] == []
