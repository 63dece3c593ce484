"""Log lines of the processes: one JSON object each, to standard error.

A person's text never gets here because nothing logs it; as a second net, exceptions
are written as classes and places only, since their messages may quote what they
choked on. Not the audit log: that is the ledger's, and lines here may be lost.
"""

import logging
import sys
import threading
import traceback
from datetime import UTC, datetime
from types import TracebackType

import orjson

_MAX_FRAMES = 20
_MAX_CAUSES = 5


class JsonFormatter(logging.Formatter):
    """Writes a log record as one line of JSON without exception messages."""

    def __init__(self, unit: str) -> None:
        super().__init__()
        self._unit = unit

    def format(self, record: logging.LogRecord) -> str:
        """Write one line; control characters are escaped by JSON."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "unit": self._unit,
            "from": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["fault"] = outline(record.exc_info[1])
        return orjson.dumps(line, default=str).decode()


def configure(unit: str, level: int = logging.INFO) -> None:
    """Send every log line of this process to standard error, faults outlined only."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(unit))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    # Logging's own complaints would quote the arguments of the line that failed.
    logging.raiseExceptions = False
    log = logging.getLogger("cloister.unhandled")

    def on_fault(
        kind: type[BaseException], fault: BaseException, at: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        log.critical("ends", exc_info=(kind, fault, at))

    def on_thread_fault(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            log.error(
                "a thread ends",
                exc_info=(args.exc_type, args.exc_value, args.exc_traceback),
            )

    sys.excepthook = on_fault
    threading.excepthook = on_thread_fault


def outline(fault: BaseException) -> list[str]:
    """Describe a fault by classes, files, lines and functions; no values, no messages.

    Returns:
        The fault and its causes, outermost first, each followed by its frames.
    """
    lines: list[str] = []
    current: BaseException | None = fault
    for _ in range(_MAX_CAUSES):
        if current is None:
            break
        lines.append(type(current).__name__)
        frames = traceback.extract_tb(current.__traceback__)[-_MAX_FRAMES:]
        lines += [f"  {f.filename}:{f.lineno} {f.name}" for f in frames]
        hidden = current.__suppress_context__
        current = current.__cause__ or (None if hidden else current.__context__)
    return lines
