"""The server's half of a websocket, as much of it as a double needs: shakes hands, sends, and notices that the other has gone."""

import base64
import hashlib
import json
import socket
import struct
import threading

from tests.doubles.exchange import Answer, Asked

_ACCEPTED = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""The number of RFC 6455."""
_GOODBYE = 8


class Sockets:
    """Connections by whatever they called themselves; a second one of a name takes its place."""

    def __init__(self) -> None:
        self._open: dict[str, socket.socket] = {}
        self._lock = threading.Lock()
        self.accepted = 0

    def accept(self, asked: Asked, name: str, first: object) -> Answer:
        """The answer that changes over to the websocket; `first` is sent at once."""
        digest = hashlib.sha1((asked.headers["sec-websocket-key"] + _ACCEPTED).encode()).digest()
        headers = {
            "upgrade": "websocket",
            "connection": "Upgrade",
            "sec-websocket-accept": base64.b64encode(digest).decode(),
        }

        def speak(connection: socket.socket) -> None:
            with self._lock:
                self._open[name] = connection
                self.accepted += 1
            self.tell(name, first)
            try:
                connection.settimeout(None)
                # Only a good-bye is answered; pings come too seldom for a test.
                while said := connection.recv(4096):
                    if said[0] & 0x0F == _GOODBYE:
                        connection.sendall(bytes([0x80 | _GOODBYE, 0]))
                        return
            except OSError:
                pass
            finally:
                with self._lock:
                    if self._open.get(name) is connection:
                        del self._open[name]

        return Answer(b"", 101, headers, speak)

    def tell(self, name: str, message: object) -> None:
        """Send JSON as text, bytes as a binary frame; nothing where nobody listens."""
        is_text = not isinstance(message, bytes)
        content = message if isinstance(message, bytes) else json.dumps(message).encode()
        length = struct.pack("!B", len(content)) if len(content) < 126 else struct.pack("!BH", 126, len(content))
        with self._lock:
            connection = self._open.get(name)
            if connection is None:
                return
            try:
                connection.sendall(bytes([0x81 if is_text else 0x82]) + length + content)
            except OSError:
                self._open.pop(name, None)

    def drop(self) -> None:
        """Cut all of them."""
        with self._lock:
            for connection in self._open.values():
                connection.shutdown(socket.SHUT_RDWR)
            self._open.clear()
