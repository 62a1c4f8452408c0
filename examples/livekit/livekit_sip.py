"""LiveKit's inbound trunk, outbound trunk and dispatch rule as Pulumi resources, through LiveKit's own client.

Each takes the body of LiveKit's create request and keeps it, all of it secret: it can hold a password or a PIN.
The server and its key come from `livekit:url`, `livekit:apiKey` and `livekit:apiSecret` of the stack's configuration,
or from LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET; they are never part of a resource.
"""

import asyncio
import os
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar, Generic, TypeVar

import aiohttp
import pulumi
from google.protobuf.json_format import MessageToDict, ParseDict, ParseError
from google.protobuf.message import Message
from livekit.api import LiveKitAPI, ServerError
from livekit.api.sip_service import SipService
from livekit.protocol import sip
from pulumi import dynamic
from pulumi.runtime import rpc

SETTINGS = {"url": "LIVEKIT_URL", "apiKey": "LIVEKIT_API_KEY", "apiSecret": "LIVEKIT_API_SECRET"}
OF_THE_SERVER = ("sip_trunk_id", "sip_dispatch_rule_id", "created_at", "updated_at")

Answer = TypeVar("Answer")
Request = TypeVar("Request", bound=Message)
Info = TypeVar("Info", bound=Message)


class LiveKitError(Exception):
    """LiveKit did not do what it was asked; says what it answered and what to do."""


class SipProvider(dynamic.ResourceProvider, Generic[Request, Info]):
    """One kind of LiveKit's SIP objects. Instances are pickled into the state: they have no attributes of their own."""

    serialize_as_secret_always = False
    request: ClassVar[type[Message]]
    _config: Callable[[str], Any] = staticmethod(lambda _name: None)

    @abstractmethod
    async def make(self, api: SipService, request: Request) -> str: ...

    @abstractmethod
    async def change(self, api: SipService, id_: str, request: Request) -> None: ...

    @abstractmethod
    async def remove(self, api: SipService, id_: str) -> None: ...

    @abstractmethod
    async def find(self, api: SipService, id_: str) -> Request | None:
        """The request that would make what LiveKit holds now."""

    def configure(self, req: dynamic.ConfigureRequest) -> None:
        self._config = req.config.get

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> dynamic.CheckResult:
        failures = []
        if not unknown(news.get("request")):
            try:
                news = {**news, "request": tidy(self._parsed(news))}
            except ParseError as problem:
                failures.append(dynamic.CheckFailure("", f"request: LiveKit's library refuses it: {problem}"))
        return dynamic.CheckResult(news, failures)

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.DiffResult:
        new = news.get("request")
        return dynamic.DiffResult(changes=unknown(new) or tidy(self._parsed(olds)) != tidy(self._parsed(news)))

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        request = self._parsed(props)
        return dynamic.CreateResult(self._ask(lambda api: self.make(api, request)), {"request": tidy(request)})

    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        held = self._ask(lambda api: self.find(api, id_))
        if held is None:
            return dynamic.ReadResult("", {})
        outs = {"request": tidy(held)}
        drifted = "request" not in props or outs["request"] != tidy(self._parsed(props))
        return dynamic.ReadResult(id_, outs, outs if drifted else None)

    def update(self, id_: str, _olds: dict[str, Any], news: dict[str, Any]) -> dynamic.UpdateResult:
        request = self._parsed(news)
        self._ask(lambda api: self.change(api, id_, request))
        return dynamic.UpdateResult({"request": tidy(request)})

    def delete(self, id_: str, _props: dict[str, Any]) -> None:
        self._ask(lambda api: self.remove(api, id_))

    def _parsed(self, props: Mapping[str, Any]) -> Any:
        return ParseDict(props["request"], self.request())

    def _ask(self, question: Callable[[SipService], Awaitable[Answer]]) -> Answer:
        url, key, secret = (self._setting(name, variable) for name, variable in SETTINGS.items())

        async def asked() -> Answer:
            async with LiveKitAPI(url, key, secret) as api:
                return await question(api.sip)

        try:
            return asyncio.run(asked())
        except ServerError as error:
            known = {401: "it does not accept the API key and secret", 404: f"{error.message}; run `pulumi refresh`"}
            reason = known.get(error.status, error.message)
            raise LiveKitError(f"LiveKit at {url} refused: {reason} ({error.code}, HTTP {error.status})") from None
        except (aiohttp.ClientError, TimeoutError) as error:
            lost = f"no answer from LiveKit at {url}: {error or 'timeout'}; what was asked may have been done"
            raise LiveKitError(f"{lost}: look with `lk sip` before the next `pulumi up`") from None

    def _setting(self, name: str, variable: str) -> str:
        value = self._config(f"livekit:{name}") or os.environ.get(variable)
        if not value:
            flag = "--secret " if name == "apiSecret" else ""
            raise LiveKitError(f"run `pulumi config set {flag}livekit:{name} <value>`, or set {variable}")
        return str(value)


