"""Templates and probabilities together, and when neither is enough."""

from intents.engine.decision import decide
from intents.engine.rules import Found

COSTLY = ("image", "video")


def found(name: str, free: int) -> Found:
    return Found(name, {}, free, "a template")


def test_a_template_that_names_every_word_stands() -> None:
    got = decide(found("video", 0), 8, {"chat": 0.99, "video": 0.01}, COSTLY)
    assert (got.intent, got.confidence, got.tier, got.candidates) == ("video", 1.0, "rules", ())


def test_a_template_that_swallowed_a_story_yields_to_a_firm_no() -> None:
    got = decide(found("video", 30), 34, {"chat": 0.99, "video": 0.01}, COSTLY)
    assert (got.intent, got.candidates) == ("chat", ())


def test_a_template_confirms_what_the_classifier_only_suspects() -> None:
    got = decide(found("image", 4), 12, {"chat": 0.4, "image": 0.6}, COSTLY)
    assert (got.intent, got.tier, got.candidates) == ("image", "rules", ())


def test_what_costs_needs_more_than_what_is_free() -> None:
    assert decide(None, 9, {"chat": 0.25, "weather": 0.75}, COSTLY).intent == "weather"
    unsure = decide(None, 9, {"chat": 0.25, "video": 0.75}, COSTLY)
    assert (unsure.intent, unsure.tier, unsure.candidates) == ("chat", "fallback", ("video", "chat"))


def test_a_likely_intent_is_answered_and_still_worth_asking_about() -> None:
    got = decide(None, 9, {"chat": 0.3, "weather": 0.6, "places": 0.1}, COSTLY)
    assert (got.intent, got.candidates) == ("weather", ("weather", "chat", "places"))


def test_a_mere_mention_is_not_asked_about() -> None:
    got = decide(None, 9, {"chat": 0.75, "weather": 0.25}, COSTLY)
    assert (got.intent, got.tier, got.candidates) == ("chat", "classifier", ())


def test_without_a_classifier_templates_answer_alone() -> None:
    assert decide(found("weather", 3), 9, None, COSTLY).intent == "weather"
    nobody = decide(None, 9, None, COSTLY)
    assert (nobody.intent, nobody.tier, nobody.candidates) == ("chat", "fallback", ("chat",))
