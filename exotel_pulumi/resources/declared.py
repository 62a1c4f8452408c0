"""The root of the resources that a person declares: outputs, options, the `trunk=` argument, `.get()`."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, ClassVar, Self

import pulumi
from pulumi import dynamic
from pulumi.runtime.rpc import ResourceModule

from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.objects import BY_NAME
from exotel_pulumi.objects.fields import ADDED, to_camel, to_snake
from exotel_pulumi.objects.kind import Kind
from exotel_pulumi.resources import faults, hosting, previewing
from exotel_pulumi.resources.handed import Thing, TrunkInput, text_of, trunk_of
from exotel_pulumi.resources.program import Declaration, declare
from exotel_pulumi.resources.provider import hidden_sid, provider_beside, provider_of
from exotel_pulumi.stored import Provider as StoredProvider


class Declared(dynamic.Resource, Thing):
    """One object of Exotel's, as a program declares it."""

    kind: ClassVar[Kind[Any, Any]]

    account_sid: pulumi.Output[str | None]
    date_created: pulumi.Output[str | None]
    unconfirmed: pulumi.Output[bool | None]

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
        kind, self._is_native = self.kind, hosting.is_native()
        _refuse_what_cannot_work(kind, resource_name, None if self._is_native else opts)
        declaring = f"declaring {resource_name}"
        inputs = {name: text_of(name, given, declaring) for name, given in inputs.items()}
        trunk = trunk_of(trunk)
        defaults = pulumi.ResourceOptions(
            # For `up --replace`, which does not ask the provider: creating first would meet the old object.
            delete_before_replace=None if kind.create_first else True,
        )
        # A dynamic resource has only those outputs that it names among its properties, here as None.
        values = dict.fromkeys(kind.state.model_fields) | dict(inputs)
        if trunk is not None:
            values["trunk_sid"] = text_of("trunk", trunk, declaring)
            if kind.cascades and isinstance(trunk, Declared) and trunk._takes_along:
                defaults.deleted_with = trunk
        provider = provider_beside(trunk, opts, resource_name) if isinstance(trunk, Declared) else provider_of(opts)
        hidden = _hidden(kind, provider, inputs)
        defaults.additional_secret_outputs = sorted(kind.write_only | hidden.keys()) or None
        if not read_only:
            values |= hidden
            declaration = Declaration(resource_name, self, kind, trunk, inputs, opts, provider)
            defaults.depends_on = faults.wait_for(declaration, declare(declaration))
            defaults.hooks = previewing.watch(declaration)
        options = pulumi.ResourceOptions.merge(defaults, opts)
        if provider is not provider_of(opts):
            options.provider = provider
        # What is only read, or is to be kept, takes nothing along when it leaves the stack.
        leaves_exotel = options.id is None and not options.retain_on_delete
        self._takes_along: bool = leaves_exotel and inputs.get("cascade") is not False
        self._register(resource_name, values, options)

    def _register(self, name: str, values: dict[str, Any], options: pulumi.ResourceOptions) -> None:
        """Hands the resource to the engine, as one of the host that the stack has."""
        token = self.kind.native_token if self._is_native else self.kind.token
        options.aliases = [*(options.aliases or ()), hosting.alias_of_other_host(self.kind, token)]
        if self._is_native:
            pulumi.CustomResource.__init__(self, token, name, values, options)
        else:
            super().__init__(StoredProvider(self.kind.name), name, values, options)

    def translate_input_property(self, prop: str) -> str:
        """Returns the name that a property has with the host."""
        return to_camel(prop) if self._is_native else prop

    def translate_output_property(self, prop: str) -> str:
        """Returns the name that a property of the host's has in a program."""
        return to_snake(prop) if self._is_native else prop

    @classmethod
    def get(cls, resource_name: str, id: pulumi.Input[str], opts: pulumi.ResourceOptions | None = None) -> Self:  # noqa: A002
        """Reads an object that exists already, made here or elsewhere, without taking it into the stack's hands.

        :param resource_name: Its name in the program. Pulumi takes another name for another resource, unless `opts` has
            an alias.
        :param id: What Exotel and the stack call it: a trunk SID, or `<trunk_sid>/<id of the object>`.
        :param opts: Pulumi's options, such as `protect`, `aliases` or `provider`.
        """
        # Not by the constructor of the resource: its required arguments are what a read has to find out.
        found = cls.__new__(cls)
        identity = text_of("id", id, f"reading {resource_name}")
        options = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(id=identity))
        Declared.__init__(found, resource_name, {}, options, read_only=True)
        previewing.pass_over(found)
        # Not every engine says the id of what it has read: it would be unknown in each preview, and its users replaced.
        found.__dict__["id"] = pulumi.Output.all(found.urn, identity).apply(lambda known: known[1])
        return found

    def _id_part(self) -> pulumi.Output[str]:
        """Returns Exotel's own id, out of the resource's id, which stays known while an update is previewed."""
        return self.id.apply(lambda identity: identity.rpartition("/")[2])


class _Module(ResourceModule):
    """Makes the resources that another language's component hands over by their URNs."""

    def version(self) -> None:
        """Returns no version: any plugin will do."""

    def construct(self, name: str, typ: str, urn: str) -> pulumi.Resource:
        """Makes the resource of a URN, to be read."""
        kind = BY_NAME[typ.rpartition(":")[2]]
        resource: type[Declared] = getattr(import_module(f"{__package__}.{kind.label}"), kind.name)
        found = resource.__new__(resource)
        Declared.__init__(found, name, {}, pulumi.ResourceOptions(urn=urn), read_only=True)
        return found


pulumi.runtime.register_resource_module(hosting.PACKAGE, "index", _Module())


def _hidden(
    kind: Kind[Any, Any], provider: pulumi.ProviderResource | None, inputs: Mapping[str, Any]
) -> dict[str, pulumi.Output[Any]]:
    """Returns, as secret inputs, what would tell an account SID that is a secret.

    The provider adds these inputs by itself, and in plain text: its host cannot say that a value is a secret, and the
    engine keeps the mark of an input alone that the program has given.
    """
    sid = hidden_sid(provider)
    if sid is None:
        return {}
    hidden: dict[str, pulumi.Output[Any]] = {ADDED: sid}
    for name in kind.account_defaults("any"):

        def default(known: object, name: str = name) -> Any:
            # What is unknown is left out: it would look like a change.
            return kind.inputs.spelled(name, kind.account_defaults(known)[name]) if isinstance(known, str) else None

        given = inputs.get(name)
        hidden[name] = sid.apply(default, run_with_unknowns=True) if given is None else pulumi.Output.secret(given)
    return hidden


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
