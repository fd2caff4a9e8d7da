"""`xiaoai check` on the shipped files, and on files somebody broke."""

from pathlib import Path

from intents.engine.catalog import Catalog
from intents.engine.check import check

ROOT = Path(__file__).parents[3]


def replace(path: Path, old: str, new: str) -> int:
    """Change a file and tell the line."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


def found(home: Path) -> list[str]:
    report = check(home / "intents", home / "prompts")
    return [f"{problem.path.name}:{problem.line}: {problem.message}" for problem in report.problems]


def test_the_shipped_files_have_no_problem() -> None:
    report = check(ROOT / "intents", ROOT / "prompts")
    assert report.problems == ()
    assert report.counts["intents"] == 9
    assert report.counts["sentences"] > 400


def test_each_intent_has_twelve_examples(catalog: Catalog) -> None:
    examples = {i.title: sum(len(case.say) for case in i.file.tests) for i in catalog.intents.values()}
    assert min(examples.values()) >= 12, examples


def test_a_failing_example_is_told_with_its_line(home: Path) -> None:
    line = replace(
        home / "intents" / "weather.yaml", "后天穿什么, slots: {date: 后天}", "后天穿什么, slots: {date: 明天}"
    )
    (problem,) = found(home)
    assert problem.startswith(f"weather.yaml:{line}: “后天穿什么” 应该听出 date=明天，却听出 date=后天（[")


def test_a_sentence_that_catches_anothers_names_both(home: Path) -> None:
    line = replace(
        home / "intents" / "chat.yaml",
        '  - "<not_want>(拍|画|生成|做)[了]"',
        '  - "<not_want>(拍|画|生成|做)[了]"\n  - (天气预报|天气情况|天气)',
    )
    problems = found(home)
    assert problems
    assert line
    assert any("weather.yaml" in p and "聊天" in p and "(天气预报|天气情况|天气)" in p for p in problems), problems


def test_a_clash_that_no_example_shows_is_found_from_the_templates(home: Path) -> None:
    (home / "intents" / "almanac.yaml").write_text(
        "name: almanac\ntitle: 黄历\ndescription: 黄历\nreply: chat.refusal\nslots: {topic: {}}\n"
        "sentences: ['画出来甲乙{topic}']\ntests: [{say: 画出来甲乙吉日}]\n"
    )
    problems = found(home)
    assert problems
    assert all(p.startswith("image.yaml:") and "被 黄历 的句子 “画出来甲乙{topic}” 认走了" in p for p in problems), (
        problems
    )


def test_a_failing_order_is_told(home: Path) -> None:
    line = replace(home / "intents" / "_commands.yaml", "第12号没收到], number: 12", "第12号没收到], number: 13")
    assert f"_commands.yaml:{line}: “再发一次 12” 应该听出 13，却听出 12。" in found(home)


def test_a_failing_reply_is_told(home: Path) -> None:
    line = replace(home / "prompts" / "replies" / "chat.yaml", "- says: 好，不拍。", "- says: 好，不画。")
    assert found(home) == [f"chat.yaml:{line}: 例子应该写出 “好，不画。”，却写出 “好，不拍。”。"]


def test_a_failing_shot_is_told(home: Path) -> None:
    line = replace(home / "prompts" / "shots" / "storyboard.yaml", "negative_prompt: people", "negative_prompt: cats")
    assert line
    assert any("storyboard.yaml" in p and "例子应该写出 “cats”，却写出 “people”。" in p for p in found(home))


def test_a_question_nobody_wrote_is_told(home: Path) -> None:
    line = replace(home / "intents" / "video.yaml", "ask: video.ask_subject", "ask: video.ask_what")
    assert found(home) == [f"video.yaml:{line}: prompts/replies 里没有 “video.ask_what” 这句话，请看看名字对不对。"]


def test_broken_files_of_both_folders_are_told_together(home: Path) -> None:
    replace(home / "intents" / "video.yaml", "title:", "titel:")
    replace(home / "prompts" / "replies" / "chat.yaml", "title:", "titel:")
    names = {problem.split(":")[0] for problem in found(home)}
    assert {"video.yaml", "chat.yaml"} <= names
