"""Albums: drawn for real, looked at frame by frame, asked, fetched, stopped and restarted."""

import asyncio
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from generators import mp4
from generators.base import BadRequest, Broken, Failed, Finished, GenerationRequest, Lost, NotFound, Progress, Ticket
from generators.drawing.fonts import find_cjk_font
from generators.quality import judge
from generators.router import Need, Router
from generators.shapes import picture_aspect, usual_aspect
from generators.slides.caption import Caption
from generators.slides.show import Show
from generators.slides.still import CLOSE, CLOSE_FRAMED, Still
from generators.slideshow import Slideshow
from generators.storyboard import Storyboard

COLOURS = ((200, 60, 50), (60, 160, 70), (60, 80, 200), (210, 190, 60))
SKIN = (224, 172, 140)


def photo(
    folder: Path, place: int = 0, size: tuple[int, int] = (640, 480), face: tuple[float, float] | None = None
) -> Path:
    """A wall of one colour with a fine pattern; with `face`, somebody's head at that place, 0 to 1."""
    picture = Image.new("RGB", size, COLOURS[place % 4])
    pen = ImageDraw.Draw(picture)
    for x in range(0, size[0], 32):
        pen.line((x, 0, x, size[1]), tuple(value - 30 for value in COLOURS[place % 4]), 6)
    if face:
        x, y, radius = face[0] * size[0], face[1] * size[1], min(size) * 0.1
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), SKIN)
    path = folder / f"{place}-{size[0]}.jpg"
    picture.save(path, quality=95)
    return path


def album(folder: Path, count: int = 3, seconds: float = 2.0, **more: object) -> GenerationRequest:
    photos = tuple(photo(folder, place) for place in range(count))
    return GenerationRequest("video", "", seconds=seconds, width=320, height=180, album=photos, **more)  # type: ignore[arg-type]


async def result(maker: Slideshow, ticket: Ticket | Finished) -> Finished | Failed:
    assert isinstance(ticket, Ticket)
    while True:
        state = await maker.poll(ticket)
        if not isinstance(state, Progress):
            return state
        await asyncio.sleep(0.01)


async def shown(folder: Path, request: GenerationRequest) -> Path:
    maker = Slideshow(folder / "work")
    finished = await result(maker, await maker.submit(request, "1732170000000-m1"))
    assert isinstance(finished, Finished)
    return Path(finished.location)


@pytest.mark.parametrize(("seconds", "fps"), [(2.0, 24), (3.5, 30), (1.0, 15)])
async def test_shape_length_and_rate_are_exact(tmp_path: Path, seconds: float, fps: int) -> None:
    facts = mp4.probe(await shown(tmp_path, album(tmp_path, seconds=seconds, fps=fps)))
    assert (facts.width, facts.height, facts.fps, facts.frames) == (320, 180, fps, round(seconds * fps))
    assert (facts.codec, facts.pixel_format, facts.is_faststart) == ("h264", "yuv420p", True)


async def test_every_photo_is_seen_for_as_long_and_one_fades_into_the_next(tmp_path: Path) -> None:
    path = await shown(tmp_path, album(tmp_path, count=4, seconds=4))
    middles = np.array([frame[60:120, 120:200].mean((0, 1)) for frame in mp4.frames(path)])
    nearest = np.abs(middles[:, None] - np.array(COLOURS)[None]).sum(2).argmin(1)
    assert list(dict.fromkeys(nearest.tolist())) == [0, 1, 2, 3]
    counts = np.bincount(nearest)
    assert counts.max() - counts.min() <= 12
    # No cut: what changes from one frame to the next is never more than a part of the way.
    assert np.abs(np.diff(middles, axis=0)).max() < 40


async def test_the_quality_gate_finds_no_fault(tmp_path: Path) -> None:
    photos = tuple(
        photo(tmp_path, place, size)
        for place, size in enumerate([(1600, 1200), (900, 1200), (1000, 1000), (1200, 500)])
    )
    request = GenerationRequest("video", "", seconds=6, width=640, height=360, album=photos)
    assert judge(await shown(tmp_path, request)).problems == ()


