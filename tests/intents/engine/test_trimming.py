"""What of a found value counts."""

from pathlib import Path

import pytest
import yaml

from intents.engine.catalog import Catalog
from intents.engine.trimming import trimmed
from prompts.files import FileError


@pytest.mark.parametrize(
    ("intent", "slot", "found", "counts"),
    [
        ("walking", "destination", "粮库啊", "粮库"),
        ("walking", "destination", "音乐厅那边单程", "音乐厅"),
        ("driving", "destination", "建材市场提货", "建材市场"),
        ("driving", "destination", "城南中学开家长会", "城南中学"),
        ("driving", "destination", "火车站北广场", "火车站北广场"),
        ("driving", "destination", "国际机场T2", "国际机场T2"),
        ("transit", "destination", "人民医院住院部", "人民医院住院部"),
        ("transit", "destination", "市政府办事大厅", "市政府办事大厅"),
        ("transit", "origin", "公交", ""),
        ("cycling", "origin", "共享单车", ""),
        ("places", "keyword", "又便宜又干净的小旅馆", "小旅馆"),
        ("places", "keyword", "能带狗进去的茶馆", "茶馆"),
        ("places", "keyword", "修自行车的", "修自行车"),
        ("places", "keyword", "配钥匙的地方", "配钥匙"),
        ("places", "keyword", "好吃的", "好吃的"),
        ("places", "keyword", "24小时药店", "24小时药店"),
        ("places", "near", "少年宫跟前", "少年宫"),
        ("places", "near", "我家", ""),
        ("weather", "city", "外面", ""),
    ],
)
def test_what_does_not_belong_to_a_value_is_taken_off(
    catalog: Catalog, intent: str, slot: str, found: str, counts: str
) -> None:
    assert trimmed({slot: found}, catalog.intents[intent].trims) == ({slot: counts} if counts else {})


def test_what_is_left_stays_as_it_was_written(catalog: Catalog) -> None:
    assert trimmed({"keyword": "好吃的 牛肉麵店"}, catalog.intents["places"].trims) == {"keyword": "牛肉麵店"}


def test_slots_without_templates_stay(catalog: Catalog) -> None:
    assert trimmed({"subject": "小猫啊"}, catalog.intents["video"].trims) == {"subject": "小猫啊"}


def test_a_misspelt_template_is_told_with_its_line(home: Path) -> None:
    path = home / "intents" / "places.yaml"
    file = yaml.safe_load(path.read_text(encoding="utf-8"))
    file["slots"]["near"]["trim"] = ["{nere}那边"]
    path.write_text(yaml.safe_dump(file, allow_unicode=True), encoding="utf-8")
    with pytest.raises(FileError, match="没有声明"):
        Catalog.load(home / "intents")
