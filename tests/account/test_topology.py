"""What a picture shows of each trunk."""

from typing import Any

import pytest

from exotel_pulumi.account import topology
from exotel_pulumi.objects import CHILDREN, KINDS

TRUNK: dict[str, Any] = {
    "trunk_sid": "TK1",
    **dict.fromkeys(KINDS[0].shown),
    **{kind.list_name: [{"id": "1", **dict.fromkeys(kind.shown, 1)}] for kind in CHILDREN},
}


def about() -> list[str]:
    """Returns what the picture says of the trunk."""
    [paths] = topology.paths_of({"account_sid": "acme", "api": "", "trunks": [TRUNK]})
    return list(paths.about)


def test_every_kind_has_its_place_or_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = [f"1 {kind.noun}" for kind in KINDS[1:] if kind.list_name not in topology.PLACED]
    assert about() == ["TK1", *counted]
    monkeypatch.setattr(topology, "PLACED", topology.PLACED - {"caller_ids"})
    assert "1 caller ID" in about()
