"""Logs as events with fields. Message texts and secrets are never logged."""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

from bot.event_log import EventLog

_OURS = frozenset({"event", "level", "timestamp", "part"})


def set_up_logging(level: str, *, is_interactive: bool, events: EventLog | None = None) -> None:
    """Write events to stderr: readable in a terminal, JSON lines otherwise. `events` keeps them from `info` on, whatever `level`
    is: the admin who looks for the reason on the page has not turned anything up before."""
    shown = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=False),
            *([_Keeping(events)] if events else []),
            _Showing(shown),
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer()
            if is_interactive
            else structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(min(shown, logging.INFO) if events else shown),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    # Libraries speak up only when something is wrong.
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    if events:
        logging.getLogger().addHandler(_FromLibraries(events))


def log(name: str) -> structlog.typing.FilteringBoundLogger:
    """The logger of one part."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(part=name)
    return logger


class _Keeping:
    """Hands each event to the event log."""

    def __init__(self, events: EventLog) -> None:
        self._events = events

    def __call__(self, _: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        fields: Mapping[str, object] = {key: value for key, value in event.items() if key not in _OURS}
        if fields.get("exc_info") is True:
            fields = {**fields, "exc_info": sys.exc_info()}
        self._events.keep(str(event["level"]), str(event.get("part", "")), str(event["event"]), fields)
        return event


class _Showing:
    """Lets through what is to be written to stderr."""

    def __init__(self, level: int) -> None:
        self._level = level

    def __call__(self, _: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        if logging.getLevelNamesMapping()[str(event["level"]).upper()] < self._level:
            raise structlog.DropEvent
        return event


class _FromLibraries(logging.Handler):
    """What a library complained about, beside our own events."""

    def __init__(self, events: EventLog) -> None:
        super().__init__(logging.WARNING)
        self._events = events

    def emit(self, record: logging.LogRecord) -> None:
        fields = {"exc_info": record.exc_info} if record.exc_info else {}
        self._events.keep(record.levelname.lower(), record.name, record.getMessage(), fields)
