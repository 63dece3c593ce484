"""Numbers, days and times as the reader's language writes them, in the site's zone.

Patterns and names of zones come from the Unicode CLDR (through Babel). Ids, digests and
record numbers are no quantities and stay as they are.
"""

from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal

from babel import dates, numbers
from flask import Flask
from flask_babel import gettext, ngettext

from appliance.domain.local_time import check_zone
from appliance.settings import Site
from appliance.web.languages import language
from appliance.web.parts import parts

# The pages' English is British, and so are its days.
_WRITTEN = {"en": "en_GB"}
_A_WEEK = timedelta(days=7)
_SECOND_US = 1_000_000
_MINUTE_US = 60 * _SECOND_US


def install(app: Flask, site: Site) -> None:
    """Let templates write quantities.

    Raises:
        SettingsError: The site's time zone is none.
    """
    check_zone(site.time_zone)
    for name, write in (
        ("number", number),
        ("money", money),
        ("ratio", ratio),
        ("percent", percent),
        ("day", day),
        ("month", month),
        ("stamp", stamp),
        ("second", second),
        ("age", age),
        ("lasted", lasted),
    ):
        app.add_template_filter(write, name)


def zone() -> tzinfo:
    """Give the site's time zone."""
    return check_zone(parts().settings.site.time_zone)


def number(value: int) -> str:
    """Write a whole number: 3,000 or 3.000."""
    return str(numbers.format_decimal(value, locale=_locale()))


def money(micros: int) -> str:
    """Write millionths of the site's currency: €3.00 or 3,00 €."""
    currency = parts().settings.budgets.currency
    amount = Decimal(micros).scaleb(-6)
    return str(numbers.format_currency(amount, currency, locale=_locale()))


def ratio(permille: int) -> str:
    """Write a share of one: 0.42 or 0,42."""
    return str(numbers.format_decimal(permille / 1000, "0.00", locale=_locale()))


def decimal(value: float) -> str:
    """Write a number with one decimal at most: 3,000 or 2.5, 3.000 or 2,5."""
    return str(numbers.format_decimal(value, "#,##0.#", locale=_locale()))


def percent(permille: int) -> str:
    """Write a share as a percentage: 5 % or 2.5 %, with a space that does not break."""
    return f"{decimal(permille / 10)}\N{NO-BREAK SPACE}%"


def day(at: datetime) -> str:
    """Write a day: 21 Nov 2026 or 21.11.2026."""
    return str(dates.format_date(at.astimezone(zone()), "medium", locale=_locale()))


def month(first: date) -> str:
    """Write a month: November 2026."""
    return str(dates.format_skeleton("yMMMM", first, locale=_locale()))


def stamp(at: datetime) -> str:
    """Write a moment with its zone: 21.11.2026, 14:05 MEZ."""
    return f"{day(at)}, {_written(at, 'HH:mm z')}"


def second(at: datetime) -> str:
    """Write a moment to the second, for a list that names its zone once."""
    return f"{day(at)}, {_written(at, 'HH:mm:ss')}"


def age(then: datetime, now: datetime) -> str:
    """Say how long ago something was, in one short phrase; the day if over a week."""
    passed = max(timedelta(0), now.astimezone(UTC) - then.astimezone(UTC))
    minutes = int(passed.total_seconds() // 60)
    if passed >= _A_WEEK:
        return day(then)
    if minutes < 1:
        return str(gettext("just now"))
    if minutes < 60:
        return str(ngettext("%(num)d minute ago", "%(num)d minutes ago", minutes))
    if minutes < 60 * 24:
        return str(ngettext("%(num)d hour ago", "%(num)d hours ago", minutes // 60))
    return str(ngettext("%(num)d day ago", "%(num)d days ago", passed.days))


def lasted(micros: int) -> str:
    """Write how long something took: 0.4 ms, 310 ms, 12.4 s, 2 min 5 s, 3 h 20 min."""
    space = "\N{NO-BREAK SPACE}"
    if micros < 1_000:
        return f"{decimal(micros / 1_000)}{space}ms"
    if micros < _SECOND_US:
        return f"{number(micros // 1_000)}{space}ms"
    if micros < _MINUTE_US:
        return f"{decimal(micros / _SECOND_US)}{space}s"
    minutes, seconds = divmod(micros // _SECOND_US, 60)
    if minutes < 60:
        return f"{minutes}{space}min {seconds}{space}s"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours}{space}h {minutes}{space}min"
    days, hours = divmod(hours, 24)
    written = str(ngettext("%(num)d day", "%(num)d days", days))
    return f"{written} {hours}{space}h"


def _written(at: datetime, pattern: str) -> str:
    local = at.astimezone(zone())
    return str(dates.format_time(local, pattern, tzinfo=zone(), locale=_locale()))


def _locale() -> str:
    return _WRITTEN.get(language(), language())
