"""Wishes that are said twice, run into each other or name a moment."""

import pytest

from intents.engine.recognizer import Recognizer


@pytest.mark.parametrize(
    ("said", "slots"),
    [
        ("不要出现人的小猫视频", {"subject": "小猫", "negative": "人"}),
        ("生成一个不要出现人的小猫视频", {"subject": "小猫", "negative": "人"}),
        ("做个视频，小猫睡觉，不要出现红色的汽车", {"subject": "小猫睡觉", "negative": "红色的汽车"}),
        ("生成5秒的小猫视频，要5秒", {"subject": "小猫", "seconds": "5秒"}),
        ("做个视频，小猫睡觉，不要出现人，不要出现字幕", {"subject": "小猫睡觉", "negative": "人、字幕"}),
        ("做个视频，小猫睡觉，不要出现人要竖屏", {"subject": "小猫睡觉", "negative": "人", "aspect": "竖屏"}),
        ("做个视频，前3秒小鸟睡觉", {"subject": "前3秒小鸟睡觉"}),
        ("做个视频，小鸟睡觉，3秒后飞走", {"subject": "小鸟睡觉，3秒后飞走"}),
    ],
)
def test_wishes_are_taken_out_whole(recognizer: Recognizer, said: str, slots: dict[str, str]) -> None:
    assert recognizer.recognize(said).slots == slots
