"""The models a server has, and which of them makes what is wished."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generators.base import Kind
from generators.local.family import Ability, Family
from generators.local.folders import ModelFolder, inspect
from generators.local.server.problems import Problem, bad
from generators.local.server.wishes import ImageWish, VideoWish


@dataclass(frozen=True, slots=True)
class Served:
    """One model of the server."""

    name: str
    """Of its folder; what requests say."""
    model: ModelFolder

    @property
    def family(self) -> Family:
        """What it is."""
        return self.model.family


class Models:
    """Best first."""

    def __init__(self, served: Sequence[Served]) -> None:
        self.all = tuple(served)

    @classmethod
    def read(cls, folders: Sequence[Path]) -> "Models":
        """Look into the folders; weights are not loaded. Raises `LocalError` for the first that is no model."""
        return cls([Served(folder.name, inspect(folder)) for folder in folders])

    def chosen(self, wish: VideoWish | ImageWish, kind: Kind, files: Mapping[str, Path]) -> Served:
        """The one the wish names, or the first that can do it. Raises `Problem`."""
        candidates = [one for one in self._named(wish.model) if one.family.kind == kind]
        if not candidates:
            raise bad("model", f"no model here makes {'clips' if kind == 'video' else 'pictures'}")
        asked = _asked(wish, files) if isinstance(wish, VideoWish) else {}
        needed: dict[Ability, str] = asked or {"text": "prompt"}
        for one in candidates:
            if all(one.family.can(ability) for ability in needed):
                return one
        first = candidates[0]
        field = next(field for ability, field in needed.items() if not first.family.can(ability))
        raise bad(field, f"{first.name} cannot do that")

    def _named(self, name: str) -> Sequence[Served]:
        if not name:
            return self.all
        found = [one for one in self.all if one.name.lower() == name.lower()]
        if not found:
            known = ", ".join(one.name for one in self.all)
            raise Problem(404, f"model: none has that name, only {known}", param="model", code="model_not_found")
        return found


def _asked(wish: VideoWish, files: Mapping[str, Path]) -> dict[Ability, str]:
    """The abilities it takes beyond words, and the field that asks for each."""
    fields: dict[Ability, tuple[str, bool]] = {
        "image": ("input_reference", bool(wish.input_reference)),
        "first_last": ("last_image", bool(wish.last_image)),
        "keyframes": ("keyframes", bool(wish.keyframes)),
        "extend": ("extends", bool(wish.extends)),
        "long": ("segments", bool(wish.segments)),
        "upscale": ("two_stage", wish.two_stage),
        "skip_layers": ("skip_layer_scale", wish.skip_layer_scale > 0),
        "control": ("control_video", bool(wish.control_video)),
    }
    return {ability: field for ability, (field, is_asked) in fields.items() if is_asked or field in files}
