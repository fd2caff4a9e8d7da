"""`/s/<secret>`: one clip or picture, to anybody who has its link. The only thing that is given without coming in."""

from collections.abc import Callable

from starlette.requests import HTTPConnection
from starlette.responses import FileResponse, Response

from bot.console.files import TYPES
from bot.console.parts import Say
from bot.console.plain import plain_page
from bot.doors.links import Links
from bot.doors.tries import Tries

SHARE = "/s/"
WRONG, WRONG_SECONDS = 20, 60.0
HEADERS = {"cache-control": "no-store", "x-robots-tag": "noindex"}


class Share:
    """Every refusal is the same: a link that never was, is too old, or shows something that is gone."""

    def __init__(self, links: Links, say: Say, now: Callable[[], float]) -> None:
        self._links = links
        self._say = say
        self._wrong = Tries(WRONG, WRONG_SECONDS, now)

    async def answer(self, path: str, asked: HTTPConnection) -> Response | None:
        """What is shown at this path; None where it is none of ours, as all are while no links are given."""
        is_ours = path.startswith(SHARE) and asked.scope.get("method") in ("GET", "HEAD")
        if not is_ours or not self._links.are_allowed:
            return None
        address = asked.client.host if asked.client else ""
        shown = await self._links.find(path.removeprefix(SHARE))
        if shown and shown.path.suffix in TYPES and shown.path.is_file():
            return FileResponse(shown.path, media_type=TYPES[shown.path.suffix], headers=HEADERS)
        # A right link opens however many wrong ones came before: else anybody could shut it.
        if self._wrong.are_too_many(address):
            return plain_page(self._say("console.too_many_tries"), 429)
        self._wrong.was_wrong(address)
        return plain_page(self._say("console.link_gone"), 404)
