"""Puts the parts together and runs them. The only place that knows all of them."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection

from bot.addressed import Addressed
from bot.alarm import Alarm
from bot.answer_cache import StoredAnswers
from bot.call_budget import DailyBudget
from bot.channels.absent import Channels
from bot.channels.base import Channel, ChannelEvents
from bot.channels.made import make_channels
from bot.channels.terminal import TerminalChannel
from bot.channels.web import WebChannel
from bot.commands import Commands
from bot.commands.house import HouseOrders
from bot.commands.money import MoneyOrders
from bot.commands.privacy import PrivacyOrders
from bot.commands.roles import RoleOrders
from bot.commands.room import RoomOrders
from bot.commands.schedules import ScheduleOrders
from bot.commands.tastes import TasteOrders
from bot.config import Settings, prepare_data_folder
from bot.console.parts import Parts
from bot.conversation import Conversation
from bot.desk import Desk
from bot.diagnosis import Diagnosis
from bot.doors.all import Doors
from bot.errands import Errands
from bot.errors import XiaoaiError
from bot.event_log import EventLog
from bot.family import Address
from bot.gates import Gate
from bot.gates.consent import ConsentGate
from bot.gates.quota import PauseGate, QuotaGate
from bot.gates.safety import SafetyGate
from bot.household import Household
from bot.inbox import Heard, Inbox
from bot.jobs.health_book import HealthBook
from bot.jobs.ledger import Ledger
from bot.jobs.letters import JobLetters
from bot.jobs.lifecycle import Lifecycle
from bot.jobs.privacy import Privacy
from bot.jobs.queue import JobQueue
from bot.jobs.rewriting import Rewriting
from bot.jobs.steps import Steps
from bot.jobs.workflow import Engine
from bot.keys import known_secrets
from bot.logins import Logins
from bot.makers import make_child, make_generators, make_other
from bot.map_services import build_map_services
from bot.marks import Marks
from bot.memory import keep_flat
from bot.model_budget import ModelBudget
from bot.models import build_language_model, model_services
from bot.outbox import Letter, Outbox
from bot.owner import OwnerLock, socket_path
from bot.photos import Photos
from bot.quotas import Quotas
from bot.reception import Reception
from bot.register import Register
from bot.reports.archive import Archive
from bot.retention import Retention
from bot.room import Room
from bot.room_book import own_chat
from bot.room_media import RoomMedia
from bot.room_post import RoomPost
from bot.room_talk import RoomTalk
from bot.schedules import Schedules
from bot.service_trouble import AMAP, ServiceTrouble
from bot.spending import Spending
from bot.store import Store
from bot.switches import Switches
from bot.telemetry import log
from bot.templates import TemplateStore
from bot.wording import Wording
from bot.workshop import Workshop
from generators.base import Generator, Kind
from generators.router import Router
from generators.slideshow import Slideshow
from intents.services.models.ordered import OrderedModels

T = TypeVar("T")

WATCH_SECONDS = 2.0
WARM_UP_AFTER_SECONDS = 10.0
PROBLEMS_TOLD = 3

_log = log("app")


class _Stop(Exception):
    """Ends the task group."""


class App:
    """小爱, running on one data folder.

    ```python
    async with App(settings).running() as app:
        await app.ended
    ```
    `channels` and `generators` add to, or replace, what the settings name. `events` is the log that tells of this life.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        channels: Sequence[Channel] = (),
        generators: Mapping[Kind, Sequence[Generator]] | None = None,
        events: EventLog | None = None,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.settings = settings
        self.events = events or EventLog()
        self._now = now
        self._sleep = sleep
        self._budget = ModelBudget(settings.language_model, settings.zone, now)
        self._models = build_language_model(settings, self._budget)
        self._answers = StoredAnswers(now)
        limits = settings.maps.calls_per_day.model_dump()
        self._map_budget = DailyBudget(AMAP, limits, settings.zone, now)
        self._map_trouble = ServiceTrouble()
        self._outside = build_map_services(settings, self._answers, self._map_budget, self._map_trouble)
        services = model_services(settings, self._models)
        services = replace(services, maps=self._outside.maps, weather=self._outside.weather)
        self.templates = TemplateStore(settings.home, settings.data, services)
        self._ledger: Ledger | None = None
        child = make_child(settings)
        makers = _with_albums(generators or make_generators(settings, child=child), settings.data / "work")
        self._router = Router(makers, find_other=lambda name: make_other(settings, name, child))
        terminal = TerminalChannel(
            socket_path(settings.data), lambda ask: self.desk.answer(ask), lambda line: self._workshop.take(line)
        )
        # Also without a page: what was asked for there is finished by whoever owns the folder, and shown there later.
        self.web = WebChannel(settings.data / "uploads")
        self._terminal = terminal
        own = (terminal, self.web, *make_channels(settings))
        self._channels = Channels((channel.name, channel) for channel in (*own, *channels))

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator["App"]:
        """Own the data folder, take up what an earlier life left, serve until the block ends."""
        settings = self.settings
        keep_flat()
        prepare_data_folder(settings.data)
        lock = OwnerLock(settings.data)
        lock.take()
        await asyncio.to_thread(self.events.open, settings.data / "logs", known_secrets(settings.home, settings.data))
        postgres = _postgres(settings)
        store = Store(settings.data, postgres)
        engine = Engine(settings.data, postgres, at_once=settings.jobs.at_once, per_member=settings.jobs.per_member)
        try:
            await asyncio.to_thread(store.open)
            try:
                async with asyncio.TaskGroup() as tasks:
                    await self._start(tasks, store, engine)
                    yield self
                    raise _Stop
            except BaseExceptionGroup as group:
                _raise_what_matters(group)
            finally:
                await self._stop(engine)
        finally:
            store.close()
            await asyncio.to_thread(self.events.close)
            lock.release()

    def parts(self) -> Parts:
        """What the pages are made of; once it runs."""
        return Parts(
            settings=self.settings,
            desk=self.desk,
            channel=self.web,
            channels=self._channels,
            household=self._household,
            doors=self._doors,
            register=self._register,
            say=lambda key: self.templates.render(key, {}),
            now=self._now,
            templates=self.templates,
            notice=self.templates_notice,
            archive=self._archive,
            errands=self._errands,
            diagnosis=Diagnosis(self.settings, self._archive, self.events, self.templates_notice, self._now),
            labels=lambda: {intent.name: intent.title for intent in self.templates.current.catalog.intents.values()},
        )

    async def new_admin_code(self) -> str | None:
        """The one-time code for the first admin; None when there is one."""
        return await self._family.new_admin_code()

    async def read(self, query: Callable[[Connection], T]) -> T:
        """Look something up in the store."""
        return await self._store.read(query)

    async def _start(self, tasks: asyncio.TaskGroup, store: Store, engine: Engine) -> None:
        settings, now = self.settings, self._now
        sentences = self.templates
        self._store = store
        await self._budget.open(store)
        await self._map_budget.open(store)
        self._answers.open(store)
        household = self._household = await Household.open(store, settings, sentences, now)
        family = self._family = household.family
        self._doors = await Doors.open(store, settings, now)
        sessions, consents = household.sessions, household.consents
        self._outbox = Outbox(store, self._channels, sentences, settings.outbox, now, tasks)
        router, health = self._router, HealthBook(store, now)
        router.health = await health.load()
        for generator in router.all():
            await generator.start()
        letters = JobLetters(sentences, family, settings.zone)
        self.desk = Desk(store, letters, now)
        spending = Spending(store, settings.quotas.yuan_per_day, settings.zone, now)
        switches = Switches(store, now)
        await switches.load()
        privacy = Privacy(router, consents, self._models.viewers_outside if self._models else ())
        queue = JobQueue(store, self._outbox, engine, router, privacy, spending, letters, settings.jobs, now)
        quotas = Quotas(
            settings.quotas,
            settings.zone,
            now,
            is_preview=queue.is_preview,
            # The storyboard also where it is no longer named: what it made this morning was a preview all the same.
            previews=("storyboard", *(maker.name for maker in router.all() if maker.capabilities.is_preview)),
        )
        addressed = Addressed(sessions, lambda: self.templates.current)
        room = Room(store, self._channels, family, self.templates, now)
        await room.load()
        belongings = (
            household.places,
            household.reminders,
            household.tastes,
            household.shown_ideas,
            consents,
            quotas,
            room,
        )
        retention = Retention(store, sessions, belongings, settings.retention, settings.data, now)
        photos = Photos(store, self._channels, settings.data / "media", now)
        await photos.load()
        commands = Commands(
            queue,
            letters,
            family,
            household.places,
            retention,
            ScheduleOrders(household.reminders, self.templates, settings.zone, now),
            TasteOrders(household.tastes, self.templates),
            PrivacyOrders(consents, privacy, sessions, family, lambda said, member: inbox.put(said, member), now),
            MoneyOrders(store, quotas, spending, switches, family, self._reaches),
            HouseOrders(
                store,
                switches,
                quotas,
                spending,
                family,
                router,
                health,
                self.templates,
                tuple(self._channels),
                settings.zone,
                settings.data,
                self.templates_notice,
            ),
            RoleOrders(family, self._reaches),
            RoomOrders(room, self.templates),
            sessions,
            self.templates,
            engine.forget,
            now,
        )

        # In the order in which a refusal makes sense: what may not be made at all, what may not be made today, what needs a yes first.
        safety = SafetyGate(lambda: self.templates.current)
        gates: tuple[Gate, ...] = (
            safety,
            PauseGate(switches),
            QuotaGate(store, quotas),
            ConsentGate(store, privacy, sessions, family),
        )

        async def take_turn(heard: Heard) -> None:
            channel = self._channels.get(heard.chat.channel)
            with channel.working(heard.chat.account, own_chat(heard.chat.id)) if channel else contextlib.nullcontext():
                await conversation.take_turn(heard)

        inbox = Inbox(store, family, take_turn, now, tasks, longest_text=settings.turns.longest_text)
        conversation = Conversation(
            store,
            household,
            inbox,
            self._outbox,
            queue,
            commands,
            photos,
            self.templates,
            Wording(sentences, letters, self._channels, is_simple=self._models is None),
            gates,
            quotas,
            settings,
            now,
        )
        self._archive = Archive(store, router, settings.retention, settings.data, settings.zone, now)
        self._register = Register(
            store,
            family,
            household.places,
            household.tastes,
            consents,
            quotas,
            retention,
            queue,
            self._outbox,
            sentences,
            self._reaches,
            engine.forget,
            now,
        )
        self._errands = Errands(store, inbox, family, queue, retention, now)
        self._workshop = Workshop(
            store,
            family,
            self._terminal,
            inbox,
            photos,
            consents,
            safety,
            spending,
            queue,
            router,
            health,
            self.templates,
        )
        reception = Reception(
            self._channels,
            family,
            inbox,
            self._outbox,
            addressed,
            photos,
            RoomTalk(store, room, family, sessions, addressed, self.templates, now),
            sentences,
            lambda: self.templates.current.recognizer,
        )
        ledger = self._ledger = Ledger(store, now, spending)
        steps = Steps(
            store=store,
            life=Lifecycle(store, self._outbox, ledger, router, health, letters, now),
            ledger=ledger,
            spending=spending,
            router=router,
            privacy=privacy,
            letters=letters,
            write_shot=Rewriting(store, self.templates, privacy).write,
            render_shot=self.templates.render_shot,
            media=settings.data / "media",
            work=settings.data / "work",
            now=now,
            timeout_seconds=settings.jobs.timeout_seconds,
            sizes=lambda name: self._channels[name].limits.sizes,
            sleep=self._sleep,
        )
        await self._outbox.recover()
        await queue.greet_after_restart()
        # Before the channels, so that what they bring is not taken for what was left.
        await inbox.recover()
        for channel in self._channels.values():
            marks = Marks(store, channel.name)
            await channel.start(ChannelEvents(reception.hear, self._door_of(channel), marks.remember, marks.recall))
            self._outbox.started(channel.name)
        room_media = RoomMedia(store, self._channels, settings.data, now)
        post = RoomPost(store, room, room_media, self._outbox, self._channels, sentences, now, tasks)
        tasks.create_task(post.run())
        tasks.create_task(Alarm(household.reminders, inbox, family, settings, now).run())
        tasks.create_task(self._warm_up())
        tasks.create_task(self._watch_templates())
        if settings.recognition.classifier:
            tasks.create_task(self._teach())
        if self._models:
            tasks.create_task(self._watch_models(self._models))
        tasks.create_task(self._watch_map_services())
        tasks.create_task(self._watch_logins(Logins(self._channels)))
        tasks.create_task(self._run_jobs(engine, queue, steps, retention))
        _log.info("app.started", channels=sorted(self._channels), generators=[g.name for g in router.all()])

    def _reaches(self, address: Address) -> bool:
        channel = self._channels.get(address.channel)
        return channel is not None and channel.can_reach(address.account, address.id)

    def _door_of(self, channel: Channel) -> Callable[[str, str], None]:
        return lambda account, chat_id: self._outbox.reachable(account, chat_id, channel.name)

    async def _run_jobs(self, engine: Engine, queue: JobQueue, steps: Steps, retention: Retention) -> None:
        """Beside everything else, so that the first answers do not wait for the engine."""
        await asyncio.to_thread((self.settings.data / "media").mkdir, mode=0o700, parents=True, exist_ok=True)
        await engine.launch(steps)
        schedules = Schedules(self.settings, retention, engine)
        await schedules.start(self._now())
        try:
            await queue.run()
        finally:
            schedules.stop()

    async def _warm_up(self) -> None:
        """Compile all templates, a second's work, when the first answers are out; until then the first message of each kind costs
        some milliseconds more."""
        await asyncio.sleep(WARM_UP_AFTER_SECONDS)
        await asyncio.to_thread(self.templates.current.recognizer.warm_up)

    async def _teach(self) -> None:
        """Give each version of the templates its classifier, while they answer already."""
        while True:
            await self.templates.untaught.wait()
            await self.templates.teach()

    async def _watch_templates(self) -> None:
        """Look at the files now and then, and tell the admins when they are not in force as they are."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            await self.templates.refresh()
            if self.templates.changed.is_set():
                self.templates.changed.clear()
                await self._tell_admins(self.templates_notice() or self.templates.render("admin.templates_good", {}))

    async def _watch_models(self, models: OrderedModels) -> None:
        """Tell the admins what is wrong with a language model, once until it has worked again."""
        while True:
            await models.changed.wait()
            for trouble in models.news():
                values = {"model": trouble.model}
                await self._tell_admins(self.templates.render(f"admin.model_{trouble.code}", values))

    async def _watch_map_services(self) -> None:
        """Tell the admins what is wrong with the map or a weather service, once until it has worked again."""
        while True:
            await self._map_trouble.changed.wait()
            for trouble in self._map_trouble.news():
                values = {"service": trouble.service, "reason": trouble.reason}
                await self._tell_admins(self.templates.render(f"admin.service_{trouble.code}", values))

    async def _watch_logins(self, logins: Logins) -> None:
        """Tell the admins which login a person has to see to, once until it has worked again, and not through that login."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            for channel, login in logins.lost():
                reached = [(admin, address) for admin, address in self._family.admins() if self._reaches(address)]
                text = self.templates.render(
                    f"admin.login_{login.stage}", {"channel": channel, "account": login.account}
                )
                for admin, address in reached:
                    await self._outbox.write(Letter(address, text, purpose="notice", member_id=admin.id))
                if reached:
                    logins.told(channel, login)

    def templates_notice(self) -> str:
        """What is wrong with the admin's files as they are now, in a few lines; empty when they are in force."""
        problems = self.templates.problems
        if not problems:
            return ""
        lines = tuple(f"{problem.path.name} {problem.sentence}" for problem in problems[:PROBLEMS_TOLD])
        return self.templates.render("admin.templates_broken", {"problems": lines, "count": len(problems)})

    async def _tell_admins(self, text: str) -> None:
        for admin, address in self._family.admins():
            await self._outbox.write(Letter(address, text, purpose="notice", member_id=admin.id))

    async def _stop(self, engine: Engine) -> None:
        for channel in self._channels.values():
            await channel.stop()
        await engine.close()
        if self._ledger:
            await self._ledger.finish_calls()
        for generator in self._router.made():
            await generator.close()
        if self._models:
            await self._models.close()
        await self._outside.close()


def _postgres(settings: Settings) -> str | None:
    return settings.database_url.get_secret_value() if settings.database_url else None


def _raise_what_matters(group: BaseExceptionGroup[BaseException]) -> None:
    """Out of a task group: the error the caller or the admin understands, nothing at the ordinary end."""
    rest = group.split(_Stop)[1]
    if rest is None:
        return
    error: BaseException = rest.split(XiaoaiError)[0] or rest
    while isinstance(error, BaseExceptionGroup) and (len(error.exceptions) == 1 or error is not rest):
        error = error.exceptions[0]
    raise error


def _with_albums(generators: Mapping[Kind, Sequence[Generator]], work: Path) -> Mapping[Kind, Sequence[Generator]]:
    """Photos are shown one after another whatever else is set up, or not."""
    if any(maker.capabilities.makes_albums for maker in generators.get("video", ())):
        return generators
    return {**generators, "video": (*generators.get("video", ()), Slideshow(work / Slideshow.name))}
