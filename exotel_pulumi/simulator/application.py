"""The application that serves: Flask, with rules that are compiled once in a process.

To compile them takes most of the time in which a simulator starts. They depend on the dialect and the collections, and
what a rule leads to belongs to one simulator.
"""

from collections.abc import Iterable
from typing import Any

from flask import Flask
from werkzeug.routing import Map

_compiled: dict[tuple[str, ...], Map] = {}


class Application(Flask):
    """An application to which every simulator of the same dialect and collections adds the same rules."""

    def __init__(self, dialect: str, collections: Iterable[str]) -> None:
        super().__init__("exotel_simulator", static_folder=None)
        self._of = (dialect, *collections)
        self._knows_rules = self._of in _compiled
        self.url_map = _compiled.get(self._of, self.url_map)
        self.url_map.merge_slashes = False

    def add_url_rule(
        self, rule: str, endpoint: str | None = None, view_func: Any = None, *args: Any, **options: Any
    ) -> None:
        """Says what a rule leads to, and compiles the rule in the first application of its sort."""
        if self._knows_rules:
            self.view_functions[endpoint or view_func.__name__] = view_func
        else:
            super().add_url_rule(rule, endpoint, view_func, *args, **options)

    def complete(self) -> None:
        """Keeps the rules for the applications to come. Called when all have been added."""
        _compiled[self._of] = self.url_map
