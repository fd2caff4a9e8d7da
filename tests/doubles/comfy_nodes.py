"""The kinds of nodes the ComfyUI of the tests has, and how it holds a graph against them before it queues it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Wanted = str | tuple[str, ...]
"""INT, FLOAT, STRING, what a link must bring, or the values of a list."""

CHECKPOINTS = ("v1-5-pruned-emaonly-fp16.safetensors", "sd_xl_base_1.0.safetensors")
SAMPLERS, SCHEDULERS = ("euler", "uni_pc"), ("normal", "simple")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of node."""

    inputs: Mapping[str, Wanted]
    outputs: tuple[str, ...] = ()
    optional: Mapping[str, Wanted] = field(default_factory=dict)
    saves: str = ""
    """The suffix of the file it saves; empty for a node that saves none."""
    calls_it: str = "images"
    """What the list of its files is called."""


_SIZE: Mapping[str, Wanted] = {"width": "INT", "height": "INT", "batch_size": "INT"}
_SAMPLED: Mapping[str, Wanted] = {
    "model": "MODEL", "positive": "CONDITIONING", "negative": "CONDITIONING", "latent_image": "LATENT", "steps": "INT", "cfg": "FLOAT",
    "sampler_name": SAMPLERS, "scheduler": SCHEDULERS,
}  # fmt: skip

KINDS: Mapping[str, Kind] = {
    "CheckpointLoaderSimple": Kind({"ckpt_name": CHECKPOINTS}, ("MODEL", "CLIP", "VAE")),
    "UNETLoader": Kind(
        {"unet_name": ("wan2.1_t2v_1.3B_fp16.safetensors",), "weight_dtype": ("default", "fp8_e4m3fn")}, ("MODEL",)
    ),
    "CLIPLoader": Kind(
        {"clip_name": ("umt5_xxl_fp8_e4m3fn_scaled.safetensors",), "type": ("wan", "sd3")},
        ("CLIP",),
        {"device": ("default", "cpu")},
    ),
    "VAELoader": Kind({"vae_name": ("wan_2.1_vae.safetensors",)}, ("VAE",)),
    "ModelSamplingSD3": Kind({"model": "MODEL", "shift": "FLOAT"}, ("MODEL",)),
    "CLIPTextEncode": Kind({"text": "STRING", "clip": "CLIP"}, ("CONDITIONING",)),
    "EmptyLatentImage": Kind(_SIZE, ("LATENT",)),
    "EmptyHunyuanLatentVideo": Kind({**_SIZE, "length": "INT"}, ("LATENT",)),
    "LoadImage": Kind({"image": "IMAGE_FILE"}, ("IMAGE", "MASK")),
    "WanFirstLastFrameToVideo": Kind(
        {**_SIZE, "length": "INT", "positive": "CONDITIONING", "negative": "CONDITIONING", "vae": "VAE"},
        ("CONDITIONING", "CONDITIONING", "LATENT"),
        {"start_image": "IMAGE", "end_image": "IMAGE"},
    ),
    "KSampler": Kind({**_SAMPLED, "seed": "INT", "denoise": "FLOAT"}, ("LATENT",)),
    "KSamplerAdvanced": Kind({**_SAMPLED, "noise_seed": "INT"}, ("LATENT",)),
    "VAEDecode": Kind({"samples": "LATENT", "vae": "VAE"}, ("IMAGE",)),
    "CreateVideo": Kind({"images": "IMAGE", "fps": "FLOAT"}, ("VIDEO",)),
    "PreviewImage": Kind({"images": "IMAGE"}, saves=".png"),
    "SaveImage": Kind({"images": "IMAGE", "filename_prefix": "STRING"}, saves=".png"),
    "SaveVideo": Kind(
        {"video": "VIDEO", "filename_prefix": "STRING", "format": ("auto", "mp4"), "codec": ("auto", "h264")},
        saves=".mp4",
    ),
    "SaveAnimatedWEBP": Kind({"images": "IMAGE", "filename_prefix": "STRING", "fps": "FLOAT"}, saves=".webp"),
    # Of a package many have installed; its list has a name of its own, and so have its numbers.
    "VHS_VideoCombine": Kind(
        {"images": "IMAGE", "frame_rate": "FLOAT", "filename_prefix": "STRING"}, saves=".mp4", calls_it="gifs"
    ),
}


