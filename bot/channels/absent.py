"""The channels by name; one that the settings no longer name stands there as absent.

The admin switches a channel off and letters for it are still on disk, jobs that were asked for there still running. They wait until it
is back, and stop nobody else.
"""

from bot.channels.base import Channel, ChannelEvents, NotSent, Outgoing, Receipt

WHY = "the settings do not name this channel"


class Absent(Channel):
    """Reaches nobody."""

    def __init__(self, name: str) -> None:
        self.name = name

    async def start(self, events: ChannelEvents) -> None:
        """Nothing to connect to."""

    async def stop(self) -> None:
        """Nothing was started."""

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Always raises `NotSent`."""
        raise NotSent(WHY)

    def can_reach(self, account: str, chat_id: str) -> bool:
        """False: rows wait."""
        return False


class Channels(dict[str, Channel]):
    """Looked up with `[name]` there is always one; `in`, `get` and going through it tell of those that are set up."""

    def __missing__(self, name: str) -> Channel:
        return Absent(name)
