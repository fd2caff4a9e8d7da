"""Where a member writes: text, and photos by button, paste or drag. Sent over HTTP, so that the page knows whether it arrived."""

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from nicegui.element import Element
from pydantic import BaseModel, ConfigDict, Field

from bot.channels.base import NotSent, Picture
from bot.channels.web import GROUP
from bot.console.cast import INVITED, Cast, own_member
from bot.console.parts import Parts
from bot.doors.readers import Reader
from bot.errors import DataFolderError

MOST_PICTURES = 9


class Composer(Element, component="composer.js"):
    """The row at the foot of the page."""

    def speak_as(self, member_id: str, chat_id: str) -> None:
        """What is written from now on is this member's, in this chat."""
        self.props["member"] = member_id
        self.props["chat"] = chat_id
        self.props["hint"] = "群里说话，先叫小爱" if chat_id == GROUP else "跟小爱说点什么"

    def confirm_switch(self) -> None:
        """Somebody tapped a switch and the server has followed: what was held back may go."""
        self.run_method("switched")


class Said(BaseModel):
    """What the composer sends. `id` is made on the page: sent again after a lost answer it counts once."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=r"^[0-9a-f]{32}$")
    member: str
    chat: str
    text: str = Field(max_length=100_000)
    pictures: tuple[str, ...] = Field(default=(), max_length=MOST_PICTURES)


def add_say(app: FastAPI, parts: Parts, cast: Cast) -> None:
    """The route the composer sends to. The admin may speak as anybody; whoever was invited only as himself."""
    channel, say, family = parts.channel, parts.say, parts.household.family

    @app.post("/say")
    async def said(said: Said, request: Request) -> Response:
        reader: Reader = request.state.reader
        own = own_member(family, reader)
        member = cast.get(said.member) if reader.is_admin else own if own and own.id == said.member else None
        is_known = member is not None and said.chat in (said.member, GROUP)
        if member is None or not is_known or not all(channel.upload(picture) for picture in said.pictures):
            return PlainTextResponse(say("console.not_found"), 404)
        pictures = tuple(Picture(picture) for picture in said.pictures)
        try:
            if reader.is_admin and member.id.startswith(INVITED):
                await parts.doors.record.spoke_as(member.name)
            await channel.said(member, said.chat, said.text, pictures, message_id=said.id)
        except (DataFolderError, NotSent):
            return PlainTextResponse(say("console.not_taken"), 503)
        return Response(status_code=204)
