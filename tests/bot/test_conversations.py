"""The dialogues of `tests/conversations/`, played from beginning to end."""

import contextlib
import io
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from pydantic import BaseModel, ConfigDict

from bot.channels.base import Picture
from bot.config import QuotaSettings
from bot.model_settings import LanguageModelSettings, ModelSettings
from bot.service_settings import MapSettings, WeatherSettings
from generators.base import Generator, NeedsTopUp
from generators.storyboard import Storyboard
from prompts.files import read
from tests.bot.harness import ROOT, BotUnderTest, Clock, running
from tests.bot.room import RoomChannel
from tests.bot.studio import Studio
from tests.doubles.amap import KEY
from tests.doubles.processes import Double
from tests.doubles.processes import running as running_double

MORNING = datetime(2026, 11, 21, 11, tzinfo=ZoneInfo("Asia/Shanghai"))
"""When dialogues about the map and the weather begin: a Saturday, the first day of the doubles' forecasts."""


class Strict(BaseModel):
    """Refuses what it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Turn(Strict):
    """Somebody says something and 小爱 answers, everybody waits for a clip, time goes by, or 小爱 is started again."""

    who: str = ""
    where: str = ""
    at: bool = False
    quotes: Literal["", "her", "other", "clip"] = ""
    says: str = ""
    times: int = 1
    answer: str = ""
    contains: tuple[str, ...] = ()
    silent: bool = False
    wait: Literal["", "begun", "finished"] = ""
    sends: str = ""
    later: float = 0
    restart: bool = False
    picture: bool = False
    photos: int = 0
    told: str = ""
    amap: str = ""
    open_meteo: str = ""
    model: str = ""
    made_with: tuple[str, ...] = ()


class ModelLine(Strict):
    """What the language model answers where some words stand in the question; an object is its JSON."""

    to: str
    say: str | dict[str, Any]


class Dialogue(Strict):
    """One dialogue; `video.yaml` explains the format."""

    title: str
    world: Literal["studio", "preview", "busy", "town", "weather", "paid", "model", "outside", "parts", "empty"] = (
        "studio"
    )
    model: tuple[ModelLine, ...] = ()
    city: str = ""
    admin: str = ""
    hears: Literal["all", "mentions"] = "all"
    turns: tuple[Turn, ...]


class DialogueFile(Strict):
    """One file of dialogues."""

    dialogues: tuple[Dialogue, ...]


FILES = sorted((ROOT / "tests" / "conversations").glob("*.yaml"))
DIALOGUES = [
    pytest.param(one, id=f"{path.stem}: {one.title}") for path in FILES for one in read(path, DialogueFile).dialogues
]


@dataclass(frozen=True, slots=True)
class Services:
    """The map, the weather and the language model, shared by all dialogues."""

    amap: Double
    open_meteo: Double
    model: Double

    def settings(self, world: str) -> dict[str, Any]:
        """What 小爱's settings say about them in a world; nothing where they are not set up."""
        if world == "model":
            model = ModelSettings(base_url=f"{self.model.url}/v1", model="small")
            return {"language_model": LanguageModelSettings(models=(model,))}
        if world not in ("town", "weather"):
            return {}
        url = self.open_meteo.url
        return {
            "maps": MapSettings(base_url=self.amap.url, calls_per_second=50),
            "weather": WeatherSettings(forecast_url=url, geocoding_url=url),
        }

    def obey(self, turn: Turn) -> None:
        """From here on they misbehave as the dialogue says."""
        if turn.amap:
            self.amap.misbehave(turn.amap)
        if turn.open_meteo:
            self.open_meteo.misbehave(turn.open_meteo)
        if turn.model:
            self.model.misbehave(turn.model)


class PhotoRoom(RoomChannel):
    """A room in which photos are shown: all of them of the same evening."""

    async def fetch(self, picture: Picture) -> bytes:
        file = io.BytesIO()
        Image.linear_gradient("L").convert("RGB").resize((160, 120)).save(file, "JPEG")
        return file.getvalue()


