"""The root of the resources that a person declares: outputs, options, the `trunk=` argument, `.get()`."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

import pulumi
from pulumi import dynamic

from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.objects.kind import Kind
from exotel_pulumi.resources.program import Declaration, TrunkInput, declare
from exotel_pulumi.resources.provider import provider_beside, provider_of
from exotel_pulumi.stored import Provider as StoredProvider


class Declared(dynamic.Resource):
    """One object of Exotel's, as a program declares it."""

    kind: ClassVar[Kind[Any, Any]]

    account_sid: pulumi.Output[str | None]

    def __init_subclass__(cls, **_options: Any) -> None:
        # Of the token of a type, the SDK adds the first part by itself.
        module, _, name = cls.kind.token.removeprefix("pulumi-python:dynamic/").partition(":")
        super().__init_subclass__(module=module, name=name)

    def __init__(
        self,
        resource_name: str,
        inputs: Mapping[str, Any],
        opts: pulumi.ResourceOptions | None = None,
        *,
        trunk: TrunkInput | None = None,
        read_only: bool = False,
    ) -> None:
        kind = self.kind
        _refuse_what_cannot_work(kind, resource_name, opts)
        defaults = pulumi.ResourceOptions(
            additional_secret_outputs=sorted(kind.write_only) or None,
            # For `up --replace`, which does not ask the provider: creating first would meet the old object.
            delete_before_replace=None if kind.create_first else True,
        )
        # A dynamic resource has only those outputs that it names among its properties, here as None.
        values = dict.fromkeys(kind.state.model_fields) | dict(inputs)
        if trunk is not None:
            values["trunk_sid"] = _sid_of(trunk)
            if kind.cascades and isinstance(trunk, Declared) and trunk._takes_along:
                defaults.deleted_with = trunk
        provider = provider_beside(trunk, opts, resource_name) if isinstance(trunk, Declared) else provider_of(opts)
        if not read_only:
            defaults.depends_on = declare(Declaration(resource_name, self, kind, trunk, inputs, opts, provider))
        options = pulumi.ResourceOptions.merge(defaults, opts)
        if provider is not provider_of(opts):
            options.provider = provider
        # What is only read, or is to be kept, takes nothing along when it leaves the stack.
        leaves_exotel = options.id is None and not options.retain_on_delete
        self._takes_along: bool = leaves_exotel and inputs.get("cascade") is not False
        super().__init__(StoredProvider(kind.name), resource_name, values, options)

    @classmethod
    def get(cls, resource_name: str, id: pulumi.Input[str], opts: pulumi.ResourceOptions | None = None) -> Self:  # noqa: A002
        """Reads an object that exists already, made here or elsewhere, without taking it into the stack's hands."""
        # Not by the constructor of the resource: its required arguments are what a read has to find out.
        found = cls.__new__(cls)
        options = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(id=id))
        Declared.__init__(found, resource_name, {}, options, read_only=True)
        # Not every engine says the id of what it has read: it would be unknown in each preview, and its users replaced.
        found.__dict__["id"] = pulumi.Output.all(found.urn, id).apply(lambda known: known[1])
        return found

    def _id_part(self) -> pulumi.Output[str]:
        """Returns Exotel's own id, out of the resource's id, which stays known while an update is previewed."""
        return self.id.apply(lambda identity: identity.rpartition("/")[2])


def _refuse_what_cannot_work(kind: Kind[Any, Any], name: str, opts: pulumi.ResourceOptions | None) -> None:
    """Raises a DeclarationError for `import_`, and warns of `replace_on_changes`."""
    if opts and opts.import_ is not None:
        taken_over = (
            "say adopt=True" if kind.collection.top_level else "declare it: its trunk has it, so it is taken over"
        )
        raise DeclarationError(
            "import_ cannot work: Pulumi's host for Python cannot import a dynamic resource",
            f"leave the option out and {taken_over}. `exotel-pulumi import` writes the program for all that "
            "an account has.",
            tried=f"declaring {name}",
        )
    if opts and opts.replace_on_changes:
        pulumi.log.warn(
            f"{name}: replace_on_changes has no effect, because Pulumi's host for Python drops the details of a "
            "difference. Use `pulumi up --replace <urn>`."
        )


def _sid_of(trunk: TrunkInput) -> pulumi.Input[str]:
    if isinstance(trunk, pulumi.CustomResource):
        return trunk.id
    if isinstance(trunk, str):
        return trunk
    output: pulumi.Output[Any] = pulumi.Output.from_input(trunk)
    return output.apply(lambda known: known.id if isinstance(known, pulumi.CustomResource) else known)
