"""No picture of the family leaves the house before somebody who may decide has said yes."""

import io
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from bot.channels.base import Picture
from bot.config import PrivacySettings
from bot.consents import Consents
from bot.jobs.privacy import Privacy
from bot.jobs.records import Job
from bot.model_settings import LanguageModelSettings, ModelSettings
from bot.tables import artifacts, audit, consents, jobs
from generators.base import Busy, ContentRefused, Unreachable
from intents.engine.types import MediaRequest
from tests.bot.harness import BotUnderTest, running
from tests.bot.room import RoomChannel
from tests.bot.studio import Studio

ASKS = (
    "照片会发给“智谱”的服务来生成，可以吗？回“可以”，以后你的照片就不再问（随时可说“以后不用外面的服务”）；"
    "回“不行”就只用家里的机器。"
)
WITHOUT_HOME = ASKS.replace("就只用家里的机器", "就不发，这次也就拍不成")
STUCK = "照片不出家门，家里的机器又做不了这个，所以没拍。没花钱，也不算次数。改主意了就说“可以用外面的服务”。"
MAKER = "camera of grandfather"
ALIVE = "让它动起来，1秒"


def photo() -> bytes:
    """A photo whose camera wrote down its maker and where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = MAKER
    exif.get_ifd(0x8825)[1] = "N"
    file = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((320, 240)).save(file, "JPEG", exif=exif)
    return file.getvalue()


class PhotoRoom(RoomChannel):
    """A room in which every photo is the same."""

    async def fetch(self, picture: Picture) -> bytes:
        return photo()


class House:
    """小爱 with a service outside and, unless it `has_home` not, a machine in the house; one folder, several lives."""

    def __init__(self, data: Path, *, has_home: bool = True, **settings: Any) -> None:
        self.data = data
        self.room = PhotoRoom()
        self.outside = Studio("zhipu", is_remote=True, takes_picture=True, title="智谱")
        self.home = Studio("home", takes_picture=True)
        self.makers = [self.outside, self.home] if has_home else [self.outside]
        self.settings = settings

    def awake(self) -> AbstractAsyncContextManager[BotUnderTest]:
        """One life of hers."""
        return running(self.data, self.room, generators=self.makers, **self.settings)


async def grows(bot: BotUnderTest) -> None:
    """爸爸 is the admin, 乐乐 a child."""
    await bot.hears(f"我是管理员 {await bot.app.new_admin_code()}", "爸爸")
    await bot.hears("你好", "乐乐")
    await bot.hears("把乐乐设成孩子", "爸爸")


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "data")


@pytest.fixture
async def bot(house: House) -> AsyncIterator[BotUnderTest]:
    async with house.awake() as bot:
        yield bot


@pytest.fixture
async def family(bot: BotUnderTest) -> BotUnderTest:
    """The same, with an admin and a child."""
    await grows(bot)
    return bot


async def shows(bot: BotUnderTest, who: str = "妈妈", group: str = "", words: str = ALIVE, name: str = "") -> str:
    """A photo with the wish that it come alive, and what is answered."""
    call = "小爱，" if group else ""
    return await bot.hears(call + words, who, group, pictures=(Picture(name or f"{who}-{len(bot.said)}"),))


def name_of(bot: BotUnderTest, member_id: int) -> str:
    member = bot.app._family.by_id(member_id)
    return member.name if member else ""


async def barred(bot: BotUnderTest, job: Job, request: MediaRequest) -> frozenset[str]:
    """Who may not see the pictures of another request of the job's member."""
    kept = Consents(bot.app._store, bot.app.settings.privacy, bot.clock)
    await kept.load()
    privacy = Privacy(bot.app._router, kept)
    return await bot.app.read(lambda connection: privacy.barred(connection, request, job.member_id))


async def makers_of(bot: BotUnderTest) -> list[str]:
    await bot.finishes_jobs()
    return [row.generator for row in await bot.rows(jobs)]


async def test_a_photo_is_asked_about_before_anything_leaves(bot: BotUnderTest, house: House) -> None:
    assert await shows(bot) == ASKS
    assert await bot.rows(jobs) == []
    assert "（第 1 号）" in await bot.hears("可以")
    assert await makers_of(bot) == ["zhipu"]


