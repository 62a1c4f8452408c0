"""An example run against Pulumi's mocks, where the cloud's own plugin is not to be had: what it asks the engine for."""

import runpy
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from google.protobuf.json_format import MessageToDict
from pulumi.runtime import mocks, rpc, set_all_config, settings

from tests.examples.programs import EXAMPLES
from tests.resources.program import Engine

PROJECT = "example"
CLOUDS = Path(sys.prefix) / "clouds"  # the SDKs of tests/clouds.txt
Answers = Mapping[str, Mapping[str, Any]]


class Cloud(mocks.Mocks):
    """Answers with the inputs and, by the resource's name, with what only the cloud knows."""

    def __init__(self, answers: Answers) -> None:
        """Takes the outputs of each resource that only the cloud knows."""
        self._answers = answers

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        """Answers a function of the cloud with nothing."""
        return {}, None

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        """Makes a resource with its inputs and the cloud's own answers."""
        return f"id_of_{args.name}", {**args.inputs, **self._answers.get(args.name, {})}


class CloudEngine(Engine):
    """A mocked engine that marks as secret those outputs that a resource's options name."""

    def __init__(self, answers: Answers) -> None:
        """Takes the outputs of each resource that only the cloud knows."""
        super().__init__({})
        self.mocks = Cloud(answers)

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802
        """Registers a resource and marks its secret outputs."""
        response = super().RegisterResource(request)
        outputs = MessageToDict(response.object)
        for name in outputs.keys() & {*request.additionalSecretOutputs}:
            response.object.update({name: {rpc._special_sig_key: rpc._special_secret_sig, "value": outputs[name]}})
        return response

    def wire(self, name: str) -> dict[str, Any]:
        """Returns a resource's inputs as they are sent to the engine, where secrets are still marked."""
        return dict(rpc.deserialize_properties(self.registered[name].object, keep_internal=False))


def run(example: str, config: Mapping[str, str], answers: Answers, *, preview: bool = False) -> CloudEngine:
    """Runs a program of `examples/`; `answers` are the outputs of its resources beside their inputs, by name."""
    if str(CLOUDS) not in sys.path:
        sys.path.append(str(CLOUDS))
    settings.set_root_resource(None)  # type: ignore[arg-type]
    engine = CloudEngine(answers)
    mocks.set_mocks(engine.mocks, project=PROJECT, monitor=engine, preview=preview)
    set_all_config({f"{PROJECT}:{name}": value for name, value in config.items()})
    program = str(EXAMPLES / example / "__main__.py")

    def main() -> None:
        runpy.run_path(program, run_name="__main__")

    try:
        mocks.test(main)()  # type: ignore[no-untyped-call]
    finally:
        set_all_config({})
    return engine
