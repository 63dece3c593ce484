"""The way of one exchange in times: what took how long, and which record says so.

The times are those of the signed log's records: a step ends with its record. Only how
the model's own time is made up is not in the log; it comes from the figures that are
kept of an exchange for a while. What is not known is said, and never guessed.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from appliance.domain.outcome import Figures
from appliance.explain.dossier import LogLines
from appliance.explain.walk import Walk
from appliance.explain.way import GENERATE, Part, Stretch
from appliance.explain.words import TRACE_UNKNOWN

_MS = timedelta(milliseconds=1) // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Trace:
    """The way of one exchange.

    Args:
        parts: In the order in which they happened.
        unknown: What is not known of it, in sentences.
        left_out: How many later records are not among them.
    """

    parts: tuple[Part, ...]
    unknown: tuple[str, ...] = ()
    left_out: int = 0


def build_trace(records: LogLines, figures: Figures | None) -> Trace:
    """Lay out the way of one exchange.

    Args:
        records: Its records as the log gives them: seq, time, kind.
        figures: What is kept of how it ended; None where nothing is.
    """
    lines = sorted(records, key=lambda line: line["seq"])
    if not lines:
        return Trace((), (TRACE_UNKNOWN["records"],))
    walk = Walk(datetime.fromisoformat(lines[0]["time"]))
    for line in lines:
        walk.take(line)
    parts = walk.ended()
    last = max((at for at, part in enumerate(parts) if part.tries), default=None)
    unknown: list[str] = []
    if last is not None:
        parts[last], missing = _of_model(parts[last], figures)
        unknown += [TRACE_UNKNOWN[missing]] if missing else []
        asked = [_asked_model(part) for part in parts[:last] if part.tries]
        unknown += [TRACE_UNKNOWN["tries"]] if any(asked) else []
    if walk.is_open:
        unknown.append(TRACE_UNKNOWN["open"])
    return Trace(tuple(parts), tuple(unknown), walk.left_out)


def _asked_model(part: Part) -> bool:
    return any(stretch.what == GENERATE for stretch in part.stretches)


def _of_model(part: Part, figures: Figures | None) -> tuple[Part, str]:
    """Divide the model's time of a try, as far as it is known, and say if it is not."""
    mine = [at for at, one in enumerate(part.stretches) if one.what == GENERATE]
    if not mine:
        return part, ""
    if len(mine) > 1:
        return part, "drafts"
    if figures is None or figures.queue_ms is None:
        return part, "figures"
    (at,) = mine
    whole = part.stretches[at]
    began = _within(whole, whole.start_us + figures.queue_ms * _MS)
    pieces = [("queue", whole.start_us, began)]
    if figures.first_token_ms is None:
        pieces.append(("read", began, whole.end_us))
    else:
        first = max(began, _within(whole, figures.first_token_ms * _MS))
        pieces += [("read", began, first), ("write", first, whole.end_us)]
    kept = [piece for piece in pieces if piece[1] < piece[2]] or pieces[-1:]
    divided: list[Stretch] = []
    for number, (what, start, end) in enumerate(kept):
        is_last = number == len(kept) - 1
        marks = tuple(
            mark
            for mark in whole.marks
            if start <= mark.at_us and (is_last or mark.at_us < end)
        )
        broke = whole.broke and is_last
        divided.append(Stretch(what, start, end, broke=broke, marks=marks))
    stretches = (*part.stretches[:at], *divided, *part.stretches[at + 1 :])
    return replace(part, stretches=stretches), ""


def _within(stretch: Stretch, at_us: int) -> int:
    return min(max(at_us, stretch.start_us), stretch.end_us)
