"""The options of a simulator: accounts, limits, faults, and a switch for each point that the documents leave open.

A field says everything of its option: the command makes its flag of it, in this order.
"""

from collections.abc import Collection, Sequence
from dataclasses import Field, dataclass, field, fields
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from .faults import Fault
from .sip.faults import CallFault

DEFAULT_ACCOUNT_SID = "exotel_demo"
DEFAULT_API_KEY = "demo_key"
DEFAULT_API_TOKEN = "demo_token"  # noqa: S105 - opens nothing but the simulator

Dialect = Literal["live", "reference"]
MaskRule = Literal["range", "single"]

# Where an option stands in the command's help; "" is above all groups.
OPEN, LIMITS, SIP, FAULTS = "what the documents leave open", "limits", "SIP", "faults"


@dataclass(frozen=True)
class Account:
    """An account of the simulated Exotel, with its one key."""

    sid: str
    api_key: str
    api_token: str

    @classmethod
    def parse(cls, text: str) -> "Account":
        """Reads `SID:KEY:TOKEN`."""
        parts = text.split(":")
        if len(parts) != 3:
            raise ValueError(f"this one has {len(parts)} of 3 parts")
        return cls(*parts)


def flag(group: str, text: str, *, name: str = "", form: str = "", **parsing: Any) -> dict[str, Any]:
    """Returns the metadata of a field: the words of its flag, and what else argparse has to know.

    `name` is the flag's, where it is another than the field's. `form` is what the flag's value must look like.
    """
    return {"group": group, "help": text, "name": name, "form": form, **parsing}


def choices(each: Field[Any]) -> tuple[str, ...]:
    """Returns what a switch can be; nothing for an option that is no switch."""
    return get_args(each.type) if get_origin(each.type) is Literal else ()


