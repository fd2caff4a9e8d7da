"""How each model is run: plainly, as 小爱 runs it, and in ways that change what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from generators.local.memory import Plan, Storage

Quality = Literal["as the baseline", "about the same", "unverified"]


@dataclass(frozen=True)
class Column:
    """One way. `plain` is diffusers alone: bfloat16, everything on the card, no tiling, `export_to_video`."""

    name: str
    title: str
    quality: Quality
    is_plain: bool = False
    storage: Storage = "full"
    text_storage: Storage = "full"
    cache_interval: int = 0
    """Every n-th step is computed and the others guessed; not by threshold, which random weights would make meaningless."""
    is_for_small_card: bool = False

    def change(self, plan: Plan) -> Plan:
        """What is made of the plan that the card gets by itself."""
        if self.is_for_small_card:
            return plan
        return replace(plan, storage=self.storage, text_storage=self.text_storage)


COLUMNS: Mapping[str, Column] = {
    column.name: column
    for column in (
        Column("baseline", "baseline", "as the baseline", is_plain=True),
        Column("lossless", "our lossless plan", "as the baseline"),
        Column("int8", "our plan, int8", "about the same", storage="int8", text_storage="int8"),
        Column("fp8", "our plan, fp8", "about the same", storage="fp8_dynamic"),
        Column("cache", "baseline, every 2nd step guessed", "unverified", is_plain=True, cache_interval=2),
        Column("small", "our plan for the small card", "about the same", is_for_small_card=True),
    )
}