class World:
    """小爱 and everything around her that outlives her: her folder, the room, the clock."""

    def __init__(self, dialogue: Dialogue, data: Path, services: Services) -> None:
        self.dialogue = dialogue
        self.services = services
        self.data = data
        self.room = PhotoRoom(admits_everyone=not dialogue.admin)
        self.room.hears = dialogue.hears
        self.clock = Clock()
        if dialogue.world in ("town", "weather", "paid", "empty"):
            self.clock.goes(MORNING.timestamp() - self.clock())

    @contextlib.asynccontextmanager
    async def life(self) -> AsyncIterator[BotUnderTest]:
        """One life of hers, from a start to a stop."""
        outside = Studio("outside", is_remote=True, takes_picture=True, title="智谱")
        empty = Studio("zhipu", title="智谱")
        empty.to_refuse.append(NeedsTopUp("no money left"))
        makers: dict[str, list[Generator]] = {
            "preview": [Storyboard(self.data / "work")],
            "paid": [Studio("智谱", price_fen=50)],
            "parts": [Studio("智谱", price_fen=50, max_seconds=2.0, takes_picture=True)],
            "outside": [outside, Storyboard(self.data / "work")],
            "empty": [empty, Studio("本地")],
        }
        generators = makers.get(self.dialogue.world)
        settings = self.services.settings(self.dialogue.world)
        async with running(
            self.data,
            self.room,
            generators=generators,
            clock=self.clock,
            city=self.dialogue.city,
            quotas=QuotaSettings(),
            **settings,
        ) as bot:
            if self.dialogue.world == "busy":
                bot.studio.is_open.clear()
            yield bot


@pytest.fixture(scope="module")
def doubles() -> Iterator[Services]:
    today = ("--today", f"{MORNING:%Y-%m-%d}")
    with (
        running_double("amap", *today) as amap,
        running_double("open_meteo", *today) as open_meteo,
        running_double("language_model") as model,
    ):
        yield Services(amap, open_meteo, model)


@pytest.fixture
def services(doubles: Services, monkeypatch: pytest.MonkeyPatch) -> Services:
    """The map and the weather of two invented towns, in a good mood; with the key of the map where a dialogue wants one."""
    doubles.amap.post("/forget")
    doubles.open_meteo.misbehave("ok")
    doubles.model.post("/forget")
    monkeypatch.setenv("AMAP_KEY", KEY)
    return doubles


@pytest.mark.parametrize("dialogue", DIALOGUES)
async def test_the_dialogue_goes_as_written(
    dialogue: Dialogue, tmp_path: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    if dialogue.world != "town":
        monkeypatch.delenv("AMAP_KEY")
    for line in dialogue.model:
        say = line.say if isinstance(line.say, str) else json.dumps(line.say, ensure_ascii=False)
        services.model.post("/answers", to=line.to, say=say)
    world = World(dialogue, tmp_path, services)
    is_first = True
    for turns in lives(dialogue.turns):
        async with world.life() as bot:
            if dialogue.admin and is_first:
                await bot.hears(f"我是管理员 {await bot.app.new_admin_code()}", dialogue.admin)
            is_first = False
            for turn in turns:
                services.obey(turn)
                await take(turn, bot)


def lives(turns: tuple[Turn, ...]) -> list[list[Turn]]:
    """The turns between one start of 小爱's and the next."""
    parts: list[list[Turn]] = [[]]
    for turn in turns:
        if turn.restart:
            parts.append([])
        else:
            parts[-1].append(turn)
    return parts


async def take(turn: Turn, bot: BotUnderTest) -> None:
    if turn.amap or turn.open_meteo or turn.model:
        pass
    elif turn.told:
        heard = bot.room.said_to
        await bot.until(
            lambda _: bool(heard(turn.told)) and all(words in heard(turn.told)[-1] for words in turn.contains)
        )
    elif turn.later:
        bot.clock.goes(turn.later)
    elif turn.wait == "begun":
        await bot.begins(1)
    elif turn.wait == "finished":
        await bot.finishes_jobs()
        assert bot.room.posts[-1].path
        assert bot.said[-1] == turn.sends
        prompt = list(bot.studio.taken.values())[-1].prompt if turn.made_with else ""
        assert [words for words in turn.made_with if words not in prompt] == [], prompt
    else:
        await play(turn, bot)


async def play(turn: Turn, bot: BotUnderTest) -> None:
    quoted_id, before = f"from {turn.quotes}" if turn.quotes else "", len(bot.room.posts)
    if turn.quotes == "clip":
        quoted_id = next(f"p{number}" for number in range(before, 0, -1) if bot.room.posts[number - 1].path)
    said = await bot.hears(
        turn.says * turn.times,
        turn.who,
        turn.where,
        at=turn.at,
        quotes=turn.quotes in ("her", "clip"),
        quoted_id=quoted_id,
        pictures=tuple(Picture(f"{before}-{number}") for number in range(turn.photos)),
    )
    assert turn.answer or turn.contains or turn.silent, f"{turn.says}: nothing is expected of the answer"
    assert not (turn.silent and said), f"{turn.says} → {said}"
    assert not turn.answer or said == turn.answer, f"{turn.says} → {said}"
    assert turn.picture == any(post.kind == "image" for post in bot.room.posts[before:]), turn.says
    missing = [words for words in turn.contains if words not in said]
    assert not missing, f"{turn.says} → {said}"
