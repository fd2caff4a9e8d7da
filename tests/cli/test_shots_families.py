"""`xiaoai shots --family X`: requests of the checklists, and one that goes on and on, within what the family takes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from prompts.units import tokens_at_most
from tests.cli.command import xiaoai
from tests.shots.checklist import load

LONG = (
    "拍一段我们家过年的视频，天刚亮的时候爷爷穿着蓝色的棉袄在院子里扫雪，大黄狗跟在他后面跑来跑去，屋檐下挂着两个大红灯笼，"
    "窗户上贴着剪纸，奶奶在厨房里包饺子，锅里冒着白色的热气，妈妈系着绿围裙在旁边切白菜，爸爸站在梯子上贴春联，"
    "弟弟拿着糨糊在下面扶着梯子，三个小孩子在门口堆雪人，雪人戴着一顶黑帽子，鼻子是一根胡萝卜，邻居家的小女孩提着兔子灯跑过来，"
    "姑姑和姑父开着一辆白色的汽车回来了，后备箱里装满了苹果、橘子和两箱牛奶，舅舅抱着吉他坐在沙发上唱歌，"
    "小猫趴在火炉旁边睡觉，墙上的老挂钟慢慢走着，太阳从东边的山上升起来，金色的阳光照在雪地上，喜鹊在梧桐树上叫，"
    "村口的小河结了冰，几个男孩子在冰上滑冰，一位老爷爷牵着一头小毛驴从桥上走过，驴背上驮着两袋大米，远处的烟囱冒着炊烟，"
    "中午全家人围着圆桌吃饭，桌上有红烧鱼、炖鸡、四喜丸子和一盘饺子，大家举起杯子干杯，下午爷爷教孙子写毛笔字，"
    "孙女在旁边画一条红色的龙，姥姥戴着老花镜织一件紫色的毛衣，姥爷和叔叔在下象棋，婶婶端来一盘切好的西瓜，"
    "傍晚街上来了舞狮子的队伍，锣鼓敲得很响，一群人举着五颜六色的风车跟着走，卖糖葫芦的老人推着自行车，"
    "晚上大家坐在电视机前面看晚会，十二点的时候全家人到院子里放烟花，五颜六色的烟花照亮了整个夜空，孩子们捂着耳朵又笑又跳，"
    "最后奶奶笑着给每个孩子发一个大红包，大家说新年好，镜头慢慢拉远，温馨一点，水墨画的风格，竖屏，不要出现汽车的牌子和文字"
)


def characters(most: int) -> Callable[[str], bool]:
    return lambda text: len(text) <= most


def tokens(most: int) -> Callable[[str], bool]:
    return lambda text: tokens_at_most(text) <= most


@pytest.mark.parametrize(
    ("family", "fits", "unwanted_fits"),
    [
        ("ltx", tokens(256), tokens(256)),
        ("cogvideox", tokens(226), tokens(226)),
        ("wan", tokens(512), characters(500)),
        ("zhipu", characters(512), lambda text: text == ""),
    ],
    ids=["ltx", "cogvideox", "wan", "zhipu"],
)
def test_every_request_is_within_the_limit(
    tmp_path: Path, family: str, fits: Callable[[str], bool], unwanted_fits: Callable[[str], bool]
) -> None:
    assert len(LONG) >= 600
    said = [*(one.say for one in load("requests_later")), LONG]
    stdin = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in said)
    ran = xiaoai(tmp_path / "data", "shots", "--jsonl", "--offline", "--family", family, stdin=stdin)
    assert ran.status == 0, ran.err
    lines = [json.loads(line) for line in ran.lines]
    assert [line["text"] for line in lines] == said
    assert [line["text"] for line in lines if not line["prompt"] or not fits(line["prompt"])] == []
    assert [line["text"] for line in lines if not unwanted_fits(line["negative_prompt"])] == []
    # What it is about is told first and stays; so do the wishes.
    prompt, unwanted = lines[-1]["prompt"].lower(), lines[-1]["negative_prompt"] or lines[-1]["prompt"]
    assert "grandfather dressed in a blue padded jacket sweeping snow" in prompt
    assert "cars" in unwanted
    assert (lines[-1]["aspect"], lines[-1]["shot"]["camera"]) == ("9:16", "pull out")
