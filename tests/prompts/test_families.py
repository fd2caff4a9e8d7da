"""Shots in the words of every shipped family, within its limits."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prompts.families import Rendered, ShotTemplates
from prompts.files import FileError
from prompts.shot import Keyframe, Shot
from prompts.units import Limit, tokens_at_most
from tests.prompts.test_units import SCORES, written

TEMPLATES = ShotTemplates.load(Path(__file__).parents[2] / "prompts" / "shots")
FILES = {path.stem: file for path, file in TEMPLATES.files.items()}
PROSE = sorted(name for name, file in FILES.items() if file.layout == "prose")
IMAGES = ["image", "image_zh"]
CLIPS = [name for name in PROSE if name not in IMAGES]
KITTEN = Shot(
    subject="a kitten",
    subject_motion="chasing a butterfly",
    scene="under a cherry blossom tree",
    framing="close-up",
    lighting="golden sunset light",
    camera="push in",
    atmosphere="warm and tender",
    color_palette="warm",
    style="traditional Chinese ink wash painting",
    subject_description="a red bow, green eyes",
    negative="people",
    motion_intensity=0.3,
    keyframes=(Keyframe(at_seconds=3, description="a rainbow appearing"),),
)
SHORT = """
title: 短的
limit: {unit: characters, most: LIMIT}
negative_limit: {unit: characters, most: 30}
trim: [temporal_consistency, color_palette, atmosphere, scene]
prompt: >-
  {{ subject }} {{ subject_motion }}{% if scene %}, {{ scene }}{% endif %}.
  {% for moment in keyframes %} {{ moment }}.{% endfor %}
  {% if atmosphere %} {{ atmosphere }} mood.{% endif %}
  {% if color_palette == 'warm' %} Warm colours.{% endif %}
  {% if temporal_consistency >= 0.9 %} Stable.{% endif %}
