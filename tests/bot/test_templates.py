"""The admin's YAML: a new file works at the next message, a broken one changes nothing and is told."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.templates import LOOK_AGAIN_SECONDS, TemplateStore
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
    write(
        bot,
        "prompts/replies/weather.yaml",
        "title: 天气\nsentences:\n  not_set_up:\n    variables: {city: 城市}\n    optional: [city]\n    text: 看看窗外。\n    tests: [{says: 看看窗外。}]\n",
    )
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
