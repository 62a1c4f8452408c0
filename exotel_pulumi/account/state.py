"""What a stack's state has of Exotel's objects, in the shape of an account's contents. Asks nobody."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from exotel_pulumi import errors
from exotel_pulumi.account.contents import Contents, Trunk, list_of
from exotel_pulumi.objects import CHILDREN
from exotel_pulumi.objects.kind import ADDED
from exotel_pulumi.objects.trunk import TRUNK

TYPE = "pulumi-python:dynamic/exotel:"  # of every resource of this package, before the name of its kind
SECRET = "a secret"  # noqa: S105 - the word for a value that a state encrypts
FIELDS = ("trunk_name", "status", "domain_name", "nso_code")

Resource = Mapping[str, Any]


def read(exported: Mapping[str, Any], trunk_sids: Sequence[str] = (), account_sid: str | None = None) -> Contents:
    """Reads what `pulumi stack export` prints, or of it one account; a trunk that is not the stack's has its SID alone.

    A value that the state encrypts is `a secret`; passwords are left out. GoneError for a trunk that is not there.
    """
    resources = [resource for resource in _resources(exported) if _is_of(resource, account_sid)]
    owners = {_outputs(resource).get("account_sid") for resource in resources} - {None}
    trunks: dict[str, Trunk] = {}
    for resource in resources:
        outputs = _outputs(resource)
        if _kind(resource) == TRUNK.name:
            _trunk(trunks, str(resource["id"])).update({name: outputs.get(name) for name in FIELDS})  # type: ignore[typeddict-item]
    for kind in CHILDREN:
        shown = sorted(kind.inputs.model_fields.keys() - {"trunk_sid"} - ADDED - kind.write_only - kind.not_sent)
        for resource in resources:
            if _kind(resource) == kind.name:
                sid, _, own = str(resource["id"]).partition("/")
                children: Any = _trunk(trunks, sid)
                children[list_of(kind)].append({"id": own, **{name: _outputs(resource).get(name) for name in shown}})
    absent = [sid for sid in trunk_sids if sid not in trunks]
    if absent:
        raise errors.GoneError(f"there is no trunk {', '.join(absent)} in this stack", "verify the SIDs.")
    chosen = [trunks[sid] for sid in dict.fromkeys(trunk_sids or trunks)]
    return {"account_sid": ", ".join(sorted(map(str, owners))), "api": "the stack's state", "trunks": chosen}


def _resources(exported: Mapping[str, Any]) -> Iterator[Resource]:
    for resource in exported.get("deployment", {}).get("resources", ()):
        # One that waits for its deletion has a successor, and one without an id was never made.
        if str(resource.get("type", "")).startswith(TYPE) and resource.get("id") and not resource.get("delete"):
            yield resource


def _is_of(resource: Resource, account_sid: str | None) -> bool:
    return account_sid is None or str(_outputs(resource).get("account_sid")).casefold() == account_sid.casefold()


def _kind(resource: Resource) -> str:
    return str(resource["type"]).removeprefix(TYPE)


def _outputs(resource: Resource) -> dict[str, Any]:
    return {
        name: SECRET if isinstance(value, Mapping) else _plain(value)
        for name, value in (resource.get("outputs") or {}).items()
    }


def _plain(value: Any) -> Any:
    """Returns a whole number as such: a state has all numbers as floats."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _trunk(trunks: dict[str, Trunk], sid: str) -> Trunk:
    blank: Any = {"trunk_sid": sid, **dict.fromkeys(FIELDS), **{list_of(kind): [] for kind in CHILDREN}}
    return trunks.setdefault(sid, blank)
