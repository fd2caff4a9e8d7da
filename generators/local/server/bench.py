"""A card with the models that are loaded for it: where the server meets the engine. The only file of it that loads torch."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from generators.local.folders import inspect
from generators.local.server.residency import Residency

if TYPE_CHECKING:
    from generators.local.engine import Engine, Resident

BYTES_PER_PARAMETER = 2
"""Before a model is loaded it is taken for whole; what its plan makes of it is seen afterwards."""


@dataclass(frozen=True, slots=True)
class CardBench:
    """Loads with one plan for all models."""

    engine: "Engine"
    plan: str
    models: "Residency[Resident]"

    @property
    def title(self) -> str:
        """What the card is called."""
        return self.engine.card.name


def open_bench(
    number: int,
    plan: str,
    budget_bytes: int | None,
    explain: Sequence[Path] = (),
    step_cache: float | None = None,
) -> CardBench:
    """The card of that number. Takes seconds: the libraries are loaded. Raises `LocalError`.

    `step_cache` is the threshold for all models that can do with one, see `generators/local/step_cache.py`.
    The plans of the models in `explain` are told to whoever sits at the terminal.
    """
    from generators.local.cards import find_card
    from generators.local.libraries import libraries

    libraries()
    from generators.local.engine import Engine, weights_of
    from generators.local.memory import plan_named

    engine = Engine(find_card(number))
    for folder in explain:
        model = inspect(folder)
        chosen = plan_named(plan, model.family, engine.card, weights=weights_of(model))
        saved = (
            ("超过 8 步的，相近的步跳过不算，快一些，画面略有不同。",)
            if step_cache and model.family.saves_steps
            else ()
        )
        print("\n".join((f"{folder.name}：", *chosen.explanation, *saved)), flush=True)  # noqa: T201 - a terminal

    def load(folder: Path) -> "Resident":
        return engine.load(folder, plan, lambda chosen: replace(chosen, step_cache=step_cache))

    budget = engine.card.usable_bytes if budget_bytes is None else budget_bytes
    return CardBench(engine, plan, Residency(budget, load, _expected))


def _expected(folder: Path) -> int:
    return BYTES_PER_PARAMETER * sum(component.parameters for component in inspect(folder).components)
