"""Logging for every process: one line an event, codes only, personal patterns blanked."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor, WrappedLogger

from runtime.settings import Settings

# Resident registration numbers and phone numbers must not get in; this is the second fence.
PERSONAL = re.compile(r"\b\d{6}-?[0-9]\d{6}\b|\b01[016789]-?\d{3,4}-?\d{4}\b")


def scrub(_: WrappedLogger, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank personal patterns and keep every line a single line (SR-31)."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = PERSONAL.sub("***", value).replace("\r", "\\r").replace("\n", "\\n")
    return event


def without_message(
    _: WrappedLogger, __: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """An exception's text may quote a person; its type and place never do."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    cause = error[1] if isinstance(error, tuple) else error
    if isinstance(cause, BaseException):
        event["error"] = type(cause).__name__
        event["at"] = _place(cause)
    return event


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    return f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"


def configure(settings: Settings, part: str) -> None:
    """Route structlog and the standard library through the same scrubbing processors."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_message,
        scrub,
    ]
    final: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, final],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    # What cannot be written must not be told on stderr instead, with its texts and its trace.
    logging.raiseExceptions = False
    for chatty in ("httpx2", "httpcore2", "uvicorn.access", "aiosqlite"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(part=part)
