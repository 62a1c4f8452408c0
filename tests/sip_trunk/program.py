"""Programs with a whole line, run against Pulumi's mocks; resources are named `<kind> <name>`, for names repeat."""

from collections.abc import Callable, Mapping
from typing import Any

import pulumi
from pulumi.runtime import mocks, settings

from exotel_pulumi import SipTrunk
from tests.resources.program import Engine, Exotel

NUMBER, IP = "+919876543210", "13.233.10.20"
DESTINATION = "sip.example.com:5061;transport=tls"
EVERYTHING: dict[str, Any] = {
    "phone_numbers": [NUMBER, "+918047112233"],
    "destinations": [DESTINATION],
    "whitelisted_ips": [IP],
    "user_names": ["livekit_prod"],
    "caller_id": NUMBER,
}


def line(**changes: Any) -> SipTrunk:
    """Declares a line that has all there is."""
    given = {"trunk_name": "voice_ai", "direction": "bidirectional", "scenario": "high_security", **EVERYTHING}
    return SipTrunk("voice", **{**given, **changes})


class Answering(Exotel):
    """Answers as the host would, defaults and generated values filled in."""

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        kind = args.typ.rpartition(":")[2]
        preset: dict[str, dict[str, Any]] = {
            "Trunk": {"domain_name": "acme1.pstn.exotel.com"},
            "PhoneNumber": {"mode": "pstn"},
            "WhitelistedIp": {"mask": 32.0},
            "Credential": {"password": "Sesame_0pen"},
        }
        identity, outputs = super().new_resource(args)
        given = {name: value for name, value in outputs.items() if value is not None}
        return (None if kind == "SipTrunk" else identity), {**preset.get(kind, {}), **given}


class Registered(Engine):
    """Keeps what a program has asked for, by kind and name."""

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802
        answer = super().RegisterResource(request)
        del self.registered[request.name]
        if request.type != "pulumi:pulumi:Stack":
            self.registered[_named(request.type, request.name)] = request
        return answer

    def children(self) -> list[str]:
        return [name for name in self.registered if not name.startswith("SipTrunk ")]

    def given(self, name: str) -> dict[str, Any]:
        """Returns the arguments of a resource beside its trunk."""
        values = self.inputs(name).items()
        return {field: value for field, value in values if field not in ("__provider", "trunk_sid")}

    def dependencies(self, name: str) -> set[str]:
        return {_named(*urn.split("::")[2:]) for urn in self.registered[name].dependencies}


def _named(kind: str, name: str) -> str:
    return f"{kind.rpartition('$')[2].rpartition(':')[2].rpartition('/')[2]} {name}"


def run(program: Callable[[], Any]) -> Registered:
    """Runs a program to its end."""
    settings.set_root_resource(None)  # type: ignore[arg-type]
    answering = Answering({})
    engine = Registered({})
    engine.mocks = answering
    mocks.set_mocks(answering, monitor=engine)
    mocks.test(program)()  # type: ignore[no-untyped-call]
    return engine


def resolved(program: Callable[[], Mapping[str, pulumi.Input[Any]]]) -> dict[str, Any]:
    """Returns what the outputs that a program returns come to."""
    found: dict[str, Any] = {}
    run(lambda: pulumi.Output.all(**program()).apply(found.update))
    return found
