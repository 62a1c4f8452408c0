"""A preview of the plugin's says of calls what one of the dynamic host's says, for each kind of change."""

import pytest

from exotel_pulumi.account.impact import impact_of
from exotel_pulumi.account.preview import read

from .previews import document, of_the_plugin
from .stories import steps_of
from .test_impact_kinds import CHANGES, IN_SECRET


@pytest.mark.parametrize("change", CHANGES)
def test_the_plugins_previews_say_the_same(change: str) -> None:
    steps = steps_of(*CHANGES[change], IN_SECRET.get(change))
    of_dynamic_host, of_plugin = (
        impact_of(read(document(*found))) for found in (steps, [of_the_plugin(step) for step in steps])
    )
    assert of_plugin == of_dynamic_host
