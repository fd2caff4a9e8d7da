"""Ideas for a vague wish: which wishes are vague, what stands ready, what is taken of a model's answer."""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from intents.engine.answers import Answers
from intents.engine.catalog import Catalog
from intents.engine.handlers import load_handlers
from intents.engine.idea_answers import Changed, IdeaAnswers, Picked, Wished
from intents.engine.recognizer import Recognizer
from intents.engine.types import MediaRequest, Reply, Speaker, Taste, Turn
from intents.ideas import MODEL_SECONDS
from intents.services import Services
from intents.services.language_model import LanguageModel
from intents.shots import offline_shot
from intents.told_ideas import Idea, told_ideas
from prompts.check import check_prompts
from prompts.idea_stock import IdeaStock
from prompts.instructions import Instructions
from prompts.safety import Safety
from tests.doubles.processes import ROOT, Double
from tests.intents.model_service import MakeModels, entry

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
Says = Callable[..., Awaitable[Reply]]
NO_TASTE = Taste()

TOLD = [
    {"picture": "外婆在老灶台前揭开蒸笼，白汽腾腾", "camera": "镜头慢慢推近", "style": "老电影"},
    {"picture": "三只小鸡排队跟着拖拉机走", "camera": "镜头跟着走", "style": "卡通"},
    {"picture": "夜里的渔港，小船一盏一盏亮起灯", "camera": "镜头拉远", "style": "油画"},
]


@pytest.fixture(scope="module")
def stock(catalog: Catalog) -> IdeaStock:
    return IdeaStock.load(catalog.words, ROOT / "prompts" / "ideas")


@pytest.fixture
def with_model(catalog: Catalog, recognizer: Recognizer, stock: IdeaStock) -> Callable[[LanguageModel | None], Says]:
    """A family that says things, with this model and the shipped ideas."""
    instructions = Instructions.load(ROOT / "prompts" / "system")
    safety = Safety.load(ROOT / "prompts" / "safety")

    def family(model: LanguageModel | None) -> Says:
        services = Services(model, instructions=instructions, ideas=stock, safety=safety)
        handlers = load_handlers(catalog, services)

        async def says(text: str, *, taste: Taste = NO_TASTE, shown: tuple[str, ...] = (), **slots: str) -> Reply:
            async def before() -> tuple[str, ...]:
                return shown

            recognition = recognizer.recognize(text)
            if slots:
                recognition = type(recognition)("video", "视频生成", 1.0, slots, "rules")
            speaker = Speaker("奶奶", "member")
            turn = Turn(text, recognition, speaker, False, NOW, city="西安", taste=taste, shown_ideas=before)
            return await handlers[recognition.intent].handle(turn)

        return says

    return family


def pictures(reply: Reply) -> list[str]:
    """What the ideas show."""
    return [choice.slots["subject"] for choice in reply.choices]


@pytest.mark.parametrize(
    "vague",
    [
        *(
            "来个视频吧",
            "给我弄个视频",
            "给孩子做个生日视频",
            "随便拍一个",
            "做个中秋的视频",
            "给我几个方案",
            "出几个主意",
        ),
        *(
            "做个过年的视频",
            "给奶奶做个视频",
            "给孙子做个生日祝福视频",
            "明天是爸爸的生日，帮我做个视频",
            "拍个风景视频",
        ),
        *(
            "来个春天的视频",
            "做个搞笑的视频",
            "做一个卡通的视频",
            "画张画",
            "随便画一张",
            "画张中秋的图",
            "做个宠物的视频",
        ),
        *("给老妈做个母亲节视频", "快中秋了，给我做个视频", "不知道拍什么", "拍点什么好呢"),
    ],
)
async def test_a_wish_that_says_nothing_to_see_is_answered_with_ideas(
    with_model: Callable[[None], Says], vague: str
) -> None:
    reply = await with_model(None)(vague)
    assert reply.offers_ideas
    assert reply.media is None
    assert len(set(pictures(reply))) == 3


@pytest.mark.parametrize(
    "clear",
    [
        *(
            "拍个小猫",
            "画一张小猫",
            "拍一段奶奶在公园打太极的视频",
            "帮我做一段小恐龙过生日的动画",
            "做个春天花开的视频",
        ),
        *("做个过年放鞭炮的视频", "给妈妈做一张生日贺卡", "画一张中秋海报", "拍一段奶奶", "拍个中秋赏月的全家福"),
        *("来个烟花的视频", "做个小狗过年的视频"),
    ],
)
async def test_whoever_names_something_to_see_is_not_asked(with_model: Callable[[None], Says], clear: str) -> None:
    reply = await with_model(None)(clear)
    assert reply.media is not None
    assert not reply.offers_ideas


