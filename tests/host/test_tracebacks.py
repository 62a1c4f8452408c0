"""An error of ours reaches a person as its message alone, whatever SDK the host is of."""

import types
from pathlib import Path
from typing import Any

import pytest
from pulumi import dynamic

from exotel_pulumi import PhoneNumber, Trunk, errors
from exotel_pulumi.hosts.sdk import show_messages_alone
from exotel_pulumi.simulator import Simulator
from tests.host.host import Host, HostError

SERVICER = Path(str(dynamic.__file__)).with_name("__main__.py").read_text(encoding="utf-8")


def host_module() -> types.ModuleType:
    """Makes a module as that of this SDK's host, without running its server."""
    module = types.ModuleType("host")
    exec(compile(SERVICER.replace("\nmain()", ""), "host", "exec"), module.__dict__)
    return module


def shown(module: Any, error: Exception) -> str:
    try:
        raise error
    except Exception:
        return str(module.traceback.format_exc())


def test_an_error_of_ours_is_its_message_and_every_other_one_is_as_before() -> None:
    module = host_module()
    assert show_messages_alone(module)
    assert show_messages_alone(module), "a second provider of the same host changes nothing"
    assert shown(module, errors.GoneError("it is gone", "run it again.")) == "it is gone\n  What to do: run it again."
    assert shown(module, ValueError("not ours")).startswith("Traceback (most recent call last)")
    assert module.traceback.extract_stack() is not None


@pytest.mark.parametrize("missing", ["traceback", "_abort_with_traceback", "DynamicResourceProviderServicer"])
def test_a_host_that_looks_otherwise_is_left_alone(missing: str) -> None:
    module = host_module()
    delattr(module, missing)
    before = dict(vars(module))
    assert not show_messages_alone(module)
    assert vars(module) == before


def test_no_other_program_is_touched() -> None:
    assert not show_messages_alone()


def test_the_host_shows_no_traceback(host: Host) -> None:
    with pytest.raises(HostError) as failed:
        host.get(Trunk, "trmum1nowhere")
    assert failed.value.frames == 0
    assert str(failed.value).startswith("get trmum1nowhere\n  there is no trunk trmum1nowhere")


def test_s73_a_wrong_token_is_advised_once_and_named_for_each_resource(exotel: Simulator, trunks: list[str]) -> None:
    with Host(exotel, environ={"EXOTEL_API_TOKEN": "wrong"}) as host:
        texts = []
        for number in range(8):
            inputs = {"trunk_sid": trunks[0], "phone_number": f"+91987654321{number}"}
            with pytest.raises(HostError) as failed:
                host.create(PhoneNumber, host.check(PhoneNumber, inputs).inputs)
            texts.append(str(failed.value))
    assert "check all three: exotel:apiKey" in texts[0]
    for number, text in enumerate(texts):
        assert f"creating phone number +91987654321{number}" in text
        assert "HTTP 401" in text
        assert len(text.splitlines()) <= 3
        assert number == 0 or "as for the first resource with this error" in text
    assert sum("exotel:apiKey" in text for text in texts) == 1


def test_s73_missing_settings_are_named_once() -> None:
    with Host() as host:
        texts = []
        for name in "ab":
            with pytest.raises(HostError) as failed:
                host.create(Trunk, {"trunk_name": name, "domain_name": "a.pstn.exotel.com"})
            texts.append(str(failed.value))
    assert len(texts[0].splitlines()) > 3
    assert len(texts[1].splitlines()) == 2
