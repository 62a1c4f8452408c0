"""`Simulator`: one simulated Exotel on a port of loopback, and what a test may see and change behind its back."""

from copy import deepcopy
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self

from flask import Flask

from . import control
from .answers import Answers
from .faults import Fault, FaultBook
from .handlers import COLLECTIONS, trunks
from .listener import HOST, Listener
from .options import Options
from .rate_limit import RateLimit
from .request_log import LoggedRequest, RequestLog
from .routes import Api
from .state import Row, State
from .traffic import Traffic


class Simulator:
    """Serves from `start()` to `stop()`, or as a context manager.

    Objects are seen and changed in one spelling whatever the dialect: collections with an underscore, ids as strings
    of digits, `nso_code` as `ANY-ANY`. What is handed out are copies. Changes made here obey no rule of the API.
    """

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        tables = [collection.name for collection in COLLECTIONS.values() if collection.table]
        self.state = State(tables, self.options.state_file)
        self._log = RequestLog()
        self._faults = FaultBook(self.options.faults)
        self._rate_limit = RateLimit(self.options)
        self._stopping = Event()
        self._listener: Listener | None = None
        self._thread: Thread | None = None

    def start(self) -> Self:
        self._stopping.clear()
        self._listener = Listener(self.options.port, self._application())
        self._thread = Thread(target=self._listener.serve_forever, args=(0.01,), name="exotel-simulator", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        if self._listener is None or self._thread is None:
            return
        self._stopping.set()
        self._listener.shutdown()
        self._thread.join()
        self._listener = self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stop()

    def _application(self) -> Traffic:
        app = Flask("exotel_simulator", static_folder=None)
        app.url_map.merge_slashes = False
        answers = Answers(self.options)
        Api(self.state, self.options, answers, self._rate_limit).add_to(app)
        control.add_to(app, self.state, self._log, self._faults, self.reset)
        return Traffic(app, self.options, answers, self._log, self._faults, self._stopping)

    @property
    def port(self) -> int:
        if self._listener is None:
            raise RuntimeError("the simulator is not running")
        return self._listener.port

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def requests(self) -> list[LoggedRequest]:
        """Every request so far, in order of arrival; passwords masked."""
        return self._log.entries()

    @property
    def peak_concurrency(self) -> int:
        """The most requests that were in flight at once since the log was cleared."""
        return self._log.peak

    def clear_log(self) -> None:
        self._log.clear()

    def reset(self) -> None:
        """As new: no objects, no log, no faults, no request counted."""
        self.state.clear()
        self._log.clear()
        self._faults.clear()
        self._rate_limit.clear()

    def add_fault(self, fault: Fault) -> None:
        self._faults.add(fault)

    def clear_faults(self) -> None:
        self._faults.clear()

    def pending_faults(self) -> list[Fault]:
        return self._faults.pending()

    def trunks(self, **match: object) -> list[Row]:
        with self.state.transaction() as state:
            return deepcopy(state.rows("trunks", **match))

    def rows(self, trunk_sid: str, collection: str, **match: object) -> list[Row]:
        """A trunk's rows in one collection, oldest first; a credential's row has its password."""
        with self.state.transaction() as state:
            return deepcopy(state.rows(collection, trunk_sid=trunk_sid, **match))

    def orphan_credentials(self) -> list[Row]:
        """Credentials whose trunk was deleted before them."""
        with self.state.transaction() as state:
            known = {trunk["trunk_sid"] for trunk in state.rows("trunks")}
            return deepcopy([row for row in state.rows("credentials") if row["trunk_sid"] not in known])

    def add_trunk(self, **fields: Any) -> str:
        """Adds a trunk by hand, to the first account unless `account_sid` names another; returns its SID."""
        account = fields.get("account_sid", self.options.accounts[0].sid)
        given = {
            "account_sid": account,
            "trunk_sid": trunks.new_sid(self.options.dialect),
            "trunk_name": "by_hand",
            "domain_name": f"{account}.pstn.exotel.com",
            **fields,
        }
        with self.state.transaction() as state:
            row = state.insert("trunks", {**COLLECTIONS["trunks"].blank, **given})
            return str(row["trunk_sid"])

    def add(self, trunk_sid: str, collection: str, **fields: Any) -> str:
        """Adds an object to a trunk by hand; returns its id."""
        with self.state.transaction() as state:
            owner = {"account_sid": self._trunk(trunk_sid)["account_sid"], "trunk_sid": trunk_sid}
            row = state.insert(collection, {**COLLECTIONS[collection].blank, **owner, **fields})
            return str(row["id"])

    def edit_trunk(self, trunk_sid: str, **fields: Any) -> None:
        with self.state.transaction() as state:
            state.update(self._trunk(trunk_sid), fields)

    def edit(self, trunk_sid: str, collection: str, id: str, **fields: Any) -> None:  # noqa: A002
        with self.state.transaction() as state:
            state.update(self._row(trunk_sid, collection, id), fields)

    def remove_trunk(self, trunk_sid: str) -> None:
        """Deletes a trunk by hand, with all that Exotel's delete takes along."""
        with self.state.transaction() as state:
            trunks.remove(state, COLLECTIONS, self._trunk(trunk_sid))

    def remove(self, trunk_sid: str, collection: str, id: str) -> None:  # noqa: A002
        with self.state.transaction() as state:
            state.delete(collection, [self._row(trunk_sid, collection, id)])

    def _trunk(self, trunk_sid: str) -> Row:
        for row in self.state.rows("trunks", trunk_sid=trunk_sid):
            return row
        raise LookupError(f"no trunk {trunk_sid}")

    def _row(self, trunk_sid: str, collection: str, row_id: str) -> Row:
        for row in self.state.rows(collection, trunk_sid=trunk_sid, id=row_id):
            return row
        raise LookupError(f"no {row_id} in {collection} of trunk {trunk_sid}")
