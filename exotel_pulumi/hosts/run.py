"""One run of the engine, as a host keeps it: what its resources share."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from exotel_pulumi.api.patience import Patience
from exotel_pulumi.api.session import Clients, Session
from exotel_pulumi.hosts.reporting import Reporting
from exotel_pulumi.lifecycle import Ledger, Lifecycle
from exotel_pulumi.objects.kind import Kind
from exotel_pulumi.words import Words

if TYPE_CHECKING:
    from exotel_pulumi.api.client import Client


class Run:
    """What the resources of one run share. A host whose process serves several runs makes one for each."""

    def __init__(self, words: Words, waiting_at_once: int) -> None:
        self.words = words
        self.patience = Patience()
        self.reporting = Reporting()
        self._clients = Clients(self.patience)
        self._ledger = Ledger(self.patience, waiting_at_once)

    def lifecycle(self, kind: Kind[Any, Any], stack_config: Callable[[str], Any]) -> Lifecycle[Any, Any]:
        """Makes the lifecycle of a kind in the account that the settings name."""
        session = Session.of(stack_config, self._clients, self.words)
        return Lifecycle(kind, session, self._ledger, self.words)

    def client(self, stack_config: Callable[[str], Any]) -> "Client":
        """Returns the client of the account that the settings name. SettingsError for settings that are wrong."""
        return Session.of(stack_config, self._clients, self.words).client
