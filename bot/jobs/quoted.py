"""Which job a member means who quotes a clip, a picture or a promise of 小爱's."""

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.channels.base import Message
from bot.jobs.records import Job, read_job
from bot.room_book import own_chat
from bot.tables import outbox


def quoted_job(connection: Connection, message: Message) -> Job | None:
    """The job of the letter that this message quotes; None where it quotes something else, or where the channel gives what it
    sends no ids."""
    if not message.quoted_id:
        return None
    number = connection.scalar(
        sa.select(outbox.c.job_id)
        .where(
            outbox.c.channel == message.channel,
            outbox.c.account == message.account,
            outbox.c.chat_id == own_chat(message.chat_id),
            outbox.c.receipt == message.quoted_id,
            outbox.c.job_id.is_not(None),
        )
        .order_by(outbox.c.id.desc())
    )
    return read_job(connection, number) if number is not None else None
