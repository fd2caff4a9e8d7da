"""Steps that would change little are not computed: the first-block cache of diffusers, for one call of a pipeline.

The first block of the denoiser always works; where what it adds is nearly what it added in the step before, the other blocks are
taken to add what they added then. It is set up anew for every call, so nothing of a clip, or of one that was stopped, is left for
the next. Source of the idea: TeaCache, arXiv 2411.19108. Loads torch.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

FEWEST_STEPS = 9
"""Distilled models change much in every one of their few steps."""


@contextmanager
def saving_steps(denoisers: Iterable[Any], threshold: float) -> Iterator[None]:
    """While the block runs. `threshold` is the share of what the first block adds that counts as little, 0 to 1."""
    from diffusers import FirstBlockCacheConfig

    with ExitStack() as stack:
        for denoiser in denoisers:
            denoiser.enable_cache(FirstBlockCacheConfig(threshold=threshold))
            stack.callback(denoiser.disable_cache)
        yield
