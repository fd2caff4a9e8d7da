"""`xiaoai login ilink`: the code is drawn, the digits are asked for, and it ends with a sentence."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.channels.ilink_house import bind, ilink, settings
from tests.cli.command import Ran, xiaoai
from tests.doubles.processes import Double, closed_port


@pytest.fixture
def double() -> Iterator[Double]:
    with ilink() as double:
        yield double


def logs_in(double: Double, data: Path, *states: dict[str, str], stdin: str = "", name: str = "妈妈") -> Ran:
    double.post("/login", states=list(states))
    part = settings(double).model_dump_json()
    return xiaoai(data, "login", "ilink", "--name", name, stdin=stdin, XIAOAI_CHANNELS=f'{{"ilink": {part}}}')


def test_it_ends_with_the_credentials_and_what_to_do_next(double: Double, tmp_path: Path) -> None:
    states = [
        {"status": "scaned"},
        {"status": "need_verifycode", "digits": "4711"},
        {"status": "confirmed", "user": "mama"},
    ]
    done = logs_in(double, tmp_path / "data", *states, stdin="四七\n12\n4711\n")
    assert (done.status, done.err) == (0, "")
    assert done.out.count("█") > 100
    assert "https://liteapp.weixin.qq.com/q/" in done.out
    assert "在手机上点确认" in done.out
    assert "刚才的数字不对" in done.out
    assert done.lines[-2].startswith("绑好了：妈妈。")
    assert "几秒钟内" in done.lines[-1]
    (file,) = (tmp_path / "data" / "ilink").iterdir()
    kept = json.loads(file.read_text())
    assert (kept["name"], kept["user_id"]) == ("妈妈", "mama@im.wechat")
    assert kept["token"] not in done.out


def test_who_is_bound_already_is_told_so(double: Double, tmp_path: Path) -> None:
    bind(double, tmp_path / "data" / "ilink")
    done = logs_in(double, tmp_path / "data", {"status": "binded_redirect"})
    assert done.status == 0
    assert "早就绑好了" in done.out


@pytest.mark.parametrize(
    ("status", "said"), [("expired", "过期"), ("verify_code_blocked", "输错"), ("binded_redirect", "没有它的凭据")]
)
def test_what_went_wrong_is_one_sentence(double: Double, tmp_path: Path, status: str, said: str) -> None:
    done = logs_in(double, tmp_path / "data", *[{"status": status}] * 3)
    assert done.status == 1
    assert said in done.lines[-1]


def test_without_a_network_and_without_the_setting(tmp_path: Path) -> None:
    part = f'{{"ilink": {{"base_url": "http://127.0.0.1:{closed_port()}"}}}}'
    done = xiaoai(tmp_path / "data", "login", "ilink", XIAOAI_CHANNELS=part)
    assert (done.status, "连不上微信" in done.out) == (1, True)
    other = xiaoai(tmp_path / "data", "login", "wecom")
    assert (other.status, other.err) == (2, "只能写 ilink：xiaoai login ilink\n")
