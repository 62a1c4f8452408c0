"""What CONTRIBUTING says of the tests is there: which test file belongs to which module."""

from pathlib import Path

from tests.structure.sources import ROOT, sources
from tools.mutants.nearest import PACKAGE, Nearest
from tools.mutants.sites import FOLDERS

TABLE = Nearest.read(ROOT).table


def test_every_module_has_the_tests_that_belong_to_it() -> None:
    modules = [source.path for folder in FOLDERS for source in sources(f"{PACKAGE}/{folder}")]
    folders = {f"{module.rpartition('/')[0]}/" for module in modules}
    assert folders <= TABLE.keys()
    assert {name for name in TABLE if not Path(ROOT, name).exists()} == set()


def test_the_tests_that_belong_to_a_module_are_there() -> None:
    assert {test for tests in TABLE.values() for test in tests if not Path(ROOT, test).exists()} == set()