async def test_the_ideas_are_for_the_occasion(with_model: Callable[[None], Says], stock: IdeaStock) -> None:
    says = with_model(None)
    for wish, title in (("做个中秋的视频", "中秋"), ("给爷爷做个生日视频", "祝寿"), ("给孩子做个生日视频", "生日")):
        theme = next(one for one in stock.files.values() if one.title == title)
        assert set(pictures(await says(wish))) <= {idea.picture for idea in theme.ideas}


def test_enough_ideas_stand_ready_and_each_can_be_filmed_without_a_model(catalog: Catalog, stock: IdeaStock) -> None:
    everything = stock.everything()
    assert len(everything) >= 120
    assert len({idea.picture for idea in everything}) == len(everything)
    sizes = {theme.title: len(theme.ideas) for theme in stock.files.values()}
    assert (
        min(sizes[name] for name in ("日常", "给孩子", "生日", "春节", "中秋", "自然", "宠物", "老人", "旅行", "祝福"))
        >= 12
    )
    for idea in everything:
        request = MediaRequest(
            kind="video", text=idea.picture, subject=idea.picture, camera=idea.camera, style=idea.style
        )
        shot = offline_shot(request, catalog.words)
        assert shot.note == "", idea.picture
        assert all((shot.subject, shot.subject_motion, shot.scene, shot.style)), idea.picture
        assert (shot.camera == "static") == ("不动" in idea.camera), idea.camera


async def test_a_day_and_a_member_have_an_order_of_their_own(with_model: Callable[[None], Says]) -> None:
    says = with_model(None)
    first = pictures(await says("来个视频吧"))
    assert pictures(await says("来个视频吧")) == first
    assert not set(pictures(await says("来个视频吧", shown=tuple(first)))) & set(first)


async def test_the_model_is_told_what_it_needs_and_its_ideas_are_shown(
    with_model: Callable[[LanguageModel], Says], double: Double, models_of: MakeModels
) -> None:
    double.post("/answers", to="", say=json.dumps({"ideas": TOLD}, ensure_ascii=False))
    says = with_model(models_of(entry(double.url)))
    shown = ("猫在窗台上看雪",)
    taste = Taste(standing={"aspect": "竖屏"}, lately={"mood": "温馨"})
    reply = await says("给奶奶做个生日视频", taste=taste, shown=shown)
    assert pictures(reply) == [one["picture"] for one in TOLD]
    assert [choice.slots["style"] for choice in reply.choices] == ["老电影", "卡通", "油画"]
    assert reply.choices[0].media is not None
    assert reply.choices[0].media.camera == "镜头慢慢推近"
    system, user = (message["content"] for message in double.get("/requests")[-1]["messages"])
    assert "JSON" in system
    material = json.loads(user)
    assert material["request"] == "给奶奶做个生日视频"
    assert material["city"] == "西安"
    assert material["today"] == "2026-11-21"
    assert material["likes"] == "温馨、竖屏"
    assert material["shown"] == list(shown)


async def test_what_a_model_gives_badly_is_filled_up_from_what_stands_ready(
    with_model: Callable[[LanguageModel], Says], double: Double, models_of: MakeModels
) -> None:
    told = [
        TOLD[0],
        {**TOLD[0], "style": "写实"},
        {**TOLD[1], "style": "老电影"},
        {"picture": "A cat on the roof", "style": "写实"},
        {"picture": "两个人拿着砍刀血淋淋地互砍", "style": "写实"},
        {"picture": "外婆在窗台前看雪", "style": "水墨"},
    ]
    double.post("/answers", to="", say=json.dumps({"ideas": told}, ensure_ascii=False))
    reply = await with_model(models_of(entry(double.url)))("来个视频吧", shown=("外婆在窗台前看大雪",))
    assert len(reply.choices) == 3
    assert len({choice.slots["style"] for choice in reply.choices}) == 3
    assert pictures(reply)[0] == TOLD[0]["picture"]
    assert not {one["picture"] for one in told[2:]} & set(pictures(reply))


