"""Which place a written name means: one the member told of (家, 公司, 奶奶家), here, or any place on the map.

Prevents 奶奶家 from being looked up on a map, where a restaurant of that name is found three towns away.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from intents.engine.types import Question, Reply, Say

HOME = "家"
ASKED = "asked"
"""A slot that no intent declares: the name a place was asked for by, 奶奶家, beside the answer."""


@dataclass(frozen=True, slots=True)
class PlaceName:
    """What a written place is."""

    written: str
    kind: Literal["saved", "unsaved", "here", "ordinary"]
    """`saved` and `ordinary` have an address; `unsaved` is to be asked for; `here` is wherever the member is now."""
    name: str = ""
    """The member's own name for it, 奶奶家; empty for an ordinary place."""
    address: str = ""
    """What a map is to look for; empty where nobody knows."""


def meant(written: str, places: Mapping[str, str]) -> PlaceName:
    """What the member means by it. `places` are his saved ones under their plain names; 这里 is his 家 where that is saved."""
    plain = plain_name(written)
    if _HERE.fullmatch(plain):
        kind: Literal["saved", "here"] = "saved" if HOME in places else "here"
        return PlaceName(written, kind, HOME if HOME in places else "", places.get(HOME, ""))
    if plain in places:
        return PlaceName(written, "saved", plain, places[plain])
    if _OWN.fullmatch(plain):
        return PlaceName(written, "unsaved", plain)
    return PlaceName(written, "ordinary", address=written.strip())


def ask_for_unsaved(
    intent: str, slots: Mapping[str, str], among: Iterable[str], places: Mapping[str, str]
) -> Reply | None:
    """The question where 奶奶家 is, for the first slot of `among` that names a place of the member's he never told of."""
    for slot in among:
        place = meant(slots.get(slot, ""), places)
        if place.kind == "unsaved":
            known = {name: value for name, value in slots.items() if name != slot} | {ASKED: place.name}
            return Reply(Say("places_saved.ask", {"name": place.name}), question=Question(intent, slot, known))
    return None


def plain_name(written: str) -> str:
    """The one name under which a place is kept: 我家, 家里 and 俺家 are 家, 我公司 and 单位 are 公司, 我奶奶家 is 奶奶家."""
    name = re.sub(r"[\s,，、。]", "", written)
    name = _MY.sub("", name) or name
    name = _INSIDE.sub("", name) or name
    return _SAME.get(name, name.replace("的", "") or name)


def is_address(flat: str) -> bool:
    """The flat text reads like one address and nothing else, 解放路幸福小区."""
    return _ADDRESS.fullmatch(flat) is not None


_MY = re.compile(r"^(?:我们|咱们|俺们|我|咱|俺)(?:的(?=.))?(?!这|那|们)")
_INSIDE = re.compile(r"(?<=家|司|位|校|园)(?:里面|里头|里|那儿|那里|那边)$")
_SAME = {
    "家里": HOME,
    "家里面": HOME,
    "家中": HOME,
    "住处": HOME,
    "住的地方": HOME,
    "住址": HOME,
    "单位": "公司",
    "上班的地方": "公司",
    "姥姥姥爷家": "姥姥家",
    "爷爷奶奶家": "奶奶家",
}
_HERE = re.compile(
    r"(?:(?:我|咱|我们|咱们)?(?:现在)?(?:在)?(?:这里|这儿|这边|这块儿?)|(?:我)?(?:现在|当前|目前)?的?(?:位置|地方)|本地|当地|此地|这附近)"
)
_KIN = (
    "爷爷奶奶|姥姥姥爷|外公外婆|爸爸|爸|老爸|妈妈|妈|老妈|爸妈|父母|爷爷|奶奶|姥姥|姥爷|外婆|外公|公公|婆婆|岳父|岳母|丈母娘|老丈人|"
    "儿子|女儿|闺女|孙子|孙女|外孙|外孙女|孩子|宝宝|哥|哥哥|弟弟|弟|姐|姐姐|妹妹|妹|老公|老婆|媳妇|对象|男朋友|女朋友|"
    "(?:大|小|老|[一二三四五六])?(?:舅|姑|叔|姨|伯|婶|舅妈|姑妈|姑姑|姑父|叔叔|阿姨|姨妈|伯伯|大爷|大妈|舅舅|表哥|表姐|堂哥|堂姐)|"
    "亲家|同学|朋友|闺蜜|老师|邻居|老板|(?:老|小)[\u4e00-\u9fff]|[\u4e00-\u9fff](?:叔|姨|婶|哥|姐|奶奶|爷爷|阿姨|叔叔|大爷|大妈|老师)"
)
# 外婆家 is a restaurant, too; who means that one says in which street.
_OWN = re.compile(
    rf"家|公司|老家|新家|娘家|婆家|办公室|宿舍|(?:{_KIN})(?:家|老家|公司|学校|幼儿园|宿舍|店里|厂里|办公室|那儿|那里)"
)

_CLUE = "吗呢么谁哪啥怎咋几多"
_UNIT = "(?:号楼|号院|号门|号|栋|幢|座|单元|门洞|楼|层|室|期|弄|组|队|排|户)"
_AREA = (
    "省|市|区|县|镇|乡|村|庄|屯|寨|旗|州|岛|路|街|巷|弄|胡同|道|坊|里弄|大院|小区|花园|家园|家属院|公寓|大厦|广场|社区|宿舍|苑|"
    "庭|府|居|轩|城|湾|港|桥|站|口|门|校|大学|学院|中学|小学|一中|二中|幼儿园|医院|公园|科技园|产业园|工业园|软件园|园区|商场|中心|"
    "厂|馆|寺|塔|庙|湖|矿|农场|林场|开发区|新区|soho|[a-z0-9]{1,4}座"
)
_TAIL = "(?:附近|旁边|对面|边上|斜对面|隔壁|门口|后面|前面|里面|上)"
_ANY_ONE = (
    "医院|学校|村口|路口|门口|小区|公园|商场|广场|车站|机场|大学|中学|小学|幼儿园|宿舍|公寓|工厂|中心|市中心|市区|郊区|县城|城区|"
    "港湾|大院|大厦|街道|农村|新区|路|街|村|镇|县|市|站"
)
ADDRESS = (
    "(?!正在|正|看|等|做|吃|喝|睡|养|搞|唱|跳|玩|煮|聊|吵|闹|办|包|装|搬|没|不|很|太|真|也|都|还|就|址|在|我|你|他|她|咱|俺)"
    f"(?!(?:{_ANY_ONE}){_TAIL}?(?:[这那][儿里边])?$)"
    f"[^{_CLUE}了过着]{{0,40}}?(?:{_AREA})"
    f"(?:,?[a-z0-9一二三四五六七八九十百东南西北甲乙丙]{{1,6}}(?:-[0-9]{{1,5}}){{0,3}}{_UNIT}?)*{_TAIL}?"
)
"""Flat text that reads like an address and cannot well be anything else, for templates such as 我家在{address}: 我家在装修 is none."""
SOMEWHERE = f"(?!不|没|是|对|我|你|他|她)[^{_CLUE}]{{1,200}}?"
"""Flat text that is no question, for templates whose other words leave no doubt: 我家的地址是{somewhere}."""
_ADDRESS = re.compile(ADDRESS)
