"""What stands between a request for a clip or picture and the job: safety, the day's quota, consent.

Each gate lets it pass or says what is answered instead. Nothing is written, counted or sent before all have let it pass.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from bot.commands import Answer
from bot.inbox import Heard
from intents.engine.types import MediaRequest


class Gate(Protocol):
    """One reason why something may not be made, or not yet."""

    async def check(self, heard: Heard, wanted: Sequence[MediaRequest]) -> Answer | None:
        """What is answered instead of the promise; None to let all of `wanted` pass."""
        ...


async def pass_all(gates: Sequence[Gate], heard: Heard, answer: Answer) -> Answer:
    """The answer itself where nothing is to be made or every gate lets it pass, else what the first one answers."""
    if answer.media is None:
        return answer
    for gate in gates:
        if (instead := await gate.check(heard, (answer.media, *answer.batch))) is not None:
            return _with_promise(instead, answer)
    return answer


def _with_promise(instead: Answer, answer: Answer) -> Answer:
    """What only waits for a yes is promised later, in the words it would have been promised in now."""
    if instead.pending is None or not instead.pending.media:
        return instead
    return replace(instead, pending=instead.pending.model_copy(update={"promise": answer.say}))
