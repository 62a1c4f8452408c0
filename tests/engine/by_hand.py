"""The objects of the program `LINE`, made by hand with other values."""

from exotel_pulumi.simulator import Simulator

from .wire import stored


def made_by_hand(simulator: Simulator) -> dict[str, str]:
    """Makes the program's line by hand, each object with another value, and returns the ids that a stack would have."""
    sid = simulator.add_trunk(trunk_name="voice_ai", domain_name="acme1.pstn.exotel.com", nso_code="OTHER")
    ids = {
        "number": simulator.add(sid, "phone_numbers", phone_number="+919876543210", mode="pstn"),
        "acl": simulator.add(sid, "whitelisted_ips", ip="13.233.10.20", mask=30),
        "inbound": simulator.add(sid, "destination_uris", destination="sip:sip.example.com:5061;transport=tls"),
        "login": simulator.add(sid, "credentials", user_name="voice_platform", password="of_the_hand_9d2f"),
    }
    simulator.add(sid, "settings", name="trunk_external_alias", value="+918888888888")
    return {
        "trunk": sid,
        "caller": f"{sid}/trunk_external_alias",
        **{name: f"{sid}/{number}" for name, number in ids.items()},
    }


def values_of(simulator: Simulator) -> dict[str, list[object]]:
    """Returns the values of each object that a program can set; asserts that there is one object of each kind."""
    fields = {
        "trunks": ("trunk_name", "nso_code"),
        "phone_numbers": ("phone_number", "mode"),
        "whitelisted_ips": ("ip", "mask"),
        "destination_uris": ("destination", "priority", "weight"),
        "credentials": ("user_name", "friendly_name"),
        "settings": ("value",),
    }
    held = stored(simulator)
    assert {table: len(rows) for table, rows in held.items()} == dict.fromkeys(fields, 1)
    return {table: [held[table][0][name] for name in names] for table, names in fields.items()}


AS_DECLARED: dict[str, list[object]] = {
    "trunks": ["voice_ai", "ANY-ANY"],
    "phone_numbers": ["+919876543210", "flow"],
    "whitelisted_ips": ["13.233.10.20", 32],
    "destination_uris": ["sip:sip.example.com:5061;transport=tls", 1, 5],
    "credentials": ["voice_platform", "platform"],
    "settings": ["+919876543210"],
}

MAPPED = "+919800000001"
NAMED = (f"1 phone number ({MAPPED})", "1 SIP credential (of_others)")


def put_on_trunk(simulator: Simulator, sid: str) -> dict[str, str]:
    """Maps a number and makes a login on a trunk of a stack, as somebody does who works beside it.

    Returns the ids by collection.
    """
    return {
        "phone_numbers": simulator.add(sid, "phone_numbers", phone_number=MAPPED, mode="pstn"),
        "credentials": simulator.add(sid, "credentials", user_name="of_others", password="of_the_hand_9d2f"),
    }
