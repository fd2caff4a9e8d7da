"""Styles, moods, camera movements and the lexicon."""

import re
from pathlib import Path

import pytest

from prompts.check import check_prompts
from prompts.files import FileError
from prompts.words import LOOKS, LookKind, Words

ROOT = Path(__file__).parents[2]


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return folder


def test_a_look_is_found_inside_a_phrase() -> None:
    words = Words.load(ROOT / "prompts")
    camera = words.look("camera", "镜头慢慢推近")
    assert camera is not None
    assert camera.camera == "push in"
    assert words.look("style", "什么都不是") is None


def test_the_longest_way_to_say_it_wins() -> None:
    words = Words.load(ROOT / "prompts")
    assert words.look("style", "黑白照片") is words.looks["style"]["老照片"]


def test_shipped_prompts_have_no_problem() -> None:
    report = check_prompts(ROOT / "prompts")
    assert report.problems == ()
    assert report.counts["words"] >= 1000


def test_english_must_not_hold_chinese(tmp_path: Path) -> None:
    text = "title: 动物\nkind: thing\nwords:\n  猫: cat\n  狗: 狗\ntests: [{say: 猫, english: cat}]\n"
    with pytest.raises(FileError, match=r"animals\.yaml:3: “狗” 里有汉字，冒号右边请写英文。"):
        Words.load(written(tmp_path, "lexicon/animals.yaml", text))


def test_a_word_in_two_lists_is_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        text = f"title: {name}\nkind: thing\nwords:\n  猫: cat\ntests: [{{say: 猫, english: cat}}]\n"
        written(tmp_path, f"lexicon/{name}.yaml", text)
    with pytest.raises(FileError, match=r"b\.yaml:4: “猫” 在别的词表里已经有了"):
        Words.load(tmp_path)


def test_an_alias_of_two_looks_is_refused(tmp_path: Path) -> None:
    text = "title: 气氛\nwords:\n  甲: {aliases: [丙], english: a}\n  乙: {aliases: [丙], english: b}\n"
    with pytest.raises(FileError, match=r"mood\.yaml:4: “丙” 既是 “甲” 又是 “乙”"):
        Words.load(written(tmp_path, "styles/mood.yaml", text + "tests: [{say: 甲, means: 甲}]\n"))


def test_a_camera_movement_must_say_which(tmp_path: Path) -> None:
    text = "title: 运镜\nwords:\n  推近: {english: push in}\ntests: [{say: 推近, means: 推近}]\n"
    with pytest.raises(FileError, match=r"camera\.yaml:3: “推近” 缺少 camera"):
        Words.load(written(tmp_path, "styles/camera.yaml", text))


def test_a_failing_example_is_told_with_its_line(tmp_path: Path) -> None:
    text = "title: 气氛\nwords:\n  温馨: {english: warm}\ntests:\n  - {say: 温馨, means: 温馨}\n  - {say: 冷清, means: 温馨}\n"
    (problem,) = check_prompts(written(tmp_path, "styles/mood.yaml", text)).problems
    assert (problem.line, problem.message) == (6, "“冷清” 没有认成 “温馨”，请看看名字和 aliases。")


def test_the_lexicon_is_english_that_can_be_put_together() -> None:
    """Articles stand only where the kind brings none, irregular plurals are written out, places bring their preposition."""
    wrong = []
    for chinese, word in Words.load(ROOT / "prompts").lexicon.items():
        if word.kind in ("grammar", "wish"):
            continue
        one, slash, _ = word.english.partition("/")
        is_counted = word.kind in ("being", "thing")
        is_wrong = not re.fullmatch(r"[A-Za-z0-9é][A-Za-z0-9é'/, -]*", word.english)
        is_wrong |= bool(re.search(r"\ba [aeio]|\ban [^aeiouh]", one))
        is_wrong |= word.kind == "place" and not one.startswith(PREPOSITIONS)
        is_wrong |= is_counted and one.startswith(("a ", "an ", "the ", "some "))
        is_wrong |= is_counted and not slash and bool(re.search(IRREGULAR, one))
        is_wrong |= bool(slash) and not is_counted and word.kind != "measure"
        if is_wrong:
            wrong.append((chinese, word.english))
    assert wrong == []


