"""The control path of the SIP edge: a verdict without a socket, the log of calls, who a caller pretends to be."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from ipaddress import IPv4Address
from typing import TYPE_CHECKING, Any

from flask import Flask, jsonify, request
from werkzeug import Response

from .digest import Digest
from .exchange import Exchange
from .faults import CallFault
from .policy import ALAW, Invite
from .record import Record

if TYPE_CHECKING:
    from .thread import EdgeThread

PREFIX = "/_simulator/sip"


def add_to(app: Flask, exchange: Exchange, edge: "EdgeThread | None") -> None:
    """Adds the routes to the application; without an edge no call can be placed."""

    @app.post(f"{PREFIX}/invite")
    def judge() -> Response:
        try:
            found = exchange.verdict(_invite(request.get_json()))
        except (AttributeError, KeyError, TypeError) as error:
            return _refused(f"an invite has called and shown, and may have more: {error}")
        return jsonify({**asdict(found), "reason": found.reason})

    @app.post(f"{PREFIX}/ring")
    def ring() -> Response:
        return _placed(edge.ring if edge else None)

    @app.post(f"{PREFIX}/rehearse")
    def rehearse() -> Response:
        return _placed(edge.rehearse if edge else None, _lines)

    @app.post(f"{PREFIX}/sample")
    def sample() -> Response:
        return _placed(edge.sample if edge else None, _lines)

    @app.get(f"{PREFIX}/destinations")
    def list_destinations() -> Response:
        found = exchange.route(request.args.get("number", "")).destinations
        return jsonify([{name: row[name] for name in ("destination", "priority", "weight")} for row in found])

    _add_calls(app, exchange)
    _add_faults(app, exchange)
    _add_record(app, exchange.record)


def _add_record(app: Flask, record: Record) -> None:
    @app.put(f"{PREFIX}/ways")
    def begin_to_judge() -> Response:
        record.begin()
        return Response(status=204)

    @app.get(f"{PREFIX}/ways")
    def tell_what_became_of_ways() -> Response:
        return jsonify(record.as_data())

    @app.delete(f"{PREFIX}/ways")
    def end_judging() -> Response:
        record.end()
        return Response(status=204)


def _add_calls(app: Flask, exchange: Exchange) -> None:
    @app.get(f"{PREFIX}/calls")
    def list_calls() -> Response:
        last = request.args.get("last", type=int)
        return jsonify([asdict(call) for call in exchange.calls.entries()[-last if last else None :]])

    @app.get(f"{PREFIX}/calls/<int:number>/messages")
    def list_messages(number: int) -> Response:
        return jsonify([asdict(seen) for seen in exchange.calls.messages(number)])

    @app.delete(f"{PREFIX}/calls")
    def clear_calls() -> Response:
        exchange.calls.clear()
        return Response(status=204)

    @app.get(f"{PREFIX}/flows")
    def show_flows() -> Response:
        return jsonify(dict(exchange.flows))

    @app.put(f"{PREFIX}/flows")
    def set_flows() -> Response:
        given = request.get_json()
        if not all(isinstance(sid, str) for sid in given.values()):
            return _refused('flows are SIDs by number: {"+91…": "trmum1…"}')
        exchange.flows = given
        return Response(status=204)

    @app.get(f"{PREFIX}/pretend")
    def show_pretended() -> Response:
        return jsonify({"address": exchange.pretend})

    @app.put(f"{PREFIX}/pretend")
    def pretend() -> Response:
        given = request.get_json().get("address")
        try:
            exchange.pretend = str(IPv4Address(given)) if given is not None else None
        except ValueError as error:
            return _refused(f"address is an IPv4 address, or null: {error}")
        return Response(status=204)


def _add_faults(app: Flask, exchange: Exchange) -> None:
    @app.get(f"{PREFIX}/faults")
    def list_call_faults() -> Response:
        return jsonify([asdict(fault) for fault in exchange.faults.pending()])

    @app.post(f"{PREFIX}/faults")
    def add_call_fault() -> Response:
        try:
            exchange.faults.add(CallFault(**request.get_json()))
        except (TypeError, ValueError) as error:
            return _refused(str(error))
        return Response(status=204)

    @app.delete(f"{PREFIX}/faults")
    def remove_call_faults() -> Response:
        named = request.get_json(silent=True)
        if named is None:
            exchange.faults.clear()
        else:
            try:
                exchange.faults.remove(CallFault(**named))
            except (TypeError, ValueError) as error:
                return _refused(str(error))
        return Response(status=204)


def _placed(place: Callable[[dict[str, Any]], Any] | None, answer: Callable[[Any], Response] = jsonify) -> Response:
    """Places calls through the edge, if there is one, and answers with the report."""
    if place is None:
        return _refused("there is no edge: start the simulator with --sip-tcp or --sip-tls", 404)
    try:
        return answer(place(request.get_json()))
    except (AttributeError, OSError, TypeError, ValueError) as error:
        return _refused(str(error))


def _lines(rows: Iterable[dict[str, Any]]) -> Response:
    """Answers with a line of JSON for each row, as soon as it is there."""
    return Response((f"{json.dumps(row)}\n" for row in rows), content_type="application/x-ndjson")


def _invite(given: dict[str, Any]) -> Invite:
    login, codecs = given.get("login"), given.get("codecs", (ALAW,))
    return Invite(
        source=given.get("source", "127.0.0.1"),
        called=given["called"],
        shown=given["shown"],
        from_host=given.get("from_host", ""),
        digest=Digest.of(login["user_name"], login["password"]) if login else None,
        codecs=None if codecs is None else tuple(codecs),
        is_tls=given.get("transport") == "tls",
        is_srtp=bool(given.get("srtp")),
    )


def _refused(reason: str, status: int = 400) -> Response:
    return Response(f"{reason}\n", status=status, content_type="text/plain")
