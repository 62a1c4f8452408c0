"""The words for each argument: all are there, and are those of the one place that owns them."""

import pydoc
import re
from typing import Any, get_args

import pytest

import exotel_pulumi
from exotel_pulumi import config, platforms
from exotel_pulumi.objects import KINDS
from exotel_pulumi.objects.fields import Inputs
from exotel_pulumi.objects.kind import Kind
from exotel_pulumi.objects.phone_number import PhoneNumberInputs
from exotel_pulumi.objects.trunk import TRUNK
from exotel_pulumi.platforms import videosdk
from exotel_pulumi.resources.facts import Region
from exotel_pulumi.resources.handed import ModeInput

from .public import CALLS, PACKAGE, PLATFORMS

SHARED = ("resource_name", "trunk", "opts")


@pytest.mark.parametrize("written", CALLS)
def test_each_argument_has_a_line(written: str) -> None:
    call = CALLS[written]
    # Not in the order of the signature: for `opts`, pyright takes the first line that has `opts:`, as `child_opts:`.
    assert sorted(call.described) == sorted(call.arguments)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_lines_of_a_resource_are_the_descriptions_of_its_model(kind: Kind[Any, Any]) -> None:
    described = PACKAGE[f"exotel.{kind.name}"].described
    assert {name: text for name, text in described.items() if name not in SHARED} == of_model(kind.inputs, described)


def test_the_lines_of_a_line_begin_with_the_descriptions_of_its_trunk_and_of_the_settings() -> None:
    described = PACKAGE["exotel.SipTrunk"].described
    for name, text in (of_model(TRUNK.inputs, described) | of_model(config.Location, described)).items():
        assert described[name].startswith(text), name


def test_the_lines_of_a_provider_are_the_descriptions_of_the_settings() -> None:
    described = PACKAGE["exotel.Provider"].described
    assert {name: text for name, text in described.items() if name not in SHARED} == of_model(
        config.Settings, described
    )


def of_model(model: Any, names: Any) -> dict[str, str]:
    """Returns the descriptions of the fields of a model that are among the names."""
    return {name: " ".join(field.description.split()) for name, field in model.model_fields.items() if name in names}


@pytest.mark.parametrize("name", [*SHARED, "provider", "edge_tcp", "edge_tls"])
def test_an_argument_has_one_meaning(name: str) -> None:
    known = {call.written: call.described[name] for call in PACKAGE.values() if name in call.described}
    # A trunk whose facts are wanted must be a Trunk; a provider says the setting itself, without a default.
    rest = {text for written, text in known.items() if written not in ("exotel.trunk_facts", "exotel.Provider")}
    assert len(rest) == 1, known


def test_the_lines_of_platforms_begin_with_the_meanings_that_all_platforms_share() -> None:
    meanings = dict(re.findall(r"^- `(\w+)`: (.*)$", platforms.__doc__ or "", re.MULTILINE))
    assert {"line", "direction", "edge", "fields"} <= meanings.keys()
    for call in PLATFORMS.values():
        for name, text in call.described.items():
            assert text.startswith(meanings.get(name, "")), f"{call.written}: {name}"


@pytest.mark.parametrize("written", [written for written in PACKAGE if written[len("exotel.")].isupper()])
def test_help_speaks_of_exotel_and_not_of_what_pulumi_does_inside(written: str) -> None:
    name = written.split(".")[1]
    text = pydoc.plain(pydoc.render_doc(getattr(exotel_pulumi, name)))
    assert PACKAGE[written].sentence in " ".join(text.replace("|", " ").split())
    assert all(f":param {argument}: " in text for argument in PACKAGE[written].arguments)
    assert not re.search("CRUD operations|code-generated|__provider", text)


def test_the_choices_of_a_type_checker_are_those_that_are_taken() -> None:
    assert set(get_args(Region)) == config.REGIONS.keys()
    modes = get_args(get_args(ModeInput)[0])
    assert [mode for mode in modes if fault_of(PhoneNumberInputs, "mode", mode)] == []
    assert all(mode in str(fault_of(PhoneNumberInputs, "mode", "flows")) for mode in modes)
    assert get_args(get_args(videosdk.GeoRegion)[0]) == videosdk.GEO_REGIONS


def fault_of(model: type[Inputs], name: str, value: str) -> str | None:
    return model.fault(name, value)
