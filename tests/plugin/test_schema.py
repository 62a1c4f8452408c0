"""The schema stands in people's states and programs: it is what it was, and Pulumi's own command has no objection.

`python -m tests.plugin.test_schema` adds what is new; a name that is there already is never changed by a command.
"""

import json
from pathlib import Path
from typing import Any

from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import provider_pb2

from exotel_pulumi.objects import KINDS
from exotel_pulumi.plugin import VERSION
from exotel_pulumi.plugin.schema import schema
from tests.cli.surface import lost
from tests.plugin.engine import Engine

GOLDEN = Path(__file__).with_name("schema.json")


def main() -> None:
    """Writes the schema. SystemExit where a name or a type is missing or has changed."""
    now = schema()
    if GOLDEN.exists() and (missing := lost(frozen(json.loads(GOLDEN.read_text("utf-8"))), frozen(now))):
        raise SystemExit(f"the schema has what it had no more, and states and programs rely on it: {missing}")
    GOLDEN.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")


def frozen(spec: Any) -> Any:
    """Returns a schema without what may change: its texts."""
    if isinstance(spec, dict):
        return {name: frozen(each) for name, each in spec.items() if name not in ("description", "version")}
    return spec


def test_the_schema_is_what_it_was() -> None:
    with Engine() as engine:
        said = json.loads(engine.call("GetSchema", provider_pb2.GetSchemaRequest()).schema)
        assert engine.call("GetPluginInfo", Empty()).version == said["version"] == VERSION
    assert said == json.loads(GOLDEN.read_text("utf-8")), "run: python -m tests.plugin.test_schema"


def test_every_kind_has_its_fields_and_each_is_described() -> None:
    now = schema()
    for kind in KINDS:
        resource = now["resources"][f"exotel:index:{kind.name}"]
        assert len(resource["properties"]) == len(kind.state.model_fields) + (kind.own_id is not None)
        assert len(resource["inputProperties"]) == len(kind.inputs.model_fields) - 1  # without the account
        assert {name for name, each in resource["properties"].items() if each.get("secret")} == {*kind.write_only}
        assert all(each["description"] for each in resource["properties"].values())
    trunk = now["resources"]["exotel:index:Trunk"]
    assert {"unconfirmed", "dateCreated", "cascade", "trunkSid"} <= trunk["properties"].keys()
    assert [name for name, each in trunk["inputProperties"].items() if each.get("willReplaceOnChanges")] == [
        "domainName"
    ]


def test_a_name_that_is_gone_or_changed_is_found() -> None:
    now = frozen(schema())
    old = frozen(schema())
    old["resources"]["exotel:index:Trunk"]["inputProperties"]["name"] = {"type": "string"}
    assert lost(old, now) == ["/resources/exotel:index:Trunk/inputProperties/name"]


if __name__ == "__main__":
    main()
