"""What reached the simulated Exotel, in words that are the same in both dialects."""

from exotel_pulumi.simulator import LoggedRequest, Simulator


def spelled(request: LoggedRequest) -> str:
    """`"<method> <collection>"`, whatever id stands behind the collection."""
    path = request.path.split("/")
    # /v2/accounts/{sid}/trunks[/{sid}[/{collection}[/{id}]]]
    return f"{request.method} {path[6 if len(path) > 6 else 4].replace('-', '_')}"


def requests(simulator: Simulator) -> list[str]:
    return [spelled(request) for request in simulator.requests]


def writing(simulator: Simulator) -> list[str]:
    """Those that change something and that were answered as done, in order of arrival."""
    done = (request for request in simulator.requests if request.method != "GET" and request.status in (200, 207))
    return [spelled(request) for request in done]


def stored(simulator: Simulator) -> dict[str, list[dict[str, object]]]:
    """Everything that the simulator holds, without its own dates."""
    return {
        table: [{name: value for name, value in row.items() if not name.startswith("date_")} for row in rows]
        for table, rows in simulator.state.snapshot().items()
        if rows
    }
