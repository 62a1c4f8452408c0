"""`Server`: stands for the server of any cloud, whose address is given to it when it is made and not before."""

from typing import Any

import pulumi
from pulumi import dynamic

ADDRESS_IN_ZONE = {"a": "13.233.10.20", "b": "13.233.10.21"}


class ServerProvider(dynamic.ResourceProvider):
    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        return dynamic.CreateResult(f"server-{props['zone']}", self._outputs(props))

    def update(self, _id: str, _olds: dict[str, Any], news: dict[str, Any]) -> dynamic.UpdateResult:
        return dynamic.UpdateResult(self._outputs(news))

    def _outputs(self, props: dict[str, Any]) -> dict[str, Any]:
        return {"zone": props["zone"], "public_ip": ADDRESS_IN_ZONE[props["zone"]]}


class Server(dynamic.Resource, module="example", name="Server"):
    public_ip: pulumi.Output[str]

    def __init__(self, resource_name: str, *, zone: pulumi.Input[str]) -> None:
        super().__init__(ServerProvider(), resource_name, {"zone": zone, "public_ip": None})