@pytest.mark.parametrize("frame", [(640, 360), (360, 640)])
@pytest.mark.parametrize("size", [(1600, 1200), (1200, 1600), (1000, 1000), (2000, 600)])
@pytest.mark.parametrize("face", [(0.5, 0.3), (0.2, 0.2), (0.85, 0.25), (0.3, 0.6)])
@pytest.mark.parametrize("place", [0, 1])
def test_faces_are_never_cut(
    tmp_path: Path, frame: tuple[int, int], size: tuple[int, int], face: tuple[float, float], place: int
) -> None:
    still = Still(photo(tmp_path, 2, size, face), *frame, place)

    def skin(progress: float) -> int:
        pixels = np.asarray(still.frame(progress), dtype=np.int16)
        return int((np.abs(pixels - np.array(SKIN)).max(2) < 30).sum())

    whole = np.asarray(still.picture.resize(frame), dtype=np.int16)
    expected = int((np.abs(whole - np.array(SKIN)).max(2) < 30).sum())
    assert expected > 0
    assert min(skin(at / 4) for at in range(0, 5, 2)) >= expected * 0.93


@pytest.mark.parametrize(
    ("size", "frame", "is_framed"),
    [
        ((1600, 1200), (320, 180), False),
        ((1200, 1600), (320, 180), True),
        ((1000, 1000), (320, 180), True),
        ((1200, 1600), (180, 320), False),
        ((1920, 1080), (180, 320), True),
    ],
)
def test_a_photo_fills_the_frame_or_stands_whole_before_its_blur(
    tmp_path: Path, size: tuple[int, int], frame: tuple[int, int], is_framed: bool
) -> None:
    still = Still(photo(tmp_path, 0, size), *frame)
    assert still.is_framed is is_framed
    assert still.close == (CLOSE_FRAMED if is_framed else CLOSE)
    if is_framed:
        # At its closest the photo's own edges are still inside.
        edges = np.asarray(still.frame(1.0), dtype=np.int16)
        middle, corner = edges[frame[1] // 2, frame[0] // 2], edges[2, 2]
        assert middle.sum() > corner.sum() * 1.2


def test_photos_after_each_other_move_differently(tmp_path: Path) -> None:
    moves = [(still.start, still.end) for still in (Still(photo(tmp_path, 0), 320, 180, place) for place in range(4))]
    assert all(one != other for one, other in pairwise(moves))


@pytest.mark.skipif(find_cjk_font() is None, reason="this machine has no Chinese font")
def test_captions_are_written_in_chinese_and_stay_inside() -> None:
    for words in ("全家福", "一家人围在一起吃饺子" * 6, "2026 年春节 🎉"):
        frame = Image.new("RGB", (320, 180), (120, 120, 120))
        Caption(words, 320, 180).lay(frame, 1.0)
        pixels = np.asarray(frame, dtype=np.int16)
        lit = np.argwhere(pixels.min(2) > 200)
        assert len(lit) > 60
        assert lit[:, 0].min() > 90
        assert lit[:, 0].max() < 178
        assert 4 < lit[:, 1].min() < lit[:, 1].max() < 316
        assert (pixels[:60] == 120).all()


@pytest.mark.skipif(find_cjk_font() is None, reason="this machine has no Chinese font")
def test_different_words_look_different() -> None:
    """A font without the letters draws the same empty box for each."""
    drawn = []
    for words in ("春", "节", "快", "乐"):
        frame = Image.new("RGB", (320, 180))
        Caption(words, 320, 180).lay(frame, 1.0)
        drawn.append(np.asarray(frame).tobytes())
    assert len(set(drawn)) == 4


@pytest.mark.skipif(find_cjk_font() is None, reason="this machine has no Chinese font")
async def test_a_caption_is_seen_on_its_own_photo_only(tmp_path: Path) -> None:
    path = await shown(tmp_path, album(tmp_path, count=3, seconds=6, captions=("", "海边", "")))
    lit = [int((frame[130:].min(2) > 200).sum()) for frame in mp4.frames(path)]
    seen = [index / 24 for index, count in enumerate(lit) if count > 20]
    assert seen
    # Three photos share six seconds, less one fade: the second has the time from 1.77 to 3.53.
    assert 1.77 < min(seen) < 2.3
    assert 3.0 < max(seen) < 3.53


def test_the_same_words_stay_while_the_photos_change(tmp_path: Path) -> None:
    photos = [photo(tmp_path, place) for place in range(3)]
    show = Show(photos, ("春节快乐",) * 3, 320, 180, seconds=6, fps=12)
    assert len({id(caption) for caption in show.captions}) == 1


async def test_a_photo_that_cannot_be_opened_fails_the_album(tmp_path: Path) -> None:
    (tmp_path / "bad.jpg").write_bytes(b"no picture")
    maker = Slideshow(tmp_path / "work")
    request = GenerationRequest("video", "", seconds=1, width=320, height=180, album=(tmp_path / "bad.jpg",))
    failed = await result(maker, await maker.submit(request, "1-a"))
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, Broken)


