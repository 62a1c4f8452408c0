"""ElevenLabs' phone number with its SIP trunk as a Pulumi resource, through ElevenLabs' own client.

The resource takes the body of the import request. The whole body is a secret, for a body has a password in it. The key
comes from `elevenlabs:apiKey` of the stack's configuration or from ELEVENLABS_API_KEY. Another address, such as that of
a residency region, comes from `elevenlabs:baseUrl` or ELEVENLABS_BASE_URL. These settings are never part of a resource.
"""

import os
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import httpx
import pulumi
from elevenlabs.client import ElevenLabs
from elevenlabs.conversational_ai.phone_numbers.client import PhoneNumbersClient
from elevenlabs.conversational_ai.phone_numbers.types.phone_numbers_create_request_body import (
    PhoneNumbersCreateRequestBody_SipTrunk as Body,
)
from elevenlabs.core.api_error import ApiError
from pulumi import dynamic
from pulumi.runtime import rpc
from pydantic import ValidationError

BASE_URL = "https://api.elevenlabs.io"
SECONDS = 30
CHANGEABLE = ("label", "agent_id", "inbound_trunk_config", "outbound_trunk_config")
OF_THE_ANSWER = {"username", "has_auth_credentials", "has_outbound_trunk"}

Json = dict[str, Any]
Answer = TypeVar("Answer")


class ElevenLabsError(Exception):
    """A call of ElevenLabs failed, or the key is missing. The message has the reason and what to do."""


class PhoneNumberProvider(dynamic.ResourceProvider):
    """ElevenLabs' phone numbers. Pulumi pickles an instance, without attributes of its own, into the state."""

    serialize_as_secret_always = False
    _config: Callable[[str], Any] = staticmethod(lambda _name: None)

    def configure(self, req: dynamic.ConfigureRequest) -> None:
        self._config = req.config.get

    def check(self, _olds: Json, news: Json) -> dynamic.CheckResult:
        faults = [] if unknown(news.get("request")) else faults_of(news["request"])
        return dynamic.CheckResult(news, [dynamic.CheckFailure("", f"request: {fault}") for fault in faults])

    def diff(self, _id: str, olds: Json, news: Json) -> dynamic.DiffResult:
        old, new = olds["request"], news["request"]
        fixed = [] if unknown(new) else [name for name in ("provider", "phone_number") if old[name] != new[name]]
        return dynamic.DiffResult(changes=unknown(new) or old != new, replaces=["request"] if fixed else [])

    def create(self, props: Json) -> dynamic.CreateResult:
        body = Body.model_validate(props["request"])
        # No retries: a creation whose answer was lost may have been carried out.
        made = self._ask(lambda numbers: numbers.create(request=body, request_options={"max_retries": 0}))
        return dynamic.CreateResult(made.phone_number_id, {"request": props["request"]})

    def read(self, id_: str, props: Json) -> dynamic.ReadResult:
        try:
            held = as_request(self._ask(lambda numbers: numbers.get(id_)))
        except GoneError:
            return dynamic.ReadResult("", {})
        outs = {"request": as_held(props["request"], held) if "request" in props else held}
        return dynamic.ReadResult(id_, outs, outs if outs["request"] != props.get("request") else None)

    def update(self, id_: str, olds: Json, news: Json) -> dynamic.UpdateResult:
        old, new = olds["request"], news["request"]
        body = Body.model_validate(new)
        # A field that is no longer declared is sent as null, which removes the field.
        changed = {name: getattr(body, name) for name in CHANGEABLE if old.get(name) != new.get(name)}
        self._ask(lambda numbers: numbers.update(id_, **changed))
        return dynamic.UpdateResult({"request": new})

    def delete(self, id_: str, _props: Json) -> None:
        try:
            self._ask(lambda numbers: numbers.delete(id_))
        except GoneError:
            return

    def _ask(self, question: Callable[[PhoneNumbersClient], Answer]) -> Answer:
        url = self._config("elevenlabs:baseUrl") or os.environ.get("ELEVENLABS_BASE_URL") or BASE_URL
        key = self._config("elevenlabs:apiKey") or os.environ.get("ELEVENLABS_API_KEY")
        if not key:
            raise ElevenLabsError(
                "run `pulumi config set --secret elevenlabs:apiKey <value>`, or set ELEVENLABS_API_KEY"
            )
        try:
            with httpx.Client(timeout=SECONDS) as connection:
                client = ElevenLabs(api_key=key, base_url=url, httpx_client=connection)
                return question(client.conversational_ai.phone_numbers)
        except ApiError as error:
            kind = GoneError if error.status_code == 404 else ElevenLabsError
            raise kind(f"ElevenLabs at {url} refused: {reason_of(error)} (HTTP {error.status_code})") from None
        except httpx.HTTPError as error:
            lost = f"no answer from ElevenLabs at {url}: {error}; the call may have been carried out"
            raise ElevenLabsError(f"{lost}: check the phone numbers there before the next `pulumi up`") from None


