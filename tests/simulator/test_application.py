"""Rules are compiled once for each dialect, and lead to what belongs to one simulator."""

from exotel_pulumi.simulator import Options, Simulator
from exotel_pulumi.simulator.application import Application


def test_the_second_application_has_the_rules_of_the_first_and_views_of_its_own() -> None:
    first = Application("a dialect", ["of this test"])
    first.add_url_rule("/here", "here", lambda: "first")
    first.complete()
    second = Application("a dialect", ["of this test"])
    second.add_url_rule("/here", "here", lambda: "second")
    assert second.url_map is first.url_map
    assert [app.test_client().get("/here").text for app in (first, second)] == ["first", "second"]


def test_simulators_of_one_process_have_objects_and_dialects_of_their_own() -> None:
    names = {}
    for name, dialect in (("a", "live"), ("b", "live"), ("c", "reference"), ("d", "live")):
        with Simulator(Options(dialect=dialect)) as simulator:  # type: ignore[arg-type]
            simulator.add_trunk(trunk_name=name)
            names[name] = [trunk["trunk_name"] for trunk in simulator.trunks()]
    assert names == {name: [name] for name in "abcd"}