@pytest.mark.parametrize("mood", ["busy_zhipu", "hang", "not_json", "empty", "html"])
async def test_a_model_in_a_bad_mood_costs_no_ideas(
    with_model: Callable[[LanguageModel], Says],
    double: Double,
    models_of: MakeModels,
    mood: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("intents.ideas.MODEL_SECONDS", 0.5)
    double.misbehave(mood)
    reply = await with_model(models_of(entry(double.url)))("来个视频吧")
    assert len(reply.choices) == 3


def test_nobody_waits_longer_than_eight_seconds_for_a_model() -> None:
    assert MODEL_SECONDS <= 8


@pytest.mark.parametrize(
    ("text", "ideas"),
    [
        ('[{"画面": "1. 小鸭子排队过河。", "镜头": "跟拍", "风格": "卡通风格"}]', [("小鸭子排队过河", "跟拍", "卡通")]),
        ('{"主意": ["小鸭子排队过河（卡通）", "没有风格的一句话"]}', [("小鸭子排队过河", "", "卡通")]),
        ('{"1": {"picture": "小鸭子排队过河", "style": "水墨"}}', [("小鸭子排队过河", "", "水墨")]),
        ('{"ideas": [{"picture": "小鸭子排队过河", "camera": "a very slow push in", "style": "水墨"}]}', [("小鸭子排队过河", "", "水墨")]),
        ('{"ideas": [{"picture": "小鸭子排队过河' + "，岸边开满了黄色的小花" * 4 + '", "style": "水墨"}]}', [("小鸭子排队过河" + "，岸边开满了黄色的小花" * 2, "", "水墨")]),
        ('{"ideas": [{"picture": "a duck", "style": "水墨"}, {"picture": "鸭子"}, 7, null, {"style": "水墨"}]}', []),
        ("好的，这是三个主意", []),
        ('{"ideas": "没有"}', []),
    ],
)  # fmt: skip
def test_a_models_answer_is_read_as_it_comes(text: str, ideas: list[tuple[str, str, str]]) -> None:
    assert [(one.picture, one.camera, one.style) for one in told_ideas(text)] == ideas


def test_the_longest_line_that_can_be_shown_fits_a_phone() -> None:
    (idea,) = told_ideas(
        json.dumps({"ideas": [{"picture": "大" * 30, "camera": "镜头慢慢推近", "style": "水墨"}]})
    ) or (Idea("", "", ""),)
    assert idea.picture == "", "one clause cannot be cut"


async def test_a_standing_style_is_the_style_of_all_three(with_model: Callable[[None], Says]) -> None:
    reply = await with_model(None)("来个视频吧", taste=Taste(standing={"style": "剪纸"}))
    assert {choice.slots["style"] for choice in reply.choices} == {"剪纸"}


def test_answers_to_ideas_are_read(catalog: Catalog, recognizer: Recognizer) -> None:
    answers = IdeaAnswers(catalog, recognizer, Answers(catalog, recognizer))
    expected = {
        "2": Picked(2),
        "第三个吧": Picked(3),
        "2吧 竖屏的": Picked(2, {"aspect": "竖屏"}),
        "第一个，10秒": Picked(1, {"seconds": "10秒"}),
        "就要第二个，卡通风格": Picked(2, {"style": "卡通"}),
        "1，加只小狗": Picked(1, {}, "小狗"),
        "竖屏的": Wished({"aspect": "竖屏"}),
        "5秒": Wished({"seconds": "5秒"}),
        "要有小狗的": Changed("小狗"),
        "换一批": "others",
        "从头来": "anew",
        "你定": "whichever",
        "都要": "several",
    }
    for text, meant in expected.items():
        assert answers.read(text, "video", ("甲", "乙", "丙")) == meant, text
    for text in ("小狗在海边跑", "我想想", "多少钱", "明天天气怎么样", "好了没", "拍一段小狗在海边跑的视频", "取消 12"):
        assert answers.read(text, "video", ("甲", "乙", "丙")) is None, text


@pytest.mark.parametrize(
    ("old", "new", "line", "complaint"),
    [
        ("style: 电影感", "style: 电影赶", "电影赶", "没有叫 “电影赶” 的风格"),
        ("camera: 镜头慢慢绕一圈", "camera: 镜头飘", "镜头飘", "认不出镜头怎么动"),
        ("motion: 做月饼", "moton: 做月饼", "moton", "moton"),
        ("subject: 玉兔", "subject: " + "小" * 40, "小小", "请改到 40 个字以内"),
        ("{say: [做个中秋的视频", "{say: [做个清明的视频", "清明", "应该是 中秋"),
    ],
)
def test_a_slip_of_the_pen_is_told_with_its_line(home: Path, old: str, new: str, line: str, complaint: str) -> None:
    path = home / "prompts" / "ideas" / "mid_autumn.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    wrong = next(number for number, one in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if line in one)
    problems = [one for one in check_prompts(home / "prompts").problems if one.path == path]
    assert {one.line for one in problems} == {wrong}
    assert any(complaint in one.message for one in problems)
