"""Settings of another account, on the real engine: no verb writes a request, and the stack stays what it was."""

import pytest

from exotel_pulumi.simulator import Account, Simulator

from .programs import LINE, NAMES
from .simulators import ACCOUNT
from .stack import Stack
from .wire import writing

OTHER = Account("other2m", ACCOUNT.api_key, ACCOUNT.api_token)


@pytest.mark.simulated(accounts=(ACCOUNT, OTHER))
def test_s66_every_verb_names_both_accounts_and_changes_nothing(stack: Stack, simulator: Simulator) -> None:
    stack.program(LINE)
    stack.up()
    before, objects = stack.state(), simulator.state.snapshot()
    usual = dict(stack.environment)
    stack.environment["EXOTEL_ACCOUNT_SID"] = OTHER.sid
    simulator.clear_log()

    verbs = {"preview": stack.preview, "up": stack.up, "refresh": stack.refresh, "destroy": stack.destroy}
    for verb, call in verbs.items():
        refused = call(fails=True)
        assert ACCOUNT.sid in refused.text, verb
        assert OTHER.sid in refused.text, verb
        if verb != "destroy":
            assert stack.state() == before, verb
    assert writing(simulator) == []
    assert simulator.state.snapshot() == objects

    # The engine itself drops what goes with its trunk before it asks for the trunk's deletion: reported, and healed.
    dropped = set(NAMES) - stack.resources().keys()
    assert "trunk" not in dropped
    assert not dropped or "the next `pulumi up` takes them up again" in refused.text, refused.text
    stack.environment = usual
    stack.up()
    assert stack.ids() == {urn.rpartition("::")[2]: values["id"] for urn, values in before.items()}
    assert {table: len(rows) for table, rows in simulator.state.snapshot().items()} == {
        table: len(rows) for table, rows in objects.items()
    }
    stack.destroy_all()
