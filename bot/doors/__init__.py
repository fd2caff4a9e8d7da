"""Who may look at the pages: the password, the browsers that were let in, invitations, and links to single clips.

Of every secret that is handed out only its SHA-256 is kept. They have 256 bits, so nothing slower is needed; the password, which a
person made up, is kept by argon2.
"""

import hashlib
import secrets


def new_secret() -> str:
    """256 bits that fit into an address."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """What is kept of a secret, in hex. Any text has one, also what no secret of ours looks like."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
