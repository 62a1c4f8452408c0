"""What Exotel would refuse, in words: each rule returns what is wrong with a value, None for a value that is right.

The rules are those of Exotel's API reference. Where a value is nearly right, the words end with the value as it should
be written: a suggestion is given only if it keeps the rule itself. Passwords have no rule here, and are never shown.
"""

import ipaddress
import re

TRUNK_SID = re.compile(r"[A-Za-z0-9_-]+")
IDENTIFIER = re.compile(r"[A-Za-z0-9_]+")
HOST_NAME = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
DESTINATION = re.compile(r"(?P<host>[^:;@\s]+):(?P<port>[0-9]{1,5});transport=(?P<transport>tls|tcp)")
E164 = re.compile(r"\+[1-9][0-9]{6,14}")
USER_NAME = re.compile(r"[^\s@:;/<>\"]{1,64}")

PORTS = {"tls": 5061, "tcp": 5060}  # where SIP is spoken unless somebody says otherwise
SHAPE = "must be <ip or host name>:<port>;transport=<tls or tcp>, like sip.example.com:5061;transport=tls"


def trunk_sid(value: str) -> str | None:
    """Says what is wrong with a trunk SID."""
    return None if TRUNK_SID.fullmatch(value) else "must be a Trunk, its SID, or an Output of one"


def domain_name(value: str) -> str | None:
    """Says what is wrong with a trunk's SIP domain."""
    return None if re.fullmatch(r"[A-Za-z0-9_.-]+\.pstn\.exotel\.com", value) else "must end in .pstn.exotel.com"


def one_of(value: str, *words: str) -> str | None:
    """Says what is wrong with a word of a closed set."""
    return None if value in words else f"must be {' or '.join(words)}"


def phone_number(value: str) -> str | None:
    """Says what is wrong with a phone number in E.164."""
    if E164.fullmatch(value):
        return None
    digits = re.sub(r"[\s().-]", "", value.lower().removeprefix("tel:"))
    shape = "must be E.164: a plus sign, the country's code and the number, without blanks"
    if national := re.fullmatch(r"0?([1-9][0-9]{9})", digits):
        return f'{shape}. For a number of India, write "+91{national[1]}"'
    if re.fullmatch("[3689][0-9]{7}", digits):
        return f'{shape}. For a number of Singapore, write "+65{digits}"'
    # Without a plus sign, ten digits or fewer may be a number of any country.
    international = re.sub(r"^(00)?(?=[1-9][0-9]{10})", "+", digits)
    return f'{shape}: write "{international}"' if E164.fullmatch(international) else f"{shape}, like +919876543210"


def ip(value: str) -> str | None:
    """Says what is wrong with the address of an entry of the ACL."""
    if is_ip(value):
        return None if is_public(value) else "must be a public address; Exotel refuses private ones"
    bare = value.strip()
    alone, slash, length = bare.partition("/")
    if slash and is_ip(alone) and length.isdecimal() and int(length) <= 32:
        return _network(alone, int(length))
    if re.fullmatch(r"[\d.]+\s*-\s*[\d.]+", bare):
        return "must be one address, not a range: declare each address, or a network as ip and mask"
    if ":" in bare.replace("]:", "") and _is_ip6(bare.strip("[]")):
        return "must be an IPv4 address; Exotel takes no IPv6"
    without = re.sub(r"^sips?:|:[0-9]+$", "", bare)
    if without != value and is_ip(without) and is_public(without):
        return f'must be the address alone: write "{without}"'
    if re.fullmatch(r"([0-9]+\.){3}[0-9]+", bare):
        return "must be an IPv4 address: four numbers from 0 to 255, without leading zeros"
    return "must be an IPv4 address like 13.233.10.20; Exotel takes no host name here"


def _network(address: str, length: int) -> str:
    if not 16 <= length <= 32:
        return "must be an address, with its network in mask, from 16 to 32"
    first = str(ipaddress.ip_network(f"{address}/{length}", strict=False).network_address)
    if not is_public(first):
        return "must be a public address; Exotel refuses private ones"
    return f'must be the address alone: write ip="{first}", mask={length}'


def host_bits(address: str, mask: int) -> str | None:
    """Says what is wrong with an address that is not the first of its network."""
    network = ipaddress.ip_network(f"{address}/{mask}", strict=False)
    first = str(network.network_address)
    return None if first == address else f"{address}/{mask} has host bits set; the network is {first}/{mask}"


