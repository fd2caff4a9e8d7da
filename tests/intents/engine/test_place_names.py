"""家, 公司 and 奶奶家 among ordinary places."""

import pytest

from intents.engine.catalog import Catalog
from intents.engine.patterns import Grammar
from intents.engine.place_names import ASKED, PlaceName, ask_for_unsaved, meant, plain_name
from intents.engine.types import Question

SAVED = {"家": "雁塔区小寨东路12号", "公司": "国贸大厦A座", "奶奶家": "解放路幸福小区"}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        *(
            (one, "家")
            for one in (
                "家",
                "我家",
                "我家里",
                "家里",
                "咱家",
                "俺家",
                "我们家",
                "我的家",
                "我家里面",
                "我家那儿",
                "住处",
            )
        ),
        *((one, "公司") for one in ("公司", "我公司", "我们公司", "单位", "我单位", "咱单位", "公司里")),
        *(
            (one, "奶奶家")
            for one in ("奶奶家", "我奶奶家", "奶奶的家", "我 奶奶家", "奶奶家里", "奶奶家那边", "爷爷奶奶家")
        ),
        *((one, one) for one in ("老张茶馆", "国贸", "我", "我们", "家乐福", "这里", "里")),
    ],
)
def test_a_place_has_one_name_however_it_is_called(written: str, name: str) -> None:
    assert plain_name(written) == name


@pytest.mark.parametrize("written", ["家", "我家", "咱家里", "我们家"])
def test_a_saved_place_is_its_address(written: str) -> None:
    assert meant(written, SAVED) == PlaceName(written, "saved", "家", "雁塔区小寨东路12号")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("家", "家"),
        ("公司", "公司"),
        ("单位", "公司"),
        ("奶奶家", "奶奶家"),
        ("我姥姥家", "姥姥家"),
        ("二姨家", "二姨家"),
        ("老王家", "老王家"),
        ("张叔家", "张叔家"),
        ("儿子学校", "儿子学校"),
        ("老家", "老家"),
        ("我宿舍", "宿舍"),
    ],
)
def test_a_place_of_the_members_that_nobody_told_of(written: str, name: str) -> None:
    assert meant(written, {}) == PlaceName(written, "unsaved", name)


@pytest.mark.parametrize(
    "written",
    [
        "兵马俑",
        "西安",
        "国家大剧院",
        "宜家",
        "如家",
        "全聚德",
        "王家村",
        "家乐福",
        "学校",
        "中国银行",
        "大家",
        "人家",
        "大学城",
        "",
        "王府井",
    ],
)
def test_an_ordinary_place_is_looked_up_as_written(written: str) -> None:
    assert meant(written, SAVED) == PlaceName(written, "ordinary", address=written)


@pytest.mark.parametrize(
    "written", ["这里", "我这儿", "我们这边", "这儿", "我的位置", "当前位置", "我现在的位置", "本地"]
)
def test_here_is_home_where_that_is_known(written: str) -> None:
    assert meant(written, SAVED) == PlaceName(written, "saved", "家", "雁塔区小寨东路12号")
    assert meant(written, {"公司": "国贸"}) == PlaceName(written, "here")


def test_an_own_name_wins_over_the_map() -> None:
    assert meant("老张茶馆", {"老张茶馆": "人民路88号"}).address == "人民路88号"


def test_the_first_place_nobody_told_of_is_asked_for_with_what_is_known() -> None:
    asked = ask_for_unsaved("driving", {"origin": "公司", "destination": "姥姥家"}, ("origin", "destination"), SAVED)
    assert asked is not None
    assert (asked.say.key, dict(asked.say.values)) == ("places_saved.ask", {"name": "姥姥家"})
    assert asked.question == Question("driving", "destination", {"origin": "公司", ASKED: "姥姥家"})
    assert ask_for_unsaved("driving", {"destination": "奶奶家"}, ("origin", "destination"), SAVED) is None


@pytest.mark.parametrize(
    "text",
    [
        *(
            "雁塔区小寨东路12号",
            "小寨东路",
            "幸福小区3号楼2单元501",
            "建国门外大街1号",
            "人民路88-2号",
            "清河镇西三旗",
            "高新区科技园B座",
        ),
        *("洛阳市老城区", "中山公园对面", "第一人民医院旁边", "李家庄", "长安大学北校区"),
    ],
)
def test_what_reads_like_an_address(text: str) -> None:
    assert Grammar({}, {}).pattern("在{address}").fullmatch(f"在{text.lower()}")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "装修",
            "吃饭",
            "做核酸",
            "搬家",
            "开会",
            "放假",
            "下雨",
            "哪",
            "哪个小区",
            "哪条路",
            "北京天气怎么样",
            "看电视",
            "办喜事",
        ),
        *("小区里遛狗呢", "公园跑了一圈", "没有小区", "不在这个小区", "二楼", "路上堵车", "等车到站", "12", ""),
    ],
)
def test_what_does_not(text: str) -> None:
    assert not Grammar({}, {}).pattern("在{address}").fullmatch(f"在{text}")


def test_every_own_place_of_the_lists_is_known_to_be_one(catalog: Catalog) -> None:
    for word in (
        "家",
        "公司",
        "单位",
        "老家",
        "奶奶家",
        "三姨家",
        "大舅家",
        "表哥家",
        "儿子家",
        "丈母娘家",
        "朋友家",
        "外孙女家",
        "二叔家",
        "办公室",
    ):
        pattern = Grammar(catalog.shared.lists, catalog.shared.phrases).pattern("去{own_place}")
        assert pattern.fullmatch(f"去{word}"), word
        assert meant(word, {}).kind == "unsaved", word
