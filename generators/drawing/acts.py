"""What somebody is doing, by the stems of English verbs."""

import re

ACTS: dict[str, str] = {
    "sleep": "sleep(s|ing)?|asleep|nap(s|ping)?|doz(es|ing)|lies|lying( down)?|basking|curled up",
    "taichi": "tai chi|qigong|martial arts|kung fu",
    "dance": "danc(es?|ing)|square danc(e|ing)|twirl(s|ing)?|turning|spin(s|ning)?",
    "swim": "swim(s|ming)?|dives?|diving",
    "fish": "fish(ing|es)|casts?|angling",
    "ride": "rid(es?|ing)|cycl(es?|ing)",
    "drive": "driv(es?|ing)|rac(es?|ing)|speed(s|ing)",
    "fly": "fl(y|ies|ying)|soar(s|ing)?|glid(es?|ing)|hover(s|ing)?|drift(s|ing)?|float(s|ing)?",
    "run": "runs?|running|jog(s|ging)?|chas(es?|ing)|gallop(s|ing)?|play(s|ing)? with|play(s|ing)?|rolling around|rushing",
    "jump": "jump(s|ing)?( into)?|leap(s|ing)?( out of)?|hop(s|ping)?|bounc(es?|ing)|skip(s|ping)?",
    "wave": "wav(es?|ing)( to| at| goodbye| hello)?",
    "hold": (
        "eat(s|ing)?|drink(s|ing)?|cook(s|ing)?|read(s|ing)?|writ(es?|ing)|paint(s|ing)?|hold(s|ing)?( up)?|carr(ies|ying)|"
        "making|makes|clap(s|ping)?|cut(s|ting)?|playing (the|chess|chinese)\\b.*|sew(s|ing)?|plant(s|ing)?|water(s|ing)|"
        "pour(s|ing)?|hug(s|ging)?|blow(s|ing)?( out)?|having a meal|sing(s|ing)?|celebrat(es|ing)"
    ),
    "sit": "sit(s|ting)?|rest(s|ing)?|watch(es|ing)?|daydreaming|wait(s|ing)?|admir(es|ing)|gather(s|ed|ing)?( around)?",
    "walk": "walk(s|ing)?|stroll(s|ing)?|pass(es|ing)( through)?|climb(s|ing)?|march(es|ing)?|step(s|ping)?|wander(s|ing)?",
}
"""Act → the words for it. The first act that is said counts: who sits fishing, fishes."""

CYCLES: dict[str, float] = {"run": 0.62, "walk": 1.1, "dance": 1.3, "wave": 0.9, "fly": 0.5, "jump": 1.0, "taichi": 5.0}
"""Seconds of one turn of a movement; what is not named breathes."""


def act_of(said: str) -> str:
    """What is being done in words in lower case; "stand" when nothing is said."""
    if re.search(r"\bplay(s|ing)? (the )?(piano|guitar|violin|chess|chinese chess|cards|mahjong)", said):
        return "hold"
    if re.search(r"\bfly(ing)? (a |the |two |three |several )?(\w+ )?kites?", said):
        return "reach"
    return next((act for act, words in ACTS.items() if re.search(rf"\b({words})\b", said)), "stand")
