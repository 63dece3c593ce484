"""The site's time zone, found once and checked."""

from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from appliance.errors import SettingsError


def check_zone(name: str) -> tzinfo:
    """Find a time zone.

    Raises:
        SettingsError: This machine knows none of this name.
    """
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as err:
        raise SettingsError(f"site.time_zone: no time zone {name!r}") from err
