"""How long everything may take, in seconds. Tests have less patience."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """What the client of Tencent's own does (npm 2.4.9) where nothing else is said."""

    connect: float = 10.0
    ask: float = 15.0
    poll: float = 40.0
    """The far side holds a question for news about 35 s."""
    upload: float = 180.0
    first_pauses: int = 2
    """Failures in a row that are tried again after the short pause."""
    short_pause: float = 2.0
    long_pause: float = 30.0
    stale: float = 3600.0
    """Nothing is asked with a token that was called stale; after so long, once, whether it still is."""
    throttled: float = 180.0
    """After the first −2; doubled with each that follows. It was seen to clear within an hour (cc-connect #1640)."""
    longest_throttled: float = 3600.0
    look_for_files: float = 2.0
    notify: float = 2.0
    typing_after: float = 1.0
    """A quick answer needs no typing."""
    typing_every: float = 5.0
    typing_longest: float = 120.0
    ticket: float = 12 * 3600.0
    """A ticket for typing is good for a day."""
    qr_poll: float = 35.0
    qr_pause: float = 1.0
    login: float = 480.0
