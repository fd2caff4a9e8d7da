"""Shots without a language model."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.engine.types import MediaRequest
from intents.shots import offline_shot
from prompts.shot import Shot
from prompts.words import Words

WORDS = Words.load(Path(__file__).parents[2] / "prompts")


def shot(subject: str, **wishes: object) -> Shot:
    return offline_shot(
        MediaRequest.model_validate({"kind": "video", "text": subject, "subject": subject, **wishes}), WORDS
    )


@pytest.mark.parametrize(
    ("subject", "who", "motion", "scene"),
    [
        ("小猫在樱花树下追蝴蝶", "a kitten", "chasing a butterfly", "under a cherry blossom tree"),
        ("红色的小汽车", "a red car", "", ""),
        ("两只小狗和一个孩子在海边玩", "two puppies and a child", "playing", "at the beach"),
        ("一家人在家里包饺子", "the whole family", "making dumplings", "at home"),
        ("春天的花园里，蓝色的蝴蝶飞", "a blue butterfly", "flying", "in spring, in the garden"),
        ("一群小鱼在荷叶下游", "a group of little fish", "swimming", "under a lotus leaf"),
        ("红色的灯笼和金色的龙", "a red lantern and a golden dragon", "", ""),
        ("下雪的晚上，孩子们堆雪人", "children", "building a snowman", "in the falling snow, at night"),
        ("妈妈的生日蛋糕", "a mother's birthday cake", "", ""),
        ("3只白色的兔子", "three white rabbits", "", ""),
        ("穿红裙子的小女孩放风筝", "a little girl dressed in a red dress", "flying a kite", ""),
        ("小女孩穿着红色的裙子跳舞", "a little girl dressed in a red dress", "dancing", ""),
        ("孙子给奶奶倒茶", "a grandson", "pouring tea for a grandmother", ""),
        ("在河边钓鱼的老爷爷", "an old man fishing by the river", "", ""),
        ("沙发上坐着一只猫", "a cat", "sitting", "on the sofa"),
        ("小猫追蝴蝶小狗在旁边看", "a kitten", "chasing a butterfly, a puppy watching nearby", ""),
        ("树上的小鸟唱歌", "a little bird in the tree", "singing", ""),
        ("白胡子的老爷爷", "an old man with a white beard", "", ""),
        ("小猫被小狗追", "a kitten", "with a puppy chasing it", ""),
        ("妈妈用毛笔写字", "a mother", "writing with a writing brush", ""),
        ("八十岁的老奶奶端着两碗面", "an 80-year-old woman", "carrying two bowls of noodles", ""),
        ("小男孩跑得很快", "a little boy", "running fast", ""),
        ("花很红", "a red flower", "", ""),
        ("西湖", "the West Lake", "", ""),
        ("跑步的小狗", "a jogging puppy", "", ""),
    ],
)
def test_who_does_what_where(subject: str, who: str, motion: str, scene: str) -> None:
    got = shot(subject)
    assert (got.subject, got.subject_motion, got.scene, got.note) == (who, motion, scene, "")


def test_looks_stay_with_what_they_belong_to() -> None:
    got = shot("黑色的小狗追白色的兔子")
    assert (got.subject, got.subject_motion) == ("a black puppy", "chasing a white rabbit")


def test_what_no_list_knows_stays_quoted() -> None:
    got = shot("小猫和两只魑魅跳舞", style="蒸汽波")
    assert got.note == "“两只魑魅”“蒸汽波”"
    assert got.subject == "a kitten"


def test_half_known_words_are_not_guessed() -> None:
    assert shot("稻穗人").note == "“稻穗人”"


def test_wishes_become_fields() -> None:
    got = shot(
        "小狗跑",
        seconds=10,
        aspect="9:16",
        fps=30,
        resolution="1080p",
        style="卡通",
        mood="温馨",
        camera="镜头慢慢推近",
        negative="人和车",
    )
    assert (got.seconds, got.aspect, got.fps, got.resolution, got.camera) == (10, "9:16", 30, "1080p", "push in")
    assert got.style.startswith("cartoon")
    assert (got.atmosphere, got.color_palette) == ("warm and tender", "warm")
    assert got.negative == "people, cars"


def test_a_clip_that_refuses_something_is_about_the_rest() -> None:
    got = shot("不要出现人的小猫视频")
    assert (got.subject, got.negative) == ("a kitten", "people")


def test_a_refusal_ends_where_the_next_wish_begins() -> None:
    got = shot("小猫睡觉不要出现人要竖屏10秒")
    assert (got.subject, got.negative, got.aspect, got.seconds) == ("a kitten", "people", "9:16", 10)


def test_a_style_inside_the_sentence_is_a_style() -> None:
    got = shot("卡通的全家福")
    assert got.subject == "a family portrait"
    assert got.style.startswith("cartoon")


@pytest.mark.parametrize(
    ("subject", "moments"),
    [
        ("第3秒出现彩虹，小马在草原上跑", [(3, "a rainbow appearing")]),
        ("开头小猫睡觉最后小猫跳起来", [(0, "a kitten sleeping"), (4, "a kitten jumping")]),
        ("小狗先跑再跳进水里", [(0, "a puppy running"), (2.5, "a puppy jumping into the water")]),
        ("前3秒下雨，后2秒出太阳", [(0, "in the rain"), (3, "as the sun comes out")]),
    ],
)
def test_moments_are_timed(subject: str, moments: list[tuple[float, str]]) -> None:
    assert [(frame.at_seconds, frame.description) for frame in shot(subject).keyframes] == moments


def test_a_structured_description_is_read_part_by_part() -> None:
    got = shot("主体：一只橘猫；动作：追蝴蝶；场景：樱花树下；风格：水墨；镜头：慢慢推近；时长：10秒；负面：人、文字")
    assert (got.subject, got.subject_motion, got.scene) == (
        "an orange cat",
        "chasing a butterfly",
        "under a cherry blossom tree",
    )
    assert (got.camera, got.seconds, got.negative) == ("push in", 10, "people, text")
    assert "ink wash" in got.style


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ("慢动作", "motion_intensity", 0.3),
        ("动作激烈", "motion_intensity", 1.3),
        ("暖色调", "color_palette", "warm"),
        ("冷色", "color_palette", "cool"),
        ("不要闪", "temporal_consistency", 0.95),
        ("4K", "resolution", "4k"),
        ("60帧", "fps", 60),
        ("方形", "aspect", "1:1"),
        ("9比16", "aspect", "9:16"),
        ("特写", "framing", "close-up"),
        ("航拍", "framing", "aerial shot, drone view"),
        ("逆光", "lighting", "backlight with glowing edges"),
        ("夕阳", "lighting", "golden sunset light"),
        ("黑白", "style", "black and white, film grain"),
        ("镜头环绕", "camera", "orbit"),
        ("半分钟", "seconds", 30),
    ],
)
def test_a_wish_in_the_sentence_becomes_its_field(said: str, field: str, value: object) -> None:
    got = shot(f"小狗在海边，{said}")
    assert getattr(got, field) == value
    assert (got.subject, got.note) == ("a puppy", "")


def test_light_comes_from_the_time_of_day_where_none_is_said() -> None:
    assert shot("傍晚小狗跑").lighting == "warm evening light"
    assert shot("傍晚小狗跑，逆光").lighting == "backlight with glowing edges"


def test_nothing_said_leaves_the_defaults() -> None:
    assert shot("") == Shot()


@pytest.mark.parametrize("piece", ["妈妈的", "穿的", "在", "跑", "不要", "树上的小鸟的", "第3秒", "镜头"])
def test_endless_requests_are_quick_and_harmless(piece: str) -> None:
    shot(piece * 3)
    start = time.perf_counter()
    got = shot(piece * 1000)
    assert time.perf_counter() - start < 0.25
    assert not re.search(r"[\u3400-\u9fff]", got.subject)


PIECES = st.sampled_from([*WORDS.lexicon, *"在的和里下上着了，。五们A9哪吒"])


@settings(deadline=None)
@given(st.one_of(st.lists(PIECES, max_size=15).map("".join), st.text(max_size=40)))
def test_no_english_field_ever_holds_chinese(subject: str) -> None:
    got = shot(subject, negative=subject, style=subject)
    english = got.model_dump(exclude={"note", "keyframes"})
    assert not re.search(r"[\u3000-\u9fff]", str(english))