def info_of(name: str) -> dict[str, Any]:
    """What `/object_info/{name}` says: an empty object for a node that is not installed."""
    kind = KINDS.get(name)
    if kind is None:
        return {}
    required = {
        each: [list(wanted) if isinstance(wanted, tuple) else wanted, {}] for each, wanted in kind.inputs.items()
    }
    told = {
        "input": {"required": required},
        "output": list(kind.outputs),
        "name": name,
        "output_node": bool(kind.saves),
    }
    return {name: told}


def whole_error(graph: Mapping[str, Any]) -> dict[str, Any] | None:
    """What is wrong with a graph before its nodes are looked at."""
    for node, each in graph.items():
        if not isinstance(each, dict) or each.get("class_type") not in KINDS:
            message = f"Node 'ID #{node}' not found. The custom node may not be installed."
            return {"type": "missing_node_type", "message": message, "details": f"Node ID '#{node}'", "extra_info": {}}
    if not saving(graph):
        return {"type": "prompt_no_outputs", "message": "Prompt has no outputs", "details": "", "extra_info": {}}
    return None


def saving(graph: Mapping[str, Any]) -> list[str]:
    """The nodes that save something."""
    return [node for node, each in graph.items() if KINDS[each["class_type"]].saves]


def node_errors(graph: Mapping[str, Any], pictures: frozenset[str]) -> dict[str, Any]:
    """By node, as ComfyUI tells them."""
    found = {}
    for node, each in graph.items():
        if errors := list(_errors(graph, each, pictures)):
            found[node] = {"errors": errors, "dependent_outputs": saving(graph), "class_type": each["class_type"]}
    return found


def _errors(graph: Mapping[str, Any], node: Mapping[str, Any], pictures: frozenset[str]) -> Iterator[dict[str, Any]]:
    kind, given = KINDS[node["class_type"]], node.get("inputs", {})
    for name, wanted in {**kind.inputs, **kind.optional}.items():
        if name not in given:
            if name in kind.inputs:
                yield _error("required_input_missing", "Required input is missing", name, name)
            continue
        value = given[name]
        if isinstance(value, list):
            if not _brings(graph, value, wanted):
                yield _error(
                    "return_type_mismatch", "Return type mismatch between linked nodes", name, f"{name}, {value}"
                )
        elif isinstance(wanted, tuple):
            if value not in wanted:
                yield _error("value_not_in_list", "Value not in list", name, f"{name}: {value!r} not in {list(wanted)}")
        elif wanted == "IMAGE_FILE":
            if value not in pictures:
                yield _error(
                    "custom_validation_failed",
                    "Custom validation failed for node",
                    name,
                    f"Invalid image file: {value}",
                )
        elif not _is(value, wanted):
            message = f"Failed to convert an input value to a {wanted} value"
            yield _error("invalid_input_type", message, name, f"{name}, {value}")
        elif wanted == "INT" and value < (1 if name in ("width", "height", "length", "batch_size", "steps") else 0):
            yield _error("value_smaller_than_min", f"Value {value} smaller than min of 1", name, name)


def _error(kind: str, message: str, name: str, details: str) -> dict[str, Any]:
    return {"type": kind, "message": message, "details": details, "extra_info": {"input_name": name}}


def _brings(graph: Mapping[str, Any], link: list[Any], wanted: Wanted) -> bool:
    match link:
        case [str() as node, int() as slot] if node in graph:
            outputs = KINDS[graph[node]["class_type"]].outputs
            return slot < len(outputs) and outputs[slot] == wanted
    return False


def _is(value: object, wanted: str) -> bool:
    if wanted == "STRING":
        return isinstance(value, str)
    # ComfyUI turns a numeric text into a number; 小爱 is not to rely on it.
    return isinstance(value, int if wanted == "INT" else (int, float)) and not isinstance(value, bool)
