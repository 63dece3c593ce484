"""A day, a week or a month of the site, with its steps, for the page of figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from appliance.errors import BadRequestError
from appliance.web.formats import zone
from appliance.web.parts import parts


class Span(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Period:
    """A period by the site's own calendar.

    Args:
        span: How long it is.
        on: Its first day.
    """

    span: Span
    on: date

    @property
    def begins(self) -> datetime:
        """Its first moment, UTC."""
        return _midnight(self.on)

    @property
    def ends(self) -> datetime:
        """The first moment after it, UTC."""
        return self.after.begins

    @property
    def last(self) -> datetime:
        """The begin of its last day, UTC."""
        return _midnight(self.after.on - timedelta(days=1))

    @property
    def after(self) -> "Period":
        """The one after it."""
        days = {Span.DAY: 1, Span.WEEK: 7, Span.MONTH: 31}[self.span]
        return Period(self.span, _first(self.span, self.on + timedelta(days=days)))

    @property
    def before(self) -> "Period":
        """The one before it."""
        return Period(self.span, _first(self.span, self.on - timedelta(days=1)))

    def step_of(self, at: datetime) -> datetime:
        """Give the begin of the step in which a moment lies: an hour, or a day."""
        local = at.astimezone(zone())
        hour = local.hour if self.span is Span.DAY else 0
        return local.replace(hour=hour, minute=0, second=0, microsecond=0)

    def as_json(self) -> dict[str, str]:
        """Say it for a program."""
        return {
            "span": str(self.span),
            "begins": self.begins.isoformat(),
            "ends": self.ends.isoformat(),
        }


def period_of(asked: Mapping[str, str]) -> Period:
    """Read which period is asked for; today without a word.

    Args:
        asked: `span`, and `on`: any day of it, as YYYY-MM-DD.

    Raises:
        BadRequestError: It is no period of the years 2000 to 2199.
    """
    today = parts().ports.clock.now().astimezone(zone()).date()
    try:
        span = Span(asked.get("span") or Span.DAY)
        on = date.fromisoformat(asked["on"]) if asked.get("on") else today
    except ValueError:
        raise BadRequestError("no such period") from None
    if not 2000 <= on.year < 2200:
        raise BadRequestError("no such period")
    return Period(span, _first(span, on))


def _first(span: Span, on: date) -> date:
    if span is Span.MONTH:
        return on.replace(day=1)
    return on - timedelta(days=on.weekday()) if span is Span.WEEK else on


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), zone()).astimezone(UTC)
