"""Clauses put together: who the shot is about, and what belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from intents.rewrite.clauses import read_clauses
from intents.rewrite.english import joined
from intents.rewrite.motions import chained
from intents.rewrite.nouns import Phrase
from intents.rewrite.placing import Clause
from intents.tokens import BEINGS, Token


@dataclass(slots=True)
class Story:
    """What a run of words says, in the parts of a shot."""

    subjects: list[str] = field(default_factory=list)
    descriptions: list[str] = field(default_factory=list)
    motions: list[str] = field(default_factory=list)
    scenes: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    """先…然后…: each step in one phrase; empty where there is only one."""
    places: list[str] = field(default_factory=list)
    """Where, without prepositions."""
    has_being: bool = False

    @property
    def subject(self) -> str:
        """“a cat and a dog”."""
        return joined(self.subjects) if self.subjects else ""

    def settle(self) -> None:
        """西湖: where nobody is told of, the place is what is to be seen."""
        if self.places and not self.subjects and not self.motions:
            place = self.places[-1]
            self.subjects = [place]
            self.scenes = [scene for scene in self.scenes if not scene.endswith(place)]

    @property
    def whole(self) -> str:
        """Everything in one phrase."""
        parts = (self.subject, ", ".join(self.motions), ", ".join([*self.descriptions, *self.scenes]))
        return " ".join(part for part in parts if part)


def tell(tokens: Sequence[Token]) -> Story:
    """Read the words of a request, wishes and moments already taken out."""
    steps = [[clause for part in step for clause in read_clauses(part)] for step in _steps(tokens)]
    clauses = [clause for step in steps for clause in step]
    for step in steps[1:]:
        if step:
            step[0].is_then = True
    _drop_pronouns(clauses)
    story = Story(unknown=[word for clause in clauses for word in clause.unknown])
    main = _main(clauses)
    if main is not None:
        story.subjects = [_dressed(main, phrase, index) for index, phrase in enumerate(main.subjects)]
        story.has_being = any(phrase.kind in BEINGS for phrase in main.subjects)
    for clause in clauses:
        _add(story, clause, main)
    story.places = [place for clause in clauses for place in clause.places]
    if len(steps) > 1:
        story.steps = [text for step in steps if (text := _step(step, story.subject))]
    return story


def _steps(tokens: Sequence[Token]) -> list[list[list[Token]]]:
    """The clauses, in steps where 先, 然后, 再 divide them."""
    steps: list[list[list[Token]]] = [[[]]]
    has_first = False
    for token in tokens:
        if token.kind == "pause":
            steps[-1].append([])
        elif token.kind == "first":
            has_first = True
        elif token.kind == "then" or (token.kind == "again" and has_first):
            steps.append([[]])
        elif token.kind != "again":
            if len(steps[-1][-1]) == _LONGEST:
                steps[-1].append([])
            steps[-1][-1].append(token)
    return [kept for step in steps if (kept := [part for part in step if part])]


def _main(clauses: list[Clause]) -> Clause | None:
    """The clause that says who it is about: somebody who does something, else somebody, else something."""

    def worth(clause: Clause) -> tuple[bool, bool, bool]:
        is_being = any(phrase.kind in BEINGS for phrase in clause.subjects)
        is_scenery = all(phrase.kind == "scenery" for phrase in clause.subjects)
        return bool(clause.motions) and not is_scenery, is_being, not is_scenery

    who = [clause for clause in clauses if clause.subjects]
    return max(who, key=worth, default=None)


def _add(story: Story, clause: Clause, main: Clause | None) -> None:
    story.scenes += [scene for scene in clause.scenes if scene not in story.scenes]
    story.descriptions += clause.descriptions
    story.motions += clause.manners
    is_told = clause is main and bool(clause.subjects)
    motions = [motion for motion in clause.motions if not (is_told and motion.is_dress)]
    does = chained(motions)
    then = "then " if clause.is_then and does else ""
    if clause is main or not clause.subjects or clause.who == story.subject:
        story.motions += [then + does] if does else []
    elif does:
        story.motions.append(f"{then}{clause.who} {does}")
    elif all(phrase.kind == "scenery" for phrase in clause.subjects):
        story.scenes.append(clause.who)
    else:
        story.descriptions.append(clause.who)


def _dressed(clause: Clause, phrase: Phrase, index: int) -> str:
    """穿着红裙子 in the clause of the main person belongs to the person."""
    if index < len(clause.subjects) - 1:
        return phrase.text
    return " ".join([phrase.text, *(str(motion) for motion in clause.motions if motion.is_dress)])


def _drop_pronouns(clauses: list[Clause]) -> None:
    is_known = False
    for clause in clauses:
        if is_known:
            clause.subjects = [phrase for phrase in clause.subjects if phrase.kind != "pronoun"]
        is_known = is_known or any(phrase.kind != "pronoun" for phrase in clause.subjects)


def _step(step: list[Clause], subject: str) -> str:
    words = [clause.whole for clause in step if clause.whole]
    has_subject = any(clause.subjects for clause in step)
    return " ".join(words if has_subject or not words else [part for part in (subject, *words) if part])


_LONGEST = 40
"""Words of one clause. Longer ones are no sentences, and 妈妈的妈妈的… must not go on for ever."""
