"""Scenario 53: what `pulumi import` cannot do, a generated program does: the first `up` adopts and changes nothing."""

from exotel_pulumi.account.program_text import Program
from exotel_pulumi.api.client import Client
from exotel_pulumi.objects import CHILDREN
from exotel_pulumi.simulator import Simulator
from tests.account.test_program_text import fill
from tests.conftest import settings_for

from .simulators import ACCOUNT
from .stack import HEADER, Stack
from .wire import writing

TRUNKS = 51  # of which the list has two pages


def test_s53_s76_a_generated_program_adopts_everything_and_changes_nothing(stack: Stack, simulator: Simulator) -> None:
    fill(simulator)
    for place in range(1, TRUNKS):
        sid = simulator.add_trunk(trunk_name=f"trunk_{place}", domain_name=f"{ACCOUNT.sid}.pstn.exotel.com")
        simulator.add(sid, "phone_numbers", phone_number=f"+9198000000{place:02d}", mode=None)
    before = simulator.state.snapshot()
    stack.environment["EXOTEL_REQUESTS_PER_MINUTE"] = "100000"
    settings = settings_for(simulator, account_sid=ACCOUNT.sid, api_key=ACCOUNT.api_key, api_token=ACCOUNT.api_token)
    stack.program(Program(Client(settings)).write().replace(HEADER, ""))
    stack.config("line:made_by_hand_agent_1_password", "Sesame_0pen", secret=True)
    simulator.clear_log()
    stack.up()
    assert [request.split()[0] for request in writing(simulator)] == ["PUT"]  # the password of the one login
    # A list of trunks, and one list of each collection of each trunk.
    lists = 1 + TRUNKS * len(CHILDREN)
    assert 0 < sum(request.method == "GET" for request in simulator.requests) <= lists
    assert _without_dates(simulator.state.snapshot()) == _without_dates(before)
    stack.settle_and_destroy()


def _without_dates(tables: dict[str, list[dict[str, object]]]) -> object:
    """Leaves out the date of the last change: setting the password of an adopted login changes that date alone."""
    return {
        table: [{name: value for name, value in row.items() if name != "date_updated"} for row in rows]
        for table, rows in tables.items()
    }
