"""`examples/kubernetes` under Pulumi's mocks, with the real class of pulumi-kubernetes."""

from pulumi.runtime import rpc

from tests.examples.mocked import CloudEngine, run

PASSWORD = "Sesame_0pen"
MADE = {"agent": {"password": PASSWORD}, "voice": {"domain_name": "acme1.pstn.exotel.com"}}


def run_it() -> CloudEngine:
    """Runs the example with a namespace and a password."""
    return run("kubernetes", {"namespace": "agents"}, MADE)


def test_the_login_reaches_the_secret() -> None:
    engine = run_it()
    assert engine.registered["sip-login"].type == "kubernetes:core/v1:Secret"
    sent = engine.wire("sip-login")
    assert rpc.unwrap_rpc_secret(sent["stringData"]) == {
        "SIP_DOMAIN": "acme1.pstn.exotel.com",
        "SIP_USER_NAME": "cluster_agent",
        "SIP_PASSWORD": PASSWORD,
    }
    assert sent["metadata"]["namespace"] == "agents"
    assert engine.dependencies("sip-login") == {"voice", "agent"}


def test_the_password_is_sent_to_the_engine_as_a_secret_and_nowhere_else() -> None:
    engine = run_it()
    assert rpc.is_rpc_secret(engine.wire("sip-login")["stringData"])
    holders = [name for name, request in engine.registered.items() if PASSWORD in str(request)]
    assert holders == ["sip-login"]
