"""Several accounts in one program: Pulumi's explicit providers, and which of them a resource belongs to.

An explicit provider has a host process of its own, which is configured with the provider's properties alone.
"""

import os
from collections.abc import Callable, Mapping
from typing import Any, Literal

import pulumi
from pulumi.runtime import config as pulumi_config
from pulumi.runtime import get_config

from exotel_pulumi import config
from exotel_pulumi.errors import DeclarationError
from exotel_pulumi.resources import hosting

SECRETS = ("api_key", "api_token")


class Provider(pulumi.ProviderResource):
    """The settings of one Exotel account, for the resources that have it as their `provider`.

    They are all that such a resource knows: neither `exotel:…` of the stack's configuration nor a variable `EXOTEL_…`
    is added. `account_sid`, `api_key` and `api_token` may be Outputs, the others are plain values. The key and the
    token are secrets in the state, and so is an account SID that is an Output. Each provider counts its requests by
    itself: two providers of one account need half of `requests_per_minute` and `concurrent_requests` each.

    The rest of the stack's configuration is passed along, so that another dynamic resource under the same parent keeps
    its own settings. DeclarationError names every value that cannot be right.
    """

    def __init__(
        self,
        resource_name: str,
        *,
        account_sid: pulumi.Input[str],
        api_key: pulumi.Input[str],
        api_token: pulumi.Input[str],
        region: Literal["mumbai", "singapore"] | None = None,
        api_url: str | None = None,
        api_dialect: Literal["live", "reference"] | None = None,
        edge_tcp: str | None = None,
        edge_tls: str | None = None,
        requests_per_minute: int | None = None,
        concurrent_requests: int | None = None,
        request_timeout: float | None = None,
        retry_delay: float | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declares the settings of one Exotel account, for the resources that have it as their `provider`.

        :param resource_name: Its name in the program. Pulumi takes another name for another resource, unless `opts` has
            an alias.
        :param account_sid: The account SID, from Exotel's dashboard.
        :param api_key: The API key.
        :param api_token: The API token.
        :param region: Where the account lives.
        :param api_url: Any other address of the API; beats `region`.
        :param api_dialect: Pins the spelling of the API; left out, it is found out.
        :param edge_tcp: Where platforms send calls over TCP, `host:port`.
        :param edge_tls: Where platforms send calls over TLS, `host:port`.
        :param requests_per_minute: Requests in any 60 seconds; Exotel allows 200.
        :param concurrent_requests: Requests at once; Exotel allows 50.
        :param request_timeout: Seconds for one HTTP call, from its first byte to its last one.
        :param retry_delay: Seconds before the first retry; later ones wait longer.
        :param opts: Pulumi's options, such as `protect`, `aliases` or `provider`.
        """
        optional = {
            "region": region,
            "api_url": api_url,
            "api_dialect": api_dialect,
            "edge_tcp": edge_tcp,
            "edge_tls": edge_tls,
            "requests_per_minute": requests_per_minute,
            "concurrent_requests": concurrent_requests,
            "request_timeout": request_timeout,
            "retry_delay": retry_delay,
        }
        given: dict[str, Any] = {"account_sid": account_sid, "api_key": api_key, "api_token": api_token}
        given |= {field: value for field, value in optional.items() if value is not None}
        _refuse_faults(resource_name, given)
        # By the names that they have in a stack's configuration: the host reads both in the same way.
        self.settings: Mapping[str, pulumi.Input[str]] = {
            config.EXPLICIT: "true",
            **{config.NAMES[field][0]: _as_text(value) for field, value in given.items()},
        }
        hidden = {config.NAMES[field][0]: pulumi.Output.secret(given[field]) for field in _secrets(account_sid)}
        super().__init__(hosting.package(), resource_name, _of_host({**self.settings, **hidden}), _beside(opts))

    @property
    def account_sid(self) -> pulumi.Input[str]:
        """The account SID, as the program gives it."""
        return self.settings[config.NAMES["account_sid"][0]]

    def plain(self, name: str) -> str | None:
        """Returns one setting by its name in a stack's configuration; None if it is not set, or not known yet."""
        value = self.settings.get(name)
        return value if isinstance(value, str) else None

    def known_settings(self, wanted: str) -> config.Settings:
        """Returns the settings, for what cannot wait. DeclarationError if one of them is an Output."""
        late = sorted(
            name.removeprefix("exotel:") for name, value in self.settings.items() if not isinstance(value, str)
        )
        if late:
            raise DeclarationError(
                f"{wanted} cannot wait for {', '.join(late)} of the provider {self._name}",
                f"use {wanted}_output, which can.",
            )
        return config.load(self.plain, {})

    def settings_output(self) -> pulumi.Output[config.Settings]:
        """Returns the settings once they are known; the Output is no secret, so that what is looked up is none."""
        known: pulumi.Output[dict[str, str]] = pulumi.Output.all(**self.settings)
        return pulumi.Output.unsecret(known).apply(lambda settings: config.load(settings.get, {}))


def provider_of(opts: pulumi.ResourceOptions | None) -> pulumi.ProviderResource | None:
    """Returns the explicit provider that a resource gets by its options, as the SDK finds it; None for the stack's."""
    if opts is None:
        return None
    package = hosting.package()
    if opts.provider is not None and opts.provider.package == package:
        return opts.provider
    given = opts.providers or ()
    for provider in given.values() if isinstance(given, Mapping) else given:
        if provider.package == package:
            return provider
    return opts.parent.get_provider(f"{package}:any:Resource") if opts.parent is not None else None


def provider_beside(
    trunk: pulumi.Resource, opts: pulumi.ResourceOptions | None, name: str
) -> pulumi.ProviderResource | None:
    """Returns the provider of the resource `name` on a trunk: the trunk's own, or one of the same account.

    DeclarationError if the options, or a parent, say another account than the trunk's.
    """
    own, said = trunk._provider, provider_of(opts)
    if said is None or said is own:
        return own
    if account_of(said) == account_of(own):
        return said
    raise DeclarationError(
        f"its trunk {trunk._name} belongs to {_named(own)}, and this resource to {_named(said)}",
        "leave `provider` out here: a resource takes the provider of the trunk that it is given. Under a parent with "
        "another provider, give the trunk that provider, too, or declare both elsewhere.",
        tried=f"declaring {name}",
    )


def account_of(provider: pulumi.ProviderResource | None) -> object:
    """Returns what distinguishes accounts: SID and address, or the provider itself while those are not known."""
    if hosting.construction.get() is not None:
        return None  # a component has one account
    if provider is None:
        return _account(get_config, os.environ)
    if isinstance(provider, Provider) and isinstance(provider.account_sid, str):
        return _account(provider.plain, {})
    return provider


def _account(get: Callable[[str], Any], environ: Mapping[str, str]) -> tuple[str, str]:
    sid = config.look_up("account_sid", get, environ) or ""
    return sid.casefold(), config.load_location(get, environ).url


def hidden_sid(provider: pulumi.ProviderResource | None) -> pulumi.Output[str] | None:
    """Returns the account SID as a secret if the program treats it as one; None for one that is plain.

    An SID that is an Output counts as one: whether an Output is a secret is known too late.
    """
    given: pulumi.Input[str] | None = None
    served = hosting.construction.get()
    if served is not None:
        given = config.account_sid(served.setting, os.environ) if served.hides_account else None
    elif provider is None and pulumi_config.is_config_secret(config.NAMES["account_sid"][0]):
        given = config.account_sid(get_config, os.environ)
    elif isinstance(provider, Provider) and isinstance(provider.account_sid, pulumi.Output):
        given = provider.account_sid
    return None if given is None else pulumi.Output.secret(given)


def settings_of(provider: pulumi.ProviderResource | None) -> tuple[pulumi.Input[str], config.Location]:
    """Returns the account SID and where the account lives. DeclarationError for a provider of another class."""
    hidden, served = hidden_sid(provider), hosting.construction.get()
    if served is not None:
        account = config.load_account(served.setting, os.environ)
        return hidden or account.account_sid, account
    if provider is None:
        account = config.load_account(get_config, os.environ)
        return hidden or account.account_sid, account
    if not isinstance(provider, Provider):
        raise DeclarationError(
            f"nothing is known of the account of {_named(provider)}", "declare the provider as an exotel.Provider."
        )
    return hidden or provider.account_sid, config.load_location(provider.plain, {})


def _secrets(account_sid: pulumi.Input[str]) -> tuple[str, ...]:
    return (*SECRETS, "account_sid") if isinstance(account_sid, pulumi.Output) else SECRETS


def _refuse_faults(name: str, given: Mapping[str, Any]) -> None:
    known = {field: value for field, value in given.items() if not isinstance(value, pulumi.Output)}
    late = sorted(given.keys() - known.keys() - {"account_sid", *SECRETS})
    faults = [f"{field}: {fault}" for field, fault in config.faults(known)]
    faults += [f"{field}: must be a plain value, not an Output" for field in late]
    if faults:
        raise DeclarationError(
            "\n  ".join(faults), "put right what is named above.", tried=f"declaring the provider {name}"
        )


def _as_text(value: Any) -> pulumi.Input[str]:
    return value if isinstance(value, pulumi.Output) else str(value)


def _beside(opts: pulumi.ResourceOptions | None) -> pulumi.ResourceOptions:
    """Returns options by which a provider is the same as with the other host."""
    former = pulumi.Alias(type_=f"pulumi:providers:{hosting.other_package()}")
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(aliases=[former]))


def _of_host(settings: Mapping[str, pulumi.Input[str]]) -> dict[str, pulumi.Input[str]]:
    """Returns settings as the properties of a provider; the plugin's is whole by itself where it has an account."""
    if not hosting.is_native():
        return {**_rest_of_the_configuration(), **settings}
    named = {name.removeprefix("exotel:"): value for name, value in settings.items() if name != config.EXPLICIT}
    return {**named, config.PLUGIN_HOST.removeprefix("exotel:"): hosting.NATIVE}


def _rest_of_the_configuration() -> dict[str, pulumi.Input[str]]:
    """Returns the stack's configuration without our own settings; what is secret there is a secret here."""
    everything = {**pulumi_config.get_config_env(), **pulumi_config.CONFIG.get()}
    return {
        key: pulumi.Output.secret(value) if pulumi_config.is_config_secret(key) else value
        for key, value in everything.items()
        if not key.startswith("exotel:")
    }


def _named(provider: pulumi.ProviderResource | None) -> str:
    return "the account of the stack's settings" if provider is None else f"the provider {provider._name}"
