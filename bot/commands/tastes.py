"""Orders about what one likes: 以后都拍竖屏, 我喜欢卡通的, 我的口味, 不用竖屏了."""

from collections.abc import Mapping

from bot.commands.answer import Answer, Orders
from bot.inbox import Heard
from bot.sessions import Pending
from bot.tastes import KINDS, Tastes
from bot.templates import TemplateStore
from intents.engine.slots import parse_aspect
from intents.engine.types import CommandMatch, Say, Value
from prompts.words import LOOKS


class TasteOrders:
    """Orders about the taste of the one who speaks; nobody reaches another member's."""

    def __init__(self, tastes: Tastes, templates: TemplateStore) -> None:
        self._tastes = tastes
        self._templates = templates
        self.orders: Orders = {
            "hold_taste": self._hold,
            "list_tastes": self._list,
            "drop_taste": self._drop,
            "forget_tastes": self._forget,
        }

    def known(self, member_id: int) -> tuple[str, ...]:
        """What is kept of a member's taste, in his words, what is to hold first."""
        taste = self._tastes.of(member_id)
        return (*taste.standing.values(), *taste.lately.values())

    async def _hold(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        said = {kind: match.said(kind) for kind in KINDS if match.said(kind)}
        await self._tastes.hold(heard.member.id, said)
        return Answer(Say("tastes.held", {"tastes": tuple(said.values())}))

    async def _list(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        taste = self._tastes.of(heard.member.id)
        values: Mapping[str, Value] = {
            "standing": tuple(taste.standing.values()),
            "lately": tuple(taste.lately.values()),
        }
        return Answer(Say("tastes.list", values))

    async def _drop(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        standing = self._tastes.of(heard.member.id).standing
        for kind in KINDS:
            if kind in standing and self._is_same(kind, match.said(kind), standing[kind]):
                await self._tastes.drop_kind(heard.member.id, kind)
                return Answer(Say("tastes.dropped", {"taste": standing[kind]}))
        return None

    async def _forget(self, match: CommandMatch, heard: Heard, pending: Pending | None) -> Answer | None:
        count = await self._tastes.forget(heard.member.id)
        return Answer(Say("tastes.forgotten" if count else "tastes.nothing_to_forget"))

    def _is_same(self, kind: str, said: str, kept: str) -> bool:
        """竖屏 and 竖着 are the same, 国画 and 水墨 too."""
        if not said or said == kept:
            return bool(said)
        if kind == "aspect":
            return parse_aspect(said) == parse_aspect(kept)
        words = self._templates.current.words
        looks = [words.look(look, phrase) for look in LOOKS if look == kind for phrase in (said, kept)]
        return looks[0] is not None and looks[0] is looks[1]
