"""An intent from a form, by somebody who has never seen YAML."""

import pytest
from pydantic import ValidationError

from bot.editing.editor import Conflict
from bot.editing.new_intent import NewIntent
from tests.bot.editing.conftest import Workbench

RECIPE = NewIntent.model_validate(
    {
        "name": "菜谱",
        "says": "{菜:红烧肉}怎么做\n\n请问一下{菜:糖醋鱼}的做法（要快）啊\n今天做什么菜好",
        "never": "我妈做的红烧肉最好吃",
        "reply": "{菜}的做法在厨房的'蓝'本子里: 自己翻。",
    }
)


async def test_the_form_becomes_an_intent_that_answers(bench: Workbench) -> None:
    await bench.editor.create(RECIPE.files(bench.tidy), by="爸爸")
    recognition = bench.store.current.recognizer.recognize("小鸡炖蘑菇怎么做啊")
    assert (recognition.title, dict(recognition.slots)) == ("菜谱", {"菜": "小鸡炖蘑菇"})
    assert bench.says("我妈做的红烧肉最好吃") == "聊天"
    assert bench.says("蒜蓉西兰花的做法要快") == "菜谱", "请问 and 啊 are heard by no template"
    said = bench.store.render("菜谱.answer", recognition.slots)
    assert said == "小鸡炖蘑菇的做法在厨房的'蓝'本子里: 自己翻。"
    assert bench.editor.drafts.misheard(RECIPE.files(bench.tidy)) == ()
    with pytest.raises(Conflict):
        await bench.editor.create(RECIPE.files(bench.tidy), by="妈妈")


async def test_a_model_is_told_what_was_heard_and_the_reply_stands_in_for_it(bench: Workbench) -> None:
    asks = RECIPE.model_copy(update={"prompt": "教家里人做{菜}，三句话。"})
    await bench.editor.create(asks.files(bench.tidy), by="爸爸")
    file = bench.store.current.catalog.intents["菜谱"].file
    assert file.prompt == "教家里人做{{ 菜 }}，三句话。"
    assert file.offline_reply == "菜谱.answer"


async def test_sentences_that_belong_to_another_intent_are_told(bench: Workbench) -> None:
    greedy = NewIntent.model_validate({"name": "出门", "says": "明天会下雨吗\n今天天气怎么样", "reply": "看看窗外。"})
    found = bench.editor.drafts.misheard(greedy.files(bench.tidy))
    assert found
    assert all("天气" in one.message for one in found)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name": "菜 谱"}, "不要空格和标点"),
        ({"name": "../x"}, "不要空格和标点"),
        ({"says": "  \n "}, "至少一句"),
        ({"says": "{红烧肉}"}, "除了花括号还要有别的字"),
        ({"says": "{红烧肉怎么做"}, "没有成对"),
        ({"says": "从{家}到{公园}怎么走"}, "给它们起名字"),
        ({"says": "{甲:一}和{乙:二}和{丙:三}"}, "最多 2 处"),
        ({"reply": ""}, "怎么回答"),
        ({"reply": "{鱼}没有了"}, "能用的有 {菜}"),
    ],
)
def test_a_slip_in_the_form_is_told_in_words(change: dict[str, str], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        NewIntent.model_validate(RECIPE.model_dump() | change)
