"""One Exotel account as the settings name it: its SID, and the client that calls it, made when it is first needed."""

import os
from collections.abc import Callable
from functools import cached_property
from threading import Lock
from typing import Any, Self

from exotel_pulumi import config
from exotel_pulumi.api.client import Client

_clients: dict[config.Settings, Client] = {}
_clients_lock = Lock()


def client_of(settings: config.Settings) -> Client:
    """Returns this process's one client for these settings, so that all share its limits, lists and dialect."""
    with _clients_lock:
        if settings not in _clients:
            _clients[settings] = Client(settings)
        return _clients[settings]


class Account:
    """An account; `sid` is None where it is not set."""

    def __init__(self, sid: str | None, connect: Callable[[], Client]) -> None:
        self.sid = sid
        self._connect = connect

    @classmethod
    def of(cls, stack_config: Callable[[str], Any]) -> Self:
        """Reads the account from a stack's configuration and this process's environment."""
        sid = config.account_sid(stack_config, os.environ)
        return cls(sid, lambda: client_of(config.load(stack_config, os.environ)))

    @cached_property
    def client(self) -> Client:
        """The client of the account, made once. SettingsError, each time, while a setting is missing or unusable.

        A preview of an unchanged stack asks for no client and so needs no setting.
        """
        return self._connect()
