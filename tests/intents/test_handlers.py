"""What each intent answers."""

from datetime import UTC, datetime

import pytest

from intents.engine.catalog import Catalog
from intents.engine.handlers import load_handlers
from intents.engine.recognizer import Recognizer
from intents.engine.types import MediaRequest, Question, Reply, Speaker, Turn
from intents.services import Services


class Family:
    """Says something and gets the handler's reply."""

    def __init__(self, catalog: Catalog, recognizer: Recognizer) -> None:
        self._handlers = load_handlers(catalog, Services())
        self._recognizer = recognizer

    async def says(self, text: str, *pictures: str) -> Reply:
        spoken = self._recognizer.called(text).text
        recognition = self._recognizer.recognize(spoken)
        speaker = Speaker("妈妈", "member")
        turn = Turn(
            spoken, recognition, speaker, is_group=False, now=datetime(2026, 11, 21, tzinfo=UTC), pictures=pictures
        )
        return await self._handlers[recognition.intent].handle(turn)


@pytest.fixture
def family(catalog: Catalog, recognizer: Recognizer) -> Family:
    return Family(catalog, recognizer)


async def test_a_video_is_promised_with_every_wish(family: Family) -> None:
    reply = await family.says(
        "小爱，做个小视频，小猫在樱花树下追蝴蝶，镜头慢慢推近，5秒就行，竖屏，30帧，高清，不要出现人"
    )
    assert reply.say.key == "video.accepted"
    assert reply.media == MediaRequest(
        kind="video",
        text="做个小视频，小猫在樱花树下追蝴蝶，镜头慢慢推近，5秒就行，竖屏，30帧，高清，不要出现人",
        subject="小猫在樱花树下追蝴蝶",
        seconds=5,
        aspect="9:16",
        fps=30,
        resolution="1080p",
        camera="镜头慢慢推近",
        negative="人",
    )


async def test_video_without_subject_asks_for_it(family: Family) -> None:
    reply = await family.says("给我弄个5秒的视频")
    assert reply.say.key == "video.ask_subject"
    assert reply.media is None
    assert reply.question == Question("video", "subject", {"seconds": "5秒"})


async def test_a_photo_is_subject_enough(family: Family) -> None:
    reply = await family.says("让这张照片动起来", "photo-1")
    assert reply.media is not None
    assert reply.media.pictures == ("photo-1",)


async def test_a_picture_is_promised(family: Family) -> None:
    reply = await family.says("画一张水墨风格的荷花")
    assert reply.say.key == "image.accepted"
    assert reply.media == MediaRequest(kind="image", text="画一张水墨风格的荷花", subject="荷花", style="水墨")


async def test_picture_without_subject_asks_for_it(family: Family) -> None:
    assert (await family.says("画张画")).question == Question("image", "subject", {})


@pytest.mark.parametrize(
    ("text", "key", "values"),
    [
        ("西安明天天气怎么样", "weather.not_set_up", {"city": "西安"}),
        ("开车去兵马俑要多久", "route.not_set_up", {"mode": "开车", "destination": "兵马俑"}),
        ("走路去公园怎么走", "route.not_set_up", {"mode": "走路", "destination": "公园"}),
        ("骑车去公园怎么走", "route.not_set_up", {"mode": "骑车", "destination": "公园"}),
        ("去公园坐公交怎么走", "route.not_set_up", {"mode": "坐公交", "destination": "公园"}),
        ("附近有什么药店", "places.not_set_up", {"keyword": "药店"}),
        ("讲个笑话", "chat.offline", {}),
        ("不要生成视频了", "chat.refusal", {}),
    ],
)
async def test_what_is_not_set_up_is_said_to_be_so(family: Family, text: str, key: str, values: dict[str, str]) -> None:
    reply = await family.says(text)
    assert (reply.say.key, dict(reply.say.values), reply.media) == (key, values, None)


async def test_a_route_without_goal_asks_for_it(family: Family) -> None:
    assert (await family.says("开车怎么走")).question == Question("driving", "destination", {})