async def test_what_was_sent_out_tells_nothing_of_the_camera(bot: BotUnderTest, house: House) -> None:
    await shows(bot, name="IMG_妈妈_家门口.jpg")
    await bot.hears("可以")
    await makers_of(bot)
    (sent,) = house.outside.taken.values()
    assert sent.source is not None
    with Image.open(sent.source) as copy:
        assert not copy.getexif()
    assert MAKER.encode() in photo()
    assert MAKER.encode() not in sent.source.read_bytes()
    assert "IMG" not in sent.source.name
    assert "妈妈" not in sent.source.name


async def test_a_yes_is_asked_for_once(bot: BotUnderTest) -> None:
    await shows(bot)
    await bot.hears("可以")
    assert "（第 2 号）" in await shows(bot)
    assert await makers_of(bot) == ["zhipu", "zhipu"]


async def test_a_no_leaves_the_machines_in_the_house(bot: BotUnderTest, house: House) -> None:
    await shows(bot)
    assert "（第 1 号）" in await bot.hears("不行")
    assert "（第 2 号）" in await shows(bot)
    assert await makers_of(bot) == ["home", "home"]
    assert house.outside.taken == {}


@pytest.mark.parametrize("no", ["不行", "以后不用外面的服务", "不同意", "不要发"])
async def test_without_a_machine_in_the_house_a_no_is_the_end(tmp_path: Path, no: str) -> None:
    house = House(tmp_path, has_home=False)
    async with house.awake() as bot:
        assert await shows(bot) == WITHOUT_HOME
        assert await bot.hears(no) == STUCK
        assert await shows(bot) == STUCK
        assert await bot.rows(jobs) == []


async def test_other_talk_leaves_the_question_open(bot: BotUnderTest) -> None:
    await shows(bot)
    for words in ("今天好累啊", "好了没", "我的视频"):
        assert "号）" not in await bot.hears(words)
    assert "（第 1 号）" in await bot.hears("好的")


@pytest.mark.parametrize("stop", ["算了", "不拍了"])
async def test_who_drops_it_has_decided_nothing(bot: BotUnderTest, stop: str) -> None:
    await shows(bot)
    await bot.hears(stop)
    assert "号）" not in await bot.hears("可以")
    assert await bot.rows(consents) == []
    assert await shows(bot) == ASKS


async def test_a_question_is_forgotten_after_ten_minutes(bot: BotUnderTest) -> None:
    await shows(bot)
    bot.clock.goes(601)
    assert "号）" not in await bot.hears("可以")
    assert await bot.rows(consents) == []


async def test_words_alone_need_no_yes_and_nor_does_what_is_made_of_them(bot: BotUnderTest, house: House) -> None:
    await bot.hears("画一张小狗在海边跑")
    assert await makers_of(bot) == ["zhipu"]
    drawn = next(row.id for row in await bot.rows(artifacts) if not row.is_source)
    job = await bot.job(1)
    assert await barred(bot, job, job.request.model_copy(update={"kind": "video", "pictures": (drawn,)})) == frozenset()


async def test_what_is_made_of_a_photo_is_as_private_as_the_photo(bot: BotUnderTest) -> None:
    await shows(bot)
    await bot.hears("不行")
    assert await makers_of(bot) == ["home"]
    made = next(row.id for row in await bot.rows(artifacts) if not row.is_source)
    job = await bot.job(1)
    again = job.request.model_copy(update={"pictures": (made,)})
    goes_on = job.request.model_copy(update={"pictures": (), "continues": 1})
    for request in (again, goes_on):
        assert await barred(bot, job, request) == {"zhipu"}


async def test_a_yes_taken_back_holds_for_what_waits(bot: BotUnderTest, house: House) -> None:
    house.outside.is_open.clear()
    await shows(bot)
    await bot.hears("可以")
    await bot.begins(1)
    await shows(bot)
    assert "以前发过的收不回来" in await bot.hears("以后不用外面的服务")
    house.outside.is_open.set()
    assert await makers_of(bot) == ["zhipu", "home"]
    assert len(house.outside.taken) == 1


async def test_a_yes_taken_back_holds_while_the_service_is_busy(bot: BotUnderTest, house: House) -> None:
    await shows(bot)
    house.outside.to_refuse.append(Busy("later", 0.3))
    await bot.hears("可以")
    await bot.until(lambda _: not house.outside.to_refuse)
    await bot.hears("不要把我的照片发出去")
    assert await makers_of(bot) == ["home"]
    assert house.outside.taken == {}


