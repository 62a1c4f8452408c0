"""IPv4 addresses, networks and host names."""

import ipaddress
import re
from typing import Annotated

from exotel_pulumi.objects.values import text_validator, whole_validator

HOST_NAME = re.compile(r"(?=.{1,253}$)([a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")


def ip_fault(value: str) -> str | None:
    """Says what is wrong with the address of an entry of the ACL."""
    if is_ip(value):
        return None if is_public(value) else "must be a public address; Exotel refuses private ones"
    bare = value.strip()
    alone, slash, length = bare.partition("/")
    if slash and is_ip(alone) and length.isdecimal() and int(length) <= 32:
        return _network_fault(alone, int(length))
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


def _network_fault(address: str, length: int) -> str:
    if not 16 <= length <= 32:
        return "must be an address, with its network in mask, from 16 to 32"
    first = str(ipaddress.ip_network(f"{address}/{length}", strict=False).network_address)
    if not is_public(first):
        return "must be a public address; Exotel refuses private ones"
    return f'must be the address alone: write ip="{first}", mask={length}'


def host_bits_fault(address: str, mask: int) -> str | None:
    """Says what is wrong with an address that is not the first of its network."""
    network = ipaddress.ip_network(f"{address}/{mask}", strict=False)
    first = str(network.network_address)
    return None if first == address else f"{address}/{mask} has host bits set; the network is {first}/{mask}"


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


def is_host(value: str) -> bool:
    """Returns whether a text in lower case is an IPv4 address or a host name with a dot in it."""
    return is_ip(value) or bool(HOST_NAME.fullmatch(value))


def _is_ip6(value: str) -> bool:
    try:
        ipaddress.IPv6Address(value.partition("/")[0])
    except ValueError:
        return False
    return True


def _listed(value: str) -> str:
    """Spells an address as Exotel may list it: with the length of its network, which is the mask."""
    return value.strip().partition("/")[0]


IpAddress = Annotated[str, text_validator(str, ip_fault, _listed)]
Mask = Annotated[int, whole_validator(16, 32)]
