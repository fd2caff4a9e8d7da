"""Settings and workflows of ComfyUI for the tests: the shipped examples, and one of our own that starts from a picture."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.doubles.processes import ROOT

EXAMPLE_VIDEO: Mapping[str, Any] = {
    "file": "example-video.json",
    "prompt": "要什么.text",
    "negative": "5.text",
    "seed": "8.seed",
    "width": "6.width",
    "height": "6.height",
    "frames": "6.length",
    "fps": "10.fps",
}
EXAMPLE_IMAGE: Mapping[str, Any] = {
    "file": "example-image.json",
    "prompt": "2.text",
    "negative": "3.text",
    "seed": "5.seed",
    "width": "4.width",
    "height": "4.height",
}
WITH_PICTURE: Mapping[str, Any] = {**EXAMPLE_VIDEO, "file": "photo", "image": "20.image"}


def changed(example: str, path: Path, nodes: Mapping[str, Any]) -> Path:
    """A shipped example with some nodes changed or added, at `path`."""
    graph = json.loads((ROOT / "workflows" / example).read_text(encoding="utf-8"))
    path.write_text(json.dumps(graph | nodes, ensure_ascii=False), encoding="utf-8")
    return path


def photo_workflow(path: Path, *, is_to_last: bool = False) -> Path:
    """From one picture, or between two, by ComfyUI's own nodes for Wan."""
    made: dict[str, Any] = {
        "class_type": "WanFirstLastFrameToVideo",
        "inputs": {
            "width": 832,
            "height": 480,
            "length": 81,
            "batch_size": 1,
            "positive": ["4", 0],
            "negative": ["5", 0],
            "vae": ["3", 0],
            "start_image": ["20", 0],
        },
    }
    example = json.loads((ROOT / "workflows" / "example-video.json").read_text(encoding="utf-8"))
    sampler = {**example["8"]["inputs"], "positive": ["6", 0], "negative": ["6", 1], "latent_image": ["6", 2]}
    nodes: dict[str, Any] = {
        "6": made,
        "8": {"class_type": "KSampler", "inputs": sampler},
        "20": {"class_type": "LoadImage", "inputs": {"image": "example.png"}},
    }
    if is_to_last:
        made["inputs"]["end_image"] = ["21", 0]
        nodes["21"] = {"class_type": "LoadImage", "inputs": {"image": "example.png"}}
    return changed("example-video.json", path, nodes)
