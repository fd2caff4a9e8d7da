"""The door: who is served, and what of it is meant for 小爱. What does not pass is stored nowhere and never answered."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from sqlalchemy import Connection

from bot.addressed import Addressed
from bot.channels.base import Channel, Message
from bot.family import Address, Family, Stranger
from bot.inbox import Inbox
from bot.outbox import Letter, Outbox, Row
from bot.photos import Photos
from bot.room_talk import RoomTalk
from bot.telemetry import log
from intents.engine.recognizer import Recognizer
from intents.engine.types import Say
from prompts.loader import Speech, Value

LONGEST_CLAIM = 100
"""Characters of a stranger's message that are looked at."""
LONGEST_NAME = 100

_log = log("reception")


class Reception:
    """What every channel calls with every message."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        family: Family,
        inbox: Inbox,
        outbox: Outbox,
        addressed: Addressed,
        photos: Photos,
        room: RoomTalk,
        sentences: Speech,
        recognizer: Callable[[], Recognizer],
    ) -> None:
        self._channels = channels
        self._family = family
        self._inbox = inbox
        self._outbox = outbox
        self._addressed = addressed
        self._photos = photos
        self._room = room
        self._sentences = sentences
        self._recognizer = recognizer

    async def hear(self, message: Message) -> None:
        """Returns when the message is on disk, or is none of 小爱's business."""
        message = replace(
            message, sender_name=_printable(message.sender_name), chat_title=_printable(message.chat_title)
        )
        channel = self._channels[message.channel]
        member = await self._family.admit_by_channel(channel, message) or self._family.member_of(message)
        if member is None or not self._family.admits_chat(message):
            await self._turn_away(message)
            await self._inbox.drop(message)
            return
        own_chat = Address(message.channel, message.account, message.chat_id)
        message = await self._room.placed(message, member)
        self._photos.remember(message)

        def note(connection: Connection) -> bool:
            return self._room.note(connection, message)

        if not self._addressed.is_for_her(message):
            if not self._room.is_of(message):
                await self._inbox.drop(message)
            elif await self._inbox.overhear(message, note):
                self._outbox.heard(own_chat)
            return
        has_budget = channel.limits.sends_per_inbound is not None
        is_new = await self._inbox.put(message, member, has_send_budget=has_budget, also=note)
        if is_new:
            # Before the answer's turn begins; a message delivered again lets nothing more follow it.
            self._outbox.heard(own_chat)
        event = "message.accepted" if is_new else "message.seen_before"
        _log.info(event, channel=message.channel, chat=own_chat.mark)

    async def _turn_away(self, message: Message) -> None:
        """A stranger: the admin is told once; in a direct chat one fixed sentence, in a group silence."""
        match = self._recognizer().command(self._recognizer().called(message.text[:LONGEST_CLAIM]).text)
        if match and match.command == "claim_admin" and not message.is_group:
            say = await claim_admin(self._family, message, match.said("name"))
            await self._outbox.write(self._letter(message, say))
            return
        if not self._addressed.is_for_her(message):
            return
        rows: list[Row | None] = []

        def announce(connection: Connection, stranger: Stranger) -> None:
            letters = [] if message.is_group else [self._letter(message, Say("family.unknown_direct"))]
            letters += [self._question(stranger, address, admin.id) for admin, address in self._family.admins()]
            rows.extend(self._outbox.put(connection, letter) for letter in letters)

        stranger = await self._family.meet(message, announce)
        self._outbox.post(rows)
        if stranger.is_new:
            _log.info("stranger.met", channel=message.channel, is_chat=stranger.is_chat)

    def _letter(self, message: Message, say: Say) -> Letter:
        chat = Address(message.channel, message.account, message.chat_id)
        text = self._sentences.render(say.key, say.values)
        return Letter(chat, text, purpose="notice", reply_to=message.message_id)

    def _question(self, stranger: Stranger, to: Address, admin_id: int) -> Letter:
        say = question_about(stranger)
        return Letter(to, self._sentences.render(say.key, say.values), purpose="notice", member_id=admin_id)


def question_about(stranger: Stranger) -> Say:
    """What the admin is asked."""
    values: dict[str, Value] = {
        "label": stranger.label,
        "channel": stranger.address.channel,
        "is_group": stranger.is_chat,
    }
    return Say("family.ask_admin", values)


def _printable(name: str) -> str:
    """Without what a database or a screen refuses: NUL, control and invisible characters, halves of surrogate pairs."""
    return "".join(character for character in name[:LONGEST_NAME] if character.isprintable()).strip()


async def claim_admin(family: Family, message: Message, code: str) -> Say:
    """Make the sender admin if the code is right; what 小爱 says to it."""
    result = await family.claim_admin(message, code)
    if result.outcome == "admin":
        return Say("family.became_admin", {"name": message.sender_name or message.sender_id})
    if result.outcome == "wrong":
        return Say("family.wrong_code", {"left": result.tries_left})
    return Say("family.code_expired")
