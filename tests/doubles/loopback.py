"""What the double servers are made of: JSON over HTTP on 127.0.0.1, a thread a request, one connection a request.

A connection is never used twice (HTTP/1.0), so that "refused" always means refused, never a stale connection of before.
"""

import contextlib
import json
import os
import socket
import sys
import threading
import time
from argparse import ArgumentParser, Namespace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from tests.doubles.exchange import Answer, App, Asked, Cut, Refusal

REBIND_SECONDS = 5.0
"""How long a server that was away tries to get its port back."""


def serve(app: App, options: Namespace) -> None:
    """Answer until killed. The first line on stdout is the port; `POST /away {"seconds": …}` closes it for a while."""
    if options.until_stdin_ends:
        threading.Thread(target=_leave_with_parent, daemon=True).start()
    server = Server(options.port, app)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    while True:
        server.serve_forever(poll_interval=0.05)
        time.sleep(server.away_seconds)
        server = _back_on(server.server_port, app)


def arguments(description: str | None) -> ArgumentParser:
    """The options every double has."""
    parser = ArgumentParser(description=description)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--until-stdin-ends", action="store_true", help="end when the process that started it is gone")
    return parser


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, port: int, app: App) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.app = app
        self.away_seconds = 0.0
        self.connections: set[socket.socket] = set()

    def go_away(self, seconds: float, asking: socket.socket) -> None:
        """Close the port and cut every conversation but the one that asked for it."""
        self.away_seconds = seconds
        self.shutdown()
        self.server_close()
        for connection in self.connections - {asking}:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        # A client that hung up is what these servers are for; anything else is a fault of ours and is shown.
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class Handler(BaseHTTPRequestHandler):
    server: Server
    timeout = 30

    def do_GET(self) -> None:
        self.server.connections.add(self.connection)
        try:
            self._respond()
        finally:
            self.server.connections.discard(self.connection)

    do_POST = do_GET  # noqa: N815
    do_DELETE = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Requests are counted by the app, not logged."""

    def _respond(self) -> None:
        url = urlsplit(self.path)
        length = int(self.headers.get("content-length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, url.path, dict(parse_qsl(url.query)), self.rfile.read(length), headers)
        if len(asked.body) < length:
            return  # The client died while it was still speaking.
        try:
            if asked.path == "/away":
                self.server.go_away(float(json.loads(asked.body)["seconds"]), self.connection)
                answer = Answer()
            else:
                answer = self.server.app.answer(asked)
        except Refusal as refusal:
            answer = Answer({"error": refusal.reason}, refusal.status)
        except Cut:
            return
        if answer.then:
            # Nobody changes over from HTTP/1.0.
            self.protocol_version = "HTTP/1.1"
        content = answer.content if isinstance(answer.content, bytes) else json.dumps(answer.content).encode()
        self.send_response(answer.status)
        length_of = {} if answer.then else {"content-length": str(len(content))}
        for name, value in (length_of | dict(answer.headers)).items():
            self.send_header(name, value)
        self.end_headers()
        if answer.then:
            answer.then(self.connection)
        else:
            self.wfile.write(content)


def _back_on(port: int, app: App) -> Server:
    deadline = time.monotonic() + REBIND_SECONDS
    while True:
        try:
            return Server(port, app)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _leave_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)
