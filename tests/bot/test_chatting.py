"""小爱 with a language model: a real server on this machine answers, or does not."""

import contextlib
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.config import RecognitionSettings
from bot.doctor.language_model import CURES
from bot.model_settings import LanguageModelSettings, ModelSettings
from bot.tables import jobs, model_calls
from bot.templates import LOOK_AGAIN_SECONDS
from intents.services.language_model import LanguageModelError
from prompts.loader import Sentences
from tests.bot.harness import ROOT, BotUnderTest, running
from tests.bot.room import RoomChannel
from tests.doubles.processes import Double, StartDouble

KEY = "sk-only-for-tests"
BORDERLINE = (
    "大雁塔",
    "公园里头",
    "坐几路来着",
    "想看看下雪的样子",
    "给我整一个呗",
    "骑过去呢",
    "附近那家",
    "画里的人动一动",
    "海边日落",
)
"""Nobody can say what these want; the classifier is unsure of most of them."""
Awake = Callable[..., contextlib.AbstractAsyncContextManager[BotUnderTest]]


@pytest.fixture
def double(start_double: StartDouble) -> Double:
    return start_double("language_model", key=KEY)


@pytest.fixture
def awake(tmp_path: Path, double: Double, monkeypatch: pytest.MonkeyPatch) -> Awake:
    """小爱 with this model: `async with awake() as bot`."""
    monkeypatch.setenv("STUDY_API_KEY", KEY)

    @contextlib.asynccontextmanager
    async def awake(
        room: RoomChannel | None = None, *, learns: bool = False, **limits: float
    ) -> AsyncIterator[BotUnderTest]:
        model = ModelSettings(name="书房", base_url=f"{double.url}/v1", model="small", key_variable="STUDY_API_KEY")
        settings = LanguageModelSettings.model_validate({"models": [model], **limits})
        recognition = RecognitionSettings(classifier=learns)
        async with running(tmp_path / "data", room, language_model=settings, recognition=recognition) as bot:
            yield bot

    return awake


def classified(intent: str, confidence: float = 0.95, **slots: str) -> str:
    return json.dumps({"intent": intent, "confidence": confidence, "slots": slots}, ensure_ascii=False)


async def test_she_talks(awake: Awake, double: Double) -> None:
    double.post("/answers", to="讲个笑话", say="**好**，小猫去上学，迟到了，老师问为什么，它说：喵。")
    async with awake() as bot:
        assert await bot.hears("小爱，讲个笑话") == "好，小猫去上学，迟到了，老师问为什么，它说：喵。"
        rows = await bot.rows(model_calls)
        assert {(row.model, row.purpose) for row in rows} >= {("书房", "chat")}


async def unsure(bot: BotUnderTest) -> str:
    """A message that the offline tiers leave open, once the classifier is there."""
    await bot.until(lambda _: bot.app.templates.current.recognizer.classifier is not None, seconds=60)
    recognizer = bot.app.templates.current.recognizer
    return next(text for text in BORDERLINE if recognizer.recognize(text).candidates)


async def test_what_the_offline_tiers_leave_open_is_what_the_model_says(awake: Awake, double: Double) -> None:
    async with awake(learns=True, classify_seconds=2, chat_seconds=2) as bot:
        text = await unsure(bot)
        double.post("/answers", to=text, say=classified("视频生成", 0.5, subject=text))
        assert "号）" not in await bot.hears(text), "no job on a guess"
        double.post("/answers", to=text, say=classified("天气"))
        assert await bot.hears(text, "爸爸") == await bot.hears("天气预报", "姥姥")
        asked = [request["messages"][-1]["content"] for request in double.get("/requests")]
        assert json.dumps({"message": text}, ensure_ascii=False) in asked
        double.misbehave("hang")
        assert await bot.hears(text, "爷爷"), "never silence"
        assert not await bot.rows(jobs)


