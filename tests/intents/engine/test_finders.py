"""Slots of sentences that no template reads."""

import time
from pathlib import Path

import pytest
import yaml

from intents.engine.catalog import Catalog
from intents.engine.finders import find_slots
from intents.engine.recognizer import Recognizer
from prompts.files import FileError


def found(recognizer: Recognizer, catalog: Catalog, intent: str, said: str) -> dict[str, str]:
    return find_slots(catalog.intents[intent], recognizer.readable(said))


@pytest.mark.parametrize(
    ("intent", "said", "slots"),
    [
        ("weather", "我后天要飞乌鲁木齐，你说我羽绒服带不带", {"city": "乌鲁木齐", "date": "后天"}),
        ("weather", "昨天热死了，下周一南昌还这么热吗", {"city": "南昌", "date": "下周一"}),
        ("weather", "听说要来寒潮，姥姥家那边明晚冷不冷", {"city": "姥姥家", "date": "明晚"}),
        ("weather", "雨老是不停，烦死了，啥时候是个头", {}),
        ("driving", "孩子发烧了，从幼儿园开车去儿童医院走哪条路快", {"origin": "幼儿园", "destination": "儿童医院"}),
        ("transit", "我人生地不熟，想去科技馆坐几号线", {"destination": "科技馆"}),
        ("walking", "从我这儿走到东湖得多久，我腿不好", {"destination": "东湖"}),
        ("cycling", "电动车充满了，明早骑着去我二叔家要多久", {"destination": "我二叔家", "date": "明早"}),
        ("places", "牙疼了一宿，公司附近有没有牙科诊所", {"near": "公司", "keyword": "牙科诊所"}),
        ("places", "走不动了，找个茶馆坐坐，最好近点", {"keyword": "茶馆"}),
        ("cycling", "学校→体育馆 骑车", {"origin": "学校", "destination": "体育馆"}),
        ("transit", "我人在县城呢，去省城的大学报到，坐几路车", {"origin": "县城", "destination": "省城的大学"}),
        ("driving", "从老家开到青岛去看海，得几个钟头", {"origin": "老家", "destination": "青岛"}),
        ("places", "我嗓子疼，附近有没有社区医院", {"keyword": "社区医院"}),
        ("places", "我家附近有没有修伞的", {"keyword": "修伞"}),
    ],
)
def test_slots_stand_between_words_that_give_them_away(
    recognizer: Recognizer, catalog: Catalog, intent: str, said: str, slots: dict[str, str]
) -> None:
    assert found(recognizer, catalog, intent, said) == slots


def test_here_is_no_origin(recognizer: Recognizer, catalog: Catalog) -> None:
    for here in ("这里", "我这儿", "我们这儿"):
        assert "origin" not in found(recognizer, catalog, "driving", f"下雨了，从{here}打车去机场多少钱")


def test_a_value_stays_as_it_was_written(recognizer: Recognizer, catalog: Catalog) -> None:
    got = found(recognizer, catalog, "places", "嗨，１号楼附近有没有 24小时药店 呀，急")
    assert got["keyword"] == "24小时药店"


def test_what_is_known_stays_and_is_in_no_other_slot(recognizer: Recognizer, catalog: Catalog) -> None:
    flat = recognizer.readable("我在西站，去北站坐几号线")
    got = find_slots(catalog.intents["transit"], flat, {"origin": "北站"})
    assert got["origin"] == "北站"
    assert got.get("destination") != "北站"


def test_an_intent_without_templates_to_find_has_no_slots(recognizer: Recognizer, catalog: Catalog) -> None:
    assert found(recognizer, catalog, "chat", "明天去上海玩") == {}


def test_every_value_is_a_part_of_the_message(recognizer: Recognizer, catalog: Catalog) -> None:
    for intent in catalog.intents.values():
        for said in (say for case in intent.file.tests for say in case.say):
            flat = recognizer.readable(said)
            for value in find_slots(intent, flat).values():
                assert value in flat.source, said


def test_hostile_text_costs_little(recognizer: Recognizer, catalog: Catalog) -> None:
    recognizer.warm_up()
    for text in (
        "从" * 500,
        "去到" * 250,
        "从家到" * 160,
        "附近有" * 160,
        "明天" * 250,
        "北京朝阳" * 120,
        "坐地铁去" * 120,
    ):
        flat = recognizer.readable(text)
        for intent in catalog.intents.values():
            find_slots(intent, flat)  # compiles
            start = time.perf_counter()
            find_slots(intent, flat)
            assert time.perf_counter() - start < 0.2, (intent.name, text[:8])


def test_a_finder_for_a_slot_that_is_not_declared_is_refused(home: Path) -> None:
    path = home / "intents" / "walking.yaml"
    file = yaml.safe_load(path.read_text(encoding="utf-8"))
    file["slots"]["date"]["find"] = ["在{whereabouts}"]
    path.write_text(yaml.safe_dump(file, allow_unicode=True), encoding="utf-8")
    with pytest.raises(FileError, match="没有声明"):
        Catalog.load(home / "intents")


def test_the_admin_may_add_a_town(home: Path) -> None:
    path = home / "intents" / "_cities.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "  town_of_ours: [柳家坡]\n", encoding="utf-8")
    text = path.read_text(encoding="utf-8").replace('    - "{abroad}"', '    - "{abroad}"\n    - "{town_of_ours}"')
    path.write_text(text, encoding="utf-8")
    recognizer = Recognizer(Catalog.load(home / "intents"))
    assert recognizer.recognize("柳家坡明天冷不冷").slots == {"city": "柳家坡", "date": "明天"}
