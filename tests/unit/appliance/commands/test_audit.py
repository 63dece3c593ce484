from datetime import UTC, datetime

import click
import pytest

from appliance.commands.audit import moment

MOMENTS = {
    "first day": ("2026-11-01", False, datetime(2026, 11, 1, tzinfo=UTC)),
    "last day ends at midnight": (
        "2026-11-30",
        True,
        datetime(2026, 12, 1, tzinfo=UTC),
    ),
    "moment": (
        "2026-11-01T10:00:00+02:00",
        False,
        datetime(2026, 11, 1, 8, tzinfo=UTC),
    ),
    "moment as end stays": (
        "2026-11-01T10:00Z",
        True,
        datetime(2026, 11, 1, 10, tzinfo=UTC),
    ),
}
NONE = ["", "today", "2026-13-01", "2026-11-31", "01.11.2026", "2026-11-01T10:00"]


@pytest.mark.parametrize(("text", "is_end", "expected"), MOMENTS.values(), ids=MOMENTS)
def test_a_period_is_read(text: str, *, is_end: bool, expected: datetime):
    assert expected == moment(text, is_end=is_end)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_day_or_moment_is_a_usage_error(text: str):
    with pytest.raises(click.UsageError):
        moment(text, is_end=False)
