"""English that was put together from phrases, made into sentences.

Prevents “a kitten. , Under a tree..” from reaching a generator: the parts of a shot come from a language model or from word lists,
with or without a full stop, and any of them may be empty.
"""

import re

_OPENING = re.compile(r"^(?:An?|The|One|Two|Three|Four|Five|Some|Several|Many)\b")
_SENTENCE = re.compile(r"(^|[.!?]\s+)([a-z])")


def tidy_phrase(text: str) -> str:
    """A phrase that may stand inside a sentence: one line, no full stop at its end, no capital that only opened a sentence."""
    phrase = re.sub(r"\s*([,;])(?:\s*[,;])*\s*", r"\1 ", " ".join(text.split())).strip(" ,;.")
    return _OPENING.sub(lambda word: word[0].lower(), phrase)


def tidy_list(text: str) -> str:
    """A list between commas without empty items or repetitions."""
    items = (item.strip(" .;") for item in " ".join(text.split()).split(","))
    return ", ".join(dict.fromkeys(item for item in items if item))


def tidy_prose(text: str) -> str:
    """Sentences: a capital at the beginning, one space and one mark between, nothing dangling."""
    text = " ".join(text.split())
    text = re.sub(r"\s+(?=[,.;:!?])", "", text)
    text = re.sub(
        r"[,;:.\s]*([.!?])(?:\s*[,;:.])*(?=\s|$)", r"\1", text
    )  # the full stop wins over what stands around it
    text = re.sub(r"[,;](?:\s*[,;])+", ",", text)
    text = re.sub(r"(^|[.!?]\s)[\s,;:.]+", r"\1", text).strip(" ,;:")
    return _SENTENCE.sub(lambda found: found[1] + found[2].upper(), text)


def closed(text: str) -> str:
    """The beginning of a prose text as sentences of its own."""
    text = text.rstrip(" ,;:")
    return text if not text or text[-1] in ".!?”" else f"{text}."
