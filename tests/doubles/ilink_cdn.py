"""Where iLink's files lie: encrypted, under names only the one who may fetch them knows."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.doubles.exchange import Refusal


@dataclass
class Upload:
    """A file that was announced."""

    announced: dict[str, Any]
    name: str = ""
    plain: bytes = b""


class Cdn:
    def __init__(self) -> None:
        self.uploads: dict[str, Upload] = {}
        self.stored: dict[str, bytes] = {}

    def announce(self, announced: dict[str, Any]) -> str:
        """The parameter of the upload."""
        self.uploads[announced["filekey"]] = Upload(announced)
        return f"UP+{announced['filekey']}="

    def upload(self, parameter: str, file_key: str, cipher: bytes) -> str:
        """The name it is fetched and referred to by."""
        upload = self.uploads.get(file_key)
        if upload is None or parameter != f"UP+{file_key}=":
            raise Refusal("nobody announced this file", 403)
        announced = upload.announced
        if len(cipher) != announced["filesize"]:
            raise Refusal(f"{len(cipher)} bytes, {announced['filesize']} were announced", 400)
        plain = decrypted(cipher, bytes.fromhex(announced["aeskey"]))
        if (len(plain), hashlib.md5(plain).hexdigest()) != (announced["rawsize"], announced["rawfilemd5"]):
            raise Refusal("not the file that was announced", 400)
        upload.plain, upload.name = plain, f"DL+{secrets.token_urlsafe(12)}="
        self.stored[upload.name] = cipher
        return upload.name

    def keep(self, plain: bytes, key: bytes | None) -> str:
        """A member's file; without a key as it is."""
        name = f"DL+{secrets.token_urlsafe(12)}="
        self.stored[name] = encrypted(plain, key) if key else plain
        return name

    def fetch(self, name: str) -> bytes:
        if name not in self.stored:
            raise Refusal("no such file", 404)
        return self.stored[name]


def encrypted(plain: bytes, key: bytes) -> bytes:
    padder, cipher = padding.PKCS7(128).padder(), Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return cipher.update(padder.update(plain) + padder.finalize()) + cipher.finalize()


def decrypted(cipher: bytes, key: bytes) -> bytes:
    unpadder, plain = padding.PKCS7(128).unpadder(), Cipher(algorithms.AES(key), modes.ECB()).decryptor()
    try:
        return unpadder.update(plain.update(cipher) + plain.finalize()) + unpadder.finalize()
    except ValueError:
        raise Refusal("encrypted with another key", 400) from None
