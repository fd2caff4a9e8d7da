"""Characters by how they are read: 温渡 sounds like 温度.

Dictation and typing by sound choose the wrong character far more often than the wrong syllable. Flat and curled tongue (z, zh)
and the two nasal endings (an, ang) count as one, as half the country says them.
"""

from collections.abc import Mapping

from intents.engine.learning import SoundsFile


def sounds_of(file: SoundsFile) -> Mapping[str, str]:
    """Character → the one character that stands for its sound."""
    stands: dict[str, str] = {}
    found: dict[str, str] = {}
    for syllable, characters in file.sounds.items():
        sound = _spoken(syllable)
        for character in characters:
            found[character] = stands.setdefault(sound, character)
    return found


def _spoken(syllable: str) -> str:
    sound = syllable.replace("zh", "z").replace("ch", "c").replace("sh", "s")
    return sound[:-1] if sound.endswith(("ang", "eng", "ing")) else sound
