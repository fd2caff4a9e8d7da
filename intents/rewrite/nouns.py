"""One noun with everything that belongs to it: 三只穿红裙子的小猫, 树上的小鸟, 妈妈的生日蛋糕."""

from collections.abc import Sequence
from dataclasses import dataclass

from intents.rewrite.before import Before, Doing, read_before, said_after
from intents.rewrite.english import bare, counted, fixed, joined, measured, place, plural
from intents.rewrite.reading import at, begins_noun
from intents.tokens import BEINGS, Token


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun in English, with number, looks and whose it is."""

    text: str
    kind: str
    preposition: str = ""
    """Only of a place: “in” of “in the park”."""

    def located(self, where: str = "") -> str:
        """“in the park”; with 上, “on the park”."""
        if self.kind == "place" and (self.text == "home" or not where or not self.preposition):
            return f"{self.preposition} {self.text}".strip()
        return f"{where or 'by'} {self.text}"


def read_noun(tokens: Sequence[Token], start: int, doing: Doing, *, may_do: bool) -> tuple[Phrase, int] | None:
    """The noun that begins at `start` and where it ends; None where none begins. `may_do`: 钓鱼的小猫 may come."""
    found = read_before(tokens, start, doing, may_do)
    if found is None:
        return None
    before, index = found
    noun, index = tokens[index], index + 1
    is_many = at(tokens, index).kind == "many"
    index += is_many
    looks, after = said_after(tokens, index)
    if looks:
        before.qualities += looks
        index = after
    phrase = _phrase(noun, before, is_many=is_many)
    return _whose(tokens, index, phrase, doing)


def _phrase(noun: Token, before: Before, *, is_many: bool) -> Phrase:
    qualities = tuple(dict.fromkeys(q for q in before.qualities if q))
    preposition = ""
    if noun.kind in ("being", "thing", "pronoun"):
        if before.container:
            text = measured(plural(noun.english), before.container, before.number, tuple(before.sizes), qualities)
        elif is_many and before.number in ("", "one"):
            text = " ".join([*qualities, plural(noun.english)])
        else:
            text = counted(noun.english, before.number, qualities)
    else:
        english = place(noun.english) if noun.kind == "place" else noun.english
        preposition = noun.english.removesuffix(english).strip() if noun.kind == "place" else ""
        if before.container and noun.kind != "place":
            text = measured(bare(english), before.container, before.number, tuple(before.sizes), qualities)
        else:
            text = fixed(english, before.number, qualities)
    text = text.replace("-year-old old ", "-year-old ").replace("-year-old elderly ", "-year-old ")
    doings = [joined(before.doings)] if before.doings else []
    return Phrase(" ".join([text, *doings]), noun.kind, preposition)


def _whose(tokens: Sequence[Token], index: int, owner: Phrase, doing: Doing) -> tuple[Phrase, int]:
    """妈妈的手, 树上的小鸟, 海边的小屋, 白胡子的老爷爷."""
    where = at(tokens, index)
    of = index + (where.kind == "where")
    if at(tokens, of).kind != "of" or not begins_noun(at(tokens, of + 1)):
        return owner, index
    found = read_noun(tokens, of + 1, doing, may_do=False)
    if found is None:
        return owner, index
    owned, end = found
    if where.kind == "where" or owner.kind == "place":
        if owned.kind == "place":  # 山上的公园: two places
            return Phrase(f"{owned.text} {owner.located(where.english)}", "place", owned.preposition), end
        text = f"{owned.text} {owner.located(where.english if where.kind == 'where' else '')}"
    elif owned.kind in BEINGS and owner.kind not in BEINGS:
        text = f"{owned.text} with {owner.text}"
    elif owner.kind in BEINGS and len(owner.text.split()) <= 5:
        text = f"{owner.text}{chr(39) if owner.text.endswith('s') else chr(39) + 's'} {bare(owned.text)}"
    else:
        text = f"{owned.text} of {owner.text}"
    return Phrase(text, owned.kind, owned.preposition), end
