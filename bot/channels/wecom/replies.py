"""What a letter may be sent as an answer to.

A message of a member's comes with a request id, and a reply under it stands below the message. It is good for minutes only (others
saw six, sunnoy/openclaw-plugin-wecom #107; openkursar/hello-halo counts five), and nothing is known of it on another connection or
for a second reply: then the letter goes out as a message of its own.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from bot.channels.wecom.link import Link

GOOD_FOR_SECONDS = 240.0
MOST_KEPT = 500


@dataclass(frozen=True, slots=True)
class _Request:
    req_id: str
    link: Link
    until: float


class Replies:
    """Request ids by message id, each for one reply."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._requests: OrderedDict[str, _Request] = OrderedDict()

    def remember(self, message_id: str, req_id: str, link: Link) -> None:
        """A message came in over this connection."""
        if req_id:
            self._requests[message_id] = _Request(req_id, link, self._clock() + GOOD_FOR_SECONDS)
            while len(self._requests) > MOST_KEPT:
                self._requests.popitem(last=False)

    def claim(self, message_id: str, link: Link) -> str:
        """The request id to reply under, once; empty where there is none any more."""
        request = self._requests.pop(message_id, None)
        return request.req_id if request and request.link is link and self._clock() < request.until else ""