class GoneError(ElevenLabsError):
    """The phone number does not exist."""


def faults_of(request: Json) -> list[str]:
    """Returns the faults that ElevenLabs' own type finds in a request, without values: one value is a password."""
    try:
        body = Body.model_validate(request)
    except ValidationError as error:
        return [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors(include_input=False)]
    parts = {
        "": body,
        "inbound_trunk_config.": body.inbound_trunk_config,
        "outbound_trunk_config.": body.outbound_trunk_config,
    }
    return [
        f"{where}{name}: no such field" for where, part in parts.items() for name in (part and part.model_extra) or ()
    ]


def as_request(answer: Any) -> Json:
    """Returns the request that would create the number in an answer, without the password: no answer shows one."""
    return {
        "provider": answer.provider,
        "phone_number": answer.phone_number,
        "label": answer.label,
        "agent_id": answer.assigned_agent.agent_id if answer.assigned_agent else None,
        "inbound_trunk_config": _trunk_config(answer.inbound_trunk),
        "outbound_trunk_config": _trunk_config(answer.outbound_trunk),
    }


def _trunk_config(trunk: Any) -> Json | None:
    if trunk is None:
        return None
    config: Json = trunk.model_dump(exclude_none=True, exclude=OF_THE_ANSWER)
    return {**config, "credentials": {"username": trunk.username}} if trunk.username else config


def as_held(declared: Json, held: Json) -> Json:
    """Returns the declared fields with the values that ElevenLabs holds. Other fields are no drift."""
    found: Json = {}
    for name, value in declared.items():
        now = held.get(name)
        if name == "password" and held:
            found[name] = value
        elif isinstance(value, Mapping):
            found[name] = as_held(dict(value), now or {})
        else:
            found[name] = now
    return {name: value for name, value in found.items() if value not in (None, {})}


def reason_of(error: ApiError) -> str:
    """Returns the reason of a refusal without the values, which ElevenLabs repeats."""
    detail = error.body.get("detail") if isinstance(error.body, Mapping) else None
    if isinstance(detail, Mapping):
        return str(detail.get("message", "no reason given"))
    if isinstance(detail, list):
        return "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in detail)
    return detail if isinstance(detail, str) else "no reason given"


def unknown(value: object) -> bool:
    """Returns whether a value, or a part of it, is known only after other resources have been made."""
    if isinstance(value, Mapping):
        return any(unknown(item) for item in value.values())
    if isinstance(value, list):
        return any(unknown(item) for item in value)
    return value == rpc.UNKNOWN or type(value).__name__ == "Unknown"


class PhoneNumber(dynamic.Resource, module="elevenlabs", name="PhoneNumber"):
    """A number that an ElevenLabs agent calls from and is called on. The id is ElevenLabs' `phone_number_id`.

    `label`, `agent_id` and the trunk configurations change in place; another number replaces the resource.
    """

    request: pulumi.Output[Json]

    def __init__(
        self, name: str, request: pulumi.Input[Mapping[str, Any]], opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(PhoneNumberProvider(), name, {"request": pulumi.Output.secret(request)}, opts)
