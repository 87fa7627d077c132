"""Structured logs: readable lines in a terminal, JSON everywhere else."""

import logging
import sys
from typing import Any, TextIO

import structlog
from structlog.typing import FilteringBoundLogger

Logger = FilteringBoundLogger


def make_logger(*, level: str, as_json: bool, stream: TextIO | None = None) -> Logger:
    """Return a logger of its own; nothing is configured for the whole process."""
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=_is_terminal(stream), pad_event_to=24)
    )
    processors: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    if as_json:
        processors.append(structlog.processors.format_exc_info)
    logger: Logger = structlog.wrap_logger(
        structlog.PrintLogger(stream or sys.stderr),
        processors=[*processors, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level.upper()]
        ),
    ).bind()
    return logger


def bind_request(request_id: str) -> None:
    """Add `request_id` to every line logged while this request is answered."""
    structlog.contextvars.bind_contextvars(request_id=request_id)


def unbind_request() -> None:
    """End what `bind_request` began."""
    structlog.contextvars.unbind_contextvars("request_id")


def _is_terminal(stream: TextIO | None) -> bool:
    return (stream or sys.stderr).isatty()