negative_prompt: "{{ negative }}, blurry, distorted"
tests: [{shot: {}}]
"""


def short(folder: Path, most: int, shot: Shot = KITTEN) -> Rendered:
    """The shot for a family that takes so many characters."""
    (folder / "short.yaml").write_text(SHORT.replace("LIMIT", str(most)))
    return ShotTemplates.load(folder).render("short", shot)


def is_within(text: str, limit: Limit) -> bool:
    return (len(text) if limit.unit == "characters" else tokens_at_most(text)) <= limit.most


def test_limits_are_the_published_ones() -> None:
    told = {name: (file.limit.most, file.limit.vocabulary or "characters") for name, file in FILES.items()}
    assert told == {
        "ark": (2000, "characters"),
        "cogvideox": (226, "t5"),
        "image": (1500, "characters"),
        "image_zh": (1500, "characters"),
        "kling": (2500, "characters"),
        "ltx": (256, "t5"),
        "minimax": (7000, "characters"),
        "pixverse": (2048, "characters"),
        "storyboard": (2000, "characters"),
        "vidu": (2000, "characters"),
        "wan": (512, "umt5"),
        "zhipu": (512, "characters"),
    }


def test_what_matters_least_is_left_out_first_and_told(tmp_path: Path) -> None:
    whole = short(tmp_path, 500)
    assert whole.trimmed == ()
    assert whole.prompt.endswith("Warm and tender mood. Warm colours. Stable.")
    less = short(tmp_path, len(whole.prompt) - 1)
    assert less.trimmed == ("temporal_consistency",)
    assert less.prompt.endswith("Warm and tender mood. Warm colours.")
    least = short(tmp_path, 110)
    assert least.trimmed == ("temporal_consistency", "color_palette", "atmosphere")
    assert least.prompt == (
        "A kitten chasing a butterfly, under a cherry blossom tree. At 3 seconds, a rainbow appearing."
    )


def test_a_list_loses_its_last_phrases_before_all_of_it(tmp_path: Path) -> None:
    shot = KITTEN.model_copy(update={"scene": "under a tree, by the river, in the evening", "keyframes": ()})
    rendered = short(tmp_path, 58, shot)
    assert rendered.prompt == "A kitten chasing a butterfly, under a tree, by the river."
    assert rendered.trimmed[-1] == "scene (in part)"


def test_subject_and_motion_are_shortened_last_and_never_to_nothing(tmp_path: Path) -> None:
    shot = Shot(subject="a cat, a dog", subject_motion="sleeping in the sun, dreaming of fish", scene="at home")
    assert short(tmp_path, 30, shot).prompt == "A cat sleeping in the sun."
    assert short(tmp_path, 30, shot).trimmed == (
        "temporal_consistency",
        "scene",
        "subject_motion (in part)",
        "subject (in part)",
    )
    assert short(tmp_path, 15, shot).prompt == "A cat sleeping."
    assert short(tmp_path, 15, shot).trimmed[-1] == "the end"


def test_what_is_unwanted_is_shortened_at_a_comma(tmp_path: Path) -> None:
    rendered = short(tmp_path, 500, Shot(subject="a cat", negative="people, text, cars"))
    assert rendered.negative_prompt == "people, text, cars, blurry"
    assert rendered.trimmed == ("negative_prompt (in part)",)
    endless = Shot(subject="a cat", negative="n" * 40)
    assert short(tmp_path, 500, endless).negative_prompt == "n" * 30


def test_what_a_clip_is_about_may_not_be_listed_for_trimming(tmp_path: Path) -> None:
    (tmp_path / "short.yaml").write_text(SHORT.replace("LIMIT", "99").replace("[temporal", "[subject, temporal"))
    with pytest.raises(FileError, match=r"short\.yaml:5: “trim” 的第 1 项 写成了 “subject”，"):
        ShotTemplates.load(tmp_path)


def test_with_the_models_own_vocabulary_no_room_is_wasted(tmp_path: Path) -> None:
    text = SHORT.replace("unit: characters, most: LIMIT", "unit: tokens, vocabulary: t5, most: 12")
    (tmp_path / "short.yaml").write_text(text)
    shot = Shot(subject="kittens and kittens and kittens", scene="a kitten")
    bounded = ShotTemplates.load(tmp_path).render("short", shot)
    assert "scene" in bounded.trimmed
    scores = {**SCORES, "▁and": -3.0, "▁kittens": -7.0, ",": -3.0, "▁Kittens": -7.0, "▁Stable": -7.0}
    exact = ShotTemplates.load(tmp_path, tokenizers=written(tmp_path / "tokenizers", scores)).render("short", shot)
    assert exact.prompt == "Kittens and kittens and kittens, a kitten. Stable."
    assert "scene" not in exact.trimmed


@pytest.mark.parametrize("family", CLIPS)
@pytest.mark.parametrize(
    "change",
    [
        *({"camera": camera} for camera in ("static", "pull out", "pan left", "tilt down", "orbit", "follow")),
        {"framing": ""},
        {"lighting": ""},
        {"subject": "a puppy"},
        {"subject_description": ""},
        {"subject_motion": "sleeping"},
        {"scene": "on a sofa"},
        {"atmosphere": ""},
        {"style": ""},
        {"negative": "text"},
        {"color_palette": "cool"},
        {"color_palette": "neutral"},
        {"temporal_consistency": 0.8},
        {"motion_intensity": 0.6},
        {"motion_intensity": 1.2},
        {"keyframes": ()},
    ],
    ids=str,
)
def test_every_part_of_a_shot_is_told(family: str, change: dict[str, object]) -> None:
    changed = KITTEN.model_copy(update=change)
    assert TEMPLATES.render(family, changed) != TEMPLATES.render(family, KITTEN)


@pytest.mark.parametrize("family", IMAGES)
@pytest.mark.parametrize(
    "name", ["framing", "lighting", "subject", "subject_description", "scene", "atmosphere", "style", "negative"]
)
def test_every_part_of_a_picture_is_told(family: str, name: str) -> None:
    assert TEMPLATES.render(family, KITTEN.model_copy(update={name: ""})) != TEMPLATES.render(family, KITTEN)


@pytest.mark.parametrize("family", CLIPS)
def test_with_a_picture_a_prompt_speaks_of_motion_and_camera_only(family: str) -> None:
    rendered = TEMPLATES.render(family, KITTEN, has_picture=True)
    assert rendered.prompt.startswith("A kitten chasing a butterfly.")
    assert "At 3 seconds, a rainbow appearing." in rendered.prompt
    assert "push" in rendered.prompt
    for seen in ("cherry", "close-up", "Close-up", "sunset", "ink wash", "red bow", "tender", "Warm"):
        assert seen not in rendered.prompt
    assert "people" in rendered.prompt + rendered.negative_prompt


@pytest.mark.parametrize("family", CLIPS)
def test_a_picture_that_is_only_to_move_moves(family: str) -> None:
    assert TEMPLATES.render(family, Shot(), has_picture=True).prompt.startswith("The picture comes to life.")


PHRASES = st.sampled_from(
    [
        *("", "a kitten", "A boy.", "The old man, ", "two dogs,, one cat", "in Xi'an . ", "running; jumping"),
        *("soft light..", "Chinese New Year", " wide shot ", "at 1.5 metres", "a very long winding road" * 12),
    ]
)
SHOTS = st.builds(
    Shot,
    camera=st.sampled_from(["static", "push in", "orbit", "follow", "tilt up"]),
    color_palette=st.sampled_from(["warm", "cool", "neutral"]),
    motion_intensity=st.floats(0.1, 1.5),
    temporal_consistency=st.floats(0.7, 1.0),
    note=st.sampled_from(["", "“外婆桥”"]),
    keyframes=st.lists(st.builds(Keyframe, at_seconds=st.floats(0, 60), description=PHRASES), max_size=4).map(tuple),
    **{
        name: st.lists(PHRASES, max_size=4).map(", ".join)
        for name in (
            *("framing", "lighting", "subject", "subject_description", "subject_motion"),
            *("scene", "atmosphere", "style", "negative"),
        )
    },
)


@pytest.mark.parametrize("family", PROSE)
@settings(max_examples=60, deadline=None)
@given(shot=SHOTS, has_picture=st.booleans())
def test_any_shot_becomes_sentences_within_the_limit(family: str, shot: Shot, has_picture: bool) -> None:
    rendered = TEMPLATES.render(family, shot, has_picture)
    prompt = rendered.prompt
    assert not re.search(r"\s\s|\s[,.;:]|[,;:]\.|,\s*,|\.\s*\.|\.\s*,", prompt), prompt
    assert not re.match(r"[\s,.;:]", prompt)
    assert not re.search(r"[,;:\s]$", prompt), prompt
    assert not re.search(r"(?:^|[.!?] )[a-z]", prompt), prompt
    assert not re.search(r"^,|,\s*,|,\s*$|\s\s", rendered.negative_prompt)
    file = FILES[family]
    assert is_within(prompt, file.limit)
    assert is_within(rendered.negative_prompt, file.negative_limit or file.limit)
