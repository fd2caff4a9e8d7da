"""What 小爱 keeps about the people she serves: read from the store once at start, changed only through it."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.config import Settings
from bot.consents import Consents
from bot.exchanges import Exchanges
from bot.family import Family
from bot.places import Places
from bot.reminders import Reminders
from bot.sessions import TOPIC_SECONDS, Sessions
from bot.shown_ideas import ShownIdeas
from bot.store import Store
from bot.tastes import Tastes
from prompts.loader import Speech


@dataclass(frozen=True, slots=True)
class Household:
    """The family, and what each of them said, wants, likes and allows."""

    family: Family
    sessions: Sessions
    exchanges: Exchanges
    places: Places
    reminders: Reminders
    tastes: Tastes
    shown_ideas: ShownIdeas
    consents: Consents

    @classmethod
    async def open(cls, store: Store, settings: Settings, sentences: Speech, now: Callable[[], float]) -> "Household":
        """Everything an earlier life left."""
        household = cls(
            Family(
                store,
                now,
                unnamed_person=sentences.render("family.unnamed_person", {}),
                unnamed_group=sentences.render("family.unnamed_group", {}),
            ),
            Sessions(store, now, follow_up_seconds=settings.turns.follow_up_seconds),
            Exchanges(store, now, settings.zone),
            Places(store, now),
            Reminders(store, now),
            Tastes(store, now),
            ShownIdeas(store, now),
            Consents(store, settings.privacy, now),
        )
        for kept in (household.family, household.places, household.reminders, household.tastes, household.consents):
            await kept.load()
        await household.sessions.load(await household.exchanges.since(TOPIC_SECONDS))
        return household
