"""The measures, against values that follow from their definition and against the definition written out."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from generators import mp4
from generators.local.measures import C1, C2, encode_psnr, first_frame_ssim, measure, psnr, ssim, temporal_ssim
from generators.local.types import Made, Order
from tests.generators.clips import Pixels, moving, noisy, write


def frames(count: int = 24, width: int = 192, height: int = 128) -> Pixels:
    return np.stack(list(moving(width, height, count)))


def grey(seed: int, side: int = 40) -> Pixels:
    return np.random.default_rng(seed).integers(0, 256, (side, side), dtype=np.uint8)


def by_definition(one: Pixels, other: Pixels) -> float:
    """SSIM of the paper, window by window, without any of the short cuts."""
    places = np.arange(11) - 5
    window = np.exp(-(places[:, None] ** 2 + places[None] ** 2) / (2 * 1.5**2))
    window /= window.sum()
    found = []
    for row in range(one.shape[0] - 10):
        for column in range(one.shape[1] - 10):
            x = one[row : row + 11, column : column + 11].astype(float)
            y = other[row : row + 11, column : column + 11].astype(float)
            mx, my = (window * x).sum(), (window * y).sum()
            vx, vy = (window * (x - mx) ** 2).sum(), (window * (y - my) ** 2).sum()
            both = (window * (x - mx) * (y - my)).sum()
            found.append((2 * mx * my + C1) * (2 * both + C2) / ((mx**2 + my**2 + C1) * (vx + vy + C2)))
    return float(np.mean(found))


def test_ssim_is_that_of_the_paper() -> None:
    soft = np.asarray(frames(1)[0][:40, :40, 0])
    for other in (grey(1), np.clip(soft.astype(int) + 20, 0, 255), soft // 2):
        assert ssim(soft, other) == pytest.approx(by_definition(soft, other), abs=1e-9)


def test_ssim_of_the_same_is_one_and_of_the_opposite_negative() -> None:
    picture = grey(3)
    assert ssim(picture, picture) == pytest.approx(1.0, abs=1e-12)
    assert ssim(picture, 255 - picture) < -0.5


def test_ssim_of_two_plain_greys_is_a_formula() -> None:
    one, other = np.full((20, 30), 50, np.uint8), np.full((20, 30), 150, np.uint8)
    assert ssim(one, other) == pytest.approx((2 * 50 * 150 + C1) / (50**2 + 150**2 + C1))


def test_psnr_of_a_known_error_is_known() -> None:
    one = np.full((8, 8, 3), 100, np.uint8)
    assert psnr(one, one + 1) == pytest.approx(48.1308, abs=1e-4)
    assert psnr(one, one + 10) == pytest.approx(28.1308, abs=1e-4)
    assert psnr(one, one) == 100.0


def test_a_clip_that_stands_still_a_moving_one_and_noise_are_told_apart() -> None:
    still = np.repeat(frames(1), 24, axis=0)
    noise = np.stack(list(noisy(192, 128, 12)))
    sliding = temporal_ssim(frames())
    assert sliding is not None
    assert temporal_ssim(still) == pytest.approx(1.0)
    assert 0.6 < sliding < 0.99
    assert (temporal_ssim(noise) or 0.0) < 0.1
    assert temporal_ssim(frames(1)) is None


def test_the_first_frame_is_compared_with_the_picture_as_it_fills_the_frame(tmp_path: Path) -> None:
    frame = frames(1)[0]
    wide = np.concatenate([np.zeros((128, 40, 3), np.uint8), frame, np.zeros((128, 40, 3), np.uint8)], axis=1)
    Image.fromarray(wide).resize((wide.shape[1] * 2, 256), Image.Resampling.BICUBIC).save(tmp_path / "wide.png")
    Image.fromarray(next(noisy(192, 128, 1))).save(tmp_path / "other.png")
    assert first_frame_ssim(frame, tmp_path / "wide.png") > 0.97
    assert first_frame_ssim(frame, tmp_path / "other.png") < 0.2


def test_more_is_lost_the_harder_a_clip_is_pressed(tmp_path: Path) -> None:
    made = frames()
    for crf, name in ((12, "fine"), (40, "coarse")):
        mp4.encode(made, tmp_path / f"{name}.mp4", fps=24, width=192, height=128, crf=crf)
    fine, coarse = (encode_psnr(made, tmp_path / f"{name}.mp4") for name in ("fine", "coarse"))
    assert fine > coarse + 5
    assert fine > 33
    with pytest.raises(ValueError, match=r"zip\(\)"):
        encode_psnr(made[:-1], tmp_path / "fine.mp4")


def test_one_run_becomes_one_record(tmp_path: Path) -> None:
    Image.fromarray(frames(1)[0]).save(tmp_path / "begin.png")
    made = Made(frames(), 24.0, {"encode": 0.5, "denoise": 3.0, "decode": 1.0}, 2**30, "12GB")
    path = write(tmp_path / "clip.mp4", list(made.frames))
    kept = measure(made, Order("video", "a cat", image=tmp_path / "begin.png"), path, save_seconds=0.25)
    assert kept.seconds == {"encode": 0.5, "denoise": 3.0, "decode": 1.0, "save": 0.25}
    assert (kept.total_seconds, kept.peak_bytes, kept.plan) == (4.75, 2**30, "12GB")
    assert kept.score.first_frame_ssim == pytest.approx(1.0, abs=1e-6)
    assert kept.score.encode_psnr is not None
    picture = measure(Made(made.frames[:1], 1.0, {}, 0, "12GB"), Order("image", "a cat"), None)
    assert (picture.score.temporal_ssim, picture.score.encode_psnr) == (None, None)


@pytest.mark.parametrize("shape", [(10, 40), (40, 40, 3)])
def test_what_cannot_be_compared_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="11 a side"):
        ssim(np.zeros(shape), np.zeros(shape))