async def test_no_failing_over_to_a_service_nobody_allowed(tmp_path: Path) -> None:
    house = House(tmp_path)
    other = Studio("other", is_remote=True, takes_picture=True, title="别家")
    house.makers = [house.outside, other]
    async with house.awake() as bot:
        await shows(bot)
        house.outside.to_refuse.append(Unreachable("away"))
        await bot.hears("可以")
        await bot.finishes_jobs()
        assert other.taken == {}
        assert "连不上" in bot.said[-1]


async def test_who_changes_his_mind_is_asked_again(bot: BotUnderTest) -> None:
    await bot.hears("以后不用外面的服务")
    await shows(bot)
    assert await makers_of(bot) == ["home"]
    assert await bot.hears("可以用外面的服务") == "好，下次要把照片发出去的时候，我先问你一声。"
    assert await shows(bot) == ASKS


async def test_the_settings_may_let_nothing_out(tmp_path: Path) -> None:
    house = House(tmp_path, privacy=PrivacySettings(photos="never"))
    async with house.awake() as bot:
        assert "（第 1 号）" in await shows(bot)
        assert await makers_of(bot) == ["home"]
        assert await bot.hears("可以用外面的服务") == "管理员设的是照片不出家门，我这儿改不了。"


async def test_the_settings_may_let_everything_out_but_for_a_members_no(tmp_path: Path) -> None:
    house = House(tmp_path, privacy=PrivacySettings(photos="allow"))
    async with house.awake() as bot:
        await shows(bot)
        assert await makers_of(bot) == ["zhipu"]
        await bot.hears("以后不用外面的服务")
        await shows(bot)
        assert await makers_of(bot) == ["zhipu", "home"]