async def test_no_photos_are_no_album(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="album"):
        await Slideshow(tmp_path).submit(GenerationRequest("video", "", width=320, height=180), "1-a")


async def test_after_a_restart_what_was_finished_is_found_and_the_rest_is_lost(tmp_path: Path) -> None:
    before = Slideshow(tmp_path / "work")
    await result(before, await before.submit(album(tmp_path, seconds=1), "1-done"))
    await before.submit(album(tmp_path, seconds=40), "2-running")
    await before.close()
    after = Slideshow(tmp_path / "work")
    found = await after.find("1-done")
    assert isinstance(found, Finished)
    assert await after.find("2-running") == NotFound()
    gone = await after.poll(Ticket("2-running"))
    assert isinstance(gone, Failed)
    assert isinstance(gone.error, Lost)
    artifact = await after.fetch(found, tmp_path / "here")
    assert (artifact.kind, artifact.path.exists()) == ("video", True)
    assert not list((tmp_path / "work").glob("*.mp4"))


async def test_it_can_be_stopped(tmp_path: Path) -> None:
    maker = Slideshow(tmp_path / "work")
    ticket = await maker.submit(album(tmp_path, seconds=40), "1-a")
    assert isinstance(ticket, Ticket)
    assert await maker.cancel(ticket)
    assert not list((tmp_path / "work").iterdir())


def test_albums_go_to_the_slideshow_and_nothing_else_does(tmp_path: Path) -> None:
    slideshow, storyboard = Slideshow(tmp_path), Storyboard(tmp_path)
    router = Router({"video": (storyboard, slideshow), "image": (storyboard,)})
    assert router.choose(Need("video", 18, pictures=6, is_album=True)) is slideshow
    assert router.able(Need("video", 5)) == [storyboard]
    assert router.able(Need("video", 5, pictures=2)) == [storyboard]
    assert not slideshow.capabilities.is_preview
    assert not slideshow.capabilities.is_remote


@pytest.mark.parametrize(
    ("sizes", "aspect"),
    [
        ([(1600, 1200), (1200, 1600), (1920, 1080)], "16:9"),
        ([(1200, 1600), (1080, 1920), (1600, 1200)], "9:16"),
        ([(1000, 1000), (1000, 980)], "1:1"),
        ([(1200, 1600), (1600, 1200)], "9:16"),
    ],
)
def test_an_album_lies_as_most_of_its_photos(tmp_path: Path, sizes: list[tuple[int, int]], aspect: str) -> None:
    assert usual_aspect([photo(tmp_path, place, size) for place, size in enumerate(sizes)]) == aspect


def test_a_photo_keeps_its_shape(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (1600, 1200)).save(tmp_path / "p.jpg", exif=exif)
    assert picture_aspect(tmp_path / "p.jpg") == "3:4"
    assert picture_aspect(photo(tmp_path, 0, (1920, 1080))) == "16:9"
