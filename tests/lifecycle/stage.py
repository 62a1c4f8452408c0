"""One simulated account with one trunk, one sample of every kind of object, and runs that work on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from exotel_pulumi import lifecycle
from exotel_pulumi.api.client import Client
from exotel_pulumi.kind import Kind
from exotel_pulumi.resources.caller_id import CallerIdProvider
from exotel_pulumi.resources.credential import CredentialProvider
from exotel_pulumi.resources.destination_uri import DestinationUriProvider
from exotel_pulumi.resources.phone_number import PhoneNumberProvider
from exotel_pulumi.resources.trunk import TrunkProvider
from exotel_pulumi.resources.whitelisted_ip import WhitelistedIpProvider
from exotel_pulumi.run import Plan, Run
from exotel_pulumi.simulator import DEFAULT_ACCOUNT_SID, Options, Simulator
from tests.conftest import DIALECTS, settings_for

NUMBER, OTHER_NUMBER = "+919876543210", "+919876543299"
DOMAIN = f"{DEFAULT_ACCOUNT_SID}.pstn.exotel.com"


@dataclass(frozen=True)
class Sample:
    """One object of a kind: as a program declares it, and as the simulator holds the same one."""

    kind: Kind[Any, Any]
    collection: str
    given: Mapping[str, Any]
    row: Mapping[str, Any]
    changed: Mapping[str, Any]  # inputs that change in place
    changed_row: Mapping[str, Any]

    @property
    def is_trunk(self) -> bool:
        return self.collection == "trunks"

    def path(self, dialect: str) -> str:
        """A regular expression for the path that a POST goes to."""
        return self.collection.replace("_", "-" if dialect == "live" else "_") + "$"


TRUNK = Sample(
    TrunkProvider(),
    "trunks",
    {"trunk_name": "voice", "domain_name": DOMAIN},
    {"trunk_name": "voice", "domain_name": DOMAIN},
    {"trunk_name": "renamed"},
    {"trunk_name": "renamed"},
)
PHONE_NUMBER = Sample(
    PhoneNumberProvider(),
    "phone_numbers",
    {"phone_number": NUMBER, "mode": "pstn"},
    {"phone_number": NUMBER, "mode": None},
    {"mode": "flow"},
    {"mode": "flow"},
)
WHITELISTED_IP = Sample(
    WhitelistedIpProvider(),
    "whitelisted_ips",
    {"ip": "13.233.10.0", "mask": 32},
    {"ip": "13.233.10.0"},
    {"mask": 24},
    {"mask": 24},
)
DESTINATION_URI = Sample(
    DestinationUriProvider(),
    "destination_uris",
    {"destination": "sip.example.com:5061;transport=tls"},
    {"destination": "sip:sip.example.com:5061;transport=tls"},
    {"priority": 3, "weight": 7},
    {"priority": 3, "weight": 7},
)
CREDENTIAL = Sample(
    CredentialProvider(),
    "credentials",
    {"user_name": "livekit", "password": "Secret_of_ours_1", "friendly_name": "one"},
    {"user_name": "livekit", "password": "Secret_of_ours_1", "friendly_name": "one"},
    {"friendly_name": "two", "password": "Secret_of_ours_2"},
    {"friendly_name": "two", "password": "Secret_of_ours_2"},
)
CALLER_ID = Sample(
    CallerIdProvider(),
    "settings",
    {"phone_number": NUMBER},
    {"name": "trunk_external_alias", "value": NUMBER},
    {"phone_number": OTHER_NUMBER},
    {"value": OTHER_NUMBER},
)
CHILDREN = (PHONE_NUMBER, WHITELISTED_IP, DESTINATION_URI, CREDENTIAL, CALLER_ID)
ALL = (TRUNK, *CHILDREN)


def named(sample: Sample) -> str:
    """The id of a parameter."""
    return sample.collection


def both(**options: Any) -> list[Options]:
    """The same switches in each dialect."""
    return [Options(dialect=dialect, rate_limit=0, **options) for dialect in DIALECTS]  # type: ignore[arg-type]


class Stage:
    """What a test acts on. A `run` is one process of the engine; `new_run` is the next one."""

    def __init__(self, sim: Simulator) -> None:
        self.sim = sim
        self.dialect = sim.options.dialect
        self.trunk_sid = sim.add_trunk(trunk_name="stage")
        self.run = self.new_run()

    def new_run(self, **settings: object) -> Run:
        """A process that knows nothing of the ones before it."""
        pinned: dict[str, object] = {"api_dialect": self.dialect, "retry_delay": 0.001}
        return Run(Client(settings_for(self.sim, **{**pinned, **settings})), Plan())

    def inputs(self, sample: Sample, **changes: Any) -> Any:
        owner = {} if sample.is_trunk else {"trunk_sid": self.trunk_sid}
        return sample.kind.inputs.model_validate({**owner, **sample.given, **changes})

    def create(self, sample: Sample, run: Run | None = None, **changes: Any) -> tuple[str, Any]:
        return lifecycle.create(sample.kind, run or self.run, self.inputs(sample, **changes))

    def rows(self, sample: Sample) -> list[dict[str, Any]]:
        """The objects of this kind on the server, without the stage's own trunk."""
        if sample.is_trunk:
            return [row for row in self.sim.trunks() if row["trunk_sid"] != self.trunk_sid]
        return self.sim.rows(self.trunk_sid, sample.collection)

    def add(self, sample: Sample, **changes: Any) -> str:
        """The sample made by somebody else; the id that a resource of it would have."""
        if sample.is_trunk:
            return self.sim.add_trunk(**{**sample.row, **changes})
        item = self.sim.add(self.trunk_sid, sample.collection, **{**sample.row, **changes})
        return f"{self.trunk_sid}/{'trunk_external_alias' if sample is CALLER_ID else item}"

    def holds(self, sample: Sample, identity: str, row: Mapping[str, Any]) -> None:
        """Asserts that there is exactly one object of this kind, of this id and with these values."""
        (only,) = self.rows(sample)
        expected = only["trunk_sid"] if sample.is_trunk else f"{self.trunk_sid}/{only.get('id')}"
        assert identity == (f"{self.trunk_sid}/trunk_external_alias" if sample is CALLER_ID else expected)
        assert {name: only[name] for name in row if row[name] is not None} == {
            name: value for name, value in row.items() if value is not None
        }

    def requests(self, *methods: str) -> list[str]:
        """The methods of the requests so far, those asked for."""
        return [request.method for request in self.sim.requests if request.method in (methods or ("POST",))]
