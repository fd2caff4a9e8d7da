"""How far the bound of `prompts/units.py` lies above the true number of tokens, and what that costs.

    python benchmarks/tokens.py FOLDER

FOLDER holds `t5/tokenizer.json` and `umt5/tokenizer.json`, copied from a model. Counts every shipped family's prompt of every
request of the checklists, and mixtures of forty words of the lexicon. Baseline of the same run: a word is a token. Fails when the
bound is too low for any of them.
"""

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from intents.engine.types import MediaRequest
from intents.shots import offline_shot
from prompts.families import ShotTemplates
from prompts.units import load_vocabularies, tokens_at_most
from prompts.words import Words
from tests.shots.checklist import load

PROMPTS = Path(__file__).parents[1] / "prompts"
MIXTURES = 2000


def texts() -> dict[str, list[str]]:
    words, templates = Words.load(PROMPTS), ShotTemplates.load(PROMPTS / "shots")
    said = [one.say for name in ("requests", "requests_later") for one in load(name)]
    shots = [offline_shot(MediaRequest(kind="video", text=text, subject=text), words) for text in said]
    # Line breaks are tokens to umT5; only the preview has any, and no model reads it.
    families = sorted(templates.families - {"storyboard"})
    english = [w.english.split("/")[0] for w in words.lexicon.values() if w.kind not in ("grammar", "wish")]
    chance = random.Random(1)
    return {
        "prompts": [templates.render(family, shot).prompt for family in families for shot in shots],
        "mixtures": [glue.join(chance.sample(english, 40)) for glue in (" ", ", ") for _ in range(MIXTURES)],
    }


def main() -> int:
    vocabularies = load_vocabularies(Path(sys.argv[1]))
    if not vocabularies:
        print("no tokenizer.json there", file=sys.stderr)
        return 2
    is_too_low = False
    for kind, written in texts().items():
        for name, vocabulary in vocabularies.items():
            true = [vocabulary.count(text) for text in written]
            bound = sorted(tokens_at_most(text) / count for text, count in zip(written, true, strict=True))
            words = sum(len(text.split()) for text in written) / sum(true)
            average = sum(bound) / len(bound)
            print(
                f"{len(written)} {kind}, {name}: longest {max(true)} tokens; bound {bound[0]:.2f} to {bound[-1]:.2f},"
            )
            print(f"  on average {average:.2f} of the true count; counting words: {words:.2f}")
            is_too_low |= bound[0] < 1
    return int(is_too_low)


if __name__ == "__main__":
    sys.exit(main())
