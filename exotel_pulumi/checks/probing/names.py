"""The addresses of a name, and whether Exotel can reach an address: over IPv4, from the public internet."""

import socket
import threading
from ipaddress import IPv4Address, IPv4Network

from exotel_pulumi.checks.calls import Finding
from exotel_pulumi.checks.probing.failing import failed
from exotel_pulumi.objects.values.address import is_public

NETWORKS = {
    IPv4Network("10.0.0.0/8"): "a private address",
    IPv4Network("172.16.0.0/12"): "a private address",
    IPv4Network("192.168.0.0/16"): "a private address",
    IPv4Network("127.0.0.0/8"): "an address of this very machine",
    IPv4Network("169.254.0.0/16"): "a link-local address",
    IPv4Network("100.64.0.0/10"): "an address behind a provider's NAT (CGNAT)",
    IPv4Network("192.0.2.0/24"): "an address for documents",
    IPv4Network("198.51.100.0/24"): "an address for documents",
    IPv4Network("203.0.113.0/24"): "an address for documents",
    IPv4Network("224.0.0.0/4"): "a multicast address",
}


def beyond_exotel(address: str) -> str | None:
    """Says what an address is that the public internet cannot reach; None for a public one."""
    if is_public(address):
        return None
    known = IPv4Address(address)
    return next((said for network, said in NETWORKS.items() if known in network), "a reserved address")


def addresses_of(host: str, patience: float) -> list[str] | Finding:
    """Returns every IPv4 address of a name, each once, or why there is none."""
    answers: list[list[str] | Finding] = []
    # The system's resolver has a time-out of its own, which nobody can set here, and cannot be stopped.
    asking = threading.Thread(target=lambda: answers.append(_asked(host)), daemon=True)
    asking.start()
    asking.join(patience)
    if answers:
        return answers[0]
    return failed("DNS", f"DNS has no answer for {host} within {patience:.0f} s", "no answer from DNS")


def _asked(host: str) -> list[str] | Finding:
    try:
        return list(dict.fromkeys(_ask(host, socket.AF_INET)))
    except socket.gaierror as fault:
        if fault.errno == socket.EAI_AGAIN:
            return failed("DNS", f"DNS has no answer for {host}: {fault.strerror}", "no answer from DNS")
        try:
            found = _ask(host, socket.AF_INET6)
        except OSError:
            return failed("DNS", f"{host} does not resolve: {fault.strerror}", "does not resolve")
        return failed("DNS", f"{host} has an IPv6 address alone, {found[0]}", "an IPv6 address alone")
    except ValueError:
        return failed("DNS", f"{host} does not resolve: no name can be so", "does not resolve")


def _ask(host: str, family: socket.AddressFamily) -> list[str]:
    return [str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, family=family)]
