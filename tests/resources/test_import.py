"""`import_=`, the habit from other providers, names the way that works (scenario 71)."""

import pulumi
import pytest

from exotel_pulumi import Trunk, errors
from tests.kinds import VALID, Resource
from tests.resources.program import declare, run


@pytest.mark.parametrize("resource", VALID)
def test_s71_import_names_the_way(resource: Resource) -> None:
    def program() -> None:
        with pytest.raises(errors.DeclarationError) as refused:
            declare(resource, "it", opts=pulumi.ResourceOptions(import_="trMINE"))
        assert ("adopt=True" in refused.value.advice) == (resource is Trunk)
        assert "exotel-pulumi import" in refused.value.advice

    run(program)


def test_an_option_without_effect_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    warnings: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", warnings.append)
    run(lambda: declare(Trunk, "it", opts=pulumi.ResourceOptions(replace_on_changes=["trunk_name"])))
    assert len(warnings) == 1
    assert "pulumi up --replace" in warnings[0]
