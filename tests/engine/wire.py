"""What reached the simulated Exotel, in words that are the same in both dialects."""

from exotel_pulumi.simulator import LoggedRequest, Simulator


def spelled(request: LoggedRequest) -> str:
    """Writes a request as `"<method> <collection>"`, whatever id stands behind the collection."""
    path = request.path.split("/")
    # /v2/accounts/{sid}/trunks[/{sid}[/{collection}[/{id}]]]
    return f"{request.method} {path[6 if len(path) > 6 else 4].replace('-', '_')}"


def route(collection: str) -> str:
    """Writes the path of a collection as a regular expression that fits both dialects."""
    return f"/{collection.replace('_', '[-_]')}$"


def requests(simulator: Simulator) -> list[str]:
    """Lists all requests, in order of arrival."""
    return [spelled(request) for request in simulator.requests]


def writing(simulator: Simulator) -> list[str]:
    """Lists the requests that change something and were answered as done, in order of arrival."""
    done = (request for request in simulator.requests if request.method != "GET" and request.status in (200, 207))
    return [spelled(request) for request in done]


def stored(simulator: Simulator) -> dict[str, list[dict[str, object]]]:
    """Returns everything that the simulator holds, without its own dates."""
    return {
        table: [{name: value for name, value in row.items() if not name.startswith("date_")} for row in rows]
        for table, rows in simulator.state.snapshot().items()
        if rows
    }


def as_stored(simulator: Simulator) -> set[tuple[str, ...]]:
    """Returns everything stored, with trunks by their names and without ids and generated passwords."""
    held = stored(simulator)
    names = {row["trunk_sid"]: row["trunk_name"] for row in held["trunks"]}
    hidden = ("id", "trunk_sid", "password")
    return {
        (table, str(names[row["trunk_sid"]]), *(f"{key}={row[key]}" for key in sorted(row) if key not in hidden))
        for table, rows in held.items()
        for row in rows
    }