class InboundTrunkProvider(SipProvider[sip.CreateSIPInboundTrunkRequest, sip.SIPInboundTrunkInfo]):
    request = sip.CreateSIPInboundTrunkRequest

    async def make(self, api: SipService, request: sip.CreateSIPInboundTrunkRequest) -> str:
        return (await api.create_inbound_trunk(request)).sip_trunk_id

    async def change(self, api: SipService, id_: str, request: sip.CreateSIPInboundTrunkRequest) -> None:
        await api.update_inbound_trunk(id_, request.trunk)

    async def remove(self, api: SipService, id_: str) -> None:
        await unless_gone(api.delete_trunk(sip.DeleteSIPTrunkRequest(sip_trunk_id=id_)))

    async def find(self, api: SipService, id_: str) -> sip.CreateSIPInboundTrunkRequest | None:
        answer = await api.list_inbound_trunk(sip.ListSIPInboundTrunkRequest(trunk_ids=[id_]))
        found = [trunk for trunk in answer.items if trunk.sip_trunk_id == id_]
        return sip.CreateSIPInboundTrunkRequest(trunk=found[0]) if found else None


class OutboundTrunkProvider(SipProvider[sip.CreateSIPOutboundTrunkRequest, sip.SIPOutboundTrunkInfo]):
    request = sip.CreateSIPOutboundTrunkRequest

    async def make(self, api: SipService, request: sip.CreateSIPOutboundTrunkRequest) -> str:
        return (await api.create_outbound_trunk(request)).sip_trunk_id

    async def change(self, api: SipService, id_: str, request: sip.CreateSIPOutboundTrunkRequest) -> None:
        await api.update_outbound_trunk(id_, request.trunk)

    async def remove(self, api: SipService, id_: str) -> None:
        await unless_gone(api.delete_trunk(sip.DeleteSIPTrunkRequest(sip_trunk_id=id_)))

    async def find(self, api: SipService, id_: str) -> sip.CreateSIPOutboundTrunkRequest | None:
        answer = await api.list_outbound_trunk(sip.ListSIPOutboundTrunkRequest(trunk_ids=[id_]))
        found = [trunk for trunk in answer.items if trunk.sip_trunk_id == id_]
        return sip.CreateSIPOutboundTrunkRequest(trunk=found[0]) if found else None


class DispatchRuleProvider(SipProvider[sip.CreateSIPDispatchRuleRequest, sip.SIPDispatchRuleInfo]):
    request = sip.CreateSIPDispatchRuleRequest

    async def make(self, api: SipService, request: sip.CreateSIPDispatchRuleRequest) -> str:
        return (await api.create_dispatch_rule(request)).sip_dispatch_rule_id

    async def change(self, api: SipService, id_: str, request: sip.CreateSIPDispatchRuleRequest) -> None:
        await api.update_dispatch_rule(id_, request.dispatch_rule)

    async def remove(self, api: SipService, id_: str) -> None:
        await unless_gone(api.delete_dispatch_rule(sip.DeleteSIPDispatchRuleRequest(sip_dispatch_rule_id=id_)))

    async def find(self, api: SipService, id_: str) -> sip.CreateSIPDispatchRuleRequest | None:
        answer = await api.list_dispatch_rule(sip.ListSIPDispatchRuleRequest(dispatch_rule_ids=[id_]))
        found = [rule for rule in answer.items if rule.sip_dispatch_rule_id == id_]
        return sip.CreateSIPDispatchRuleRequest(dispatch_rule=found[0]) if found else None


async def unless_gone(deletion: Awaitable[object]) -> None:
    """Deleting what is gone succeeds."""
    try:
        await deletion
    except ServerError as error:
        if error.code != "not_found":
            raise


def tidy(request: Message) -> dict[str, Any]:
    """A request as JSON in the one spelling that is compared, without what LiveKit itself adds to an object."""
    copy = type(request)()
    copy.CopyFrom(request)
    for part, info in copy.ListFields():
        if part.message_type is not None:
            for field in OF_THE_SERVER:
                if field in info.DESCRIPTOR.fields_by_name:
                    info.ClearField(field)
            if "media" in info.DESCRIPTOR.fields_by_name and not info.media.ListFields():
                info.ClearField("media")
    told: dict[str, Any] = MessageToDict(copy)
    return told


def unknown(value: object) -> bool:
    """Whether a value, or something in it, is known only after other resources have been made."""
    if isinstance(value, Mapping):
        return any(unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(unknown(item) for item in value)
    return value == rpc.UNKNOWN or type(value).__name__ == "Unknown"


class SipObject(dynamic.Resource):
    """What the three resources have in common: they hold the body of their request."""

    provider: ClassVar[type[SipProvider[Any, Any]]]

    request: pulumi.Output[dict[str, Any]]

    def __init__(
        self, name: str, request: pulumi.Input[Mapping[str, Any]], opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(self.provider(), name, {"request": pulumi.Output.secret(request)}, opts)


class InboundTrunk(SipObject, module="livekit", name="InboundTrunk"):
    """Takes the calls that Exotel delivers. Its id is LiveKit's `ST_…`."""

    provider = InboundTrunkProvider


class OutboundTrunk(SipObject, module="livekit", name="OutboundTrunk"):
    """Places calls through Exotel. Its id is LiveKit's `ST_…`, and what an agent dials with."""

    provider = OutboundTrunkProvider


class DispatchRule(SipObject, module="livekit", name="DispatchRule"):
    """Puts the calls of an inbound trunk into rooms. Its id is LiveKit's `SDR_…`."""

    provider = DispatchRuleProvider