@dataclass(frozen=True)
class Options:
    """Everything that can be chosen. The defaults behave as the live API was seen to behave."""

    # A program takes any port, a person looks at the same one each time.
    port: int = field(default=0, metadata=flag("", "port on 127.0.0.1, 0 for any free port", type=int, default=8080))
    state_file: str | Path | None = field(
        default=None,
        metadata=flag("", "keep the objects in this JSON file (default: in memory)", name="--state", metavar="FILE"),
    )
    accounts: Sequence[Account] = field(
        default=(Account(DEFAULT_ACCOUNT_SID, DEFAULT_API_KEY, DEFAULT_API_TOKEN),),
        metadata=flag(
            "",
            "an account, instead of the account above; repeatable",
            name="--account",
            form="an account is SID:KEY:TOKEN",
            action="append",
            metavar="SID:KEY:TOKEN",
            type=Account.parse,
        ),
    )
    dialect: Dialect = field(default="live", metadata=flag(OPEN, "spelling of paths, bodies, ids and nso_code"))
    list_shape: Literal["array", "keyed"] = field(
        default="array", metadata=flag(OPEN, "lists of the reference dialect: [...] or {'phone_numbers': [...]}")
    )
    # In the reference dialect always 409: there is no envelope, so there is no second code.
    duplicate: Literal["200", "409"] = field(
        default="200", metadata=flag(OPEN, "HTTP status of a duplicate in the live dialect; a 200 has the 409 inside")
    )
    missing_trunk: Literal["403", "404"] = field(
        default="403", metadata=flag(OPEN, "answer for a missing trunk: 403 with code 1003, or 404 with code 1000")
    )
    # One mask only is what the voice-AI guides say.
    mask_rule: MaskRule = field(default="range", metadata=flag(OPEN, "masks of whitelisted IPs: 16 to 32, or only 32"))
    retry_after: Literal["seconds", "date", "none"] = field(
        default="seconds", metadata=flag(OPEN, "what the header Retry-After of a 429 has")
    )
    sip_identify: Literal["either", "both"] = field(
        default="either", metadata=flag(OPEN, "what a trunk with addresses and logins wants of a call out")
    )
    sip_order: Literal["number_first", "callee_first"] = field(
        default="number_first", metadata=flag(OPEN, "whether the number shown or the number called is examined first")
    )
    sip_from_host: Literal["any", "domain"] = field(
        default="any", metadata=flag(OPEN, "whether the host of From must be the trunk's SIP domain")
    )
    sip_caller_id: Literal["of_trunk", "any"] = field(
        default="of_trunk", metadata=flag(OPEN, "whether the caller ID of a trunk must be one of its numbers")
    )
    sip_failover: Literal["lowest_first", "highest_first"] = field(
        default="lowest_first", metadata=flag(OPEN, "which priority of a trunk's destinations is rung first")
    )
    sip_flows: Literal["mapping", "by-hand"] = field(
        default="mapping",
        metadata=flag(
            OPEN, "whether a number rings by its mapping alone, or by the flow in the console that dials a SID"
        ),
    )
    sip_srtp: Literal["optional", "required"] = field(
        default="optional", metadata=flag(OPEN, "whether a call over TLS must offer SRTP")
    )
    dates: Literal["both", "unmoved", "created", "none"] = field(
        default="both",
        metadata=flag(OPEN, "which dates a row has: of creation and change, the latter unmoved by a PUT, one, or none"),
    )
    # A closed call is answered as a missing route is.
    closed: Collection[str] = field(
        default=frozenset(),
        metadata=flag(
            OPEN,
            "a call that no account may make, as 'DELETE phone_numbers'; repeatable",
            action="append",
            metavar="CALL",
        ),
    )
    list_delay: int = field(
        default=0, metadata=flag(OPEN, "leave a new object out of the first N lists", type=int, metavar="N")
    )
    delete_delay: int = field(
        default=0, metadata=flag(OPEN, "keep a deleted object in the next N lists", type=int, metavar="N")
    )
    rate_limit: int = field(
        default=200, metadata=flag(LIMITS, "requests per account and window, 0 for no limit", type=int, metavar="N")
    )
    rate_window: float = field(default=60, metadata=flag(LIMITS, "length of the window", type=float, metavar="SECONDS"))
    concurrency: int = field(
        default=50, metadata=flag(LIMITS, "requests served at once, 0 for no limit", type=int, metavar="N")
    )
    # Port 0 is any free one. Without a port there is no edge.
    sip_tcp: int | None = field(
        default=None, metadata=flag(SIP, "take SIP calls over TCP on this port of 127.0.0.1", type=int, metavar="PORT")
    )
    sip_tls: int | None = field(
        default=None, metadata=flag(SIP, "take SIP calls over TLS on this port", type=int, metavar="PORT")
    )
    sip_ca: str | Path | None = field(
        default=None,
        metadata=flag(SIP, "write the certificate that callers over TLS have to trust here", metavar="FILE"),
    )
    pretend: str | None = field(
        default=None, metadata=flag(SIP, "the address as which a SIP caller on this machine counts", metavar="ADDRESS")
    )
    faults: Sequence[Fault] = field(
        default=(),
        metadata=flag(
            FAULTS,
            "a fault for matching requests, see below; repeatable",
            name="--fault",
            form="a fault is 'METHOD PATH EFFECT [name=value ...]'",
            action="append",
            metavar="RULE",
            type=Fault.parse,
        ),
    )
    call_faults: Sequence[CallFault] = field(
        default=(),
        metadata=flag(
            FAULTS,
            "a fault for SIP calls, see below; repeatable",
            name="--call-fault",
            form="a fault of calls is 'DIRECTION EFFECT [name=value ...]'",
            action="append",
            metavar="RULE",
            type=CallFault.parse,
        ),
    )

    def __post_init__(self) -> None:
        for each in fields(self):
            known = choices(each)
            if known and getattr(self, each.name) not in known:
                raise ValueError(f"{each.name} is one of {', '.join(known)}")
        if self.pretend is not None:
            IPv4Address(self.pretend)
        if not 0 <= self.port <= 65535:
            raise ValueError("a port is 0 to 65535")
