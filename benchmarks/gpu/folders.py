"""Writes a whole model folder of random weights, as large as the published one. Nothing is downloaded.

Speed and memory of a step do not depend on the values. Component by component: made without memory ("meta"), given memory on the
card, filled there, saved, let go. `from_pretrained` then reads it as it reads any model, so what is measured is what is used.
"""

import gc
import importlib
import json
import string
from pathlib import Path
from typing import Any

import torch

from benchmarks.gpu.row import Part, Row

SPREAD = 0.02


def write(row: Row, into: Path, device: str, *, is_tiny: bool) -> Path:
    """Write the folder, or take the one that is there. Its size: about 2 bytes a parameter, 14 to 37 GB."""
    folder = into / row.folder
    if (folder / "model_index.json").is_file():
        return folder
    import diffusers

    for name in ("transformer", "vae", "text_encoder"):
        part = row.text if name == "text_encoder" else getattr(row, name)
        _write_part(part, folder / name, device, is_tiny=is_tiny)
    getattr(diffusers, row.scheduler.class_name)(**row.scheduler.config).save_pretrained(folder / "scheduler")
    _tokenizer(row).save_pretrained(folder / "tokenizer")
    index = {
        "_class_name": row.pipeline,
        "_diffusers_version": diffusers.__version__,
        "scheduler": ["diffusers", row.scheduler.class_name],
        "text_encoder": [row.text.library, row.text.class_name],
        "tokenizer": ["transformers", "T5Tokenizer"],
        "transformer": ["diffusers", row.transformer.class_name],
        "vae": ["diffusers", row.vae.class_name],
        **row.index,
    }
    (folder / "model_index.json").write_text(json.dumps(index, indent=1), encoding="utf-8")
    return folder


def _write_part(part: Part, folder: Path, device: str, *, is_tiny: bool) -> None:
    found, config = getattr(importlib.import_module(part.library), part.class_name), part.at(is_tiny=is_tiny)
    with torch.device("meta"):
        model = found(found.config_class(**config)) if part.library == "transformers" else found(**config)
    model = model.to(torch.bfloat16).to_empty(device=device)
    if part.library == "transformers":
        model.tie_weights()
    _fill(model, device)
    model.save_pretrained(folder, safe_serialization=True)
    del model
    gc.collect()
    if device != "cpu":
        torch.cuda.empty_cache()


def _fill(model: Any, device: str) -> None:
    """Values that stay finite through every layer: small weights, norms that change nothing, no bias."""
    generator = torch.Generator(device).manual_seed(0)
    with torch.no_grad():
        for name, values in (*model.named_parameters(), *model.named_buffers()):
            if not values.is_floating_point():
                values.zero_()
            elif values.dim() > 1:
                values.normal_(0, SPREAD, generator=generator)
            else:
                values.fill_(1.0 if name.endswith("weight") or "gamma" in name else 0.0)


def _tokenizer(row: Row) -> Any:
    """One piece for each letter. Prompts are padded to the same length whatever they say, so that it costs what it always costs."""
    from transformers import T5Tokenizer

    letters = string.ascii_letters + string.digits + string.punctuation
    pieces = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("\u2581", -2.0), *((letter, -4.0) for letter in letters)]
    return T5Tokenizer(vocab=pieces, extra_ids=0, model_max_length=row.prompt_tokens)
