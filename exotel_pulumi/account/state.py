"""What a stack's state has of Exotel's objects, in the shape of an account's contents. Asks nobody.

A state is a file, and files are of any shape: what cannot be read is a SettingsError, and never "nothing is there".
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from exotel_pulumi import errors
from exotel_pulumi.account.contents import Child, Contents, TrunkContents, shown
from exotel_pulumi.account.naming import selected
from exotel_pulumi.account.shapes import Shapes
from exotel_pulumi.objects import BY_TOKEN, CHILDREN
from exotel_pulumi.objects.fields import by_field
from exotel_pulumi.objects.kind import Kind, ObjectId
from exotel_pulumi.objects.trunk import TRUNK

SECRET = "a secret"  # noqa: S105 - the word for a value that a state encrypts

Resource = Mapping[str, Any]


def read(exported: Mapping[str, Any], asked: Sequence[str] = (), account_sid: str | None = None) -> Contents:
    """Reads what `pulumi stack export` prints, or of it one account; a trunk that is not the stack's has its SID alone.

    `asked` has SIDs or names of trunks. A value that the state encrypts is `a secret`; passwords are left out.
    GoneError for a trunk that is not there.
    """
    resources = [resource for resource in _resources(exported) if _is_of(resource, account_sid)]
    trunks: dict[str, TrunkContents] = {}
    for resource in _of_kind(TRUNK, resources):
        _trunk(trunks, str(resource["id"])).update(shown(TRUNK, _outputs(resource)))
    for kind in CHILDREN:
        for resource in _of_kind(kind, resources):
            sid, _, own = str(resource["id"]).partition("/")
            _trunk(trunks, sid)[kind.list_name].append({"id": own, **shown(kind, _outputs(resource))})
    names = {sid: str(trunk["trunk_name"]) for sid, trunk in trunks.items()}
    chosen = [trunks[sid] for sid in selected(asked, names, "this stack")]
    owners = ", ".join(accounts(exported) if account_sid is None else [account_sid])
    return {"account_sid": owners, "api": "the stack's state", "trunks": chosen}


def accounts(exported: Mapping[str, Any]) -> list[str]:
    """Lists the accounts of a stack's objects; one that the state encrypts is `a secret`."""
    return sorted({str(owner) for one in _resources(exported) if (owner := _outputs(one).get("account_sid"))})


def beside(
    held: Contents, account: Contents, exported: Mapping[str, Any]
) -> Iterator[tuple[TrunkContents, dict[str, list[Child]]]]:
    """Yields each trunk of `account` that `held`, which was read from a state, speaks of, and what it has besides.

    Compared by ids, which no state encrypts. What waits for its deletion is the stack's, too.
    """
    trunks = {trunk["trunk_sid"].casefold() for trunk in held["trunks"]}
    ours = {BY_TOKEN[resource["type"]].object_id(_id(resource)) for resource in _objects(exported)}
    for trunk in account["trunks"]:
        if trunk["trunk_sid"].casefold() in trunks:
            yield trunk, {kind.list_name: list(_not_among(ours, kind, trunk)) for kind in CHILDREN}


def _not_among(ours: Set[ObjectId], kind: Kind[Any, Any], trunk: TrunkContents) -> Iterator[Child]:
    for child in trunk[kind.list_name]:
        if kind.object_id(f"{trunk['trunk_sid']}/{child['id']}".casefold()) not in ours:
            yield child


def interrupted(exported: Mapping[str, Any]) -> list[str]:
    """Names what a run was doing when it was killed, such as `creating number`."""
    return [
        f"{one.get('type')} {str(_part(one, 'resource', dict).get('urn')).rpartition('::')[2]}"
        for one in _entries(exported, "pending_operations")
    ]


def _resources(exported: Mapping[str, Any]) -> Iterator[Resource]:
    """Yields what the stack has, and not what waits for its deletion: that has a successor."""
    return (resource for resource in _objects(exported) if not resource.get("delete"))


def _objects(exported: Mapping[str, Any]) -> Iterator[Resource]:
    for resource in _entries(exported, "resources"):
        if str(resource.get("type")) in BY_TOKEN and resource.get("id"):  # one without an id was never made
            yield resource


def _entries(exported: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    """Yields the objects of a list of the deployment."""
    for entry in _part(_part(exported, "deployment", dict), name, list):
        yield _shaped(entry, dict, name)


def _unreadable(why: str) -> errors.SettingsError:
    advice = "look at what `pulumi stack export` prints; a stack of a newer Pulumi needs a newer exotel-pulumi."
    return errors.SettingsError(f"the state is of a shape that is not known: it {why}", advice)


_part, _shaped = Shapes(_unreadable).part, Shapes(_unreadable).shaped


def _id(resource: Resource) -> str:
    """Returns an id without case: Exotel's SIDs have none."""
    return str(resource["id"]).casefold()


def _is_of(resource: Resource, account_sid: str | None) -> bool:
    owner = str(_outputs(resource).get("account_sid"))
    return account_sid is None or owner == SECRET or owner.casefold() == account_sid.casefold()


def _of_kind(kind: Kind[Any, Any], resources: Sequence[Resource]) -> list[Resource]:
    return [resource for resource in resources if BY_TOKEN[resource["type"]] is kind]


def _outputs(resource: Resource) -> dict[str, Any]:
    """Returns the outputs by their fields' names: the plugin writes camelCase."""
    return {
        name: SECRET if isinstance(value, Mapping) else _plain(value)
        for name, value in by_field(_part(resource, "outputs", dict)).items()
    }


def _plain(value: Any) -> Any:
    """Returns a whole number as such: a state has all numbers as floats."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _trunk(trunks: dict[str, TrunkContents], sid: str) -> TrunkContents:
    blank = {"trunk_sid": sid, **shown(TRUNK, {}), **{kind.list_name: [] for kind in CHILDREN}}
    return trunks.setdefault(sid, blank)
