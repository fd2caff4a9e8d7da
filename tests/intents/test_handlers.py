"""What each intent answers."""

from collections.abc import Mapping
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

    async def says(self, text: str, *pictures: str, places: Mapping[str, str] | None = None) -> Reply:
        spoken = self._recognizer.called(text).text
        recognition = self._recognizer.recognize(spoken)
        speaker = Speaker("妈妈", "member")
        now = datetime(2026, 11, 21, tzinfo=UTC)
        turn = Turn(spoken, recognition, speaker, is_group=False, now=now, pictures=pictures, places=places or {})
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
        ("西安明天天气怎么样", "weather.not_set_up", {"city": "西安", "date": "明天"}),
        ("开车去兵马俑要多久", "route.not_set_up", {"mode": "开车", "destination": "兵马俑"}),
        ("走路去公园怎么走", "route.not_set_up", {"mode": "走路", "destination": "公园"}),
        ("骑车去公园怎么走", "route.not_set_up", {"mode": "骑车", "destination": "公园"}),
        ("去公园坐公交怎么走", "route.not_set_up", {"mode": "坐公交", "destination": "公园"}),
        ("附近有什么药店", "places.not_set_up", {"keyword": "药店", "wish": ""}),
        ("不要生成视频了", "chat.refusal", {}),
    ],
)
async def test_what_is_not_set_up_is_said_to_be_so(family: Family, text: str, key: str, values: dict[str, str]) -> None:
    reply = await family.says(text)
    said = dict(reply.say.values)
    link = str(said.pop("link", ""))
    assert (reply.say.key, said, reply.media) == (key, values, None)
    assert link.startswith("https://uri.amap.com/search?keyword=") == key.startswith(("route", "places"))


async def test_a_route_without_goal_asks_for_it(family: Family) -> None:
    assert (await family.says("开车怎么走")).question == Question("driving", "destination", {})


@pytest.mark.parametrize(
    ("text", "intent", "slot", "name"),
    [("开车去姥姥家怎么走", "driving", "destination", "姥姥家"), ("姥姥家明天冷不冷", "weather", "city", "姥姥家")],
)
async def test_a_place_of_the_members_is_asked_for_until_it_is_saved(
    family: Family, text: str, intent: str, slot: str, name: str
) -> None:
    asked = await family.says(text)
    assert (asked.say.key, dict(asked.say.values)) == ("places_saved.ask", {"name": name})
    assert asked.question is not None
    assert (asked.question.intent, asked.question.slot, slot in asked.question.slots) == (intent, slot, False)
    assert (await family.says(text, places={name: "解放路幸福小区"})).question is None
