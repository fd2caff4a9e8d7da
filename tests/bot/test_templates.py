"""The admin's YAML: a new file works at the next message, a broken one changes nothing and is told."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import yaml

from bot.config import RecognitionSettings
from bot.errors import ConfigError
from bot.templates import LOOK_AGAIN_SECONDS, TemplateStore
from prompts.shot import Shot
from tests.bot.harness import ROOT, BotUnderTest, running

RECIPE = """
# 菜谱：问一道菜怎么做。
name: 菜谱
title: 菜谱
description: 问一道菜怎么做。
reply: 菜谱.how
slots:
  dish: {}
sentences:
  - "{dish}(怎么做|咋做)"
tests:
  - {say: 红烧肉怎么做, slots: {dish: 红烧肉}}
"""
SAYS = """
title: 菜谱
sentences:
  how:
    text: 菜谱在厨房的蓝本子里。
    tests:
      - says: 菜谱在厨房的蓝本子里。
"""


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[BotUnderTest]:
    async with running(tmp_path / "data") as bot:
        yield bot


def write(bot: BotUnderTest, name: str, text: str) -> Path:
    """Put a file into the admin's layer, as a save in an editor would, some time after 小爱 looked last."""
    path = bot.data / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    bot.app.templates._looked_at -= LOOK_AGAIN_SECONDS  # no waiting for the pause between two looks
    return path


async def test_an_intent_of_the_admins_own_works_at_the_next_message(bot: BotUnderTest) -> None:
    assert "蓝本子" not in await bot.hears("红烧肉怎么做")
    write(bot, "prompts/replies/菜谱.yaml", SAYS)
    write(bot, "intents/菜谱.yaml", RECIPE)
    assert await bot.hears("红烧肉怎么做") == "菜谱在厨房的蓝本子里。"


async def test_a_changed_sentence_is_said_at_once_and_its_versions_are_kept(bot: BotUnderTest) -> None:
    weather = (ROOT / "prompts/replies/weather.yaml").read_text(encoding="utf-8")
    line = next(line for line in weather.splitlines() if line.strip().startswith("says:"))
    said = line.split("says:")[1].strip()
    changed = yaml.safe_load(weather)
    changed["sentences"]["not_set_up"] |= {"text": "看看窗外。", "tests": [{"says": "看看窗外。"}]}
    write(bot, "prompts/replies/weather.yaml", yaml.safe_dump(changed, allow_unicode=True))
    assert await bot.hears("明天天气怎么样") == "看看窗外。"
    assert said not in bot.said
    kept = list((bot.data / "history/prompts/replies/weather.yaml").glob("*.yaml"))
    assert [path.read_text(encoding="utf-8").count("看看窗外") for path in kept] == [2]


async def test_a_broken_file_changes_nothing_and_the_admin_is_told_the_line(bot: BotUnderTest) -> None:
    code = await bot.app.new_admin_code()
    await bot.hears(f"我是管理员 {code}", who="爸爸")
    before = await bot.hears("红烧肉怎么做")
    write(bot, "prompts/replies/菜谱.yaml", SAYS)
    path = write(bot, "intents/菜谱.yaml", RECIPE.replace("sentences:", "sentence:"))
    assert await bot.hears("红烧肉怎么做") == before
    await bot.until(lambda _: any("没换上" in text for text in bot.said))
    told = next(text for text in bot.said if "没换上" in text)
    assert "菜谱.yaml 第 9 行" in told
    assert "sentences" in told
    path.write_text(RECIPE, encoding="utf-8")
    await bot.until(lambda _: "刚改的文件换上了，从下一句话起算。" in bot.said)
    assert await bot.hears("红烧肉怎么做") == "菜谱在厨房的蓝本子里。"


async def test_a_removed_file_gives_the_shipped_one_back(bot: BotUnderTest) -> None:
    path = write(bot, "prompts/replies/菜谱.yaml", SAYS)
    intent = write(bot, "intents/菜谱.yaml", RECIPE)
    await bot.hears("红烧肉怎么做")
    path.unlink()
    intent.unlink()
    bot.app.templates._looked_at -= LOOK_AGAIN_SECONDS
    assert "蓝本子" not in await bot.hears("红烧肉怎么做")


OUR_STYLE = """
title: 我家的风格
words:
  蚀刻画: {aliases: [铜版画], english: "copperplate etching, fine lines"}
tests:
  - {say: 铜版画的, means: 蚀刻画}
"""


