"""Skip-layer guidance for models whose pipelines have none: away from what the model gives with a layer left out.

The pipelines compute `without + g * (with - without)` of one batch of two. A third pass of the second half, with layers left out,
is worked into that half, so that the pipeline itself need not know: what it adds is `scale * (with - skipped)`. This works in every
pipeline of LTX 0.9, with pictures, windows and callbacks; the modular guider of diffusers 0.42.1 can only do words and a first
picture. Source of the formula: arXiv 2411.18664. Loads torch.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import torch


@contextmanager
def skipping(denoiser: Any, layers: Sequence[int], scale: float, guidance: float) -> Iterator[None]:
    """While the block runs, what the denoiser gives is guided. Layers beyond its last one are its last one."""
    original, blocks = denoiser.forward, denoiser.transformer_blocks
    skipped = [blocks[min(layer, len(blocks) - 1)] for layer in layers]

    def forward(*args: Any, **kwargs: Any) -> Any:
        given = original(*args, **kwargs)
        noise = given[0]
        is_pair = guidance > 1
        there = noise.chunk(2)[1] if is_pair else noise
        batch = noise.shape[0]
        half = {name: _second_half(value, batch) if is_pair else value for name, value in kwargs.items()}
        with ExitStack() as stack:
            for block in skipped:
                stack.enter_context(_left_out(block))
            without = original(*args, **half)[0]
        guided = there + scale / (guidance if is_pair else 1.0) * (there - without)
        return (torch.cat([noise.chunk(2)[0], guided]) if is_pair else guided, *given[1:])

    denoiser.forward = forward
    try:
        yield
    finally:
        denoiser.forward = original


@contextmanager
def _left_out(block: Any) -> Iterator[None]:
    original = block.forward
    block.forward = lambda hidden_states, *_, **__: hidden_states
    try:
        yield
    finally:
        block.forward = original


def _second_half(value: Any, batch: int) -> Any:
    return value.chunk(2)[1] if isinstance(value, torch.Tensor) and value.ndim and value.shape[0] == batch else value
