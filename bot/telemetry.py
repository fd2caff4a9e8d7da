"""Logs as events with fields. Message texts and secrets are never logged."""

import logging
import sys

import structlog


def set_up_logging(level: str, *, is_interactive: bool) -> None:
    """Write events to stderr: readable in a terminal, JSON lines otherwise."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=False),
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer()
            if is_interactive
            else structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    # Libraries speak up only when something is wrong.
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")


def log(name: str) -> structlog.typing.FilteringBoundLogger:
    """The logger of one part."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(part=name)
    return logger
