"""Both hubs models come from, and the CDN they redirect to: one shelf of repositories, spoken to in either way.

What it checks and how it answers: `generators/local/hubs/huggingface.py` and `modelscope.py` name the sources.
"""

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import unquote

from tests.doubles.exchange import Answer, Asked, Refusal
from tests.doubles.loopback import Server

LFS_BYTES = 1000
"""Larger files are in LFS and come from the CDN."""
PAGE = 4
_TREE = re.compile(r"/api/models/([^/]+/[^/]+)/tree/main")
_RESOLVE = re.compile(r"/([^/]+/[^/]+)/resolve/main/(.+)")
_MS_FILES = re.compile(r"/api/v1/models/([^/]+/[^/]+)/repo/files")
_MS_FILE = re.compile(r"/api/v1/models/([^/]+/[^/]+)/repo")
_RANGE = re.compile(r"bytes=([0-9]+)-")


@dataclass
class ModelHub:
    """What lies on the shelf, what is to go wrong, and who asked."""

    repositories: dict[str, dict[str, bytes]] = field(default_factory=dict)
    gated: set[str] = field(default_factory=set)
    """Repositories that want `Authorization: Bearer good`."""
    cuts: dict[str, list[int]] = field(default_factory=dict)
    """By path: the next answers with it end after so many bytes."""
    spoils: dict[str, int] = field(default_factory=dict)
    """By path: so many answers have a wrong byte."""
    statuses: dict[str, list[int]] = field(default_factory=dict)
    """By path: the next answers are these instead."""
    cdn: str = ""
    """Where large files are redirected to; empty for nowhere."""
    next_page: str = ""
    """What the next page is said to be, instead of the real one."""
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    def bodies_asked_for(self) -> list[tuple[str, str]]:
        """Path of each file that was fetched, and its Range."""
        return [
            (path, one.headers.get("range", ""))
            for one in self.asked
            if (path := self._file_of(one)) and self._is_body(one)
        ]

    def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        if asked.headers.get("accept-encoding") != "identity" or not asked.headers.get("user-agent"):
            raise Refusal("who asks, and for plain bytes?", 403)
        if found := _TREE.fullmatch(asked.path):
            return self._tree(found[1], asked)
        if found := _MS_FILES.fullmatch(asked.path):
            return self._ms_files(found[1], asked)
        if found := _MS_FILE.fullmatch(asked.path):
            return self._body(found[1], asked.query["FilePath"], asked, takes_ranges=False)
        if found := _RESOLVE.fullmatch(asked.path):
            return self._body(found[1], unquote(found[2]), asked, takes_ranges=True)
        if asked.path.startswith("/cdn/"):
            _, _, owner, name, *path = asked.path.split("/")
            return self._bytes(f"{owner}/{name}", unquote("/".join(path)), asked)
        raise Refusal("no such route", 404)

    def _tree(self, repository: str, asked: Asked) -> Answer:
        if asked.query.get("recursive") != "true":
            raise Refusal("recursive", 400)
        if repository not in self.repositories:
            return Answer({"error": "Repository not found"}, 401, {"x-error-code": "RepoNotFound"})
        files = self.repositories[repository]
        folders = sorted({path.rpartition("/")[0] for path in files if "/" in path})
        entries: list[dict[str, object]] = [
            {"type": "directory", "path": one, "size": 0, "oid": "0"} for one in folders
        ]
        entries += [_hf_entry(path, content) for path, content in files.items()]
        start = int(asked.query.get("cursor", 0))
        headers = {}
        if start + PAGE < len(entries):
            following = self.next_page or f"{self.url}{asked.path}?recursive=true&cursor={start + PAGE}"
            headers = {"link": f'<{following}>; rel="next"'}
        return Answer(entries[start : start + PAGE], 200, headers)

    def _ms_files(self, repository: str, asked: Asked) -> Answer:
        if asked.query.get("Recursive") != "true" or asked.query.get("Revision") != "master":
            return Answer({"Code": 200, "Data": {"Files": None}, "Success": True})
        if repository not in self.repositories:
            return Answer({"Code": 10010205001, "Message": "record not found", "Success": False}, 404)
        files = self.repositories[repository].items()
        entries: list[dict[str, object]] = [{"Type": "tree", "Path": "vae", "Name": "vae", "Size": 0, "Sha256": ""}]
        entries += [
            {"Type": "blob", "Path": path, "Name": path, "Size": len(content), "Sha256": _sha256(content)}
            for path, content in files
        ]
        return Answer({"Code": 200, "Data": {"Files": entries}, "Success": True})

    def _body(self, repository: str, path: str, asked: Asked, *, takes_ranges: bool) -> Answer:
        content = self.repositories.get(repository, {}).get(path)
        if content is None:
            return Answer({"Code": 404}, 404, {"x-error-code": "EntryNotFound"})
        if repository in self.gated and asked.headers.get("authorization") != "Bearer good":
            return Answer({"error": "gated"}, 401 if takes_ranges else 403, {"x-error-code": "GatedRepo"})
        if self.cdn and len(content) > LFS_BYTES:
            return Answer(b"", 302, {"location": f"{self.cdn}/cdn/{repository}/{path}?Signature=s3cret"})
        return self._bytes(repository, path, asked, takes_ranges=takes_ranges)

    def _bytes(self, repository: str, path: str, asked: Asked, *, takes_ranges: bool = True) -> Answer:
        if statuses := self.statuses.get(path):
            return Answer({"error": "as told"}, statuses.pop(0))
        content = self.repositories[repository][path]
        start, wanted = 0, _RANGE.fullmatch(asked.headers.get("range", ""))
        if wanted and takes_ranges:
            start = int(wanted[1])
            if start >= len(content):
                return Answer(b"", 416, {"content-range": f"bytes */{len(content)}"})
        body = content[start:]
        if self.spoils.get(path):
            self.spoils[path] -= 1
            body = body[:-1] + bytes([body[-1] ^ 1])
        headers = {"content-length": str(len(body))}
        if cuts := self.cuts.get(path):
            body = body[: cuts.pop(0)]
        if not (wanted and takes_ranges):
            return Answer(body, 200, headers)
        return Answer(body, 206, {**headers, "content-range": f"bytes {start}-{len(content) - 1}/{len(content)}"})

    def _file_of(self, asked: Asked) -> str:
        if asked.path.startswith("/cdn/"):
            return unquote(asked.path.split("/", 4)[4])
        if found := _RESOLVE.fullmatch(asked.path):
            return unquote(found[2])
        return asked.query.get("FilePath", "")

    def _is_body(self, asked: Asked) -> bool:
        large = any(len(files.get(self._file_of(asked), b"")) > LFS_BYTES for files in self.repositories.values())
        return asked.path.startswith("/cdn/") or not (self.cdn and large)


