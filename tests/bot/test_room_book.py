"""Lines of the family's room in the store, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from bot import room_book
from bot.family import Address
from bot.letters import Letter, write_letter
from bot.room_book import DAY_SECONDS, Piece
from bot.store import Store
from bot.tables import members, outbox, room_lines, room_seats

NAMES = ("妈妈", "爸爸", "爷爷")


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Three members in the room."""
    store = Store(tmp_path, request.getfixturevalue("postgres_url") if request.param == "postgres" else None)
    store.open()

    def change(connection: Connection) -> None:
        for name in NAMES:
            values = {"name": name, "role": "member", "created_at": 0.0}
            member = connection.execute(sa.insert(members).values(values).returning(members.c.id)).scalar_one()
            seat = {"channel": "ilink", "account": name, "user_id": name, "member_id": member}
            connection.execute(sa.insert(room_seats).values(**seat, heard_at=0.0, digest_at=0.0))

    store.write_now(change)
    yield store
    store.close()


async def test_a_line_said_again_is_put_down_once(store: Store) -> None:
    def say(connection: Connection) -> bool:
        mama, *others = room_book.seats(connection)
        return room_book.tell(
            connection, store, others, "m1", mama.member_id, [Piece("said", "鱼"), Piece("photo")], 0.0
        )

    assert [await store.write(say), await store.write(say)] == [True, False]
    assert len(await store.read(room_book.lines)) == 4


async def test_what_she_answers_at_a_seat_goes_to_its_own_chat_and_is_told_the_others_once(store: Store) -> None:
    seat = Address("ilink", "妈妈", room_book.seat_id("妈妈"))
    letter = Letter(seat, "好", client_id="c1", member_id=1)
    row = await store.write(lambda connection: write_letter(connection, store, letter, 0.0))
    assert await store.write(lambda connection: write_letter(connection, store, letter, 0.0)) is None
    assert row
    assert (row.letter.to.id, row.letter.is_in_room) == ("妈妈", True)
    lines = await store.read(room_book.lines)
    assert [(line.kind, line.text, line.author_id) for line in lines] == [("answer", "好", 1)] * 2


@pytest.mark.parametrize(("has_failed", "missed"), [(False, [0, 0, 0]), (True, [0, 1, 0])])
async def test_a_letter_at_its_end_leaves_no_words(store: Store, has_failed: bool, missed: list[int]) -> None:
    letter = await store.write(lambda connection: carried(connection, store))
    await store.write(lambda connection: room_book.settle(connection, letter, has_failed=has_failed))
    assert [seat.missed for seat in await store.read(room_book.seats)] == missed
    assert [line.seat_id for line in await store.read(room_book.lines)] == [3]
    assert await store.read(lambda connection: connection.scalar(sa.select(outbox.c.text))) == ""


async def test_after_a_day_what_waits_is_gone_with_its_letter_and_counted(store: Store) -> None:
    await store.write(lambda connection: carried(connection, store))
    assert not await store.read(lambda connection: room_book.has_old(connection, DAY_SECONDS - 1))
    assert await store.read(lambda connection: room_book.has_old(connection, DAY_SECONDS))
    await store.write(lambda connection: room_book.drop_old(connection, DAY_SECONDS))
    assert [seat.missed for seat in await store.read(room_book.seats)] == [0, 1, 1]
    assert not await store.read(lambda connection: connection.execute(sa.select(outbox)).all())


async def test_a_letter_taken_back_lets_its_lines_go_in_another(store: Store) -> None:
    letter = await store.write(lambda connection: carried(connection, store))
    await store.write(lambda connection: room_book.unsent(connection, [letter]))
    assert [line.letter_id for line in await store.read(room_book.lines)] == [None, None]


def carried(connection: Connection, store: Store) -> int:
    """妈妈 has said something at the beginning of time, and the letter to 爸爸 is in the outbox."""
    mama, *others = room_book.seats(connection)
    room_book.tell(connection, store, others, "m1", mama.member_id, [Piece("said", "鱼")], 0.0)
    row = write_letter(connection, store, Letter(Address("ilink", "爸爸", "爸爸"), "妈妈：鱼", "relay"), 0.0)
    assert row
    to = room_lines.c.seat_id == others[0].id
    connection.execute(sa.update(room_lines).where(to).values(letter_id=row.id))
    return row.id
