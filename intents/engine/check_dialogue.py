"""`xiaoai check` for `_dialogue.yaml`: every example in it, and the examples of all intents, which no follow-up may catch."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from intents.engine.answers import Answers
from intents.engine.catalog import Catalog
from intents.engine.dialogue import AnswerCase, FollowUpCase
from intents.engine.follow_up import FollowUps
from intents.engine.idea_answers import IdeaAnswers
from intents.engine.recognizer import Recognizer
from intents.engine.types import Exchange
from prompts.files import FileProblem, line_of

ANSWERS = ("stop", "choice", "answer", "no_answer")


def check_dialogue(catalog: Catalog, recognizer: Recognizer, counts: Counter[str]) -> Iterable[FileProblem]:
    """What is wrong, with file and line; counts what was looked at."""
    path = catalog.dialogue_path
    if path is None:
        return
    dialogue = catalog.dialogue
    answers, follow_ups = Answers(catalog, recognizer), FollowUps(catalog, recognizer)
    for name in ANSWERS:
        part = dialogue.file.part(name)
        counts["templates"] += len(part.sentences) if part else 0
        for index, case in enumerate(part.tests if part else ()):
            for say in case.say:
                counts["sentences"] += 1
                if message := _wrong_answer(answers, name, case, say):
                    yield FileProblem(path, line_of(path, name, "tests", index), f"“{say}” {message}")
    ideas = IdeaAnswers(catalog, recognizer, answers)
    for name, part in dialogue.file.ideas or ():
        counts["templates"] += len(part.sentences)
        for index, case in enumerate(part.tests):
            for say in case.say:
                counts["sentences"] += 1
                if message := _wrong_idea_answer(ideas, name, case, say):
                    yield FileProblem(path, line_of(path, "ideas", name, "tests", index), f"“{say}” {message}")
    for name, follow_up in dialogue.file.follow_ups.items():
        counts["templates"] += len(follow_up.sentences)
        for index, test in enumerate(follow_up.tests):
            for say in test.say:
                counts["sentences"] += 1
                if message := _wrong_follow_up(catalog, recognizer, follow_ups, test, say):
                    yield FileProblem(path, line_of(path, "follow_ups", name, "tests", index), message)
    yield from _caught(catalog, follow_ups)


def _wrong_answer(answers: Answers, name: str, case: AnswerCase, say: str) -> str:
    if name == "choice":
        chosen = answers.chosen(say, ())
        got = None if case.not_ else case.number
        return "" if (chosen.number if chosen else None) == got else f"应该听出第 {got} 个，却听出 {chosen}。"
    if name == "answer":
        bare = answers.bare(say)
        if case.not_:
            return "" if bare is None else f"不应该去掉什么，却只剩下 “{bare}”。"
        return "" if bare == case.answer else f"应该听出 “{case.answer}”，却听出 “{bare or ''}”。"
    is_it = answers.stops(say) if name == "stop" else answers.is_no_answer(say)
    return "" if is_it is not case.not_ else "不应该被这里的句子认走。" if case.not_ else "没有句子对得上。"


def _wrong_idea_answer(ideas: IdeaAnswers, name: str, case: AnswerCase, say: str) -> str:
    if name == "change" and not case.not_:
        about = ideas.about(say)
        return "" if about == case.answer else f"应该听出 “{case.answer}”，却听出 “{about}”。"
    is_it = bool(ideas.about(say)) if name == "change" else ideas.is_(name, say)
    return "" if is_it is not case.not_ else "不应该被这里的句子认走。" if case.not_ else "没有句子对得上。"


def _wrong_follow_up(
    catalog: Catalog, recognizer: Recognizer, follow_ups: FollowUps, case: FollowUpCase, say: str
) -> str:
    before = recognizer.recognize(case.after)
    got = follow_ups.read(say, after(case.after, before.intent, before.slots))
    if case.not_:
        return f"“{case.after}” 之后说 “{say}” 不应该算接着问，却成了 {got.title}。" if got else ""
    title = case.is_ or catalog.intents[before.intent].title
    if got is None:
        return f"“{case.after}” 之后说 “{say}” 应该是 {title}，却没有听出是接着问。"
    if got.title != title:
        return f"“{case.after}” 之后说 “{say}” 应该是 {title}，却成了 {got.title}。"
    if case.slots is not None and dict(got.slots) != case.slots:
        return f"“{case.after}” 之后说 “{say}” 应该听出 {_spoken(case.slots)}，却听出 {_spoken(got.slots)}。"
    return ""


def _caught(catalog: Catalog, follow_ups: FollowUps) -> Iterable[FileProblem]:
    """Sentences that stand by themselves, which must stay what they are whatever was said before."""
    before = {intent for one in catalog.dialogue.follow_ups for intent in one.after}
    # Every slot is filled, so that no follow-up is held back by what it needs.
    lasts = [after("", name, dict.fromkeys(catalog.intents[name].file.slots, "甲")) for name in sorted(before)]
    for intent in catalog.intents.values():
        for index, case in enumerate(intent.file.tests):
            for say in case.say if not case.not_ else ():
                for last in lasts:
                    got = follow_ups.read(say, last)
                    if got and got.intent != intent.name:
                        message = f"“{say}” 是 {intent.title}，可是接在 {catalog.intents[last.intent].title} 后面就成了 {got.title}。"
                        yield FileProblem(intent.path, line_of(intent.path, "tests", index), message)
                        break


def after(said: str, intent: str, slots: Mapping[str, str]) -> Exchange:
    """A turn that is over, of which nothing counts but what it was."""
    return Exchange(said, "", intent, slots, datetime.now(UTC))


def _spoken(slots: Mapping[str, str]) -> str:
    return "、".join(f"{name}={value}" for name, value in slots.items()) or "什么都没有"
