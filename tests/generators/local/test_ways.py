"""Pictures anywhere in a clip, clips that go on, clips longer than one window, and two passes."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from generators.local.engine import Engine
from generators.local.errors import BadPicture, CannotDo, MissingFile
from generators.local.types import PHASES, Keyframe
from tests.generators.local import tiny
from tests.generators.local.conftest import Folder, Load, Seen, order


def test_first_and_last_photo_and_one_between_each_change_an_ltx_clip(load: Load, pictures: tuple) -> None:
    model, (one, other) = load("ltx"), pictures
    made = [
        model.make(order(**given), Seen()).frames.tobytes()
        for given in (
            {},
            {"image": one},
            {"image": one, "last_image": other},
            {"keyframes": (Keyframe(8, one),)},
            {"keyframes": (Keyframe(8, one, 0.4),)},
            {"image": one, "last_image": other, "keyframes": (Keyframe(8, one),)},
        )
    ]
    assert len(set(made)) == len(made)


@pytest.mark.parametrize(("name", "said"), [("wan2.1-14b-i2v", "要有一张照片"), ("easyanimate-inp", "也要给第一张")])
def test_the_last_photo_is_taken_too_but_not_alone(name: str, said: str, load: Load, pictures: tuple) -> None:
    model, (one, other) = load(name), pictures
    alone = model.make(order(image=one, num_frames=5), Seen()).frames
    both = model.make(order(image=one, last_image=other, num_frames=5), Seen()).frames
    assert not np.array_equal(alone, both)
    with pytest.raises(CannotDo, match=said):
        model.make(order(last_image=other), Seen())


def test_an_old_ltx_folder_does_all_of_it_with_another_scheduler(load: Load, pictures: tuple) -> None:
    model, (one, other) = load("ltx-0.9"), pictures
    for given in ({"image": one}, {"image": one, "last_image": other}, {"num_frames": 177}):
        assert model.make(order(**given), Seen()).frames.std() > 5


@pytest.mark.parametrize("name", ["ltx", "wan2.2-5b", "cogvideox-5b-i2v", "hunyuanvideo-1.5-i2v"])
def test_a_clip_goes_on_with_none_of_its_own_frames(name: str, load: Load, clip: Path) -> None:
    seen = Seen()
    made = load(name).make(order(extends=clip, num_frames=17), seen)
    assert made.frames.shape == (17, 64, 96, 3)
    assert seen.boundaries[-1] == ("decode", 1, 1)


def test_a_long_clip_begins_with_the_very_frames_of_a_short_one_and_its_course_only_goes_forward(
    load: Load, pictures: tuple
) -> None:
    model, seen = load("cogvideox-5b-i2v"), Seen()
    short = model.make(order(image=pictures[0], num_frames=9), Seen())
    long = model.make(order(image=pictures[0], num_frames=25), seen)
    assert long.frames.shape[0] == 25
    assert np.array_equal(long.frames[:9], short.frames)
    places = [(PHASES.index(phase), done / of) for phase, done, of in seen.boundaries]
    assert places == sorted(places)
    assert ("denoise", 9, 9) in seen.boundaries


def test_every_segment_of_a_long_ltx_clip_is_heard_in_its_place(load: Load) -> None:
    model = load("ltx")
    told = [
        model.make(order(num_frames=97, segments=said), Seen()).frames
        for said in (("a cat", "a dog"), ("a cat", "a cow"))
    ]
    assert told[0].shape[0] == told[1].shape[0] == 97
    apart = np.abs(told[0].astype(int) - told[1]).mean(axis=(1, 2, 3))
    # The decoder looks a few frames ahead, so the first window is not wholly untouched by the second.
    assert apart[:8].mean() < 0.3 * apart[-8:].mean(), apart


def test_a_long_ltx_clip_with_a_photo_near_its_end_is_made_in_windows(load: Load, pictures: tuple) -> None:
    model = load("ltx")
    late = (Keyframe(170, pictures[0]),)
    made, plain = (
        model.make(order(num_frames=177, keyframes=k), Seen()).frames for k in (late, (Keyframe(170, pictures[1]),))
    )
    assert made.shape[0] == 177
    assert np.array_equal(made[:161], plain[:161])
    assert not np.array_equal(made[161:], plain[161:])


def test_two_passes_make_the_whole_size(engine: Engine, folder: Folder, tmp_path: Path, pictures: tuple) -> None:
    shutil.copytree(folder("ltx"), tmp_path / "ltx")
    model = engine.load(tmp_path / "ltx")
    with pytest.raises(MissingFile, match="upscaler"):
        model.make(order(is_two_stage=True), Seen())
    tiny.upscaler(tmp_path / "ltx")
    seen = Seen()
    made = model.make(order(is_two_stage=True, width=128, height=128, image=pictures[0]), seen)
    assert made.frames.shape == (17, 128, 128, 3)
    assert ("denoise", 7, 7) in seen.boundaries  # three, and four of the second pass
    again = model.make(order(is_two_stage=True, width=128, height=128, image=pictures[0]), Seen())
    assert np.array_equal(made.frames, again.frames)


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("cogvideox-2b", {"image": True}, "不能从照片开始"),
        ("wan2.2-5b", {"image": True, "last_image": True}, "不能指定最后一张照片"),
        ("cogvideox-5b-i2v", {}, "要有一张照片"),
        ("wan2.1-1.3b", {"is_two_stage": True}, "先拍小的再放大"),
        ("ltx", {"kind": "image"}, "不会画图"),
        ("ltx", {"prompt": " "}, "空的"),
        ("ltx", {"num_inference_steps": 0}, "步数要在"),
        ("ltx", {"width": 100_000}, "宽要在"),
    ],
)
def test_what_a_family_cannot_do_is_said_in_a_sentence(
    name: str, given: dict[str, object], said: str, load: Load, pictures: tuple
) -> None:
    real = {key: pictures[0] if key in ("image", "last_image") else value for key, value in given.items()}
    with pytest.raises(CannotDo, match=said):
        load(name).make(order(**real), Seen())


def test_a_keyframe_outside_of_the_clip_is_refused(load: Load, pictures: tuple) -> None:
    with pytest.raises(CannotDo, match="第 0 到 16 帧"):
        load("ltx").make(order(keyframes=(Keyframe(17, pictures[0]),)), Seen())


def test_a_picture_or_clip_that_is_none_is_named(load: Load, tmp_path: Path) -> None:
    bad = tmp_path / "猫.png"
    bad.write_bytes(b"no picture")
    for given in ({"image": bad}, {"extends": bad}, {"image": tmp_path / "missing.png"}):
        with pytest.raises(BadPicture, match="请换一张"):
            load("ltx").make(order(**given), Seen())