OURS = "title: 我家\nwords:\n  铜版画: {aliases: [蚀刻], english: copperplate etching}\ntests: [{say: 蚀刻的, means: 铜版画}]\n"


def test_a_file_of_the_houses_own_adds_to_the_shipped_looks(tmp_path: Path) -> None:
    words = Words.load(ROOT / "prompts", written(tmp_path, "styles/style-我家.yaml", OURS))
    look = words.look("style", "蚀刻风格")
    assert look is not None
    assert look.english == "copperplate etching"
    assert words.look("style", "水墨画") is words.looks["style"]["水墨"]
    assert "风格" in words.endings["style"]


def test_a_word_of_the_houses_own_that_exists_already_is_refused(tmp_path: Path) -> None:
    ours = OURS.replace("蚀刻]", "水墨]")
    with pytest.raises(FileError, match=r"style-我家\.yaml:3: “水墨” 既是 “水墨” 又是 “铜版画”，请留下一个。"):
        Words.load(ROOT / "prompts", written(tmp_path, "styles/style-我家.yaml", ours))


def test_a_style_file_of_no_known_kind_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"画风\.yaml:1: 这个文件夹里的文件只能叫 style、mood"):
        Words.load(written(tmp_path, "styles/画风.yaml", OURS))


def test_a_look_without_an_example_is_told(tmp_path: Path) -> None:
    text = (
        "title: 气氛\nwords:\n  温馨: {english: warm}\n  冷清: {english: deserted}\ntests: [{say: 温馨, means: 温馨}]\n"
    )
    (problem,) = check_prompts(written(tmp_path, "styles/mood.yaml", text)).problems
    assert (problem.line, problem.message) == (4, "“冷清” 还没有例子，请在 tests 里加一行 {say: …, means: 冷清}。")


@pytest.mark.parametrize("kind", LOOKS)
def test_every_way_to_say_a_look_means_it(kind: LookKind) -> None:
    words = Words.load(ROOT / "prompts")
    ways = [(phrase, look) for name, look in words.looks[kind].items() for phrase in (name, *look.aliases)]
    assert [phrase for phrase, look in ways if words.look(kind, phrase) is not look] == []


@pytest.mark.parametrize(
    ("kind", "wished"),
    [
        (
            "style",
            "写实 卡通 水墨 老照片 电影感 油画 剪纸 皮影 国风 赛博朋克 黏土 像素 素描 3D动画 日系动漫 水彩 年画 黑白",
        ),
        ("mood", "温馨 热闹 安静 怀旧 浪漫 搞笑 震撼"),
        ("camera", "不动 推近 拉远 环绕 跟拍"),
        ("framing", "航拍 特写 全景"),
        ("pace", "慢动作"),
    ],
)
def test_what_families_wish_for_is_there(kind: LookKind, wished: str) -> None:
    words = Words.load(ROOT / "prompts")
    said = wished.split()
    found = [words.look(kind, word) for word in said]
    assert [word for word, look in zip(said, found, strict=True) if look is None] == []
    assert len({look.english for look in found if look}) == len(said), "each is a look of its own"


IRREGULAR = r"([^aeiou]y|(?:[eao]l|ea|ar)f|[^f]fe|(?<!hu)man|child|foot|tooth|goose|mouse|fish|sheep|deer)$"
PREPOSITIONS = (
    *("in ", "at ", "on ", "by ", "under ", "among ", "above ", "below ", "outside ", "halfway "),
    *("indoors", "outdoors", "underground", "downstairs", "upstairs"),
)
