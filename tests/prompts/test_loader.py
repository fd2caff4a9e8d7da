"""Sentences and shot templates, the shipped ones and broken ones."""

from pathlib import Path

import pytest

from prompts.files import FileError
from prompts.loader import NotFilled, Sentences, ShotTemplates, UnknownTemplate
from prompts.shot import Shot

ROOT = Path(__file__).parents[2]
KEYS = [
    "video.accepted",
    "video.ask_subject",
    "image.accepted",
    "image.ask_subject",
    "route.ask_destination",
    "job.done",
    "job.failed.needs_top_up",
    "job.failed.content_refused",
    "job.failed.busy",
    "job.failed.unreachable",
    "job.failed.bad_request",
    "job.failed.timeout",
    "job.failed.broken",
    "job.failed.lost",
    "job.failed.disk_full",
    "job.failed.too_large",
    "job.failed.no_generator",
    "job.failed.other",
    "job.uncertain_delivery",
    "job.uncertain_payment",
    "job.needs_admin",
    "job.overrun",
    "job.restarted",
    "job.status_running",
    "job.status_waiting",
    "job.status_done",
    "job.status_failed",
    "job.status_cancelled",
    "job.status_uncertain",
    "job.status_none",
    "job.not_found",
    "job.not_yours",
    "job.cancelled",
    "job.cancel_too_late",
    "job.will_deliver",
    "job.will_not_deliver",
    "job.already_done",
    "job.resent",
    "job.nothing_to_resend",
    "job.retried",
    "job.given_up",
    "answer.uncertain",
    "answer.stale",
    "answer.failed_turn",
    "answer.too_long",
    "answer.empty",
    "family.unknown_direct",
    "family.ask_admin",
    "family.approved",
    "family.refused",
    "family.welcome",
    "family.nobody_waiting",
    "family.became_admin",
    "family.wrong_code",
    "family.code_expired",
    "family.admins_only",
    "family.erase_confirm",
    "family.erased",
    "family.erase_cancelled",
    "weather.not_set_up",
    "route.not_set_up",
    "places.not_set_up",
    "chat.offline",
    "chat.refusal",
    "chat.answer",
    "chat.model_failed",
    "chat.model_refused",
    "chat.model_over_budget",
    "chat.nothing_made",
    "admin.notice",
]
GIVEN = {
    "seconds": 5,
    "preview": False,
    "simple": False,
    "given_up": ("size",),
    "kind": "video",
    "is_group": False,
    "free": True,
    "abilities": ("天气", "视频生成"),
    "taste": ("竖屏",),
}


@pytest.fixture(scope="module")
def sentences() -> Sentences:
    return Sentences.load(ROOT / "prompts" / "replies")


@pytest.mark.parametrize("key", KEYS)
def test_every_sentence_renders_with_what_it_declares(sentences: Sentences, key: str) -> None:
    stem, name = key.split(".", 1)
    declared = next(f for p, f in sentences.files.items() if p.stem == stem).sentences[name].variables
    text = sentences.render(key, {variable: GIVEN.get(variable, 12) for variable in declared})
    assert text
    assert "{" not in text
    assert "None" not in text


def test_a_promise_names_number_queue_and_time(sentences: Sentences) -> None:
    promise = {"number": 12, "ahead": 2, "low": "1 分钟", "high": "3 分钟", "preview": False}
    assert sentences.render("video.accepted", promise) == "好，排上了。前面还有 2 个，大约 1 分钟～3 分钟。（第 12 号）"


def test_a_preview_is_said_to_be_one(sentences: Sentences) -> None:
    promise = {"number": 3, "ahead": 0, "low": "10 秒", "high": "10 秒", "preview": True}
    assert "分镜预览" in sentences.render("video.accepted", promise)
    assert "分镜预览" in sentences.render("job.done", {"title": "小猫", "seconds": 5, "preview": True, "kind": "video"})


def test_values_nobody_declared_are_left_alone(sentences: Sentences) -> None:
    assert sentences.render("chat.refusal", {"number": 3}) == "好，不拍。"


def test_a_missing_value_is_named(sentences: Sentences) -> None:
    with pytest.raises(NotFilled, match=r"job\.restarted needs number"):
        sentences.render("job.restarted", {})


def test_a_sentence_nobody_wrote_is_an_error(sentences: Sentences) -> None:
    with pytest.raises(UnknownTemplate, match=r"job\.nope"):
        sentences.render("job.nope", {})


def test_a_file_of_the_admins_replaces_the_shipped_one_and_a_new_one_adds(tmp_path: Path) -> None:
    for folder, name, text in (("a", "hi", "你好"), ("a", "bye", "再见"), ("b", "hi", "嗨"), ("b", "new", "新的")):
        path = tmp_path / folder / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"title: x\nsentences:\n  one:\n    text: {text}\n    tests: [{{says: {text}}}]\n")
    both = Sentences.load(tmp_path / "a", tmp_path / "b")
    assert [both.render(f"{name}.one", {}) for name in ("hi", "bye", "new")] == ["嗨", "再见", "新的"]


def test_an_undeclared_variable_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "job.yaml").write_text(
        "title: x\nsentences:\n  done:\n    variables: {number: 第几号}\n    text: |\n      好了。\n"
        "      第 {{ nubmer }} 号\n    tests: [{with: {number: 1}}]\n"
    )
    with pytest.raises(FileError, match=r"job\.yaml:7: 模板里用了没有声明的 “nubmer”，是不是 “number”？"):
        Sentences.load(tmp_path)


def test_an_optional_variable_must_be_declared(tmp_path: Path) -> None:
    (tmp_path / "job.yaml").write_text(
        "title: x\nsentences:\n  done:\n    text: 好\n    optional: [simple]\n    tests: [{says: 好}]\n"
    )
    with pytest.raises(FileError, match=r"job\.yaml:5: optional 里的 “simple” 没有声明"):
        Sentences.load(tmp_path)


def test_the_storyboard_has_one_line_a_part() -> None:
    shots = ShotTemplates.load(ROOT / "prompts" / "shots")
    shot = Shot(
        subject="a kitten\nnote: a trick", scene="under a tree", camera="push in", negative="people", note="“外婆桥”"
    )
    rendered = shots.render("storyboard", shot)
    keys = [line.split(":")[0] for line in rendered.prompt.splitlines()]
    assert keys == [
        "title",
        "camera",
        "framing",
        "lighting",
        "subject",
        "description",
        "motion",
        "scene",
        "atmosphere",
        "style",
        "palette",
        "note",
    ]
    assert "subject: a kitten note: a trick" in rendered.prompt
    assert rendered.negative_prompt == "people"


def test_a_family_nobody_wrote_is_an_error() -> None:
    shots = ShotTemplates.load(ROOT / "prompts" / "shots")
    assert "storyboard" in shots.families
    with pytest.raises(UnknownTemplate):
        shots.render("nope", Shot())


def test_a_shot_template_may_only_name_what_a_shot_has(tmp_path: Path) -> None:
    (tmp_path / "ltx.yaml").write_text(
        'title: x\nlimit: {unit: characters, most: 9}\nprompt: "{{ sceen }}"\ntests: [{shot: {}}]\n'
    )
    with pytest.raises(FileError, match=r"ltx\.yaml:3: 模板里用了没有声明的 “sceen”，是不是 “scene”？"):
        ShotTemplates.load(tmp_path)
