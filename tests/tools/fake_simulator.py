"""A program in the place of the simulator: prints its address, answers at the control path, or has a fault.

Arguments: the behaviour (`well`, `deaf`, `silent`, `failing`, `stubborn`), and a text that no other command line has.
"""

import signal
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer


class Control(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/_simulator/state" and sys.argv[1] != "deaf" else 404)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass


def main() -> None:
    if sys.argv[1] == "failing":
        sys.exit("port already in use")
    if sys.argv[1] == "silent":
        time.sleep(60)
    if sys.argv[1] == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    server = HTTPServer(("127.0.0.1", 0), Control)
    sys.stdout.write(f"Exotel simulator listening on http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
