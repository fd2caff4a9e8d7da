"""One thing changes, the rest of the request stays, and the words it came from go along."""

import pytest

from intents.engine.catalog import Catalog
from intents.engine.types import MediaRequest
from intents.shots import offline_shot
from intents.variation import continued, relooked, repaced, reshaped, retaken, reworded
from prompts.words import Words

KITTEN = MediaRequest(
    kind="video", text="做个5秒的视频，小猫在樱花树下追蝴蝶", subject="小猫在樱花树下追蝴蝶", seconds=5, style="写实"
)


@pytest.fixture
def words(catalog: Catalog) -> Words:
    return catalog.words


@pytest.mark.parametrize(
    ("old", "new", "subject"),
    [
        ("小猫", "小狗", "小狗在樱花树下追蝴蝶"),
        ("猫", "狗", "小狗在樱花树下追蝴蝶"),
        ("", "小狗", "小狗在樱花树下追蝴蝶"),
        ("樱花", "桃花", "小猫在桃花树下追蝴蝶"),
        ("", "红色的蝴蝶", "小猫在樱花树下追红色的蝴蝶"),
        ("白天", "晚上", "小猫在樱花树下追蝴蝶，晚上"),
        ("", "晚上", "小猫在樱花树下追蝴蝶，晚上"),
    ],
)
def test_words_take_the_place_of_their_like(old: str, new: str, subject: str, words: Words) -> None:
    changed = reworded(KITTEN, 3, old, new, f"{old}换成{new}", words)
    assert changed is not None
    assert (changed.subject, changed.varies, changed.history) == (subject, 3, (KITTEN.text,))
    assert (changed.seconds, changed.style) == (5, "写实")


@pytest.mark.parametrize(
    ("old", "new"),
    [("我把旧手机", "新手机"), ("小猫", "小狗了"), ("头像被我妹", "了一只鹅"), ("会议", "明天"), ("小猫", "狗" * 40)],
)
def test_a_story_is_no_change(old: str, new: str, words: Words) -> None:
    assert reworded(KITTEN, 3, old, new, "", words) is None


def test_another_style_takes_the_place_of_the_first(words: Words) -> None:
    named = KITTEN.model_copy(update={"subject": "一只水墨风格的小猫", "style": ""})
    changed = relooked(named, 3, "style", "卡通", "换成卡通的", words)
    assert (changed.subject, changed.style) == ("一只小猫", "卡通")
    assert "ink" not in offline_shot(changed, words).style
    assert relooked(KITTEN, 3, "style", "卡通", "换成卡通的", words).text == "小猫在樱花树下追蝴蝶，换成卡通的"
    film = KITTEN.model_copy(update={"subject": "去看电影的小猫"})
    assert relooked(film, 3, "style", "卡通", "", words).subject == "去看电影的小猫"


def test_a_pace_gives_way_to_another(words: Words) -> None:
    slower = repaced(KITTEN, 3, "慢一点", words)
    faster = repaced(slower, 4, "快一点", words)
    assert faster.subject == "小猫在樱花树下追蝴蝶，快一点"
    shots = [offline_shot(one, words).motion_intensity for one in (slower, KITTEN, faster)]
    assert shots == sorted(shots)
    assert shots[0] < shots[2]


def test_another_aspect_and_another_take() -> None:
    assert reshaped(KITTEN, 3, "竖屏", "竖屏的").aspect == "9:16"
    assert retaken(KITTEN, 3) == KITTEN.model_copy(update={"varies": 3})


def test_what_goes_on_begins_with_the_last_frame() -> None:
    photo = KITTEN.model_copy(update={"pictures": ("a",), "varies": 2})
    longer = continued(photo, 3, 5, 10, "", "加长到10秒")
    assert (longer.continues, longer.seconds, longer.pictures, longer.varies) == (3, 10, (), 0)
    assert continued(photo, 3, 58, 63, "小猫跳进水里", "").seconds == 60
    assert continued(photo, 3, 5, 10, "小猫跳进水里", "").subject == "小猫跳进水里"


def test_only_the_last_requests_go_along(words: Words) -> None:
    request = KITTEN
    for number, pace in enumerate(("慢一点", "快一点") * 4):
        request = repaced(request, number, pace, words)
    assert len(request.history) == 3
