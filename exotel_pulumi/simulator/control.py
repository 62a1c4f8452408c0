"""The control path `/_simulator`: a test in another process reads and changes the simulator there, without a key."""

import re
from collections.abc import Callable
from dataclasses import asdict

from flask import Flask, jsonify, request
from werkzeug import Response

from .faults import Fault, FaultBook
from .options import Options
from .request_log import RequestLog, masked
from .state import State

PREFIX = "/_simulator"


def add_to(
    app: Flask, options: Options, state: State, log: RequestLog, faults: FaultBook, reset: Callable[[], None]
) -> None:
    """Adds the routes of the control path to the application."""

    @app.get(f"{PREFIX}/about")
    def tell_what_is_simulated() -> Response:
        return jsonify({"accounts": [account.sid for account in options.accounts], "dialect": options.dialect})

    @app.get(f"{PREFIX}/state")
    def show_state() -> Response:
        return jsonify(masked(state.snapshot()))

    @app.post(f"{PREFIX}/reset")
    def reset_all() -> Response:
        reset()
        return Response(status=204)

    _add_log(app, log)
    _add_faults(app, faults)


def _add_log(app: Flask, log: RequestLog) -> None:
    @app.get(f"{PREFIX}/requests")
    def list_requests() -> Response:
        last = request.args.get("last")
        if last is not None and not re.fullmatch("[0-9]{1,9}", last):
            return _refused("last is a whole number, 0 or more")
        shown = log.entries(None if last is None else int(last))
        answer = jsonify([asdict(entry) for entry in shown])
        answer.headers["X-Total-Count"] = str(log.count)
        return answer

    @app.delete(f"{PREFIX}/requests")
    def clear_requests() -> Response:
        log.clear()
        return Response(status=204)


def _add_faults(app: Flask, faults: FaultBook) -> None:
    @app.get(f"{PREFIX}/faults")
    def list_faults() -> Response:
        return jsonify([asdict(fault) for fault in faults.pending()])

    @app.post(f"{PREFIX}/faults")
    def add_fault() -> Response:
        try:
            faults.add(Fault.of(request.get_json(silent=True)))
        except ValueError as error:
            return _refused(str(error))
        return Response(status=204)

    @app.delete(f"{PREFIX}/faults")
    def remove_faults() -> Response:
        named = request.get_json(silent=True)
        if not request.get_data():
            faults.clear()
        elif isinstance(named, dict) and {"method", "path", "effect"} <= named.keys():
            faults.remove(named["method"], named["path"], named["effect"])
        else:
            return _refused("a fault is named by method, path and effect")
        return Response(status=204)


def _refused(reason: str) -> Response:
    return Response(f"{reason}\n", status=400, content_type="text/plain")
