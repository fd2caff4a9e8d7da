"""Browsers that were let in: kept over restarts, known by a digest only, sent away when they have to."""

import pytest
import sqlalchemy as sa

from bot.doors import browsers as browsers_module
from bot.doors.browsers import UNSEEN_DAYS
from bot.tables import browsers
from tests.bot.doors.conftest import Porch


async def test_a_browser_is_known_after_a_restart_and_its_secret_is_kept_nowhere(porch: Porch) -> None:
    secret = await porch.browsers.let_in("admin")
    porch.begin_anew()
    assert await porch.browsers.find(secret) is None
    await porch.browsers.load()
    found = await porch.browsers.find(secret)
    assert found
    assert found.is_admin
    rows = await porch.store.read(lambda connection: connection.execute(sa.select(browsers)).all())
    assert secret not in repr(rows)


@pytest.mark.parametrize("secret", ["", "x", "é", "0" * 64, "\ud800"])
async def test_nothing_else_is_let_in(porch: Porch, secret: str) -> None:
    await porch.browsers.let_in("admin")
    assert await porch.browsers.find(secret) is None


async def test_who_comes_now_and_then_stays_and_who_does_not_has_to_come_in_anew(porch: Porch) -> None:
    often, seldom = await porch.browsers.let_in("admin"), await porch.browsers.let_in("admin")
    for _ in range(4):
        porch.passes(UNSEEN_DAYS / 2)
        assert await porch.browsers.find(often)
    assert await porch.browsers.find(seldom) is None
    porch.begin_anew()
    await porch.browsers.load()
    assert await porch.browsers.find(often)
    count = sa.select(sa.func.count()).select_from(browsers)
    assert await porch.store.read(lambda connection: connection.scalar(count)) == 1


async def test_another_password_ends_every_admin_but_the_one_who_set_it(porch: Porch) -> None:
    member = await porch.has_member()
    mine, others, mamas = (
        await porch.browsers.let_in("admin"),
        await porch.browsers.let_in("admin"),
        await porch.browsers.let_in("member", member),
    )
    reader = await porch.browsers.find(mine)
    assert reader
    porch.password.set("十二个月亮在河上")
    await porch.browsers.keep(reader)
    assert porch.browsers.still_holds(reader)
    assert await porch.browsers.find(mine)
    assert await porch.browsers.find(others) is None
    assert await porch.browsers.find(mamas)
    porch.password.set("十三个月亮在河上")
    assert not porch.browsers.still_holds(reader)
    assert await porch.browsers.find(mine) is None


async def test_leaving_ends_this_browser_only(porch: Porch) -> None:
    here, there = await porch.browsers.let_in("admin"), await porch.browsers.let_in("admin")
    reader = await porch.browsers.find(here)
    assert reader
    await porch.browsers.leave(reader)
    assert await porch.browsers.find(here) is None
    assert await porch.browsers.find(there)


async def test_no_more_are_kept_than_there_is_room_for(porch: Porch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsers_module, "MOST", 3)
    secrets = []
    for _ in range(5):
        porch.passes(1)
        secrets.append(await porch.browsers.let_in("admin"))
    assert [bool(await porch.browsers.find(secret)) for secret in secrets] == [False, False, True, True, True]