@pytest.mark.parametrize("mood", ["http500", "empty", "wrong_key", "no_balance_zhipu", "html", "hang"])
async def test_a_fault_ends_in_a_sentence_and_what_needs_no_model_works(
    awake: Awake, double: Double, mood: str
) -> None:
    async with awake(classify_seconds=0.5, chat_seconds=0.5) as bot:
        double.misbehave(mood)
        assert "没答上" in await bot.hears("给我讲个笑话")
        assert "第 1 号" in await bot.hears("做个1秒的小视频，小猫钓鱼")
        await bot.finishes_jobs()
        assert bot.sent_file.suffix == ".mp4"


async def test_a_refusal_is_told_as_one(awake: Awake, double: Double) -> None:
    async with awake() as bot:
        double.misbehave("unsafe")
        assert "大模型那边不让说" in await bot.hears("给我讲个笑话")


async def test_the_admin_hears_of_a_wrong_key_once(awake: Awake, double: Double) -> None:
    async with awake(RoomChannel(admits_everyone=False)) as bot:
        await bot.hears(f"我是管理员 {await bot.app.new_admin_code()}", "爸爸")
        double.misbehave("wrong_key")
        for _ in range(3):
            await bot.hears("给我讲个笑话", "爸爸")
        await bot.until(lambda _: any("不认这把钥匙" in text for text in bot.said))
        await bot.settles()
        told = [text for text in bot.said if "书房" in text]
        assert len(told) == 1
        assert KEY not in "".join(bot.said)


async def test_the_days_limit_is_told_and_tomorrow_she_talks_again(awake: Awake) -> None:
    # Nothing has learned yet in this 小爱: one call for what the message wants, one for the joke.
    async with awake(calls_per_day=2) as bot:
        await bot.hears("给我讲个笑话")
        while "没答上" not in (said := await bot.hears("再讲一个笑话")) and "明天零点" not in said:
            pass
        assert "明天零点以后再陪你聊" in said
        bot.clock.goes(86400)
        assert "明天" not in await bot.hears("给我讲个笑话")


async def test_another_persona_is_in_force_at_the_next_message(awake: Awake, double: Double) -> None:
    async with awake() as bot:
        await bot.hears("给我讲个笑话")
        assert "你是小爱" in double.get("/requests")[-1]["messages"][0]["content"]
        path = bot.data / "templates/prompts/system/chat.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(
            "title: 聊天\npersona: 你是阿福，一只会说话的老猫。\ntext: '{{ persona }}'\ntests: [{contains: [阿福]}]\n",
            encoding="utf-8",
        )
        bot.app.templates._looked_at -= LOOK_AGAIN_SECONDS
        await bot.hears("给我讲个笑话")
        assert double.get("/requests")[-1]["messages"][0]["content"] == "你是阿福，一只会说话的老猫。"


async def test_a_slip_in_an_instruction_changes_nothing(awake: Awake, double: Double) -> None:
    async with awake() as bot:
        path = bot.data / "templates/prompts/system/chat.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(
            "title: 聊天\nvariables: {speeker: 谁}\ntext: '{{ speeker }}'\ntests: [{contains: [a]}]\n", encoding="utf-8"
        )
        bot.app.templates._looked_at -= LOOK_AGAIN_SECONDS
        assert await bot.hears("给我讲个笑话") == "好的，我听见了。"
        (problem,) = bot.app.templates.problems
        assert (problem.path, problem.line) == (path, 2)
        assert "是不是 “speaker”" in problem.message


def test_every_trouble_the_admin_may_hear_of_has_its_sentence_and_its_cure() -> None:
    sentences = Sentences.load(ROOT / "prompts/replies").keys
    found: list[type[LanguageModelError]] = [LanguageModelError]
    for error in found:
        found += error.__subclasses__()
    # These are nobody's to mend: they never come as news.
    codes = {error.code for error in found} - {"failed", "refused", "bad_answer", "resting"}
    assert {f"admin.model_{code}" for code in codes} <= sentences
    assert {error.code for error in found} - {"failed", "resting", "over_budget"} == set(CURES)
