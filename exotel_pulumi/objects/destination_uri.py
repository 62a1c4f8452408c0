"""Where a trunk sends the calls that come in."""

from collections import abc
from collections.abc import Mapping
from typing import Any

from pydantic import Field

from exotel_pulumi.api.dialect import Collection
from exotel_pulumi.objects.fields import ChildInputs, State
from exotel_pulumi.objects.kind import Kind, Need, Summary
from exotel_pulumi.objects.values.destination import Destination, DestinationText, Priority


class DestinationUriInputs(ChildInputs):
    destination: DestinationText = Field(
        description="`<ip or host name>:<port>;transport=<tls or tcp>`, with or without `sip:` in front.",
        examples=["sip.example.com:5061;transport=tls"],
    )
    priority: Priority = Field(0, description="0 to 65535; the lowest is tried first.", examples=[0])
    weight: Priority = Field(1, description="0 to 65535; the share among destinations of one priority.")


class DestinationUriState(DestinationUriInputs, State):
    type: str | None = Field(None, description="As Exotel reports it, such as `public`.")


class DestinationUriKind(Kind[DestinationUriInputs, DestinationUriState]):
    name = "DestinationUri"
    noun = "destination URI"
    collection = Collection("destination_uris", batch="destinations")
    inputs = DestinationUriInputs
    state = DestinationUriState
    key = "destination"
    replaces = frozenset({"trunk_sid", "destination"})
    create_first = frozenset({"destination"})
    allows_duplicates = True
    cascades = True
    while_away = "not called"

    def summary(self, values: Mapping[str, Any]) -> Summary:
        order = f"priority {values['priority']}, weight {values['weight']}"
        return Summary("destination", values["destination"], order)

    def create_body(self, inputs: DestinationUriInputs) -> dict[str, Any]:
        return inputs.model_dump(include={"destination"})  # Exotel's POST takes neither priority nor weight

    def update_body(self, inputs: DestinationUriInputs, changed: abc.Collection[str]) -> dict[str, Any]:
        return inputs.model_dump(include={"priority", "weight"})

    def needs(self, known: Mapping[str, Any]) -> Need | None:
        destination = known.get("destination")
        where = Destination.parse(destination) if isinstance(destination, str) else None
        if isinstance(destination, str) and not (where and where.is_ip):
            return None  # a host name needs no entry of the ACL
        ip = where.host if where else None
        advice = "whitelist the address on the same trunk"
        return Need("WhitelistedIp", "ip", ip, refusal="not whitelisted", advice=advice)


DESTINATION_URI = DestinationUriKind()
