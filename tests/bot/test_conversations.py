"""The dialogues of `tests/conversations/`, played from beginning to end."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict

from generators.storyboard import Storyboard
from prompts.files import read
from tests.bot.harness import ROOT, BotUnderTest, running
from tests.bot.room import RoomChannel


class Strict(BaseModel):
    """Refuses what it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Turn(Strict):
    """Somebody says something and 小爱 answers, or everybody waits for a clip."""

    who: str = ""
    where: str = ""
    at: bool = False
    says: str = ""
    times: int = 1
    answer: str = ""
    contains: tuple[str, ...] = ()
    silent: bool = False
    wait: Literal["", "begun", "finished"] = ""
    sends: str = ""


class Dialogue(Strict):
    """One dialogue; `video.yaml` explains the format."""

    title: str
    world: Literal["studio", "preview", "busy"] = "studio"
    admin: str = ""
    turns: tuple[Turn, ...]


class DialogueFile(Strict):
    """One file of dialogues."""

    dialogues: tuple[Dialogue, ...]


FILES = sorted((ROOT / "tests" / "conversations").glob("*.yaml"))
DIALOGUES = [
    pytest.param(one, id=f"{path.stem}: {one.title}") for path in FILES for one in read(path, DialogueFile).dialogues
]


@contextlib.asynccontextmanager
async def world_of(dialogue: Dialogue, data: Path) -> AsyncIterator[BotUnderTest]:
    generators = [Storyboard(data / "work")] if dialogue.world == "preview" else None
    room = RoomChannel(admits_everyone=not dialogue.admin)
    async with running(data, room, generators=generators) as bot:
        if dialogue.world == "busy":
            bot.studio.is_open.clear()
        if dialogue.admin:
            await bot.hears(f"我是管理员 {await bot.app.new_admin_code()}", dialogue.admin)
        yield bot


@pytest.mark.parametrize("dialogue", DIALOGUES)
async def test_the_dialogue_goes_as_written(dialogue: Dialogue, tmp_path: Path) -> None:
    async with world_of(dialogue, tmp_path) as bot:
        for turn in dialogue.turns:
            if turn.wait == "begun":
                await bot.begins(1)
            elif turn.wait == "finished":
                await bot.finishes_jobs()
                assert bot.room.posts[-1].path
                assert bot.said[-1] == turn.sends
            else:
                await play(turn, bot)


async def play(turn: Turn, bot: BotUnderTest) -> None:
    said = await bot.hears(turn.says * turn.times, turn.who, turn.where, at=turn.at)
    assert turn.answer or turn.contains or turn.silent, f"{turn.says}: nothing is expected of the answer"
    assert not (turn.silent and said), f"{turn.says} → {said}"
    assert not turn.answer or said == turn.answer
    missing = [words for words in turn.contains if words not in said]
    assert not missing, f"{turn.says} → {said}"
