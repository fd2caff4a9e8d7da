"""English words put together: articles, plurals, adverbs."""

import re


def counted(noun: str, number: str = "", qualities: tuple[str, ...] = ()) -> str:
    """“a red car”, “two children”, “several kittens”: a noun of the lexicon with its number and looks."""
    one, _, many = noun.partition("/")
    words = " ".join([*qualities, one if number in _SINGLE else many or plural(one)])
    if number in ("", "one"):
        return f"{article(words)} {words}"
    return f"{number} {words}"


def measured(english: str, container: str, number: str, sizes: tuple[str, ...], qualities: tuple[str, ...]) -> str:
    """“two big bowls of noodles”, “a group of little children”."""
    return f"{counted(container, number, sizes)} of {' '.join([*qualities, english])}"


def fixed(english: str, number: str = "", qualities: tuple[str, ...] = ()) -> str:
    """What is not counted, with its looks: “the big red sun”, “two hot tea”."""
    found = _ARTICLE.match(english)
    if number not in ("", "one"):
        return " ".join([number, *qualities, english[found.end() :] if found else english])
    if not qualities:
        return english
    if not found:
        return " ".join([*qualities, english])
    rest = " ".join([*qualities, english[found.end() :]])
    return f"the {rest}" if found.group().startswith("the") else f"{article(rest)} {rest}"


def article(words: str) -> str:
    """“a” or “an”, as the words sound."""
    lower = words.lower()
    return "an" if lower[:1] in "aeiou8" and not lower.startswith(_SOUNDS_LIKE_YOU) else "a"


def plural(noun: str) -> str:
    """The regular plural; irregular ones stand in the lexicon."""
    one, _, many = noun.partition("/")
    return many or (f"{one}es" if one.endswith(("s", "x", "ch", "sh")) else f"{one}s")


def adverb(quality: str) -> str:
    """“happily” from “happy”; what has no such form stays as it is."""
    if quality in _SAME or " " in quality or quality.endswith("ly"):
        return quality
    if quality.endswith("y"):
        return f"{quality[:-1]}ily"
    return f"{quality[:-1]}y" if quality.endswith("le") else f"{quality}ly"


def bare(phrase: str) -> str:
    """Without its article."""
    found = _ARTICLE.match(phrase)
    return phrase[found.end() :] if found else phrase


def place(english: str) -> str:
    """“the park” from “in the park”."""
    return _PREPOSITION.sub("", english)


def joined(parts: list[str]) -> str:
    """“a cat, a dog and a bird”."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


_SINGLE = frozenset(("", "one", "every", "half"))
_SAME = frozenset(("fast", "high", "hard", "long", "tall", "old", "new", "young", "big", "small"))
_SOUNDS_LIKE_YOU = ("uni", "use", "uku", "euro", "one-")
_ARTICLE = re.compile(r"(?:the|an?) ")
_PREPOSITION = re.compile(r"^(?:in|at|on|by|under|among|below|above|outside) ")
