"""LiveKit's inbound trunk, outbound trunk and dispatch rule as Pulumi resources, through LiveKit's own client.

Each resource takes the body of LiveKit's create request. The whole body is a secret, for a body can have a password or
a PIN in it.
The server and the key come from `livekit:url`, `livekit:apiKey` and `livekit:apiSecret` of the stack's configuration,
or from LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET. These settings are never part of a resource.
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
    """A call of LiveKit failed, or a setting is missing. The message has the reason and what to do."""


class SipProvider(dynamic.ResourceProvider, Generic[Request, Info]):
    """A kind of LiveKit's SIP objects. Pulumi pickles an instance, without attributes of its own, into the state."""

    serialize_as_secret_always = False
    request: ClassVar[type[Message]]
    _config: Callable[[str], Any] = staticmethod(lambda _name: None)

    @abstractmethod
    async def make(self, api: SipService, request: Request) -> str:
        """Creates the object and returns LiveKit's id."""

    @abstractmethod
    async def change(self, api: SipService, id_: str, request: Request) -> None:
        """Replaces the object by the one in the request, with the same id."""

    @abstractmethod
    async def remove(self, api: SipService, id_: str) -> None:
        """Deletes the object; a missing object is no error."""

    @abstractmethod
    async def find(self, api: SipService, id_: str) -> Request | None:
        """Returns the request that would create the object as it is now, None for a missing object."""

    def configure(self, req: dynamic.ConfigureRequest) -> None:
        self._config = req.config.get

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> dynamic.CheckResult:
        failures = []
        if not unknown(news.get("request")):
            try:
                news = {**news, "request": tidy(self._parsed(news))}
            except ParseError as problem:
                failures.append(dynamic.CheckFailure("", f"request: LiveKit's library refuses the body: {problem}"))
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
            lost = f"no answer from LiveKit at {url}: {error or 'timeout'}; the call may have been carried out"
            raise LiveKitError(f"{lost}: check with `lk sip` before the next `pulumi up`") from None

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
    """Waits for a deletion; a missing object is no error."""
    try:
        await deletion
    except ServerError as error:
        if error.code != "not_found":
            raise


def tidy(request: Message) -> dict[str, Any]:
    """Returns a request as JSON in one spelling for comparison, without the fields that LiveKit adds to an object."""
    copy = type(request)()
    copy.CopyFrom(request)
    for part, info in copy.ListFields():
        if part.message_type is not None:
            for field in OF_THE_SERVER:
                if field in info.DESCRIPTOR.fields_by_name:
                    info.ClearField(field)
            if "media" in info.DESCRIPTOR.fields_by_name and not info.media.ListFields():
                info.ClearField("media")
    written: dict[str, Any] = MessageToDict(copy)
    return written


def unknown(value: object) -> bool:
    """Returns whether a value, or a part of it, is known only after other resources have been made."""
    if isinstance(value, Mapping):
        return any(unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(unknown(item) for item in value)
    return value == rpc.UNKNOWN or type(value).__name__ == "Unknown"


class SipObject(dynamic.Resource):
    """A resource that holds the body of its request."""

    provider: ClassVar[type[SipProvider[Any, Any]]]

    request: pulumi.Output[dict[str, Any]]

    def __init__(
        self, name: str, request: pulumi.Input[Mapping[str, Any]], opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(self.provider(), name, {"request": pulumi.Output.secret(request)}, opts)


class InboundTrunk(SipObject, module="livekit", name="InboundTrunk"):
    """A trunk for the calls that Exotel delivers. The id is LiveKit's `ST_…`."""

    provider = InboundTrunkProvider


class OutboundTrunk(SipObject, module="livekit", name="OutboundTrunk"):
    """A trunk for calls through Exotel. The id is LiveKit's `ST_…`; an agent needs the id to place calls."""

    provider = OutboundTrunkProvider


class DispatchRule(SipObject, module="livekit", name="DispatchRule"):
    """A rule that puts the calls of an inbound trunk into rooms. The id is LiveKit's `SDR_…`."""

    provider = DispatchRuleProvider
