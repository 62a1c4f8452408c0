"""The control path `/_simulator`: a test in another process reads and changes the simulator there, without a key."""

from collections.abc import Callable
from dataclasses import asdict

from flask import Flask, jsonify, request
from werkzeug import Response

from .faults import Fault, FaultBook
from .request_log import RequestLog, masked
from .state import State

PREFIX = "/_simulator"


def add_to(app: Flask, state: State, log: RequestLog, faults: FaultBook, reset: Callable[[], None]) -> None:
    """Adds the routes of the control path to the application."""

    @app.get(f"{PREFIX}/requests")
    def list_requests() -> Response:
        return jsonify([asdict(entry) for entry in log.entries()])

    @app.delete(f"{PREFIX}/requests")
    def clear_requests() -> Response:
        log.clear()
        return Response(status=204)

    @app.post(f"{PREFIX}/reset")
    def reset_all() -> Response:
        reset()
        return Response(status=204)

    @app.get(f"{PREFIX}/state")
    def show_state() -> Response:
        return jsonify(masked(state.snapshot()))

    @app.get(f"{PREFIX}/faults")
    def list_faults() -> Response:
        return jsonify([asdict(fault) for fault in faults.pending()])

    @app.post(f"{PREFIX}/faults")
    def add_fault() -> Response:
        try:
            faults.add(Fault(**request.get_json()))
        except (TypeError, ValueError) as error:
            return Response(f"{error}\n", status=400, content_type="text/plain")
        return Response(status=204)

    @app.delete(f"{PREFIX}/faults")
    def clear_faults() -> Response:
        faults.clear()
        return Response(status=204)
