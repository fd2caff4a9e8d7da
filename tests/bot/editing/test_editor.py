"""Saving a template: in force at once or refused as a whole, never over somebody else's change, never without the version before."""

from pathlib import Path

import pytest

from bot.editing.difference import diff
from bot.editing.editor import Conflict, Refused
from bot.editing.shelves import NoSuchTemplate
from bot.template_history import KEPT, TemplateHistory
from tests.bot.editing.conftest import WEATHER, Workbench


async def test_what_is_saved_is_in_force_and_the_shipped_file_stays_as_it_is(bench: Workbench) -> None:
    shipped = await bench.editor.open(WEATHER)
    assert shipped.state == "shipped"
    assert shipped.title == "天气"
    assert bench.says("蘑菇云几点开门") != "天气"
    changed = shipped.text.replace("sentences:\n", "sentences:\n  - 蘑菇云几点开门\n", 1)
    await bench.editor.save(WEATHER, changed, based_on=shipped.digest, by="爸爸")
    assert bench.says("蘑菇云几点开门") == "天气"
    opened = await bench.editor.open(WEATHER)
    assert (opened.state, opened.text, opened.shipped) == ("changed", changed, shipped.text)
    (version,) = await bench.editor.versions(WEATHER)
    assert (version.author.name, version.author.how) == ("爸爸", "saved")


async def test_a_broken_text_is_refused_with_its_line_and_nothing_is_written(bench: Workbench) -> None:
    opened = await bench.editor.open(WEATHER)
    broken = opened.text.replace("handler: weather", "handlr: weather", 1)
    line = broken.splitlines().index("handlr: weather") + 1
    found = await bench.editor.check(WEATHER, broken)
    assert {one.file for one in found} == {WEATHER}, "what follows in other files is not told"
    assert any(one.line == line and "“handlr”，是不是 “handler”" in one.message for one in found)
    with pytest.raises(Refused) as refused:
        await bench.editor.save(WEATHER, broken, based_on=opened.digest, by="爸爸")
    assert refused.value.findings == found
    assert bench.on_disk(WEATHER) is None
    assert bench.says("明天会下雨吗") == "天气"


async def test_who_saves_second_is_shown_what_the_first_wrote(bench: Workbench) -> None:
    opened = await bench.editor.open(WEATHER)
    mama, baba = opened.text + "# 妈妈\n", opened.text + "# 爸爸\n"
    await bench.editor.save(WEATHER, mama, based_on=opened.digest, by="妈妈")
    with pytest.raises(Conflict) as conflict:
        await bench.editor.save(WEATHER, baba, based_on=opened.digest, by="爸爸")
    assert conflict.value.last is not None
    assert conflict.value.last.author.name == "妈妈"
    changed = [(line.sign, line.text) for line in diff(conflict.value.theirs.text, baba) if line.sign in "+-"]
    assert changed == [("-", "# 妈妈"), ("+", "# 爸爸")]
    assert bench.on_disk(WEATHER) == mama
    saved = await bench.editor.save(WEATHER, baba, based_on=conflict.value.theirs.digest, by="爸爸")
    assert (await bench.editor.open(WEATHER)).digest == saved.digest


async def test_an_earlier_version_and_the_shipped_one_come_back(bench: Workbench) -> None:
    opened = await bench.editor.open(WEATHER)
    digest = opened.digest
    for remark in ("# 一\n", "# 二\n"):
        digest = (await bench.editor.save(WEATHER, opened.text + remark, based_on=digest, by="爸爸")).digest
    second, first = await bench.editor.versions(WEATHER)
    digest = (await bench.editor.restore(WEATHER, first.name, based_on=digest, by="妈妈")).digest
    assert bench.on_disk(WEATHER) == opened.text + "# 一\n"
    assert await bench.editor.text_of(WEATHER, second.name) == opened.text + "# 二\n"
    saved = await bench.editor.reset(WEATHER, based_on=digest, by="奶奶")
    assert (bench.on_disk(WEATHER), saved.digest) == (None, opened.digest)
    versions = await bench.editor.versions(WEATHER)
    assert [(one.author.name, one.author.how) for one in versions] == [
        ("奶奶", "shipped"),
        ("妈妈", "restored"),
        ("爸爸", "saved"),
        ("爸爸", "saved"),
    ]


async def test_what_was_changed_in_the_folder_is_kept_before_a_save_replaces_it(bench: Workbench) -> None:
    path = bench.store.overlay / WEATHER
    path.parent.mkdir(parents=True)
    by_hand = (await bench.editor.open(WEATHER)).text + "# 手改的\n"
    path.write_text(by_hand, encoding="utf-8")
    opened = await bench.editor.open(WEATHER)
    await bench.editor.save(WEATHER, opened.text + "# 网页上改的\n", based_on=opened.digest, by="爸爸")
    newest, before = await bench.editor.versions(WEATHER)
    assert (newest.author.how, before.author.how, before.author.name) == ("saved", "by_hand", "")
    assert await bench.editor.text_of(WEATHER, before.name) == by_hand


