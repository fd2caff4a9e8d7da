"""Invitations: used once, good for a week, taken back with whoever came by them."""

import asyncio

import sqlalchemy as sa

from bot.doors.invitations import DAYS
from bot.tables import audit, invitations
from tests.bot.doors.conftest import Porch


async def test_an_invitation_lets_its_member_in_once(porch: Porch) -> None:
    member = await porch.has_member()
    secret = await porch.invitations.make("member", "妈妈", member)
    found = await porch.invitations.find(secret)
    assert found
    assert (found.name, found.role) == ("妈妈", "member")
    came = await asyncio.gather(porch.invitations.use(secret), porch.invitations.use(secret))
    [browser] = [one for one in came if one]
    reader = await porch.browsers.find(browser)
    assert reader
    assert (reader.role, reader.member_id) == ("member", member)
    assert await porch.invitations.find(secret) is None


async def test_an_invitation_is_good_for_a_week(porch: Porch) -> None:
    secret = await porch.invitations.make("viewer", "姑姑")
    porch.passes(DAYS - 0.1)
    assert await porch.invitations.find(secret)
    porch.passes(0.2)
    assert await porch.invitations.find(secret) is None
    assert await porch.invitations.use(secret) is None
    assert await porch.invitations.all() == ()


async def test_an_invitation_taken_back_sends_away_who_came_by_it(porch: Porch) -> None:
    secret, other = await porch.invitations.make("viewer", "姑姑"), await porch.invitations.make("viewer", "舅舅")
    browser = await porch.invitations.use(secret)
    assert browser
    reader = await porch.browsers.find(browser)
    assert reader
    [_, aunt] = await porch.invitations.all()
    assert porch.browsers.count_of(aunt.id) == 1
    await porch.invitations.withdraw(aunt.id)
    assert not porch.browsers.still_holds(reader)
    porch.begin_anew()
    await porch.browsers.load()
    assert await porch.browsers.find(browser) is None
    assert [one.name for one in await porch.invitations.all()] == ["舅舅"]
    assert await porch.invitations.find(other)


async def test_the_secret_of_an_invitation_is_kept_nowhere(porch: Porch) -> None:
    secret = await porch.invitations.make("viewer", "姑姑")
    kept = await porch.store.read(
        lambda connection: [connection.execute(sa.select(table)).all() for table in (invitations, audit)]
    )
    assert secret not in repr(kept)
    assert "invited" in repr(kept)
