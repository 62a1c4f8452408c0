"""One Exotel account as the settings name it: its SID, and the client that calls it, made when it is first needed."""

import os
from collections.abc import Callable
from functools import cached_property
from threading import Lock
from typing import Any, Self

from exotel_pulumi import config
from exotel_pulumi.api.client import Client
from exotel_pulumi.api.patience import Patience
from exotel_pulumi.words import PYTHON, Words


class Clients:
    """The clients of one run: one for each settings, so that all resources share its limits, lists and dialect."""

    def __init__(self, patience: Patience | None = None) -> None:
        self._patience = patience
        self._clients: dict[config.Settings, Client] = {}
        self._lock = Lock()

    def of(self, settings: config.Settings) -> Client:
        """Returns the one client for these settings."""
        with self._lock:
            if settings not in self._clients:
                self._clients[settings] = Client(settings, patience=self._patience)
            return self._clients[settings]


class Session:
    """An account to work in; `sid` is None where it is not set."""

    def __init__(self, sid: str | None, connect: Callable[[], Client]) -> None:
        self.sid = sid
        self._connect = connect

    @classmethod
    def of(cls, stack_config: Callable[[str], Any], clients: Clients, words: Words = PYTHON) -> Self:
        """Reads the account from a stack's configuration and this process's environment."""
        sid = config.account_sid(stack_config, os.environ)
        return cls(sid, lambda: clients.of(config.load(stack_config, os.environ, words)))

    @cached_property
    def client(self) -> Client:
        """The client of the account, made once. SettingsError, each time, while a setting is missing or unusable.

        A preview of an unchanged stack asks for no client and so needs no setting.
        """
        return self._connect()
