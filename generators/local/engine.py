"""Models of our own at work: a folder is loaded for the card that is there, and makes clips and pictures.

```python
engine = Engine(find_card())
model = engine.load(Path("models/ltx"))
made = model.make(Order(kind="video", prompt="a fox runs across snow"), watch)
```

One at a time: whoever calls from several threads takes turns. Loads torch.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import torch

from generators.local import folders
from generators.local.cards import free_host_bytes
from generators.local.course import Forward
from generators.local.errors import NotEnoughMemory
from generators.local.family import Family
from generators.local.folders import ModelFolder
from generators.local.memory import GB, Card, Plan, Weights, loading_bytes, next_lower, plan_named
from generators.local.prompt_cache import PromptCache
from generators.local.studio import Studio
from generators.local.types import Made, Order, Watch

Override = Callable[[Plan], Plan]


class Engine:
    """A card, and the models that are loaded for it."""

    def __init__(self, card: Card) -> None:
        self.card = card

    def load(self, folder: Path, plan: str = "auto", override: Override | None = None) -> "Resident":
        """Read a model folder. `plan` is the name of one; `override` changes what came out of it. Raises a `LocalError`."""
        model = folders.inspect(folder)
        chosen = plan_named(plan, model.family, self.card, weights=weights_of(model))
        chosen = override(chosen) if override else chosen
        needed, free = loading_bytes(chosen, weights_of(model)), min(self.card.host_bytes, free_host_bytes())
        if needed > free:
            # Linux would end the whole process in the middle of it, without a word.
            sizes = f"要 {needed / GB:.1f} GB，机器只空着 {free / GB:.1f} GB"
            raise NotEnoughMemory(f"{model.family.title} 装进内存{sizes}", chosen.name, _CURE)
        return Resident(model, chosen, self.card)


class Resident:
    """A model that is loaded and can make."""

    def __init__(self, model: ModelFolder, plan: Plan, card: Card) -> None:
        self.model, self.plan, self.card = model, plan, card
        self._prompts = PromptCache()
        self._studio: Studio | None = Studio(model, plan, card, self._prompts)

    @property
    def family(self) -> Family:
        """What it can make."""
        return self.model.family

    @property
    def bytes(self) -> int:
        """What its weights take, on the card and in the machine together."""
        return self._studio.weight_bytes if self._studio else 0

    @property
    def denoiser_bytes(self) -> int:
        """The part of it that works in every step."""
        return self._studio.bytes_of(*self.family.denoisers) if self._studio else 0

    def make(self, order: Order, watch: Watch) -> Made:
        """Make one clip or picture. Raises a `LocalError`, and `Stopped` where `watch` did.

        When the card runs full, the next lower plan is tried once and kept.
        """
        forward = Forward(watch)
        try:
            return self._now().make(order, forward)
        except torch.OutOfMemoryError:
            # Outside of the block: the error's traceback holds on to what filled the card.
            pass
        self._lower(order)
        try:
            made = self._now().make(order, forward)
        except torch.OutOfMemoryError:
            raise NotEnoughMemory(self.family.title, self.plan.name, _CURE) from None
        return replace(made, changes=(*made.changes, f"显卡内存不够，改用了「{self.plan.title}」方案"))

    def close(self) -> None:
        """Give the memory back; it cannot make any more."""
        if self._studio is not None:
            self._studio.close()
            self._studio = None

    def _now(self) -> Studio:
        if self._studio is None:
            raise RuntimeError("this model was closed")
        return self._studio

    def _lower(self, order: Order) -> None:
        lower = next_lower(self.plan, self.family, self.card, order, weights=weights_of(self.model))
        if lower is None:
            raise NotEnoughMemory(self.family.title, self.plan.name, _CURE)
        self.close()
        lower = replace(lower, step_cache=self.plan.step_cache)
        self.plan = lower
        self._studio = Studio(self.model, lower, self.card, self._prompts)


_CURE = "请把画面改小、改短，关掉别的占用显卡的程序，或者换小一点的模型"


def weights_of(model: ModelFolder) -> Weights:
    """How many parameters the folder really has."""
    everything = sum(component.parameters for component in model.components)
    denoiser, text = model.parameters(*model.family.denoisers), model.parameters(*model.family.text_encoders)
    return Weights(denoiser, text, everything - denoiser - text)
