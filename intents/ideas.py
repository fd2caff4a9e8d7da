"""Three ideas for a wish that says nothing to see: 来个视频吧, 给孩子做个生日视频, 给我几个方案.

Prevents a question that a grandmother cannot answer. They come from the language model, told what the member likes and was shown
before; what it does not give, gives too late or gives unfit is filled up from those that stand ready. Nothing is made, counted
or paid before one is chosen.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Literal

from intents.engine.catalog import Intent
from intents.engine.dialogue import WISH
from intents.engine.requests import media_request
from intents.engine.types import Choice, Question, Reply, Say, Turn, Value
from intents.services import Services
from intents.services.language_model import LanguageModelError, ModelMessage
from intents.told_ideas import Idea, told_ideas
from prompts.idea_stock import IdeaStock, StockIdea

OFFERED = 3
ASKED_FOR = "ideas"
"""The slot that holds how ideas were asked for: 几个方案, 换一批."""
LONGEST_REQUEST = 200
MODEL_SECONDS = 8.0
"""Somebody waits for the answer in the chat, and others stand ready."""
SHOWN = ("subject", "camera", "style", "mood")
"""Slots of an idea that its line tells."""
ALIKE = 0.75
"""From here on two ideas are the same one in other words."""
MOST_TOLD = 30
"""Ideas shown before that the model is told of; all others are held against what it says."""


class Ideas:
    """Offers ideas for one intent."""

    def __init__(self, intent: Intent, kind: Literal["image", "video"], services: Services) -> None:
        self._intent = intent
        self._kind = kind
        self._services = services

    async def offer(self, turn: Turn) -> Reply | None:
        """Ideas to choose from, where the wish asks for them or says nothing to see; None where it is to be done at once, or
        where there is nothing to offer."""
        stock = self._services.ideas
        slots = self._declared(turn.recognition.slots)
        said = slots.pop(ASKED_FOR, "")
        subject = slots.get("subject", "")
        is_vague = not subject or (stock is not None and stock.says_nothing_to_see(subject, turn.text))
        if stock is None or not (said or (is_vague and not turn.pictures)):
            return None
        if is_vague:
            slots.pop("subject", None)
        shown = await turn.shown_ideas()
        found = _chosen(await self._told(turn, slots, shown), list(self._ready(turn, slots, stock)), shown)
        question = Question(self._intent.name, "subject", slots)
        if not found:
            return Reply(Say("ideas.used_up"), question=question, offers_ideas=True)
        choices = tuple(self._choice(idea, slots, turn.taste.standing) for idea in found)
        how = "about" if slots.get("subject") else "others" if WISH in turn.recognition.slots else "first"
        return Reply(
            offered(how, self._kind, [choice.slots for choice in choices]),
            question=question,
            choices=choices,
            offers_ideas=True,
        )

    def _declared(self, slots: Mapping[str, str]) -> dict[str, str]:
        return {name: slots[name].strip() for name in self._intent.file.slots if slots.get(name, "").strip()}

    def _choice(self, idea: Idea, slots: Mapping[str, str], standing: Mapping[str, str]) -> Choice:
        """What was wished for goes over what the idea says."""
        of_taste = {name: value for name, value in standing.items() if name in ("style", "camera")}
        wish = self._declared(
            {"style": idea.style, "camera": idea.camera, **of_taste, **slots, "subject": idea.picture, "occasion": ""}
        )
        return as_choice(self._kind, self._intent.name, wish, besides=self._declared(standing))

    async def _told(self, turn: Turn, slots: Mapping[str, str], shown: Sequence[str]) -> tuple[Idea, ...]:
        """What the language model says; nothing where there is none, or none that answers in time."""
        model, instructions = self._services.language_model, self._services.instructions
        if model is None or instructions is None:
            return ()
        values: Mapping[str, Value] = {
            "image": self._kind == "image",
            "is_child": turn.speaker.role == "child",
            "count": OFFERED + 1,
        }
        # What people said, and what was made of it, is material and no instruction.
        material = {
            "request": turn.text[-LONGEST_REQUEST:],
            "about": slots.get("subject", ""),
            "likes": "、".join({**turn.taste.lately, **turn.taste.standing}.values()),
            "today": f"{turn.now:%Y-%m-%d}",
            "city": turn.city,
            "shown": list(shown[-MOST_TOLD:]),
        }
        messages = (
            ModelMessage("system", instructions.render("ideas", values)),
            ModelMessage("user", json.dumps(material, ensure_ascii=False)),
        )
        try:
            answer = await model.ask(
                messages,
                purpose="ideas",
                timeout_seconds=MODEL_SECONDS,
                is_json=True,
                max_tokens=700,
                temperature=0.9,
            )
        except LanguageModelError:
            return ()
        safety = self._services.safety
        return tuple(one for one in told_ideas(answer.text) if safety is None or not safety.kind(one.picture))

    def _ready(self, turn: Turn, slots: Mapping[str, str], stock: IdeaStock) -> Iterator[Idea]:
        """Those that stand ready, in this member's order of the day."""
        about, likes = slots.get("subject", ""), set(turn.taste.lately.values())
        pool = sorted(stock.pool(stock.theme_of(turn.text), turn.now.month), key=lambda one: _order(turn, one))
        pool.sort(key=lambda one: one.style not in likes)
        if not about:
            yield from map(_of_stock, pool)
            return
        everything = sorted(stock.everything(), key=lambda one: _order(turn, one))
        yield from (_of_stock(one) for one in (*pool, *everything) if about in one.picture)
        # What nobody thought of before is seen in three lights.
        yield from (Idea(f"{about}，{one.light}", one.camera, one.style) for one in pool if one.light)


