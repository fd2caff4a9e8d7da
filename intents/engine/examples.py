"""A few sentences that show a language model what an intent means, out of the intent's own file."""

from intents.engine.catalog import FALLBACK, Intent

SHOWN = 5
SHOWN_OF_FALLBACK = 12
"""What is nothing else has more faces."""
LONGEST = 40
"""Characters of one sentence; longer ones say no more."""


def examples(intent: Intent) -> tuple[str, ...]:
    """Short sentences from all over the tests, as far apart as they stand there."""
    said = [case.say[index % len(case.say)] for index, case in enumerate(intent.file.tests) if not case.not_]
    if len(said) < SHOWN_OF_FALLBACK:
        said = [say for case in intent.file.tests if not case.not_ for say in case.say]
    short = [say for say in dict.fromkeys(said) if len(say) <= LONGEST and say.isprintable()]
    wanted = SHOWN_OF_FALLBACK if intent.name == FALLBACK else SHOWN
    if len(short) <= wanted:
        return tuple(short)
    return tuple(short[index * len(short) // wanted] for index in range(wanted))
