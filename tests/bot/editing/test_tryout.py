"""Trying a draft: what would be heard, said, shown to a model and rendered, before anything is saved."""

from datetime import UTC, datetime

import pytest

from bot.editing.drafts import Broken
from bot.editing.exam import Exam
from bot.editing.new_intent import NewIntent
from bot.editing.tryout import TryOut
from tests.bot.editing.conftest import WEATHER, Workbench

RECIPE = NewIntent.model_validate({"name": "菜谱", "says": "{菜:红烧肉}怎么做", "reply": "{菜}在本子里。"}).files(str)
CLIP = "生成一段5秒的视频：小猫在樱花树下追蝴蝶，镜头慢慢推近"


@pytest.fixture
def tryout(bench: Workbench) -> TryOut:
    return TryOut(bench.store, bench.editor.drafts, lambda: datetime.now(UTC), city="西安", learns=False)


async def test_a_draft_hears_and_answers_while_the_version_in_force_does_not(tryout: TryOut) -> None:
    now, draft = await tryout.hear("小爱，红烧肉怎么做", {}), await tryout.hear("小爱，红烧肉怎么做", RECIPE)
    assert now.explanation.recognition.title == "聊天"
    assert draft.explanation.recognition.title == "菜谱"
    assert draft.explanation.won is not None
    assert draft.explanation.won.template == "{菜}怎么做"
    assert draft.explanation.won.swallowed == (("菜", "红烧肉"),)
    assert draft.answer == "红烧肉在本子里。"
    told = [message.text for message in draft.to_recognise]
    assert "菜谱：家里人说“红烧肉怎么做”这样的话。" in told[0]
    assert told[1] == '{"message": "红烧肉怎么做"}'


async def test_the_words_for_a_model_are_those_of_the_draft(tryout: TryOut, bench: Workbench) -> None:
    file = "prompts/system/chat.yaml"
    text = (await bench.editor.open(file)).text.replace("热心、老实的侄女", "爱讲笑话的侄女")
    changes = {file: text.replace('"你是小爱"', "爱讲笑话")}
    heard = await tryout.hear("你好呀", changes)
    assert heard.explanation.recognition.title == "聊天"
    assert "爱讲笑话的侄女" in heard.to_answer[0].text
    assert "家在西安" in heard.to_answer[0].text
    assert heard.to_answer[-1].text == "你好呀"


async def test_a_request_becomes_a_shot_and_a_prompt_for_every_family_within_its_limit(tryout: TryOut) -> None:
    made = await tryout.imagine(CLIP, {})
    assert (made.request.kind, made.written.shot.seconds, made.written.shot.camera) == ("video", 5.0, "push in")
    assert "kitten" in made.written.shot.subject
    by_family = {one.family: one for one in made.prompts}
    assert {"ltx", "cogvideox", "wan", "zhipu", "storyboard", "image"} <= set(by_family)
    assert all(0 < one.length.used <= one.length.most for one in made.prompts)
    assert (by_family["zhipu"].length.unit, by_family["zhipu"].length.most) == ("characters", 512)
    assert by_family["zhipu"].length.used == len(by_family["zhipu"].prompt)
    assert by_family["cogvideox"].length.is_bound, "no vocabulary lies in this folder"
    assert "kitten" in by_family["ltx"].prompt
    assert "小猫在樱花树下追蝴蝶" in made.to_write[1].text


async def test_a_style_of_the_draft_is_in_the_prompts(tryout: TryOut) -> None:
    style = "title: 我家\nwords: {太奶奶风: {english: hand-tinted 1930s portrait}}\ntests: [{say: 太奶奶风, means: 太奶奶风}]\n"
    made = await tryout.imagine("画一张太奶奶风的猫", {"prompts/styles/style-我家.yaml": style})
    assert made.request.kind == "image"
    assert "1930s portrait" in made.written.shot.style


async def test_a_broken_draft_tries_nothing(tryout: TryOut) -> None:
    with pytest.raises(Broken) as broken:
        await tryout.hear("你好", {WEATHER: "name: ["})
    assert [one.file for one in broken.value.findings] == [WEATHER]


async def test_the_exam_tells_what_a_change_made_wrong_and_what_it_mended(bench: Workbench, tryout: TryOut) -> None:
    opened = await bench.editor.open(WEATHER)
    not_rain, not_wind = (f"tests:\n  - {{say: {said}, not: true}}\n" for said in ("明天会下雨吗", "今天刮风吗"))
    wrong = opened.text.replace("tests:\n", not_rain, 1)
    await bench.editor.save(WEATHER, wrong, based_on=opened.digest, by="爸爸")
    exam = Exam(bench.store, bench.editor.drafts, tryout)
    result = await exam.run({WEATHER: opened.text.replace("tests:\n", not_wind, 1)})
    assert result.sentences > 4000
    (worse,), (better,) = result.newly_wrong, result.newly_right
    assert worse.message.startswith("“今天刮风吗” 不应该是 天气")
    assert better.message.startswith("“明天会下雨吗” 不应该是 天气")
    assert result.wrong == (worse,)
