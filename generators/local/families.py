"""All families there are, and which one a folder is of.

A model folder says what it is in its own files: the class its pipeline has and a few numbers of its parts. Nothing is guessed
from what the folder is called, but for models that differ from another in their weights alone (distilled ones).
"""

from collections.abc import Callable, Mapping

from generators.local.family import Family
from generators.local.rows import cogvideox, ltx, others, pictures, wan

FAMILIES: Mapping[str, Family] = {
    family.name: family for family in (*ltx.ROWS, *cogvideox.ROWS, *wan.ROWS, *others.ROWS, *pictures.ROWS)
}
"""By name, those with more to tell them by before those with less."""


def recognised(class_name: str, config: Callable[[str], Mapping[str, object]], folder_name: str) -> Family | None:
    """The family of a folder, or None. `config` reads the config.json of a component, model_index.json for ""."""
    return next((family for family in FAMILIES.values() if _fits(family, class_name, config, folder_name)), None)


def _fits(family: Family, class_name: str, config: Callable[[str], Mapping[str, object]], folder_name: str) -> bool:
    words = family.folder_words
    return (
        class_name in family.folder_classes
        and all(config(mark.component).get(mark.key) == mark.value for mark in family.marks)
        and (not words or any(word in folder_name.lower() for word in words))
    )
