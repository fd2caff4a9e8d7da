"""Links to one clip: for three days, gone with the clip, none where there is no address from outside."""

import sqlalchemy as sa

from bot.doors.links import HOURS, Links
from bot.tables import artifacts, links
from tests.bot.doors.conftest import PUBLIC, Porch


async def made(porch: Porch, artifact_id: str) -> str:
    """The secret of a new link."""
    address = await porch.links.make(artifact_id)
    assert address
    assert address.startswith(f"{PUBLIC}/s/")
    return address.rsplit("/", 1)[1]


async def test_a_link_shows_its_clip_for_three_days(porch: Porch) -> None:
    path = await porch.has_clip("moon")
    await porch.has_clip("sun")
    secret = await made(porch, "moon")
    porch.passes(HOURS / 24 - 0.01)
    shown = await porch.links.find(secret)
    assert shown
    assert shown.path == path
    porch.passes(0.02)
    assert await porch.links.find(secret) is None


async def test_a_link_goes_with_its_clip(porch: Porch) -> None:
    await porch.has_clip("moon")
    secret = await made(porch, "moon")
    gone = sa.delete(artifacts).where(artifacts.c.id == "moon")
    await porch.store.write(lambda connection: connection.execute(gone))
    assert await porch.links.find(secret) is None
    assert await porch.store.read(lambda connection: connection.execute(sa.select(links)).all()) == []


async def test_links_can_be_taken_back(porch: Porch) -> None:
    await porch.has_clip("moon")
    secrets = [await made(porch, "moon"), await made(porch, "moon")]
    assert await porch.links.withdraw("moon") == 2
    assert [await porch.links.find(secret) for secret in secrets] == [None, None]


async def test_a_photo_of_the_family_and_what_is_not_there_get_no_link(porch: Porch) -> None:
    await porch.has_clip("photo", is_source=True)
    assert await porch.links.make("photo") is None
    assert await porch.links.make("nothing") is None


async def test_without_an_address_from_outside_there_are_no_links_not_even_old_ones(porch: Porch) -> None:
    await porch.has_clip("moon")
    secret = await made(porch, "moon")
    closed = Links(porch.store, "", lambda: porch.at)
    assert await closed.make("moon") is None
    assert await closed.find(secret) is None
