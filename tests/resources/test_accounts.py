"""Facts and look-ups of several accounts: each asks the account of its provider."""

from collections.abc import Callable
from typing import Any

import pulumi
import pytest

import exotel_pulumi as exotel
from exotel_pulumi import errors
from exotel_pulumi.simulator import Account, Simulator
from tests.resources.accounts import SG, sg, using
from tests.resources.program import resolved, run

pytestmark = pytest.mark.usefixtures("settings_of_the_stack")


@pytest.mark.parametrize("late", [False, True])
def test_s67_facts_are_those_of_the_trunks_account(late: bool) -> None:
    def program() -> dict[str, Any]:
        sid = pulumi.Output.from_input("Late3m") if late else "Late3m"
        opts = using(sg(account_sid=sid, region="singapore"))
        trunk = exotel.Trunk("voice", trunk_name="voice_ai", domain_name=None, opts=opts)
        line = exotel.SipTrunk(
            "line", trunk_name="b", direction="inbound", destinations=["sip.example.com:5061;transport=tls"], opts=opts
        )
        return {"by hand": exotel.trunk_facts(trunk=trunk), "line": line.facts}

    known = resolved(program, domain_name=None)
    for facts in known.values():
        assert (facts["account_sid"], facts["region"], facts["api_host"]) == ("Late3m", "singapore", "api.exotel.com")
        assert facts["sip_domain"] == "late3m.pstn.exotel.com"
        assert facts["edge_tcp"] is None


def test_s67_a_provider_has_edges_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXOTEL_EDGE_TLS", "stack.example.com:443")

    def program() -> dict[str, Any]:
        there = exotel.Trunk("there", trunk_name="a", opts=using(sg(edge_tcp="sg.example.com:5070")))
        return {
            "there": exotel.trunk_facts(trunk=there),
            "here": exotel.trunk_facts(trunk=exotel.Trunk("b", trunk_name="b")),
        }

    known = resolved(program, domain_name="a.pstn.exotel.com")
    assert known["there"]["edge_tcp"]["host"] == "sg.example.com"
    assert known["there"]["edge_tls"]["host"] == "in.voip.exotel.com"
    assert known["here"]["edge_tls"]["host"] == "stack.example.com"


def test_s67_nothing_is_known_of_a_provider_of_another_class() -> None:
    def program() -> None:
        trunk = exotel.Trunk("voice", trunk_name="a", opts=using(pulumi.ProviderResource("pulumi-python", "plain", {})))
        with pytest.raises(errors.DeclarationError, match="the provider plain"):
            exotel.trunk_facts(trunk=trunk)

    run(program)


@pytest.mark.simulated(accounts=(SG, Account("acme1", "key_of_the_stack", "token_of_the_stack")))
def test_s67_a_look_up_asks_the_account_of_its_provider(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXOTEL_API_URL", simulator.url)
    sid = simulator.add_trunk(trunk_name="voice_ai", account_sid=SG.sid)
    item = simulator.add(sid, "phone_numbers", phone_number="+919876543210")

    def look_ups(provider: exotel.Provider, ending: str) -> dict[str, Any]:
        asked: list[Callable[..., Any]] = [
            getattr(exotel, name + ending) for name in ("get_trunk", "get_trunks", "get_phone_number")
        ]
        arguments: list[dict[str, Any]] = [{"trunk_name": "voice_ai"}, {}, {"phone_number": "+919876543210"}]
        return {
            look_up.__name__: look_up(**given, provider=provider)
            for look_up, given in zip(asked, arguments, strict=True)
        }

    found = resolved(lambda: look_ups(sg(api_url=simulator.url), ""))
    assert [found["get_trunk"]] == found["get_trunks"]
    assert (found["get_trunk"].trunk_sid, found["get_phone_number"].id) == (sid, f"{sid}/{item}")

    def late() -> dict[str, Any]:
        outputs = look_ups(sg(api_url=simulator.url, api_token=pulumi.Output.secret(SG.api_token)), "_output")
        return {**outputs, "is secret": pulumi.Output.all(*(output.is_secret() for output in outputs.values()))}

    shown = resolved(late)
    assert shown.pop("is secret") == [False, False, False]
    assert {name.removesuffix("_output"): value for name, value in shown.items()} == found
    assert {request.account for request in simulator.requests} == {SG.sid}
    assert resolved(lambda: {"trunks": exotel.get_trunks_output()}) == {"trunks": []}


def test_s67_a_look_up_that_cannot_wait_names_the_one_that_can() -> None:
    def program() -> None:
        provider = sg(api_token=pulumi.Output.secret(SG.api_token))
        with pytest.raises(errors.DeclarationError, match="for apiToken of the provider sg"):
            exotel.get_trunk(trunk_name="voice_ai", provider=provider)

    run(program)
