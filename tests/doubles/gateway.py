"""The real Wechaty gateway of npm as a process: `tests/gateway/`, with a mock puppet for WeChat.

It can be killed, frozen, and started again on the same port with another login.
"""

import base64
import contextlib
import functools
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx
import pytest

from tests.doubles.processes import ROOT, closed_port
from tests.doubles.waiting import wait_until

FOLDER = ROOT / "tests" / "gateway"
TOKEN = "insecure_test_token"
ROOM = "family@chatroom"
START_SECONDS = 60.0
INSTALL = (
    "the Wechaty gateway is not installed: Debian: apt-get install nodejs npm; macOS: brew install node; "
    "then `make test` brings the rest"
)


def require_gateway() -> None:
    """Skips where it is not installed; where CI is set that is a failure."""
    if not (FOLDER / "node_modules" / "wechaty-puppet-service").is_dir() or shutil.which("node") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(INSTALL)


@dataclass
class Gateway:
    """A gateway that is running, or was."""

    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    port: int = field(default_factory=closed_port)
    control: int = field(default_factory=closed_port)

    @property
    def endpoint(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self, **options: str) -> None:
        """Up and answering. `login="bot-other"` is somebody else's phone."""
        given = {"grpc": self.endpoint, "control": str(self.control), "token": TOKEN, **self.options, **options}
        command = [
            "node",
            "gateway.mjs",
            *(f"--{name}={value}" if value else f"--{name}" for name, value in given.items()),
        ]
        self.process = subprocess.Popen(
            command,
            cwd=FOLDER,
            env=os.environ | {"WECHATY_LOG": "silent", "NO_COLOR": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the tests; they end it.
        )
        wait_until(self._answers, START_SECONDS)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(10)
        assert self.process.stdin
        self.process.stdin.close()

    def freeze(self) -> None:
        """Keep every connection and answer nothing."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def says(
        self, text: str = "", *, who: str = "wxid_mama", room: bool = False, mention: bool = False, **more: str
    ) -> str:
        """A member says something; its message id."""
        said: str = self.post("say", **{"from": who}, to_room=room, mention=mention, text=text, **more)["id"]
        return said

    def shows(self, picture: bytes, name: str = "photo.jpg", **how: Any) -> str:
        """A member sends a picture."""
        return self.says(file=base64.b64encode(picture).decode(), name=name, **how)

    def sent(self) -> list[dict[str, Any]]:
        """What the bot posted."""
        posted: list[dict[str, Any]] = self._http.get("/sent").raise_for_status().json()
        return posted

    def post(self, action: str, **fields: object) -> Any:
        return self._http.post(f"/{action}", json=fields).raise_for_status().json()

    @functools.cached_property
    def _http(self) -> httpx.Client:
        return httpx.Client(base_url=f"http://127.0.0.1:{self.control}", trust_env=False, verify=False, timeout=30.0)

    def _answers(self) -> bool:
        assert self.process.poll() is None, f"the gateway ended with {self.process.returncode}"
        try:
            return self._http.get("/state").is_success
        except httpx.TransportError:
            return False

    def close(self) -> None:
        self._http.close()
        with contextlib.suppress(ProcessLookupError):
            self.kill()


@contextlib.contextmanager
def running_gateway(**options: str) -> Iterator[Gateway]:
    """A gateway on ports of its own; ended on the way out."""
    gateway = Gateway(options)
    gateway.start()
    try:
        yield gateway
    finally:
        gateway.close()


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 and its key, as an admin makes them at home."""
    import datetime
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "gateway at home")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    certificate_file, key_file = folder / "gateway.pem", folder / "gateway.key"
    certificate_file.write_bytes(certificate.public_bytes(encoding))
    key_file.write_bytes(key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return certificate_file, key_file
