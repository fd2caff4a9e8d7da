"""Finished clips on disk, a limit of bytes and of age, what is known of each beside it; they outlive a restart."""

import contextlib
import time
from pathlib import Path

from pydantic import ValidationError

from generators.base import Kind
from generators.files import replacing
from generators.local.server.answers import Video

SUFFIXES: dict[Kind, str] = {"video": ".mp4", "image": ".png"}


class Shelf:
    """One folder of its own. What lies in it and is no whole clip is thrown away when it is opened."""

    def __init__(self, folder: Path, *, most_bytes: int, most_seconds: float) -> None:
        self.folder = folder
        self.most_bytes = most_bytes
        self.most_seconds = most_seconds

    def open(self) -> list[Video]:
        """The clips of an earlier life, oldest first."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = []
        for card in self.folder.glob("*.json"):
            try:
                video = Video.model_validate_json(card.read_bytes())
                if self.path(video.id, video.kind).is_file():
                    found.append(video)
            except (ValidationError, OSError):
                continue
        whole = {video.id for video in found}
        for path in self.folder.iterdir():
            if path.is_file() and path.stem not in whole:
                path.unlink(missing_ok=True)
        return sorted(found, key=lambda video: video.created_at)

    def path(self, id_: str, kind: Kind) -> Path:
        """Where the file of a job stands, or is to stand."""
        return self.folder / f"{id_}{SUFFIXES[kind]}"

    def keep(self, video: Video) -> None:
        """Write down what is known of a finished clip."""
        with replacing(self.folder / f"{video.id}.json") as part:
            part.write_text(video.model_dump_json(), encoding="utf-8")

    def remove(self, id_: str) -> None:
        """Throw a clip away."""
        for suffix in (".json", *SUFFIXES.values()):
            (self.folder / f"{id_}{suffix}").unlink(missing_ok=True)

    def tidy(self) -> list[str]:
        """Throw away what is too old, then the oldest while there is too much; of these the newest stays. Returns the ids."""
        sizes = {}
        for suffix in SUFFIXES.values():
            for path in self.folder.glob(f"*{suffix}"):
                with contextlib.suppress(FileNotFoundError):
                    told = path.stat()
                    sizes[path.stem] = (told.st_mtime, told.st_size)
        ids = sorted(sizes, key=lambda id_: sizes[id_])
        too_old = time.time() - self.most_seconds
        gone = [id_ for id_ in ids if sizes[id_][0] < too_old]
        kept = [id_ for id_ in ids if id_ not in gone]
        total = sum(sizes[id_][1] for id_ in kept)
        for id_ in kept[:-1]:
            if total <= self.most_bytes:
                break
            total -= sizes[id_][1]
            gone.append(id_)
        for id_ in gone:
            self.remove(id_)
        return gone

    @property
    def bytes(self) -> int:
        """What the clips take."""
        total = 0
        for path in self.folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                total += path.stat().st_size
        return total
