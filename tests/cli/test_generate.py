"""`xiaoai generate`: one clip of one generator into the folder one is in, priced before and paid for once."""

import json
import subprocess
import time
from pathlib import Path

import pytest
from PIL import Image

from generators import mp4
from tests.cli.command import COMMAND, Ran, environment, xiaoai
from tests.doubles.processes import Double, StartDouble
from tests.doubles.waiting import wait_until

KEY = "a1b2c3.topsecretkey"
CAT = "一只小猫追蝴蝶"


def house(folder: Path, double: Double, **options: object) -> Path:
    """A data folder whose settings name 智谱 nowhere, but say where it is."""
    data = folder / "data"
    data.mkdir()
    zhipu = {"base_url": f"{double.url}/paas/v4"} | options
    settings = {"generators": {"settings": {"zhipu": zhipu, "zhipu_image": {"base_url": zhipu["base_url"]}}}}
    (data / "settings.yaml").write_text(json.dumps(settings), encoding="utf-8")
    return data


def generate(data: Path, *arguments: str, stdin: str = "", **more: str) -> Ran:
    return xiaoai(data, "generate", *arguments, stdin=stdin, **({"ZHIPU_API_KEY": KEY} | more))


def test_a_free_clip_is_made_fitted_and_put_into_this_folder(tmp_path: Path, start_double: StartDouble) -> None:
    double = start_double("zhipu", key=KEY)
    data = house(tmp_path, double)
    ran = generate(data, "--with", "zhipu", CAT, "--size", "1920x1080")
    assert (ran.status, ran.err) == (0, ""), ran
    assert ran.lines == ["让“智谱”拍 5 秒，不要钱。", str(tmp_path / "zhipu-1.mp4")]
    facts = mp4.probe(tmp_path / "zhipu-1.mp4")
    assert (facts.codec, facts.pixel_format, facts.is_faststart) == ("h264", "yuv420p", True)
    stats = double.stats()
    assert (stats["charged"], stats["problems"]) == (1, [])
    assert "kitten" in stats["last"]["submit"]["prompt"]
    assert stats["last"]["submit"]["size"] == "1920x1080"
    assert "好了" in xiaoai(data, "jobs").out, "it is a job like any other"


def test_a_paid_one_asks_first(tmp_path: Path, start_double: StartDouble) -> None:
    double = start_double("zhipu", key=KEY)
    data = house(tmp_path, double, model="cogvideox-3")
    order = ("--with", "zhipu", CAT, "--seconds", "8")
    for answer in ("不\n", "\n", ""):
        ran = generate(data, *order, stdin=answer)
        assert (ran.status, ran.lines[0]) == (1, "让“智谱”拍 8 秒，要花 1 元。")
        assert (ran.lines[-1], ran.err) == ("没做，没花钱。", "做吗？（是 / 不）\n")
    assert double.stats()["charged"] == 0
    ran = generate(data, *order, "--out", "cat.mp4", stdin="是\n")
    assert ran.status == 0
    assert ran.lines[-1] == str(tmp_path / "cat.mp4")
    assert (double.stats()["charged"], double.stats()["fen"]) == (1, 100)
    assert "已经有了" in generate(data, *order, "--out", "cat.mp4", "--yes").err
    ran = generate(data, *order, "--yes")
    assert ran.status == 0
    assert (double.stats()["charged"], Path(ran.lines[-1]).name) == (2, "zhipu-2.mp4")


def test_a_picture_from_words_and_a_clip_from_a_photo(tmp_path: Path, start_double: StartDouble) -> None:
    double = start_double("zhipu", key=KEY)
    data = house(tmp_path, double)
    ran = generate(data, "--with", "zhipu_image", CAT, "--image", "--out", str(tmp_path / "pictures.png"))
    assert ran.status == 0, ran
    assert Path(ran.lines[-1]) == tmp_path / "pictures.jpg", "named after what it is"
    Image.linear_gradient("L").convert("RGB").resize((320, 240)).save(tmp_path / "photo.jpg")
    photo = ("--with", "zhipu", "让它动起来", "--picture", "photo.jpg")
    ran = generate(data, *photo, stdin="不\n")
    assert (ran.status, double.stats()["charged"]) == (1, 0)
    assert "照片会发给它，它在外面" in ran.out
    ran = generate(data, *photo, "--yes")
    assert ran.status == 0, ran
    assert double.stats()["last"]["submit"]["image_url"].startswith("data:image/jpeg;base64,")