async def test_who_refuses_faces_is_named_before(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.outside = Studio("zhipu", is_remote=True, takes_picture=True, title="智谱", refuses_faces=True)
    house.makers = [house.outside, house.home]
    async with house.awake() as bot:
        assert "“智谱”不收有真人脸的照片" in await shows(bot)


async def test_the_machine_in_the_house_is_asked_nothing(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.makers = [house.home, house.outside]
    async with house.awake() as bot:
        assert "（第 1 号）" in await shows(bot)
        assert await makers_of(bot) == ["home"]


async def test_question_and_answer_outlive_a_restart(house: House) -> None:
    async with house.awake() as bot:
        await shows(bot)
    async with house.awake() as bot:
        assert "（第 1 号）" in await bot.hears("可以")
        assert await makers_of(bot) == ["zhipu"]
    async with house.awake() as bot:
        assert "（第 2 号）" in await shows(bot)
        assert await makers_of(bot) == ["zhipu", "zhipu"]


async def test_nobody_else_answers_in_a_group(bot: BotUnderTest, house: House) -> None:
    assert await shows(bot, group="全家福") == ASKS
    assert "号）" not in await bot.hears("小爱，可以", "爸爸", "全家福")
    assert await bot.rows(jobs) == []
    assert "（第 1 号）" in await bot.hears("可以", "妈妈", "全家福")


async def test_somebody_elses_photo_is_not_decided_about(bot: BotUnderTest, house: House) -> None:
    await shows(bot, "爸爸", name="his")
    await bot.hears("不行", "爸爸")
    await shows(bot)
    await bot.hears("可以")
    await shows(bot, name="his")
    assert await makers_of(bot) == ["home", "zhipu", "home"]


async def test_a_child_is_told_that_a_grown_up_decides(family: BotUnderTest, house: House) -> None:
    said = await shows(family, "乐乐")
    assert said == "照片会发给“智谱”的服务来生成，这要大人点头。我已经去问了，大人同意了我马上做。"
    assert await family.hears("可以", "乐乐") == "这个要大人点头才行，等等大人吧。"
    asked = family.room.said_to("爸爸")[-1]
    assert asked.startswith("乐乐想用照片拍视频，照片会发给“智谱”的服务。回“同意乐乐的照片”")
    assert await family.rows(jobs) == []


async def test_an_admin_says_yes_for_a_child_hours_later_and_after_a_restart(house: House) -> None:
    async with house.awake() as bot:
        await grows(bot)
        await shows(bot, "乐乐")
    async with house.awake() as bot:
        bot.clock.goes(5 * 3600)
        assert await bot.hears("同意乐乐的照片", "爸爸") == "好，乐乐的照片可以发给“智谱”了。"
        await bot.until(lambda connection: bool(connection.scalar(sa.select(jobs.c.id))))
        assert await makers_of(bot) == ["zhipu"]
        job = await bot.job(1)
        assert name_of(bot, job.member_id) == "乐乐"
        assert any("（第 1 号）" in text for text in bot.room.said_to("乐乐"))
        assert "（第 2 号）" in await shows(bot, "乐乐")


async def test_an_admin_says_no_for_a_child(family: BotUnderTest, house: House) -> None:
    await shows(family, "乐乐")
    assert await family.hears("不同意乐乐的照片", "爸爸") == "好，乐乐的照片不发出去，只用家里的机器。"
    await family.until(lambda connection: bool(connection.scalar(sa.select(jobs.c.id))))
    assert await makers_of(family) == ["home"]
    await family.hears("可以用外面的服务", "乐乐")
    assert "号）" in await shows(family, "乐乐")
    assert await makers_of(family) == ["home", "home"]


async def test_any_grown_up_in_the_group_may_answer_for_a_child(family: BotUnderTest, house: House) -> None:
    said = await shows(family, "乐乐", "全家福")
    assert said == "照片会发给“智谱”的服务来生成，这要大人点头。请一位大人说“小爱，可以”或者“小爱，不行”。"
    assert await family.hears("小爱，可以", "妈妈", "全家福") == "好，乐乐的照片可以发给“智谱”了。"
    await family.until(lambda connection: bool(connection.scalar(sa.select(jobs.c.id))))
    assert await makers_of(family) == ["zhipu"]
    row = (await family.rows(consents))[0]
    assert name_of(family, row.decided_by) == "妈妈"


async def test_only_an_admin_answers_for_a_child_in_a_direct_chat(family: BotUnderTest) -> None:
    await shows(family, "乐乐")
    await family.hears("同意乐乐的照片", "妈妈")
    await family.hears("同意乐乐的照片", "乐乐")
    assert await family.rows(consents) == []
    assert "没有在等的照片" in await family.hears("同意丁丁的照片", "爸爸")


async def test_a_child_may_ask_for_other_things_meanwhile(family: BotUnderTest, house: House) -> None:
    await shows(family, "乐乐")
    assert "（第 1 号）" in await family.hears("拍一段1秒的视频：小狗", "乐乐")
    await family.hears("同意乐乐的照片", "爸爸")
    await family.until(lambda connection: connection.scalar(sa.select(sa.func.max(jobs.c.id))) == 2)
    assert await makers_of(family) == ["zhipu", "zhipu"]


async def test_a_child_that_insists_rings_nobody_twice(family: BotUnderTest) -> None:
    for _ in range(3):
        await shows(family, "乐乐")
    assert len([text for text in family.room.said_to("爸爸") if "乐乐想用照片" in text]) == 1


async def test_models_that_look_are_asked_about_in_the_same_breath(tmp_path: Path) -> None:
    looks = ModelSettings(base_url="https://models.example/v1", model="looks", sees_pictures=True)
    settings = LanguageModelSettings(models=(looks,))
    async with House(tmp_path, has_home=False, language_model=settings).awake() as bot:
        assert "“智谱”的服务来生成，也让外面的大模型看一眼，可以吗？" in await shows(bot)
        assert await bot.hears("不行") == STUCK
        assert sorted((row.provider, row.is_allowed) for row in await bot.rows(consents)) == [
            ("looks", False),
            ("zhipu", False),
        ]


async def test_the_record_says_who_decided_and_shows_no_picture(bot: BotUnderTest) -> None:
    await shows(bot)
    await bot.hears("可以")
    row = (await bot.rows(audit))[-1]
    assert (row.who, row.what) == ("妈妈", "photos_allowed")
    picture = (await bot.rows(artifacts))[0].id
    assert picture not in row.detail


async def test_a_refused_photo_is_said_to_be_the_photo(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.makers = [house.home]
    house.home.to_refuse.append(ContentRefused("a face"))
    async with house.awake() as bot:
        await shows(bot)
        await bot.finishes_jobs()
        assert "多半是照片里有真人的脸。换一张没有人脸的" in bot.said[-1]


async def test_erased_is_asked_again(bot: BotUnderTest) -> None:
    await shows(bot)
    await bot.hears("可以")
    await bot.finishes_jobs()
    await bot.hears("删除我的资料")
    await bot.hears("确定删除")
    assert await bot.rows(consents) == []
    assert await shows(bot) == ASKS
