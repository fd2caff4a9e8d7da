"""AES-128-ECB with PKCS7, as the CDN wants it. Slow for a clip: call it in a thread."""

import base64
import binascii
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers import Cipher, modes

_HEX_KEY = re.compile(r"[0-9a-fA-F]{32}")
KEY_BYTES = 16


def encrypted(plain: bytes, key: bytes) -> bytes:
    """What is uploaded."""
    from cryptography.hazmat.primitives import padding

    padder, encryptor = padding.PKCS7(128).padder(), _cipher(key).encryptor()
    return encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()


def decrypted(cipher: bytes, key: bytes) -> bytes:
    """What was uploaded. Raises `ValueError` where bytes and key do not belong together."""
    from cryptography.hazmat.primitives import padding

    decryptor, unpadder = _cipher(key).decryptor(), padding.PKCS7(128).unpadder()
    padded = decryptor.update(cipher) + decryptor.finalize()
    return unpadder.update(padded) + unpadder.finalize()


def encrypted_size(size: int) -> int:
    """How many bytes so many become."""
    return (size // KEY_BYTES + 1) * KEY_BYTES


def read_key(written: object, *, is_hex: bool = False) -> bytes | None:
    """A key as messages carry it: hexadecimal, or base64 of 16 bytes (pictures) or of 32 hexadecimal digits (the rest).

    None where it is neither.
    """
    if not isinstance(written, str):
        return None
    if is_hex:
        return bytes.fromhex(written) if _HEX_KEY.fullmatch(written) else None
    try:
        raw = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(raw) == KEY_BYTES:
        return raw
    return read_key(raw.decode("ascii", "replace"), is_hex=True)


def written_key(key: bytes) -> str:
    """As a message carries it out."""
    return base64.b64encode(key.hex().encode()).decode()


def _cipher(key: bytes) -> "Cipher[modes.ECB]":
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    return Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305 - the far side's choice, and each key is used once