def test_killed_in_the_middle_it_is_paid_for_once(tmp_path: Path, start_double: StartDouble) -> None:
    double = start_double("zhipu", key=KEY, seconds=300)
    data = house(tmp_path, double, model="cogvideox-2")
    order = ("generate", "--with", "zhipu", CAT, "--yes")
    with subprocess.Popen(
        [COMMAND, *order],
        cwd=tmp_path,
        env=environment(data, ZHIPU_API_KEY=KEY),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        wait_until(lambda: bool(double.stats()["charged"]), 60)
        time.sleep(0.5)
        process.kill()
    double.post("/finish")
    ran = generate(data, *order[1:])
    assert ran.status == 0, ran
    assert "一样的正做着，是第 1 号：接着等它，不另花钱。" in ran.lines
    assert (double.stats()["charged"], double.stats()["fen"]) == (1, 50)
    assert mp4.probe(Path(ran.lines[-1])).seconds > 1


def test_with_xiaoai_running_she_makes_it(tmp_path: Path, start_double: StartDouble) -> None:
    double = start_double("zhipu", key=KEY)
    data = house(tmp_path, double)
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
            ran = generate(data, "--with", "zhipu", CAT)
            assert (ran.status, ran.err) == (0, ""), ran
            assert owner.poll() is None
        finally:
            owner.terminate()
    assert mp4.probe(tmp_path / "zhipu-1.mp4").frames > 1


def test_what_fails_is_said_with_the_exit_status(tmp_path: Path, start_double: StartDouble) -> None:
    double = start_double("zhipu", key=KEY)
    double.post("/refuse", at="submit", status=400, code="1301", times=100)
    ran = generate(house(tmp_path, double), "--with", "zhipu", CAT)
    assert ran.status == 1
    assert ran.lines[-1] == "第 1 号没做成：内容没通过审核。换个说法试试，比如不提真人名字。不算次数。"
    assert not list(tmp_path.glob("*.mp4"))
    assert KEY not in ran.out + ran.err


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ((CAT,), 2, "--with"),
        (("--with", "zhipo", CAT), 2, "没有叫“zhipo”的生成器。能用的有："),
        (("--with", "../../etc", CAT), 2, "没有叫“../../etc”的生成器"),
        (("--with", "storyboard"), 2, "要做什么？"),
        (("--with", "zhipu", CAT), 1, "“智谱”还没有钥匙"),
        (("--with", "zhipu_image", CAT), 1, "“智谱”"),
        (("--with", "storyboard", CAT, "--size", "大"), 1, "看不懂尺寸“大”"),
        (("--with", "storyboard", CAT, "--seconds", "900"), 2, "60"),
        (("--with", "storyboard", CAT, "--picture", "nowhere.jpg"), 2, "照片 nowhere.jpg 读不了"),
        (("--with", "storyboard", CAT, "--out", "no/where/cat.mp4"), 2, "这个文件夹"),
        (("--with", "zhipu_vidu", CAT), 2, "设置里的 generators.settings.zhipu_vidu 不对"),
    ],
)
def test_what_is_wrong_is_said_in_chinese(tmp_path: Path, arguments: tuple[str, ...], status: int, said: str) -> None:
    ran = generate(tmp_path / "data", *arguments, ZHIPU_API_KEY="")
    assert ran.status == status, ran
    assert said in ran.out + ran.err
    assert "Traceback" not in ran.err
    assert not [path for path in tmp_path.iterdir() if path.name != "data"]


def test_what_cannot_be_put_down_is_not_lost(tmp_path: Path) -> None:
    ran = generate(tmp_path / "data", "--with", "storyboard", CAT, "--seconds", "1", "--out", "/proc/cat.mp4")
    assert (ran.status, ran.err) == (1, "")
    told, _, where = ran.lines[-1].rpartition(" ")
    assert told.startswith("做好了，可是放不到那里：")
    assert mp4.probe(Path(where)).seconds == pytest.approx(1, abs=0.1)