def _chosen(told: Sequence[Idea], ready: Sequence[Idea], shown: Sequence[str]) -> tuple[Idea, ...]:
    """Up to three that are new to the member, unlike each other and in different styles; the same style rather than fewer."""
    taken: list[Idea] = []
    before = set(shown)
    fresh = [one for one in told if not any(_alike(one.picture, other) for other in before)]
    fresh += [one for one in ready if one.picture not in before]
    for is_strict in (True, False):
        for idea in fresh:
            is_other = all(idea.style != one.style and not _alike(idea.picture, one.picture) for one in taken)
            is_new = all(idea.picture != one.picture for one in taken)
            if len(taken) < OFFERED and is_new and (is_other or not is_strict):
                taken.append(idea)
    return tuple(taken)


def as_choice(
    kind: Literal["image", "video"], intent: str, wish: Mapping[str, str], besides: Mapping[str, str]
) -> Choice:
    """One idea, given by its slots, to choose from a list. What holds `besides` is in what is made and not in its line."""
    text = "，".join(dict.fromkeys(wish.values()))
    return Choice(wish["subject"], intent, wish, media=media_request(kind, text, {**besides, **wish}))


def offered(how: str, kind: str, wishes: Sequence[Mapping[str, str]]) -> Say:
    """The list of ideas, each given by its slots; `how` says what it follows: `first`, `others`, `about` or `wished`."""
    lines = tuple(
        Say("ideas.line", {"number": number, **{name: wish.get(name, "") for name in SHOWN}})
        for number, wish in enumerate(wishes, 1)
    )
    return Say("ideas.offer", {"how": how, "kind": kind, "numbers": numbers(wishes)}, {"lines": lines})


def numbers(listed: Sequence[object]) -> tuple[str, ...]:
    """What the lines of a list are called by."""
    return tuple(str(number) for number in range(1, len(listed) + 1))


def _order(turn: Turn, idea: StockIdea) -> str:
    """Another order each day and for each member, and the same after a restart."""
    return hashlib.sha256(f"{turn.now:%Y-%m-%d}{turn.speaker.name}{idea.picture}".encode()).hexdigest()


def _of_stock(one: StockIdea) -> Idea:
    return Idea(one.picture, one.camera, one.style)


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    # The first two are a bound above the third and take no time: months of ideas are compared while somebody waits.
    return all(ratio() >= ALIKE for ratio in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio))
