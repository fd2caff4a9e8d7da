"""How far a clip is: which phase it is in, how long each took, and the places where it may be stopped.

A clip made in several windows or passes encodes and decodes several times; whoever watches is told of one course that only
goes forward. A boundary that would be a step back is told as the last one again, so that it can still be stopped there.
"""

from collections.abc import Callable
from time import monotonic

from generators.local.types import PHASES, Phase, Watch


class Forward(Watch):
    """Hands on what it is told, never backwards."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._last: tuple[Phase, int, int] = ("encode", 0, 1)

    def reached(self, phase: Phase, done: int, of: int) -> None:
        last, last_done, last_of = self._last
        before = (PHASES.index(last), last_done / last_of)
        if (PHASES.index(phase), done / of) >= before:
            self._last = (phase, done, of)
        self._watch.reached(*self._last)


class Course:
    """One making. `steps` are all denoising steps of all passes; `settle` waits until the card has done what it was given."""

    def __init__(self, watch: Watch, steps: int, settle: Callable[[], None]) -> None:
        self.seconds: dict[Phase, float] = dict.fromkeys(PHASES, 0.0)
        self._watch = watch
        self._steps = max(1, steps)
        self._done = 0
        self._settle = settle
        self._phase: Phase = "encode"
        self._since = monotonic()
        watch.reached("encode", 0, 1)

    def encoding(self) -> None:
        """A window or pass begins."""
        self._enter("encode")

    def denoising(self) -> None:
        """The denoiser is called; only the first call of a pass is a boundary. Raises `Stopped`."""
        if self._phase != "denoise":
            self._enter("denoise")
            self._watch.reached("encode", 1, 1)

    def stepped(self) -> None:
        """One more step is over. Raises `Stopped`."""
        self._done = min(self._done + 1, self._steps)
        self._watch.reached("denoise", self._done, self._steps)

    def decoding(self) -> None:
        """Frames are about to be decoded. Raises `Stopped`."""
        if self._phase != "decode":
            self._enter("decode")
            # The frames of a window before the last are no sign that the end is near.
            if self._done >= self._steps:
                self._watch.reached("decode", 0, 1)
            else:
                self._watch.reached("denoise", self._done, self._steps)

    def over(self) -> None:
        """All frames are there. Raises `Stopped`."""
        self._enter("save")
        self._watch.reached("decode", 1, 1)

    def _enter(self, phase: Phase) -> None:
        self._settle()
        now = monotonic()
        self.seconds[self._phase] += now - self._since
        self._phase, self._since = phase, now