async def test_a_style_of_the_admins_own_is_drawn_at_the_next_message(bot: BotUnderTest) -> None:
    write(bot, "prompts/styles/style-我家.yaml", OUR_STYLE)
    await bot.hears("拍一段1秒的视频：小狗，铜版画风格")
    await bot.hears("拍一段1秒的视频：小狗，水墨风格")
    await bot.finishes_jobs()
    shots = [(await bot.job(number)).shot for number in (1, 2)]
    assert [shot.style for shot in shots if shot] == [
        "copperplate etching, fine lines",
        "traditional Chinese ink wash painting",
    ]


async def test_a_vocabulary_beside_the_templates_is_counted_with(tmp_path: Path) -> None:
    # So likely a piece that all of it is one: what a bound would cut stays.
    endless = "x" * 2000
    shot = Shot(subject=endless)
    assert endless not in TemplateStore(ROOT, tmp_path).render_shot("ltx", shot).prompt.lower()
    path = tmp_path / "tokenizers" / "t5" / "tokenizer.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"model": {"vocab": [["▁", -3.0], ["x" * 50, -1.0], ["X" + "x" * 49, -1.0]]}}))
    assert endless in TemplateStore(ROOT, tmp_path).render_shot("ltx", shot).prompt.lower()


LEARNED = """
sentences:
  - "{dish}(怎么做|咋做|的做法|怎么炖)"
  - "(教我|想学)(做|烧|炖){dish}"
tests:
  - {say: 红烧肉怎么做, slots: {dish: 红烧肉}}
  - {say: [炖鸡要先焯水吗, 想做锅包肉不会, 包饺子的馅怎么调, 蒸鸡蛋要放什么调料, 炒豆角要不要加水, 排骨炖多久才烂]}
"""


async def test_an_intent_of_the_admins_own_is_learned_in_the_background(tmp_path: Path) -> None:
    async with running(tmp_path / "data", recognition=RecognitionSettings(classifier=True)) as bot:
        said, first = "我想给老伴炖个排骨，要先焯水吗，放什么调料", bot.app.templates.current
        await eventually(lambda: first.recognizer.classifier is not None)
        assert "蓝本子" not in await bot.hears(said)
        write(bot, "prompts/replies/菜谱.yaml", SAYS)
        write(bot, "intents/菜谱.yaml", RECIPE.split("sentences:")[0] + LEARNED)
        # The templates are in force at once; what knows nothing of the new intent does not speak for it.
        assert await bot.hears("红烧肉怎么做") == "菜谱在厨房的蓝本子里。"
        newer = bot.app.templates.current
        assert newer is not first
        await eventually(lambda: newer.recognizer.classifier is not None)
        assert newer.recognizer.classifier is not None
        assert "菜谱" in newer.recognizer.classifier.labels
        chances = newer.recognizer.classifier.probabilities(said)
        assert max(chances, key=lambda name: chances[name]) == "菜谱"
        assert len(list((bot.data / "cache").glob("classifier-*.npz"))) == 2


async def test_a_start_finds_what_an_earlier_life_learned(tmp_path: Path) -> None:
    templates = TemplateStore(ROOT, tmp_path)
    await templates.teach()
    (kept,) = (tmp_path / "cache").iterdir()
    made_at = kept.stat().st_mtime_ns
    again = TemplateStore(ROOT, tmp_path)
    await again.teach()
    assert again.current.recognizer.classifier is not None
    assert kept.stat().st_mtime_ns == made_at


async def eventually(is_so: Callable[[], bool]) -> None:
    """Training takes seconds, on a busy machine many."""
    async with asyncio.timeout(90):
        while not is_so():
            await asyncio.sleep(0.05)


def test_a_file_that_replaces_a_shipped_one_must_hold_every_sentence(tmp_path: Path) -> None:
    overlay = tmp_path / "templates/prompts/replies"
    overlay.mkdir(parents=True)
    (overlay / "answer.yaml").write_text(SAYS.replace("菜谱", "回答"), encoding="utf-8")
    templates = TemplateStore(ROOT, tmp_path)
    assert any("empty" in problem.message and problem.path == overlay / "answer.yaml" for problem in templates.problems)
    # 小爱 starts all the same, with what she was shipped with.
    assert templates.render("answer.empty", {})


def test_a_broken_shipped_file_stops_the_start_with_its_line(tmp_path: Path) -> None:
    home = tmp_path / "home"
    for folder in ("intents", "prompts"):
        shutil.copytree(ROOT / folder, home / folder)
    (home / "intents/weather.yaml").write_text("name: [", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"weather\.yaml:\d"):
        TemplateStore(home, tmp_path / "data")
