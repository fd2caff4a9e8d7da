"""What a request wishes for besides what is to be seen: length, shape, looks, what not to show."""

from dataclasses import dataclass, field

from prompts.words import Look, LookKind

Setting = str | float | int


@dataclass(slots=True)
class Wishes:
    """What was wished for so far. What was said first counts; negatives add up."""

    settings: dict[str, Setting] = field(default_factory=dict)
    """Fields of the shot: seconds, aspect, fps, …"""
    looks: dict[LookKind, list[Look]] = field(default_factory=dict)
    negatives: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add_look(self, kind: LookKind, look: Look) -> None:
        """One more style, mood, light, …"""
        known = self.looks.setdefault(kind, [])
        if look not in known:
            known.append(look)

    def chosen(self, kind: LookKind) -> list[Look]:
        """The looks that count: weak ones only where no other was said."""
        known = self.looks.get(kind, [])
        return [look for look in known if not look.is_weak] or known[:1]

    def set(self, payload: str) -> None:
        """One entry of `wishes.yaml`: `aspect 9:16; negative flickering`."""
        for part in payload.split(";"):
            name, _, value = part.strip().partition(" ")
            if name == "negative":
                self.negatives.append(value)
            else:
                self.settings.setdefault(name, _typed(name, value))


def _typed(name: str, value: str) -> Setting:
    return float(value) if name in ("motion_intensity", "temporal_consistency") else value
