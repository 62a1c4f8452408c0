"""`Simulator`: one fake Exotel on a port of loopback, with what a test may see and change without the API."""

from copy import deepcopy
from functools import partial
from threading import Event, Thread
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from . import by_hand, control, page
from .answers import Answers
from .application import Application
from .faults import Fault, FaultBook
from .handlers import COLLECTIONS, trunks
from .listener import HOST, Listener
from .options import Options
from .rate_limit import RateLimit
from .request_log import LoggedRequest, RequestLog
from .routes import Api, refuse_unknown_calls
from .sip import control as sip_control
from .sip.calls import Call, CallLog
from .sip.exchange import Exchange
from .starting import starting
from .state import Row, State
from .traffic import Traffic

if TYPE_CHECKING:
    from .sip.thread import EdgeThread


class Simulator:
    """One fake Exotel with its state, log and faults, which serves from `start()` to `stop()` or as a context manager.

    Methods have one spelling for both dialects: collections with an underscore, ids as strings of digits, `nso_code`
    as `ANY-ANY`. Methods return copies. Methods that change objects check no rule of the API.
    """

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        refuse_unknown_calls(self.options.closed)
        tables = {each.name: {*each.shown} - each.blank.keys() for each in COLLECTIONS.values() if each.table}
        self._changes = page.Changes()
        note = partial(self._changes.note, "state")
        self.state = State(tables, self.options.state_file, note, delete_delay=self.options.delete_delay)
        self._log = RequestLog(partial(self._changes.note, "requests"))
        self._faults = FaultBook(self.options.faults, partial(self._changes.note, "faults"))
        self._rate_limit = RateLimit(self.options)
        self._calls = CallLog(partial(self._changes.note, "calls"))
        self.exchange = Exchange(self.state, self.options, self._calls)
        self._stopping = Event()
        self._listener: Listener | None = None
        self._thread: Thread | None = None
        self.edge: EdgeThread | None = None

    def start(self) -> Self:
        """Starts a thread that listens. StartError for a port or a file that cannot be used."""
        self._stopping.clear()
        if self.options.sip_tcp is not None or self.options.sip_tls is not None:
            with starting(self.options.sip_tcp, self.options.sip_tls):
                self.edge = self._started_edge()
        try:
            with starting(self.options.port):
                self._listener = Listener(self.options.port, self._application(), self.state.clock)
        except BaseException:
            self._stop_edge()
            raise
        self._thread = Thread(target=self._listener.serve_forever, args=(0.01,), name="exotel-simulator", daemon=True)
        self._thread.start()
        return self

    def _started_edge(self) -> "EdgeThread":
        # Imported here, because the libraries of SIP are an extra.
        from .sip.thread import EdgeThread

        edge = EdgeThread(self.state, self.exchange, self.options.sip_tcp, self.options.sip_tls, self.options.sip_ca)
        edge.start()
        return edge

    def stop(self) -> None:
        """Ends every connection and the thread that listens. The state stays for another `start()`."""
        if self._listener is None or self._thread is None:
            return
        self._stopping.set()
        self._listener.shutdown()
        self._thread.join()
        self._listener = self._thread = None
        self._stop_edge()

    def _stop_edge(self) -> None:
        if self.edge is not None:
            self.edge.stop()
            self.edge = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stop()

    def _application(self) -> Traffic:
        app = Application(self.options.dialect, COLLECTIONS)
        answers = Answers(self.options)
        Api(self.state, self.options, answers, self._rate_limit).add_to(app)
        control.add_to(app, self.options, self.state, self._log, self._faults, self.reset)
        by_hand.add_to(app, self.state)
        sip_control.add_to(app, self.exchange, self.edge)
        page.add_to(app, self._changes, self._stopping)
        app.complete()
        return Traffic(app, self.options, answers, self._log, self._faults, self._stopping)

    @property
    def port(self) -> int:
        """Returns the port of a running simulator."""
        if self._listener is None:
            raise RuntimeError("the simulator is not running")
        return self._listener.port

    @property
    def url(self) -> str:
        """Returns the base URL of a running simulator."""
        return f"http://{HOST}:{self.port}"

    @property
    def sip_ports(self) -> dict[str, int]:
        """Returns the ports of the SIP edge by transport, `tcp` and `tls`; empty without an edge."""
        ports = {"tcp": self.edge.tcp_port, "tls": self.edge.tls_port} if self.edge else {}
        return {transport: port for transport, port in ports.items() if port is not None}

    @property
    def requests(self) -> list[LoggedRequest]:
        """Returns every request since the log was cleared, in order of arrival, with passwords masked."""
        return self._log.entries()

    @property
    def calls(self) -> list[Call]:
        """Returns every SIP call since the log was cleared."""
        return self._calls.entries()

    @property
    def requests_in_flight(self) -> int:
        """The number of requests that are being served."""
        return self._log.in_flight

    @property
    def peak_concurrency(self) -> int:
        """Returns the highest number of requests in flight since the log was cleared."""
        return self._log.peak

    def clear_log(self) -> None:
        """Forgets the requests so far."""
        self._log.clear()

    def pass_time(self, seconds: float) -> None:
        """Puts the clock forward: what there is grows older by this, and nobody waits."""
        self.state.clock.forward(seconds)

    def reset(self) -> None:
        """Removes objects, logged requests and calls, faults, and the counts of the rate limit."""
        self.state.clear()
        self._log.clear()
        self._calls.clear()
        self._faults.clear()
        self.exchange.faults.clear()
        self._rate_limit.clear()

    def add_fault(self, fault: Fault) -> None:
        """Adds a fault after all others."""
        self._faults.add(fault)

    def clear_faults(self) -> None:
        """Removes every fault."""
        self._faults.clear()

    def pending_faults(self) -> list[Fault]:
        """Returns the faults that are still to come."""
        return self._faults.pending()

    def trunks(self, **match: object) -> list[Row]:
        """Returns the trunks of all accounts whose fields match, oldest first."""
        with self.state.transaction() as state:
            return deepcopy(state.rows("trunks", **match))

    def rows(self, trunk_sid: str, collection: str, **match: object) -> list[Row]:
        """Returns a trunk's rows in one collection, oldest first. The row of a credential has the password."""
        with self.state.transaction() as state:
            return deepcopy(state.rows(collection, trunk_sid=trunk_sid, **match))

    def orphan_credentials(self) -> list[Row]:
        """Returns the credentials whose trunk is gone."""
        with self.state.transaction() as state:
            known = {trunk["trunk_sid"] for trunk in state.rows("trunks")}
            return deepcopy([row for row in state.rows("credentials") if row["trunk_sid"] not in known])

    def add_trunk(self, **fields: Any) -> str:
        """Adds a trunk, to the first account unless `account_sid` names another. Returns the SID."""
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
        """Adds an object to a trunk. Returns the id."""
        with self.state.transaction() as state:
            owner = {"account_sid": self._trunk(trunk_sid)["account_sid"], "trunk_sid": trunk_sid}
            row = state.insert(collection, {**COLLECTIONS[collection].blank, **owner, **fields})
            return str(row["id"])

    def edit_trunk(self, trunk_sid: str, **fields: Any) -> None:
        """Changes fields of a trunk."""
        with self.state.transaction() as state:
            state.update(self._trunk(trunk_sid), fields)

    def edit(self, trunk_sid: str, collection: str, id: str, **fields: Any) -> None:  # noqa: A002
        """Changes fields of an object."""
        with self.state.transaction() as state:
            state.update(self._row(trunk_sid, collection, id), fields)

    def remove_trunk(self, trunk_sid: str) -> None:
        """Deletes a trunk, with everything that Exotel deletes with a trunk."""
        with self.state.transaction() as state:
            by_hand.remove(state, "trunks", self._trunk(trunk_sid))

    def remove(self, trunk_sid: str, collection: str, id: str) -> None:  # noqa: A002
        """Deletes an object."""
        with self.state.transaction() as state:
            by_hand.remove(state, collection, self._row(trunk_sid, collection, id))

    def _trunk(self, trunk_sid: str) -> Row:
        for row in self.state.rows("trunks", trunk_sid=trunk_sid):
            return row
        raise LookupError(f"no trunk {trunk_sid}")

    def _row(self, trunk_sid: str, collection: str, row_id: str) -> Row:
        for row in self.state.rows(collection, trunk_sid=trunk_sid, id=row_id):
            return row
        raise LookupError(f"no {row_id} in {collection} of trunk {trunk_sid}")
