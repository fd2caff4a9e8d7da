"""Which models stay loaded, and which clips stay on the disk."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from generators.local.server.answers import Video
from generators.local.server.residency import Residency
from generators.local.server.shelf import Shelf


@dataclass
class Weight:
    """A model that is nothing but its bytes."""

    bytes: int
    is_closed: bool = False

    def close(self) -> None:
        self.is_closed = True


SIZES = {Path("a"): 40, Path("b"): 50, Path("c"): 30, Path("huge"): 500}


def residency() -> Residency[Weight]:
    return Residency(100, lambda folder: Weight(SIZES[folder]), lambda folder: SIZES[folder])


def test_the_one_not_used_for_longest_leaves() -> None:
    models = residency()
    first, _ = models.get(Path("a")), models.get(Path("b"))
    assert models.get(Path("a")) is first, "it is not loaded twice"
    models.get(Path("c"))
    assert models.folders == (Path("a"), Path("c"))
    assert (models.bytes, first.is_closed) == (70, False)


def test_one_that_is_larger_than_all_is_loaded_alone() -> None:
    models = residency()
    first = models.get(Path("a"))
    assert models.get(Path("huge")).bytes == 500
    assert (models.folders, first.is_closed) == ((Path("huge"),), True)
    models.close()
    assert models.bytes == 0


def test_one_that_takes_more_than_was_thought_makes_the_others_leave() -> None:
    models = Residency(100, lambda folder: Weight(SIZES[folder]), lambda _folder: 0)
    first = models.get(Path("b"))
    models.get(Path("a"))
    models.get(Path("c"))
    assert (models.folders, first.is_closed) == ((Path("a"), Path("c")), True)


def kept(shelf: Shelf, id_: str, size: int, age_seconds: float) -> None:
    path = shelf.path(id_, "video")
    path.write_bytes(b"x" * size)
    os.utime(path, (time.time() - age_seconds,) * 2)
    shelf.keep(
        Video(
            id=id_, model="m", status="completed", progress=100, created_at=int(time.time() - age_seconds),
            prompt="p", seconds="1", size="2x2", kind="video", seed=0,
        )
    )  # fmt: skip


def test_the_oldest_clips_leave_and_half_a_clip_is_never_found(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "clips", most_bytes=1000, most_seconds=3600)
    assert shelf.open() == []
    for id_, size, age in (("old", 10, 7200), ("first", 600, 30), ("second", 600, 20), ("third", 300, 10)):
        kept(shelf, id_, size, age)
    assert sorted(shelf.tidy()) == ["first", "old"]
    (shelf.folder / "video_half.mp4").write_bytes(b"x")
    (shelf.folder / "broken.json").write_text("{", encoding="utf-8")
    assert [video.id for video in shelf.open()] == ["second", "third"]
    assert sorted(path.name for path in shelf.folder.iterdir()) == [
        "second.json", "second.mp4", "third.json", "third.mp4",
    ]  # fmt: skip
