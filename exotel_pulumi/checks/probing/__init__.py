"""Whether a call from Exotel could reach a destination: name, connection, certificate, and one SIP OPTIONS.

Places no call, and asks nothing of Exotel. Each step has one deadline, whatever the other side sends.
"""

import errno
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from socket import create_connection

from exotel_pulumi.checks.calls import Finding
from exotel_pulumi.checks.probing.failing import failed
from exotel_pulumi.checks.probing.names import addresses_of, beyond_exotel
from exotel_pulumi.checks.probing.sip import ask_options
from exotel_pulumi.checks.probing.tls import secured
from exotel_pulumi.objects.values.destination import SHAPE, Destination, fault_of

PATIENCE = 5.0  # seconds for each step


@dataclass(frozen=True)
class Probe:
    """What to examine. `resolve` is `address:port` in the place of the destination's name, `trust` is in PEM.

    `look_up` gives the addresses of a name; `beyond` says why Exotel cannot reach one of them.
    """

    destination: str
    resolve: str | None = None
    trust: str | None = None
    patience: float = PATIENCE
    look_up: Callable[[str, float], list[str] | Finding] = addresses_of
    beyond: Callable[[str], str | None] = beyond_exotel

    def findings(self) -> Iterator[Finding]:
        """Yields a finding for each step; an address ends with the first step that fails."""
        where = Destination.parse(self.destination)
        if where is None:
            yield Finding("destination", self.destination, (fault_of(self.destination) or SHAPE) + ".")
        elif self.resolve:
            name, _, port = self.resolve.rpartition(":")
            yield Finding("DNS", f"{where.host} is {name} (as --resolve says)")
            yield from self._reach(where, name, int(port))
        else:
            yield from self._look_up(where)

    def _look_up(self, where: Destination) -> Iterator[Finding]:
        """Examines every address of a name: Exotel may take any of them."""
        found = self.look_up(where.host, self.patience)
        if isinstance(found, Finding):
            yield found
            return
        yield Finding("DNS", f"{where.host} is {', '.join(found)}")
        for address in found:
            network = self.beyond(address)
            if network:
                said = f"{address} is {network}, which Exotel cannot reach"
                yield failed("address", said, "an address that Exotel cannot reach")
            else:
                yield from self._reach(where, address, where.port)

    def _reach(self, where: Destination, address: str, port: int) -> Iterator[Finding]:
        place = f"{address}:{port}"
        try:
            stream = create_connection((address, port), self.patience)
        except OSError as fault:
            yield _unconnected(place, fault, self.patience)
            return
        with stream:
            yield Finding("TCP", f"{place} takes connections")
            if where.transport == "tls":
                yield from secured(stream, where.host, self.trust, self.patience)
            else:
                yield ask_options(stream, where.host, "TCP", self.patience)


def _unconnected(place: str, fault: OSError, patience: float) -> Finding:
    said = fault.strerror or str(fault)
    if isinstance(fault, TimeoutError):
        return failed("TCP", f"no answer from {place} within {patience:.0f} s", "no answer from the port")
    if isinstance(fault, ConnectionRefusedError):
        return failed("TCP", f"nothing listens at {place}: {said}", "nothing listens there")
    if fault.errno in (errno.EHOSTUNREACH, errno.ENETUNREACH):
        return failed("TCP", f"no way leads to {place}: {said}", "no way leads there")
    return failed("TCP", f"{place} takes no connection: {said}", "no connection to the port")
