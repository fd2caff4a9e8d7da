"""Logins that a person has to see to, each told once."""

from collections.abc import Iterable, Mapping

from bot.channels.base import Channel, Login

NEEDS_PERSON = ("expired", "displaced")


class Logins:
    """Looks at what channels say of their logins."""

    def __init__(self, channels: Mapping[str, Channel]) -> None:
        self._channels = channels
        self._told: set[tuple[str, str, str]] = set()

    def lost(self) -> Iterable[tuple[str, Login]]:
        """What needs a person and was not told yet, with the channel's name. One that recovers and is lost again is told again."""
        lost = {
            (name, login.account, login.stage): login
            for name, channel in self._channels.items()
            for login in channel.logins()
            # Without an account it is a login somebody is at.
            if login.stage in NEEDS_PERSON and login.account
        }
        self._told &= lost.keys()
        return [(key[0], login) for key, login in lost.items() if key not in self._told]

    def told(self, channel: str, login: Login) -> None:
        """The admins know."""
        self._told.add((channel, login.account, login.stage))
