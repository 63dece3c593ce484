"""Pictures of an evaluation as SVG: shares, flips against live, times.

Drawn here, so that neither a page nor the report needs a script. Colours come from the
page's classes `good`, `bad` and `quiet`; without a style sheet all is black on white.
Every picture says in its title what it shows. Labels are escaped.
"""

from collections.abc import Sequence
from html import escape

from appliance.domain.evaluation import AgainstLive, percentile, permille
from appliance.domain.verdict import Count

WIDTH = 640
_LABEL, _NUMBERS, _ROW = 200, 110, 26
_SPAN = WIDTH - _LABEL - _NUMBERS
_MAX_LABEL_CHARS = 26
_BINS = 32
_TIMES_HEIGHT = 120


def draw_shares(title: str, shares: Sequence[tuple[str, Count]]) -> str:
    """Draw one bar for each share, in the order given."""
    rows = []
    for number, (label, count) in enumerate(shares):
        top = number * _ROW
        width = _SPAN * permille(count) // 1000
        rows += [
            _text(0, top + 17, _short(label)),
            _box("quiet", _LABEL, top + 5, _SPAN, 15),
            _box("good", _LABEL, top + 5, width, 15),
            _text(WIDTH, top + 17, f"{count.right} / {count.cases}", end=True),
        ]
    return _picture(title, _ROW * len(shares), rows)


def draw_flips(title: str, against: AgainstLive) -> str:
    """Draw the difference to live with its interval and the margin that is allowed."""
    reach = max(
        50,
        abs(against.low_permille),
        abs(against.high_permille),
        against.margin_permille,
    )

    def at(value: int) -> int:
        return WIDTH // 2 + value * (WIDTH // 2 - 40) // reach

    low, high = at(against.low_permille), at(against.high_permille)
    gained, lost = len(against.gained), len(against.lost)
    margin = at(-against.margin_permille)
    drawn = [
        _line("quiet", 40, 40, WIDTH - 40, 40),
        _line("quiet", at(0), 20, at(0), 60),
        _line("bad", margin, 24, margin, 56),
        _box("good" if high > at(0) else "bad", low, 36, max(1, high - low), 8),
        _dot(at(against.difference_permille), 40),
        _text(at(0), 14, "0", middle=True),
        _text(margin, 14, f"-{_percent(against.margin_permille)}", middle=True),
        _text(0, 80, f"- {lost}"),
        _text(WIDTH, 80, f"+ {gained}", end=True),
        _text(
            WIDTH // 2,
            80,
            f"{_signed(against.difference_permille)} "
            f"({_signed(against.low_permille)} … {_signed(against.high_permille)})",
            middle=True,
        ),
    ]
    return _picture(title, 90, drawn)


def draw_times(title: str, sorted_ms: Sequence[int]) -> str:
    """Draw how many cases took how long, with the 50th, 95th and 99th percentile."""
    if not sorted_ms:
        return _picture(title, 20, [_text(0, 14, "-")])
    longest = max(1, sorted_ms[-1])
    counts = [0] * _BINS
    for value in sorted_ms:
        counts[min(_BINS - 1, _BINS * value // (longest + 1))] += 1
    step, most = WIDTH // _BINS, max(counts)
    drawn = [
        _box(
            "quiet",
            number * step,
            20 + _TIMES_HEIGHT - _TIMES_HEIGHT * count // most,
            step - 2,
            _TIMES_HEIGHT * count // most,
        )
        for number, count in enumerate(counts)
        if count
    ]
    for row, share in enumerate((50, 95, 99)):
        value = percentile(sorted_ms, share)
        x = min(WIDTH - 1, WIDTH * value // (longest + 1))
        drawn += [
            _line("bad" if share > 50 else "good", x, 16, x, 20 + _TIMES_HEIGHT),
            _text(row * WIDTH // 3, _TIMES_HEIGHT + 40, f"p{share}: {value} ms"),
        ]
    return _picture(title, _TIMES_HEIGHT + 50, drawn)


def _picture(title: str, height: int, drawn: Sequence[str]) -> str:
    return (
        f'<svg class="picture" role="img" viewBox="0 0 {WIDTH} {height}" '
        f'xmlns="http://www.w3.org/2000/svg"><title>{escape(title)}</title>'
        f"{''.join(drawn)}</svg>"
    )


def _box(kind: str, left: int, top: int, width: int, height: int) -> str:
    return (
        f'<rect class="{kind}" x="{left}" y="{top}" width="{width}" '
        f'height="{height}" rx="2"/>'
    )


def _line(kind: str, left: int, top: int, right: int, bottom: int) -> str:
    return (
        f'<line class="{kind}" x1="{left}" y1="{top}" x2="{right}" y2="{bottom}" '
        'stroke="currentColor"/>'
    )


def _dot(left: int, top: int) -> str:
    return f'<circle cx="{left}" cy="{top}" r="5" fill="currentColor"/>'


def _text(
    left: int, top: int, text: str, *, end: bool = False, middle: bool = False
) -> str:
    anchor = "end" if end else "middle" if middle else "start"
    return (
        f'<text x="{left}" y="{top}" text-anchor="{anchor}" font-size="13" '
        f'fill="currentColor">{escape(text)}</text>'
    )


def _short(label: str) -> str:
    if len(label) <= _MAX_LABEL_CHARS:
        return label
    return label[: _MAX_LABEL_CHARS - 1] + "…"


def _percent(value: int) -> str:
    return f"{value // 10}.{value % 10} %"


def _signed(value: int) -> str:
    return f"{'-' if value < 0 else '+'}{_percent(abs(value))}"
