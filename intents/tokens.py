"""A Chinese sentence cut into words of the lexicon, longest first, for the rewriter that has no language model."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from prompts.words import Word, WordKind

Kind = WordKind | Literal["in", "where", "of", "and", "skip", "pause", "unknown"]

_WHERE = {
    "in": ("里面", "里头", "当中", "里", "中", "内"),
    "on": ("上面", "上头", "上"),
    "under": ("下面", "底下", "下"),
    "beside": ("旁边", "边上", "旁", "边"),
    "in front of": ("前面", "跟前", "前"),
    "behind": ("后面", "后"),
    "among": ("之间", "中间", "丛中"),
}
_AND = ("和", "跟", "与", "还有", "带着", "、")
_SKIP = (
    *(
        "正在",
        "正",
        "着",
        "了",
        "地",
        "得",
        "很",
        "非常",
        "特别",
        "真",
        "一起",
        "一边",
        "来",
        "去",
        "过",
        "起",
        "就",
        "都",
        "也",
    ),
    *(
        "一下",
        "慢慢",
        "轻轻",
        "静静",
        "快乐地",
        "是",
        "有",
        "出",
        "进",
        "到",
        "向",
        "往",
        "从",
        "把",
        "被",
        "给",
        "让",
        "那",
        "这",
        "们",
    ),
)
_GRAMMAR: dict[str, tuple[Kind, str]] = {
    **{word: ("where", english) for english, words in _WHERE.items() for word in words},
    **dict.fromkeys(_AND, ("and", "and")),
    **dict.fromkeys(_SKIP, ("skip", "")),
    "在": ("in", ""),
    "的": ("of", ""),
}
_DIGITS = {
    "1": "one",
    "2": "two",
    "3": "three",
    "4": "four",
    "5": "five",
    "6": "six",
    "7": "seven",
    "8": "eight",
    "9": "nine",
}


@dataclass(frozen=True, slots=True)
class Token:
    """One word, what it is for, and its English."""

    chinese: str
    kind: Kind
    english: str = ""


def cut(text: str, lexicon: Mapping[str, Word]) -> list[Token]:
    """The words of a sentence; what no list knows comes as one unknown token each stretch."""
    longest = max(map(len, lexicon), default=1)
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        token = _at(text, position, lexicon, longest)
        if token.kind == "unknown" and tokens and tokens[-1].kind == "unknown":
            tokens[-1] = Token(tokens[-1].chinese + token.chinese, "unknown")
        else:
            tokens.append(token)
        position += len(token.chinese)
    return tokens


def _at(text: str, position: int, lexicon: Mapping[str, Word], longest: int) -> Token:
    for length in range(min(max(longest, 3), len(text) - position), 0, -1):
        piece = text[position : position + length]
        if piece in lexicon:
            return Token(piece, lexicon[piece].kind, lexicon[piece].english)
        if piece in _GRAMMAR:
            return Token(piece, *_GRAMMAR[piece])
    character = text[position]
    if character.isascii() and character.isdigit():
        end = position
        while end < len(text) and text[end].isascii() and text[end].isdigit():
            end += 1
        digits = text[position:end]
        return Token(digits, "number", _DIGITS.get(digits, digits))
    return Token(character, "unknown" if character.isalnum() else "pause")


@lru_cache(maxsize=1000)
def counted(noun: str, number: str, qualities: tuple[str, ...]) -> str:
    """“a red car”, “two children”, “a group of kittens”: a noun of the lexicon with its number and looks."""
    one, _, many = noun.partition("/")
    words = [*qualities, one if number in ("", "one") else many or plural(one)]
    if number in ("", "one"):
        return f"{'an' if words[0][0] in 'aeiou' else 'a'} {' '.join(words)}"
    return f"{number} {' '.join(words)}"


def plural(noun: str) -> str:
    """The regular plural; irregular ones stand in the lexicon."""
    one, _, many = noun.partition("/")
    return many or (f"{one}es" if one.endswith(("s", "x", "ch", "sh")) else f"{one}s")
