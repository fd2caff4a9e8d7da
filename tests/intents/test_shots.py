"""Shots without a language model."""

import re
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
        ("一群小鱼在荷叶下游", "a group of fish", "swimming", "under a lotus leaf"),
        ("红色的灯笼和金色的龙", "a red lantern and a golden dragon", "", ""),
        ("下雪的晚上，孩子们堆雪人", "children", "building a snowman", "in the falling snow, at night"),
        ("妈妈的生日蛋糕", "a mother's birthday cake", "", ""),
        ("3只白色的兔子", "three white rabbits", "", ""),
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
    got = shot("小猫和哪吒跳舞", style="赛博朋克")
    assert got.note == "“哪吒”“赛博朋克”"
    assert got.subject == "a kitten"


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


def test_nothing_said_leaves_the_defaults() -> None:
    assert shot("") == Shot()


PIECES = st.sampled_from([*WORDS.lexicon, *"在的和里下上着了，。五们A9哪吒"])


@settings(deadline=None)
@given(st.one_of(st.lists(PIECES, max_size=15).map("".join), st.text(max_size=40)))
def test_no_english_field_ever_holds_chinese(subject: str) -> None:
    got = shot(subject, negative=subject, style=subject)
    english = got.model_dump(exclude={"note", "keyframes"})
    assert not re.search(r"[\u3000-\u9fff]", str(english))
