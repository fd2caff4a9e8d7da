"""Broken intent files: what is told, and where."""

from collections.abc import Callable
from pathlib import Path

import pytest

from intents.engine.catalog import Catalog
from intents.engine.handlers import load_handlers
from intents.services import Services
from prompts.files import FileError

Edit = Callable[[str], str]


def problems(home: Path, name: str, edit: Edit) -> list[str]:
    path = home / "intents" / name
    path.write_text(edit(path.read_text()))
    with pytest.raises(FileError) as raised:
        load_handlers(Catalog.load(home / "intents"), Services())
    return [f"{problem.path.name}:{problem.line}: {problem.message}" for problem in raised.value.problems]


def line_with(home: Path, name: str, text: str) -> int:
    lines = (home / "intents" / name).read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


@pytest.mark.parametrize(
    ("name", "edit", "at", "message"),
    [
        ("video.yaml", lambda t: t.replace("title:", "titel:"), "titel:", "不认识 “titel”，是不是 “title”？"),
        ("video.yaml", lambda t: t.replace("handler: video", "handler: video\nreply: x"), "name:", "三个里要写一个"),
        ("video.yaml", lambda t: t.replace("handler: video\n", ""), "name:", "handler、reply、prompt 三个里要写一个"),
        ("video.yaml", lambda t: t.replace("handler: video", "handler: vidoe"), "handler:", "没有叫 “vidoe” 的程序"),
        (
            "video.yaml",
            lambda t: t.replace("handler: video", "handler: os.path"),
            "handler:",
            "没有叫 “os.path” 的程序",
        ),
        ("video.yaml", lambda t: t.replace("name: video", "name: vidio"), "name:", "name 就要写 “video”"),
        ("video.yaml", lambda t: t.replace(", ask: video.ask_subject", ""), "subject:", "必须有的内容要写 ask"),
        ("image.yaml", lambda t: t.replace("style: {anywhere", "stil: {anywhere"), "slots:", "“stil” 不能写 anywhere"),
        (
            "weather.yaml",
            lambda t: t.replace("  - 天气[预报|情况]\n", "  - 天气[预报|情况\n"),
            "- 天气[预报|情况",
            "括号写得不对",
        ),
        (
            "weather.yaml",
            lambda t: t.replace("  - 天气[预报|情况]\n", '  - "{citi}天气"\n'),
            "{citi}",
            "句子里的 “{citi}” 没有声明，是不是 “city”？",
        ),
        (
            "weather.yaml",
            lambda t: t.replace("  - 天气[预报|情况]\n", '  - "天气<hwo>"\n'),
            "<hwo>",
            "没有叫 “<hwo>” 的短语",
        ),
        ("_shared.yaml", lambda t: t.replace("天汽: 天气", "天汽: 天气吗"), "typos:", "字数要一样多"),
        (
            "_shared.yaml",
            lambda t: t.replace('  seconds:\n    - "[大约', '  secs:\n    - "[大约'),
            "wishes:",
            "不认识的要求 “secs”",
        ),
        (
            "_commands.yaml",
            lambda t: t.replace("算了[第]{number}", "算了[第]{numer}", 1),
            "{numer}",
            "是不是 “number”？",
        ),
    ],
)
def test_a_broken_file_is_told_with_line_and_cure(home: Path, name: str, edit: Edit, at: str, message: str) -> None:
    found = problems(home, name, edit)
    expected = f"{name}:{line_with(home, name, at)}: "
    if at == "name:":  # a problem of the whole file stands on its first line of content
        assert any(message in problem for problem in found)
    else:
        assert any(problem.startswith(expected) and message in problem for problem in found), found


def test_all_problems_of_all_files_are_told_at_once(home: Path) -> None:
    for name in ("video.yaml", "weather.yaml", "_commands.yaml"):
        path = home / "intents" / name
        path.write_text(path.read_text() + "\nnochwas: 1\n")
    (home / "prompts" / "styles" / "mood.yaml").write_text("title: [")
    with pytest.raises(FileError) as raised:
        Catalog.load(home / "intents")
    assert {p.path.name for p in raised.value.problems} == {"video.yaml", "weather.yaml", "_commands.yaml", "mood.yaml"}


def test_shared_words_and_chat_may_not_be_missing(home: Path) -> None:
    (home / "intents" / "chat.yaml").unlink()
    with pytest.raises(FileError, match=r"chat\.yaml:1: 缺少 chat\.yaml"):
        Catalog.load(home / "intents")
    (home / "intents" / "_shared.yaml").unlink()
    with pytest.raises(FileError, match=r"_shared\.yaml:1: 找不到这个文件"):
        Catalog.load(home / "intents")


def test_a_later_folder_replaces_and_adds(home: Path, catalog: Catalog, tmp_path: Path) -> None:
    mine = tmp_path / "mine" / "intents"
    mine.mkdir(parents=True)
    text = "name: joke\ntitle: 笑话\ndescription: 讲笑话\nreply: chat.refusal\nsentences: [讲个笑话]\ntests: [{say: 讲个笑话}]\n"
    (mine / "joke.yaml").write_text(text)
    both = Catalog.load(home / "intents", mine, words=catalog.words)
    assert set(both.intents) == {*catalog.intents, "joke"}


def test_the_catalog_brings_the_words_for_the_rewriter(catalog: Catalog) -> None:
    assert catalog.words.lexicon["小猫"].english == "kitten"
