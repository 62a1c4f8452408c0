"""One Exotel account as the settings name it: its SID, and the client that calls it, made when it is first needed."""

import os
from collections.abc import Callable
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any, Self

from exotel_pulumi import config
from exotel_pulumi.api.patience import Patience
from exotel_pulumi.words import PYTHON, Words

if TYPE_CHECKING:
    from exotel_pulumi.api.client import Client


class Clients:
    """The clients of one run: one for each settings, so that all resources share its limits, lists and dialect."""

    def __init__(self, patience: Patience | None = None) -> None:
        self._patience = patience
        self._clients: dict[config.Settings, Client] = {}
        self._secrets: set[str] = set()
        self._lock = Lock()

    def of(self, settings: config.Settings) -> "Client":
        """Returns the one client for these settings."""
        # What is behind it takes a fifth of a host's start, and a run that sends nothing needs none of it.
        from exotel_pulumi.api.client import Client

        with self._lock:
            if settings not in self._clients:
                self._clients[settings] = Client(settings, patience=self._patience)
                for secret in self._secrets:
                    self._clients[settings].hide(secret)
            return self._clients[settings]

    def hide(self, secret: str) -> None:
        """Masks a secret in every text that a client of this run passes on from now on, a later client's too."""
        with self._lock:
            self._secrets.add(secret)
            for client in self._clients.values():
                client.hide(secret)


class Session:
    """An account to work in; `sid` is None where it is not set. `hide` masks a secret, also before a client is made."""

    def __init__(
        self, sid: str | None, connect: Callable[[], "Client"], hide: Callable[[str], None] | None = None
    ) -> None:
        self.sid = sid
        self._connect = connect
        self.hide = hide or (lambda secret: self.client.hide(secret))

    @classmethod
    def of(cls, stack_config: Callable[[str], Any], clients: Clients, words: Words = PYTHON) -> Self:
        """Reads the account from a stack's configuration and this process's environment."""
        sid = config.account_sid(stack_config, os.environ)
        return cls(sid, lambda: clients.of(config.load(stack_config, os.environ, words)), clients.hide)

    @cached_property
    def client(self) -> "Client":
        """The client of the account, made once. SettingsError, each time, while a setting is missing or unusable.

        A preview of an unchanged stack asks for no client and so needs no setting.
        """
        return self._connect()
