"""The layers of the package, from the bottom to the top: what each folder is, and which process runs it.

The picture of docs/how_it_works.md and the import tests are compared with this table.
"""

from dataclasses import dataclass
from typing import Literal

Process = Literal["any", "provider", "program", "shell"]


@dataclass(frozen=True)
class Layer:
    """Parts that may import each other and everything below. `process` is who runs them."""

    parts: tuple[str, ...]
    process: Process
    knows_pulumi: bool


LAYERS = (
    Layer(("foreign",), "any", False),
    Layer(("errors", "words", "config", "explained"), "any", False),
    Layer(("api",), "any", False),
    Layer(("objects",), "any", False),
    Layer(("lifecycle",), "any", False),
    Layer(("hosts",), "provider", True),
    Layer(("account",), "shell", False),
    Layer(("checks",), "shell", False),
    Layer(("cli",), "shell", False),
    Layer(("stored",), "provider", True),
    Layer(("resources",), "program", True),
    Layer(("platforms",), "program", True),
    Layer(("plugin",), "provider", True),
)
LIFECYCLE = (
    "replacements",
    "ledger",
    "checking",
    "taking",
    "remembering",
    "finding",
    "attached",
    "posting",
    "changing",
    "creating",
    "planned",
    "questions",
    "price",
    "foresight",
)  # in this order, too
APART = "simulator"
RANK = {part: rank for rank, layer in enumerate(LAYERS) for part in layer.parts}
LAYER_OF = {part: layer for layer in LAYERS for part in layer.parts}
