"""What may not be made today: paused by the admin, or the day's share is used up."""

from collections.abc import Sequence

from bot.commands import Answer
from bot.inbox import Heard
from bot.quotas import Quotas
from bot.store import Store
from bot.switches import Switches
from intents.engine.types import MediaRequest, Say


class PauseGate:
    """Stops what is paused."""

    def __init__(self, switches: Switches) -> None:
        self._switches = switches

    async def check(self, heard: Heard, wanted: Sequence[MediaRequest]) -> Answer | None:
        """A kind word about the pause."""
        kinds = {request.kind for request in wanted}
        paused = next((kind for kind in self._switches.paused if kind in kinds), "")
        return Answer(Say("quota.paused", {"kind": paused})) if paused else None


class QuotaGate:
    """Says early that nothing is left, before a photo is asked about or a choice is offered.

    Early is not surely: another chat of the same member, or somebody else of his group, may take the last one before this turn is
    over. So `Conversation` looks once more while it commits, where nobody can come in between.
    """

    def __init__(self, store: Store, quotas: Quotas) -> None:
        self._store = store
        self._quotas = quotas

    async def check(self, heard: Heard, wanted: Sequence[MediaRequest]) -> Answer | None:
        """How many there were, and when there are more."""
        group = heard.chat if heard.message.is_group else None
        refusal = await self._store.read(lambda connection: self._quotas.check(connection, heard.member, group, wanted))
        return Answer(refusal) if refusal else None
