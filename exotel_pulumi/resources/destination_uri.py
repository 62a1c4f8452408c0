"""Where a trunk sends the calls that come in."""

from collections.abc import Collection as AnyOf
from collections.abc import Mapping
from typing import Any

import pulumi
from pydantic import Field

from exotel_pulumi import errors, values
from exotel_pulumi.api.dialect import DESTINATION_URIS, WHITELISTED_IPS, Collection
from exotel_pulumi.kind import Fields
from exotel_pulumi.pulumi_host import Declared, Provider, TrunkInput
from exotel_pulumi.run import Mark


class DestinationUriInputs(Fields):
    trunk_sid: values.TrunkSid = Field(description="The trunk.")
    destination: values.Destination = Field(
        description="`<ip or host name>:<port>;transport=<tls or tcp>`, with or without `sip:` in front."
    )
    priority: values.Priority = Field(0, description="0 to 65535; the lowest is tried first.")
    weight: values.Priority = Field(1, description="0 to 65535; the share among destinations of one priority.")


class DestinationUriState(DestinationUriInputs):
    type: str | None = Field(None, description="As Exotel reports it, such as `public`.")


class DestinationUriProvider(Provider[DestinationUriInputs, DestinationUriState]):
    noun = "destination URI"
    collection = DESTINATION_URIS
    inputs = DestinationUriInputs
    state = DestinationUriState
    key = "destination"
    replaces = frozenset({"trunk_sid", "destination"})
    create_first = frozenset({"destination"})
    cascades = True
    appends = True

    def create_body(self, inputs: DestinationUriInputs) -> dict[str, Any]:
        return inputs.model_dump(include={"destination"})

    def update_body(self, inputs: DestinationUriInputs, changed: AnyOf[str]) -> dict[str, Any]:
        return inputs.model_dump(include={"priority", "weight"})

    def prerequisite(self, declared: Mapping[str, Any]) -> Collection | None:
        destination = declared.get("destination")
        is_name = isinstance(destination, str) and not values.is_ip_destination(destination)
        return None if is_name else WHITELISTED_IPS

    def cure(self, error: errors.InvalidParameterError, inputs: DestinationUriInputs) -> Mark | None:
        if not _is_not_whitelisted(error):
            return None
        return (WHITELISTED_IPS.name, inputs.trunk_sid, values.destination_host(inputs.destination))

    def advise(self, error: errors.ApiError, known: Mapping[str, Any]) -> str | None:
        if not _is_not_whitelisted(error):
            return None
        ip = values.destination_host(str(known.get("destination")))
        return f'whitelist the address on the same trunk: exotel.WhitelistedIp(…, trunk=…, ip="{ip}").'


def _is_not_whitelisted(error: errors.ApiError) -> bool:
    return error.code == 1002 and "not whitelisted" in error.text.lower()


class DestinationUri(Declared, module="exotel", name="DestinationUri"):
    """Where a trunk delivers calls. Its id is `<trunk_sid>/<destination_uri_id>`.

    `priority` and `weight` change in place; `destination` replaces it, the new one being made first; `trunk` replaces
    it. An IP address is made after the `WhitelistedIp`s of the same trunk, wherever in the program they stand.
    """

    provider = DestinationUriProvider

    trunk_sid: pulumi.Output[str]
    destination: pulumi.Output[str]
    priority: pulumi.Output[int]
    weight: pulumi.Output[int]
    type: pulumi.Output[str | None]

    def __init__(
        self,
        resource_name: str,
        *,
        trunk: TrunkInput,
        destination: pulumi.Input[str],
        priority: pulumi.Input[int] | None = None,
        weight: pulumi.Input[int] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        inputs = {"destination": destination, "priority": priority, "weight": weight}
        super().__init__(resource_name, inputs, opts, trunk=trunk)

    @property
    def destination_uri_id(self) -> pulumi.Output[str]:
        """Exotel's numeric id of the destination."""
        return self._id_part()
