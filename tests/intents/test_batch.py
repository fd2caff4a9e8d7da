"""Several wishes in one message are taken apart where their author meant it."""

import pytest

from intents.batch import BatchReader, divide
from intents.engine.catalog import Catalog
from intents.engine.recognizer import Recognizer

THREE = ("小猫钓鱼", "小狗滑雪", "小鸟唱歌")


@pytest.mark.parametrize(
    ("text", "stated", "items"),
    [
        ("小猫钓鱼、小狗滑雪、小鸟唱歌", 3, THREE),
        ("小猫钓鱼、小狗滑雪和小鸟唱歌", 3, THREE),
        ("小猫钓鱼，小狗滑雪，还有小鸟唱歌", 3, THREE),
        ("小猫钓鱼 小狗滑雪 小鸟唱歌", 3, THREE),
        ("小猫钓鱼\n小狗滑雪\n小鸟唱歌\n", None, THREE),
        ("小猫钓鱼；小狗滑雪；小鸟唱歌。", None, THREE),
        ("1. 小猫钓鱼 2. 小狗滑雪 3. 小鸟唱歌", None, THREE),
        ("1、小猫钓鱼\n2、小狗滑雪\n3、小鸟唱歌", None, THREE),
        ("①小猫钓鱼②小狗滑雪③小鸟唱歌", None, THREE),
        ("第一个：小猫钓鱼，第二个：小狗滑雪，第三个：小鸟唱歌", None, THREE),
        ("一、小猫钓鱼 二、小狗滑雪 三、小鸟唱歌", None, THREE),
        # What belongs together stays together.
        ("小猫和小狗玩、小鸟唱歌", 2, ("小猫和小狗玩", "小鸟唱歌")),
        ("小猫在树下，慢慢推近；小狗在雪地", 2, ("小猫在树下，慢慢推近", "小狗在雪地")),
        ("1只小猫、2只小狗、3只小鸟", 3, ("1只小猫", "2只小狗", "3只小鸟")),
        ("小猫钓鱼和小狗滑雪", 2, ("小猫钓鱼", "小狗滑雪")),
        ("小猫钓鱼", 3, ("小猫钓鱼",)),
        ("小猫、、小狗", None, ("小猫", "小狗")),
        ("1、小猫；2、；3、小鸟", 3, ("小猫", "", "小鸟")),
        ("", 3, ()),
        ("、，。", None, ()),
    ],
)
def test_the_clearest_mark_decides(text: str, stated: int | None, items: tuple[str, ...]) -> None:
    assert divide(text, stated).items == items


def test_hostile_text_is_taken_apart_at_once() -> None:
    assert len(divide("、".join(["小猫和"] * 20_000), 3).items) == 20_000


def test_wishes_before_the_colon_are_meant_for_all(catalog: Catalog) -> None:
    reader = BatchReader(catalog, Recognizer(catalog))
    first, second = reader.requests("video", divide("5秒竖屏的视频：小猫钓鱼、小狗滑雪，10秒", 2))
    assert (first.subject, first.seconds, first.aspect) == ("小猫钓鱼", 5.0, "9:16")
    assert (second.subject, second.seconds, second.aspect) == ("小狗滑雪", 10.0, "9:16")


def test_a_common_subject_is_kept_in_each_part(catalog: Catalog) -> None:
    reader = BatchReader(catalog, Recognizer(catalog))
    wanted = reader.requests("image", divide("我家的小猫：钓鱼、滑雪", 2))
    assert [one.subject for one in wanted] == ["我家的小猫钓鱼", "我家的小猫滑雪"]


def test_a_part_may_be_a_request_by_itself(catalog: Catalog) -> None:
    reader = BatchReader(catalog, Recognizer(catalog))
    first, second = reader.requests("video", divide("拍一段水墨风格的小猫视频；小狗滑雪的视频", 2))
    assert (first.subject, first.style) == ("小猫", "水墨")
    assert second.subject == "小狗滑雪"
