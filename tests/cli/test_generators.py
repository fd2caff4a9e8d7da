"""`xiaoai generators`: the table, whether 小爱 runs or not, and the end of a rest."""

import json
import subprocess
from pathlib import Path

from tests.cli.command import COMMAND, Ran, environment, xiaoai
from tests.doubles.processes import StartDouble, closed_port

KEY = "a1b2c3.topsecretkey"


def house(folder: Path, url: str, **options: object) -> Path:
    data = folder / "data"
    data.mkdir()
    zhipu = {"base_url": f"{url}/paas/v4", "timeout_seconds": 5} | options
    generators = {"video": ["zhipu", "storyboard"], "image": ["storyboard"], "settings": {"zhipu": zhipu}}
    (data / "settings.yaml").write_text(json.dumps({"generators": generators}), encoding="utf-8")
    return data


def row(ran: Ran, name: str) -> str:
    return " ".join(next(line for line in ran.lines if line.split()[:1] == [name]).split())


def test_the_table_of_a_fresh_house_needs_no_store_and_makes_none(tmp_path: Path) -> None:
    data = tmp_path / "data"
    ran = xiaoai(data, "generators")
    assert (ran.status, ran.err) == (0, "")
    assert row(ran, "storyboard") == "storyboard 家里 视频 1、图片 1 预览 60 秒 随意 免费 不用 正常"
    assert not data.exists()
    every = xiaoai(data, "generators", "--all", ZHIPU_API_KEY="")
    assert every.status == 0, every.err
    assert "zhipu 智谱 没用 视频、照片开头 5 秒" in row(every, "zhipu")
    assert "缺 ZHIPU_API_KEY 没有钥匙，不用它" in row(every, "zhipu")
    assert "图片" in row(every, "zhipu_image")


def test_prices_keys_and_abilities_are_those_of_the_settings(tmp_path: Path) -> None:
    data = house(tmp_path, "https://example.test", model="cogvideox-3", with_audio=True)
    told = row(xiaoai(data, "generators", ZHIPU_API_KEY=KEY), "zhipu")
    assert told.startswith("zhipu 智谱 视频 1 视频、照片开头、首尾两张 10 秒 1280x720 720x1280 等 ")
    assert told.endswith("有 1 元一次 有 正常")
    assert KEY not in told


def test_a_rest_and_the_last_error_are_told_and_ended_without_her(tmp_path: Path) -> None:
    data = house(tmp_path, f"http://127.0.0.1:{closed_port()}")
    for _ in range(3):
        assert xiaoai(data, "say", "拍一段1秒的视频：小狗", ZHIPU_API_KEY=KEY).status == 0
    told = row(xiaoai(data, "generators", ZHIPU_API_KEY=KEY), "zhipu")
    assert "休息到 " in told
    assert "：连不上 " in told
    assert "zhipu: ConnectError" in told
    assert KEY not in told
    ran = xiaoai(data, "generators", "--retry", "zhipu")
    assert (ran.status, ran.out) == (0, "好，“zhipu”不歇了，下一个就再试它。\n")
    assert "休息" not in row(xiaoai(data, "generators", ZHIPU_API_KEY=KEY), "zhipu")
    wrong = xiaoai(data, "generators", "--retry", "zhipo")
    assert (wrong.status, wrong.err[:15]) == (2, "没有叫“zhipo”的生成器。")


def test_while_she_runs_the_table_is_read_and_a_rest_ended(tmp_path: Path, start_double: StartDouble) -> None:
    double = start_double("zhipu", key=KEY)
    double.post("/refuse", at="submit", status=429, code="1113", times=1)
    data = house(tmp_path, double.url)
    with subprocess.Popen(
        [COMMAND, "run"],
        env=environment(data, ZHIPU_API_KEY=KEY),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as owner:
        try:
            assert owner.stdout
            assert "小爱在了" in owner.stdout.readline()
            xiaoai(data, "say", "拍一段1秒的视频：小狗")
            assert "：余额不够" in row(xiaoai(data, "generators", ZHIPU_API_KEY=KEY), "zhipu")
            assert "不歇了" in xiaoai(data, "generators", "--retry", "zhipu").out
            assert "正常" in row(xiaoai(data, "generators", ZHIPU_API_KEY=KEY), "zhipu")
            said = xiaoai(data, "say", "拍一段1秒的视频：小狗")
            assert said.status == 0
        finally:
            owner.terminate()
    assert double.stats()["charged"] == 1, "she asked it again at once"
