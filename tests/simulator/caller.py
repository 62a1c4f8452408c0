"""A client without knowledge of the API: it sends exactly what a test spells out, to the demo account."""

from types import TracebackType
from typing import Any, Self

import requests

from exotel_pulumi.simulator import Simulator

from . import HANG

NUMBER = "+919876543210"
DOMAIN = "exotel_demo.pstn.exotel.com"


class Caller:
    """One HTTP session with a simulator, signed in to the demo account."""

    def __init__(self, simulator: Simulator) -> None:
        self.sim = simulator
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.auth = ("demo_key", "demo_token")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.session.close()

    def send(self, method: str, path: str, **arguments: Any) -> requests.Response:
        """Sends a request. `path` is below the account, unless `path` starts with a slash."""
        if not path.startswith("/"):
            path = f"/v2/accounts/exotel_demo/{path}"
        return self.session.request(method, self.sim.url + path, timeout=HANG, **arguments)

    def get(self, path: str, **arguments: Any) -> requests.Response:
        """Sends a GET."""
        return self.send("GET", path, **arguments)

    def post(self, path: str, body: object, **arguments: Any) -> requests.Response:
        """Sends a POST with a JSON body."""
        return self.send("POST", path, json=body, **arguments)

    def put(self, path: str, body: object) -> requests.Response:
        """Sends a PUT with a JSON body."""
        return self.send("PUT", path, json=body)

    def delete(self, path: str) -> requests.Response:
        """Sends a DELETE."""
        return self.send("DELETE", path)

    def error(self, method: str, path: str, body: object = None) -> tuple[int, str]:
        """Returns the code and the description of a call that must fail in the live dialect."""
        answer = self.send(method, path, json=body).json()["response"]
        assert answer["status"] == "failure"
        assert answer["data"] is None
        return answer["error_data"]["code"], answer["error_data"]["description"]
