"""Whoever watches can stop at every boundary, and the pipeline is as good as new."""

import numpy as np
import pytest

from generators.local.types import Phase, Stopped
from tests.generators.local.conftest import Load, Seen, order

BOUNDARIES: list[tuple[Phase, int]] = [
    *(("encode", 0), ("encode", 1), ("denoise", 1), ("denoise", 2), ("denoise", 3), ("decode", 0), ("decode", 1))
]


@pytest.mark.parametrize("name", ["ltx", "cogvideox-2b", "wan2.2-14b", "flux-dev"])
def test_a_stop_at_any_boundary_ends_it_there_and_leaves_no_trace(name: str, load: Load) -> None:
    model = load(name)
    wanted = order(kind=model.family.kind, num_frames=9, seed=3)
    before = model.make(wanted, Seen()).frames
    for boundary in BOUNDARIES:

        def stop(phase: Phase, done: int, here: tuple[Phase, int] = boundary) -> None:
            if (phase, done) == here:
                raise Stopped

        seen = Seen(stop)
        with pytest.raises(Stopped):
            model.make(wanted, seen)
        assert seen.boundaries[-1][:2] == boundary
        assert np.array_equal(model.make(wanted, Seen()).frames, before), boundary
