"""A model's answer, as it may stand in a chat on a phone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.engine.plain_text import LONGEST, for_a_phone, without_claims


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("## 做法\n\n1. **洗**干净\n2. 切块", "做法\n1. 洗干净\n2. 切块"),
        ("| 菜 | 价钱 |\n|---|---|\n| 鱼 | 20 元 |", "菜，价钱\n鱼，20 元"),
        ("看[这里](https://example.com/a?b=c)吧", "看这里吧"),
        ("![图](https://example.com/a.png)你好", "你好"),
        ("```text\n春眠不觉晓\n```", "春眠不觉晓"),
        ("* 苹果\n* 梨\n\n\n就这些", "苹果\n梨\n就这些"),
        ("3 * 4 = 12，2**3 也会", "3 * 4 = 12，2**3 也会"),
        ("2*3*4，2**3**4，#1 号", "2*3*4，2**3**4，#1 号"),
        ("下划线_名字，a__b__c，~5 分钟~", "下划线_名字，a__b__c，~5 分钟~"),
        ("---", ""),
        ("好的😀", "好的😀"),
    ],
)
def test_no_markdown_reaches_the_family(written: str, read: str) -> None:
    assert for_a_phone(written) == read


def test_a_long_answer_ends_with_a_sentence() -> None:
    story = "从前有一只小兔子住在山坡上。" * 100
    told = for_a_phone(story)
    assert LONGEST - 20 < len(told) <= LONGEST
    assert told.endswith("山坡上。")


def test_a_long_answer_without_a_full_stop_is_cut_with_a_mark() -> None:
    told = for_a_phone("啦" * 2000)
    assert len(told) == LONGEST
    assert told.endswith("啦…")


@given(st.text(max_size=1500))
def test_whatever_it_writes_stays_short(text: str) -> None:
    assert len(for_a_phone(text)) <= LONGEST
    without_claims(text)


@pytest.mark.parametrize(
    "claim",
    [
        "视频已经给您拍好了！",
        "好的，我已经帮你生成了小猫的视频。",
        "我正在给你生成视频，请稍等。",
        "正在为您制作一段海边的短片。",
        "图片画好了。",
        "我刚刚给你画好了一张图。",
        "小片已经发过去了。",
        "视频生成中，大约一分钟。",
    ],
)
def test_a_clip_that_was_never_made_is_not_claimed(claim: str) -> None:
    assert without_claims(claim) == ""
    assert without_claims(f"哈哈，小猫真可爱。{claim}明天见！") == "哈哈，小猫真可爱。明天见！"


@pytest.mark.parametrize(
    "talk",
    [
        "你昨天拍的视频真好看。",
        "我没有拍好视频，只是在聊天。",
        "奶奶画的画真好。",
        "饭做好了就快去吃吧。",
        "想要视频的话，直接说“做个小视频，小狗在海边跑”。",
        "妈妈把照片发给你了吗？",
        "作业做完了可以看一会儿动画片。",
        "你画好了给我看看呀。",
    ],
)
def test_talk_about_clips_and_pictures_stays(talk: str) -> None:
    assert without_claims(talk) == talk
