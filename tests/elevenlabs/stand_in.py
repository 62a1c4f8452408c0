"""`StandIn`: ElevenLabs' phone numbers on a loopback port, for the time of a block.

ElevenLabs offers no server to run. The stand-in checks requests against the types of ElevenLabs' own library, and more
strictly than the library does: every field must be known, and every value must be one that the type names. Answers are
made of the library's response types.
"""

import inspect
import json
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self, Union, get_args, get_origin, get_type_hints

from elevenlabs.conversational_ai.phone_numbers.client import PhoneNumbersClient
from elevenlabs.conversational_ai.phone_numbers.types.phone_numbers_create_request_body import (
    PhoneNumbersCreateRequestBody_SipTrunk,
)
from elevenlabs.conversational_ai.phone_numbers.types.phone_numbers_get_response import (
    PhoneNumbersGetResponse_SipTrunk,
)
from elevenlabs.types.create_phone_number_response_model import CreatePhoneNumberResponseModel
from pydantic import BaseModel, ConfigDict, ValidationError, create_model

PATH = "/v1/convai/phone-numbers"

Json = dict[str, Any]


class RefusedError(Exception):
    """An answer other than success."""

    def __init__(self, status: int, detail: object) -> None:
        super().__init__(status, detail)
        self.status = status
        self.detail = detail


def strict(annotation: Any) -> Any:
    """Returns a strict version of a library type: without unknown fields, and without `Any` beside named values."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        hints = get_type_hints(annotation)
        fields = {
            name: (strict(hints[name]), ... if of.is_required() else of.default)
            for name, of in annotation.model_fields.items()
        }
        return create_model(annotation.__name__, __config__=ConfigDict(extra="forbid", strict=True), **fields)  # type: ignore[call-overload]
    parts = get_args(annotation)
    if not parts or get_origin(annotation) is Literal:
        return annotation
    if get_origin(annotation) is Union:
        return Union.__getitem__(tuple(strict(part) for part in parts if part is not Any))
    generic: Any = get_origin(annotation)
    return generic[tuple(strict(part) for part in parts)]


def _of_update() -> Any:
    """Returns a type for the body of a PATCH, made of the arguments of the library's call: the library has no type."""
    hints = get_type_hints(PhoneNumbersClient.update)
    names = inspect.signature(PhoneNumbersClient.update).parameters.keys() - {
        "self",
        "phone_number_id",
        "request_options",
    }
    fields: Any = {name: (strict(hints[name]), None) for name in names}
    return create_model("Update", __config__=ConfigDict(extra="forbid", strict=True), **fields)


CREATION = strict(PhoneNumbersCreateRequestBody_SipTrunk)
UPDATE = _of_update()


@dataclass
class StandIn:
    """The server: the numbers that it holds, with passwords that it never shows, and the methods of all requests."""

    key: str = field(default_factory=lambda: f"sk/el+{secrets.token_hex(8)}=&%")
    held: dict[str, Json] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    fails: int | None = None  # a status that every answer has from now on

    def __enter__(self) -> Self:
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                body = json.loads(self.rfile.read(length)) if length else None
                status, answered = stand_in.answer(self.command, self.path, self.headers.get("xi-api-key"), body)
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(answered).encode())

            do_GET = do_POST = do_PATCH = do_DELETE = answer  # noqa: N815 - the base class's names

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Returns the address that the server listens on."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def environment(self) -> dict[str, str]:
        """Returns the settings that a program needs to reach the server."""
        return {"ELEVENLABS_BASE_URL": self.url, "ELEVENLABS_API_KEY": self.key}

    def answer(self, method: str, path: str, key: str | None, body: Any) -> tuple[int, object]:
        """Returns status and JSON of the answer to a request."""
        self.asked.append(method)
        try:
            if self.fails is not None:
                raise RefusedError(self.fails, {"status": "down", "message": "out of order"})
            if key != self.key:
                raise RefusedError(401, {"status": "invalid_api_key", "message": "Invalid API key"})
            if (method, path) == ("POST", PATH):
                return 200, self._create(body)
            return 200, self._one(method, path.removeprefix(f"{PATH}/"), body)
        except RefusedError as refused:
            return refused.status, {"detail": refused.detail}

    def _create(self, body: Any) -> Json:
        _checked(CREATION, body)
        if any(number["phone_number"] == body["phone_number"] for number in self.held.values()):
            raise RefusedError(409, {"status": "duplicate", "message": "phone number already exists"})
        identity = f"phnum_{secrets.token_hex(8)}"
        self.held[identity] = body
        return CreatePhoneNumberResponseModel(phone_number_id=identity).model_dump()

    def _one(self, method: str, identity: str, body: Any) -> Json:
        if identity not in self.held:
            raise RefusedError(404, {"status": "phone_number_not_found", "message": f"no phone number {identity}"})
        if method == "DELETE":
            del self.held[identity]
            return {}
        if method == "PATCH":
            _checked(UPDATE, body)
            self.held[identity] = _patched(self.held[identity], body)
        return shown(identity, self.held[identity])


def _checked(kind: Any, body: object) -> None:
    try:
        kind.model_validate(body)
    except ValidationError as error:
        raise RefusedError(422, json.loads(error.json(include_url=False))) from None


def _patched(held: Json, body: Json) -> Json:
    """Returns the number after a PATCH. A password that is left out stays as it is, as the library documents."""
    patched = {**held, **body}
    for name in ("inbound_trunk_config", "outbound_trunk_config"):
        old = ((held.get(name) or {}).get("credentials") or {}).get("password")
        credentials = (patched.get(name) or {}).get("credentials")
        if old and credentials and not credentials.get("password"):
            patched[name] = {**patched[name], "credentials": {**credentials, "password": old}}
    return patched


def shown(identity: str, held: Json) -> Json:
    """Returns a number as ElevenLabs shows it: without passwords, with ElevenLabs' defaults."""
    inbound, outbound = (held.get(f"{side}_trunk_config") for side in ("inbound", "outbound"))
    agent = held.get("agent_id")
    answer = {
        "phone_number": held["phone_number"],
        "label": held["label"],
        "phone_number_id": identity,
        "assigned_agent": {"agent_id": agent, "agent_name": "Receptionist"} if agent else None,
        "inbound_trunk": _shown_trunk(inbound, {"allowed_addresses": [], "media_encryption": "allowed"}),
        "outbound_trunk": _shown_trunk(outbound, {"transport": "auto", "media_encryption": "allowed"}),
        "livekit_stack": "standard",
    }
    _checked(strict(PhoneNumbersGetResponse_SipTrunk), answer)
    return PhoneNumbersGetResponse_SipTrunk.model_validate(answer).model_dump()


def _shown_trunk(config: Mapping[str, Any] | None, defaults: Json) -> Json | None:
    if config is None:
        return None
    given = {name: value for name, value in config.items() if value is not None and name != "credentials"}
    credentials = config.get("credentials") or {}
    return {**defaults, **given, "has_auth_credentials": bool(credentials), "username": credentials.get("username")}