@contextmanager
def serving(hub: ModelHub) -> Iterator[str]:
    """Serve it from this process; several servers may share one shelf. The first is its `url`."""
    server = Server(0, hub)
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02))
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    hub.url = hub.url or url
    try:
        yield url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def model(seed: int = 0) -> dict[str, bytes]:
    """A repository as they are: a diffusers folder of a few small weights among much that no pipeline reads."""

    def weights(length: int) -> bytes:
        return hashlib.shake_128(f"{seed}{length}".encode()).digest(length)

    index = {
        "_class_name": "CogVideoXPipeline",
        "_diffusers_version": "0.42.1",
        "scheduler": ["diffusers", "CogVideoXDDIMScheduler"],
        "transformer": ["diffusers", "CogVideoXTransformer3DModel"],
        "vae": ["diffusers", "AutoencoderKLCogVideoX"],
        "safety_checker": [None, None],
    }
    return {
        ".gitattributes": b"*.safetensors filter=lfs\n",
        "LICENSE": b"do what you want\n",
        "model_index.json": json.dumps(index).encode(),
        "one_big_checkpoint.safetensors": weights(90_000),
        "examples/clip.mp4": weights(5_000),
        "scheduler/scheduler_config.json": b"{}",
        "transformer/config.json": b'{"num_layers": 2}',
        "transformer/diffusion_pytorch_model-00001-of-00002.safetensors": weights(3_000_000),
        "transformer/diffusion_pytorch_model-00002-of-00002.safetensors": weights(40_000),
        "transformer/diffusion_pytorch_model.safetensors.index.json": b'{"weight_map": {}}',
        "transformer/diffusion_pytorch_model.fp16.safetensors": weights(20_000),
        "transformer/diffusion_pytorch_model.bin": weights(41_000),
        "vae/config.json": b"{}",
        "vae/diffusion_pytorch_model.safetensors": weights(30_000),
    }


READ = (
    "LICENSE",
    "scheduler/scheduler_config.json",
    "transformer/config.json",
    "transformer/diffusion_pytorch_model-00001-of-00002.safetensors",
    "transformer/diffusion_pytorch_model-00002-of-00002.safetensors",
    "transformer/diffusion_pytorch_model.safetensors.index.json",
    "vae/config.json",
    "vae/diffusion_pytorch_model.safetensors",
    "model_index.json",
)
"""What a pipeline reads of it, and its licence."""


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _hf_entry(path: str, content: bytes) -> dict[str, object]:
    git = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
    entry: dict[str, object] = {"type": "file", "path": path, "size": len(content), "oid": git}
    if len(content) > LFS_BYTES:
        entry["oid"] = hashlib.sha1(b"pointer").hexdigest()
        entry["lfs"] = {"oid": _sha256(content), "size": len(content), "pointerSize": 134}
    return entry