def user_name(value: str) -> str | None:
    """Says what is wrong with the user name of a login."""
    if USER_NAME.fullmatch(value):
        return None
    if not value.strip():
        return "must not be empty"
    name = re.sub(r"^sips?:", "", value.strip(' <>"'), flags=re.IGNORECASE).partition("@")[0]
    if name != value and USER_NAME.fullmatch(name):
        return f'must be the user part of a SIP address alone: write "{name}"'
    if len(value) > 64:
        return f"must be at most 64 characters, not {len(value)}"
    return 'must be the user part of a SIP address: no blanks, and none of @ : ; / < > "'


def destination(value: str) -> str | None:
    """Says what is wrong with a destination in lower case and without `sip:`, part by part."""
    match = _shaped(value)
    if match:
        return _reachable(match)
    wrong, mended = _parts(value)
    if not wrong:
        return SHAPE
    match = _shaped(mended)
    return "; ".join(wrong) + (f': write "{mended}"' if match and not _reachable(match) else "")


def _shaped(value: str) -> re.Match[str] | None:
    match = DESTINATION.fullmatch(value)
    return match if match and _is_host(match["host"]) else None


def _reachable(match: re.Match[str]) -> str | None:
    if not 1 <= int(match["port"]) <= 65535:
        return "must have a port from 1 to 65535"
    private = is_ip(match["host"]) and not is_public(match["host"])
    return "must be a public address or a host name" if private else None


def _parts(value: str) -> tuple[list[str], str]:
    """Names each part that a destination may not have or lacks, and returns the destination without these faults."""
    wrong: list[str] = []
    mended = value.strip("<> ").removeprefix("sip:")
    if value != value.strip("<> "):
        wrong.append("must have no angle brackets")
    if mended.startswith("sips:"):
        wrong.append("must have transport=tls and no sips:")
        mended = re.sub(r"(;transport=\w*)?$", ";transport=tls", mended.removeprefix("sips:"), count=1)
    if "://" in mended:
        return ["must be a SIP address, not a URL"], value
    if "@" in mended.partition(";")[0]:
        wrong.append("must have no user part, for Exotel puts the called number there")
        mended = mended.rpartition("@")[2] if "@" not in mended.partition(";")[2] else mended
    if mended.startswith("["):
        return [*wrong, "must be an IPv4 address or a host name; Exotel takes no IPv6"], value
    address, *parameters = mended.split(";")
    host, colon, port = address.partition(":")
    if host.endswith(".") and host.strip("."):
        wrong.append("must have no dot at the end of the host")
        host = host.rstrip(".")
    if not _is_host(host):
        return [*wrong, "must have a host name with a dot in it, or an IPv4 address"] if host else [], value
    transport = next((text.partition("=")[2] for text in parameters if text.startswith("transport=")), "")
    others = [text for text in parameters if not text.startswith("transport=")]
    if others:
        wrong.append(f"must have no other parameter than transport, not {', '.join(others)}")
    return _completed(wrong, host, port if colon else "", transport)


def _completed(wrong: list[str], host: str, port: str, transport: str) -> tuple[list[str], str]:
    """Names a port or transport that is missing or wrong, and puts the destination together again."""
    by_port = {str(known): name for name, known in PORTS.items()}
    if transport == "udp":
        wrong.append("must have transport=tls or transport=tcp, for Exotel has no UDP")
    elif transport not in PORTS:
        wrong.append("must end with ;transport=tls or ;transport=tcp")
        transport = by_port.get(port, "")
    if not port:
        wrong.append("must have a port, mostly 5061 with tls and 5060 with tcp")
        port = str(PORTS.get(transport, ""))
    elif not port.isdecimal():
        wrong.append("must have a port from 1 to 65535")
    return wrong, f"{host}:{port};transport={transport}"


def is_ip(value: str) -> bool:
    """Returns whether a text is an IPv4 address."""
    try:
        ipaddress.IPv4Address(value)
    except ValueError:
        return False
    return True


def is_public(address: str) -> bool:
    """Returns whether an IPv4 address is one that the whole internet can reach."""
    known = ipaddress.IPv4Address(address)
    return known.is_global and not known.is_multicast


def _is_ip6(value: str) -> bool:
    try:
        ipaddress.IPv6Address(value.partition("/")[0])
    except ValueError:
        return False
    return True


def _is_host(value: str) -> bool:
    return is_ip(value) or bool(HOST_NAME.fullmatch(value))
