"""The figures of identifiers, as a table or as JSON."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from tests.identifiers.measure import Figures, Share

TARGET = 0.99
SHOWN_CHARS = 100
_WIDTHS = (20, 18, 18, 13, 13)
_PARTS = ("context", "bare", "typos", "bare_typos")


def row(figures: Figures, *, first: bool) -> None:
    """Print a kind's line, and what it missed."""
    if first:
        _line("kind", "in context", "by itself", "typos", "typos alone")
    of = [getattr(figures, part) for part in _PARTS]
    shown = [_with_interval(share) for share in of[:2]] + [_plain(s) for s in of[2:]]
    _line(figures.kind.name, *shown, " <" if short(figures) else "")
    for part, share in zip(_PARTS, of, strict=True):
        for text in share.missed:
            print(f"    {part}: {text[:SHOWN_CHARS]!r}", flush=True)


def ends(figures: Sequence[Figures]) -> None:
    """Print what all of it comes to."""
    below = [one.kind.name for one in figures if short(one)]
    print(f"{len(figures)} kinds, {len(figures) - len(below)} as they should be")
    for part in _PARTS:
        shares = [getattr(one, part) for one in figures]
        masked, of = sum(s.masked for s in shares), sum(s.of for s in shares)
        print(f"  {part}: {masked} of {of} masked")
    if below:
        print(f"below {TARGET}: {' '.join(below)}")


def short(figures: Figures) -> tuple[str, ...]:
    """Name the parts of a kind that fall short of the target; every typo counts."""
    of = {part: getattr(figures, part).share for part in _PARTS}
    floors = {"context": TARGET, "bare": TARGET, "typos": 1.0}
    return tuple(
        part
        for part, floor in floors.items()
        if (share := of[part]) is not None and share < floor
    )


def as_json(figures: Iterable[Figures]) -> None:
    """Print one object with a key per kind."""
    told = {
        one.kind.name: {
            "source": one.kind.source,
            "languages": one.kind.languages,
            **{part: _told(getattr(one, part)) for part in _PARTS},
        }
        for one in figures
    }
    print(json.dumps(told, indent=1, ensure_ascii=False))


def _told(share: Share) -> dict[str, Any] | None:
    if not share.of:
        return None
    return {
        "masked": share.masked,
        "of": share.of,
        "share": share.share,
        "interval_95": share.interval(),
        "missed": share.missed,
    }


def _with_interval(share: Share) -> str:
    interval = share.interval()
    if interval is None:
        return "-"
    low, high = interval
    return f"{share.masked / share.of:.3f} {low:.3f}-{high:.3f}"


def _plain(share: Share) -> str:
    return f"{share.masked}/{share.of}" if share.of else "-"


def _line(*cells: str) -> None:
    widths = (*_WIDTHS, 0)
    print(
        "  ".join(c.ljust(w) for c, w in zip(cells, widths, strict=False)), flush=True
    )
