"""Another take of what was made: the same request with one thing changed.

The request it comes from goes along as history: a language model reads 换成小狗 in its light. The words are changed here as far
as they can be read without one, so that the offline rewriter and the caption know of the change, too.
"""

import re
from collections.abc import Iterable

from intents.engine.slots import LONGEST_SECONDS, parse_aspect
from intents.engine.types import MediaRequest
from intents.tokens import BEINGS, Token, cut
from prompts.words import LookKind, Words

HISTORY_KEPT = 3
"""Earlier requests that go along."""
LONGEST_CHANGE = 24
"""Characters of a change in free words. Who says more tells something new."""
MORE_SECONDS = 5.0
"""How much 再长一点 and 接着拍 add."""


def retaken(request: MediaRequest, number: int) -> MediaRequest:
    """The same again: another job draws with another seed."""
    return request.model_copy(update={"varies": number})


def relooked(request: MediaRequest, number: int, kind: LookKind, look: str, said: str, words: Words) -> MediaRequest:
    """In another style or mood, or with another movement of the camera."""
    subject = _without_look(request.subject, kind, words)
    return _changed(request, number, said, subject=subject, **{kind: look})


def reshaped(request: MediaRequest, number: int, aspect: str, said: str) -> MediaRequest:
    """In another aspect, said as 竖屏, 方的 or 4:3."""
    return _changed(request, number, said, aspect=parse_aspect(aspect) or request.aspect)


def repaced(request: MediaRequest, number: int, pace: str, words: Words) -> MediaRequest:
    """Slower or faster; an earlier pace gives way."""
    return _changed(request, number, pace, subject=_joined(_without_pace(request.subject, words), pace))


def reworded(request: MediaRequest, number: int, old: str, new: str, said: str, words: Words) -> MediaRequest | None:
    """With `new` in the place of `old`, or, where nothing was said to go, of what is of its kind. None where the words are
    rather a story than a change."""
    is_story = _IS_STORY.search(old) or new.startswith("了") or new.endswith(_ENDS_STORY)
    if is_story or len(old) + len(new) > LONGEST_CHANGE:
        return None
    subject, gone = request.subject, old
    if not old:
        gone = _of_its_kind(subject, new, words)
    if gone and gone in subject:
        changed = subject.replace(gone, new)
    elif old and not _says_something(old, words):
        return None
    else:
        changed = _joined(subject, new)
    text = request.text.replace(gone, new) if gone and gone in request.text else _joined(changed, said)
    return _with_history(request, {"subject": changed, "text": text, "varies": number})


def continued(request: MediaRequest, number: int, length: float, total: float, onward: str, said: str) -> MediaRequest:
    """The clip goes on to `total` seconds, of which `length` are there; `onward` says what happens then, if anything."""
    changes = {
        "subject": onward or request.subject,
        "text": onward or _joined(request.subject or request.text, said),
        "seconds": min(max(total, length), LONGEST_SECONDS),
        "continues": number,
        "varies": 0,
        # The last frame takes the place of whatever it began with.
        "pictures": (),
        "is_album": False,
        "captions": (),
    }
    return _with_history(request, changes)


def _changed(request: MediaRequest, number: int, said: str, **fields: object) -> MediaRequest:
    subject = str(fields.get("subject", request.subject))
    text = _joined(subject or request.text, said) if said not in subject else subject
    return _with_history(request, {"text": text, "varies": number, **fields})


def _with_history(request: MediaRequest, changes: dict[str, object]) -> MediaRequest:
    history = (*request.history, request.text)[-HISTORY_KEPT:]
    return request.model_copy(update={**changes, "history": history})


def _joined(*parts: str) -> str:
    return "，".join(part for part in parts if part)


def _without_look(subject: str, kind: LookKind, words: Words) -> str:
    """水墨风格的小猫 is 小猫 in another style; 去看电影的小猫 stays as it is."""
    endings = _any_of(ending for ending in words.endings.get(kind, ()) if len(ending) > 1)
    named = rf"(?:{_any_of(words.phrases(kind))})(?:{endings})的?"
    return re.sub(named, "", subject) or subject


def _without_pace(subject: str, words: Words) -> str:
    lexicon = (chinese for chinese, word in words.lexicon.items() if "motion_intensity" in word.english)
    paces = _any_of((*words.phrases("pace"), *lexicon))
    return re.sub(rf"[，,、 ]+(?:{paces})(?=[，,、 ]|$)", "", subject)


def _of_its_kind(subject: str, new: str, words: Words) -> str:
    """What 换成小狗 is to take the place of: the same word, as in 换成红色的蝴蝶, else the first of its kind."""
    wanted = next((token for token in cut(new, words)[::-1] if token.kind not in ("pause", "of", "skip")), None)
    if wanted is None or wanted.kind == "unknown":
        return ""
    if wanted.chinese in subject:
        return wanted.chinese
    return next((token.chinese for token in cut(subject, words) if _alike(token, wanted)), "")


def _alike(one: Token, other: Token) -> bool:
    return one.kind == other.kind or {one.kind, other.kind} <= BEINGS


def _says_something(text: str, words: Words) -> bool:
    """Every word of it is one a picture can show."""
    return all(token.kind not in ("unknown", "pause", "pronoun") for token in cut(text, words))


def _any_of(phrases: Iterable[str]) -> str:
    ordered = sorted({re.escape(phrase) for phrase in phrases}, key=len, reverse=True)
    return "|".join(ordered) or "(?!)"


_IS_STORY = re.compile(r"[我你您俺咱]|怎么|什么|为什么|昨天|刚才|已经")
_ENDS_STORY = ("了", "吗", "呢", "么", "没")