async def test_a_file_that_others_need_cannot_be_taken_away(bench: Workbench) -> None:
    files = {
        "prompts/replies/菜谱.yaml": "title: 菜谱\nsentences: {how: {text: 在本子里。, tests: [{says: 在本子里。}]}}\n",
        "intents/菜谱.yaml": "name: 菜谱\ntitle: 菜谱\ndescription: 怎么做菜\nreply: 菜谱.how\nsentences: [今天吃啥好]\n"
        "tests: [{say: 今天吃啥好}]\n",
    }
    await bench.editor.create(files, by="爸爸")
    assert bench.says("今天吃啥好") == "菜谱"
    reply = await bench.editor.open("prompts/replies/菜谱.yaml")
    with pytest.raises(Refused, match=r"没有 “菜谱.how” 这句话"):
        await bench.editor.reset(reply.file, based_on=reply.digest, by="爸爸")
    intent = await bench.editor.open("intents/菜谱.yaml")
    await bench.editor.reset(intent.file, based_on=intent.digest, by="爸爸")
    assert bench.says("今天吃啥好") == "聊天"
    (gone,) = [entry for entry in await bench.editor.entries() if entry.state == "removed"]
    assert (gone.file, gone.title) == ("intents/菜谱.yaml", "菜谱")
    (version,) = await bench.editor.versions(gone.file)
    await bench.editor.restore(gone.file, version.name, based_on="", by="爸爸")
    assert bench.says("今天吃啥好") == "菜谱"


async def test_two_broken_files_can_be_mended_one_after_the_other(bench: Workbench) -> None:
    for name in ("甲", "乙"):
        path = bench.store.overlay / f"prompts/replies/{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("title: [", encoding="utf-8")
    good = "title: 甲\nsentences: {x: {text: 好。, tests: [{says: 好。}]}}\n"
    first = await bench.editor.open("prompts/replies/甲.yaml")
    saved = await bench.editor.save(first.file, good, based_on=first.digest, by="爸爸")
    assert {one.file for one in saved.waiting_for} == {"prompts/replies/乙.yaml"}
    second = await bench.editor.open("prompts/replies/乙.yaml")
    assert (await bench.editor.save(second.file, good, based_on=second.digest, by="爸爸")).waiting_for == ()
    assert "甲.x" in bench.store.current.sentences.keys


@pytest.mark.parametrize(
    "file",
    [
        "../config.yaml",
        "intents/../../.env",
        "intents/x.py",
        "intents/.hidden.yaml",
        "/etc/passwd",
        "intents/a/b.yaml",
        "prompts/replies/..yaml",
        "history/intents/weather.yaml",
        "intents/坏\n.yaml",
        "",
    ],
)
async def test_nothing_but_the_known_folders_can_be_named(bench: Workbench, file: str) -> None:
    with pytest.raises(NoSuchTemplate):
        await bench.editor.open(file)
    with pytest.raises(NoSuchTemplate):
        await bench.editor.save(file, "x: 1", based_on="", by="爸爸")
    with pytest.raises(NoSuchTemplate):
        await bench.editor.versions(file)


async def test_too_long_a_text_and_a_full_disk_are_refused_in_words(bench: Workbench) -> None:
    opened = await bench.editor.open(WEATHER)
    with pytest.raises(Refused, match="超过 30 万字"):
        await bench.editor.save(WEATHER, opened.text + "#" * 300_000, based_on=opened.digest, by="爸爸")
    bench.store.overlay.parent.mkdir(parents=True, exist_ok=True)
    bench.store.overlay.mkdir()
    # A file where the folder has to be: writing fails for root, too.
    (bench.store.overlay / "intents").write_text("", encoding="utf-8")
    with pytest.raises(Refused, match="写不进数据文件夹"):
        await bench.editor.save(WEATHER, opened.text + "# x\n", based_on=opened.digest, by="爸爸")


def test_history_is_bounded_and_sorts_also_where_the_clock_was_set_back(tmp_path: Path) -> None:
    history = TemplateHistory(tmp_path)
    folder = tmp_path / WEATHER
    folder.mkdir(parents=True)
    (folder / "20991231-235959.yaml").write_text("aus der Zukunft", encoding="utf-8")
    for number in range(KEPT + 5):
        history.keep(WEATHER, f"{number}".encode())
    history.keep(WEATHER, f"{KEPT + 4}".encode())
    versions = history.versions(WEATHER)
    assert [one.path.read_text() for one in versions] == [f"{number}" for number in reversed(range(5, KEPT + 5))]
    assert history.files() == {WEATHER}
    assert not [path for path in folder.iterdir() if path.suffix != ".yaml"]
