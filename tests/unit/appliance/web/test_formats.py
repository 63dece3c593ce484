"""Numbers, days and times as a language writes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from appliance.errors import SettingsError
from appliance.web.formats import age, check_zone, lasted, number, second, stamp
from appliance.web.parts import give
from appliance.web.room import build
from tests.fakes import NOON
from tests.unit.appliance.web.house import HOST, House, Visitor

WINTER = datetime(2026, 11, 21, 13, 5, 9, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)


@contextmanager
def reader(house: House, language: str, time_zone: str = "UTC") -> Iterator[None]:
    """Answer a request of somebody who reads this language, at a site of this zone."""
    settings = house.parts.settings
    site = replace(settings.site, time_zone=time_zone)
    give(house.app, replace(house.parts, settings=replace(settings, site=site)))
    with house.app.test_request_context(
        base_url=f"https://{HOST}", headers={"Accept-Language": language}
    ):
        yield


@pytest.mark.parametrize(
    ("passed", "english", "german"),
    [
        (timedelta(seconds=-5), "just now", "gerade eben"),
        (timedelta(seconds=59), "just now", "gerade eben"),
        (timedelta(minutes=1), "1 minute ago", "vor 1 Minute"),
        (timedelta(minutes=59), "59 minutes ago", "vor 59 Minuten"),
        (timedelta(hours=23), "23 hours ago", "vor 23 Stunden"),
        (timedelta(days=2), "2 days ago", "vor 2 Tagen"),
    ],
)
def test_age_is_one_short_phrase(
    house: House, passed: timedelta, english: str, german: str
) -> None:
    for language, words in (("en", english), ("de", german)):
        with reader(house, language):
            assert age(NOON, NOON + passed) == words


@pytest.mark.parametrize(
    ("micros", "english", "german"),
    [
        (0, "0 ms", "0 ms"),
        (440, "0.4 ms", "0,4 ms"),
        (310_900, "310 ms", "310 ms"),
        (12_440_000, "12.4 s", "12,4 s"),
        (125_000_000, "2 min 5 s", "2 min 5 s"),
        (12_000_000_000, "3 h 20 min", "3 h 20 min"),
        (90_000_000_000, "1 day 1 h", "1 Tag 1 h"),
        (187_200_000_000, "2 days 4 h", "2 Tage 4 h"),
    ],
)
def test_how_long_something_took_is_short_at_every_length(
    house: House, micros: int, english: str, german: str
) -> None:
    for language, words in (("en", english), ("de", german)):
        with reader(house, language):
            assert lasted(micros).replace("\N{NO-BREAK SPACE}", " ") == words


def test_what_is_over_a_week_old_is_told_by_its_day(house: House) -> None:
    with reader(house, "de"):
        assert age(WINTER, WINTER + timedelta(days=7)) == "21.11.2026"
    with reader(house, "en"):
        assert age(WINTER, WINTER + timedelta(days=7)) == "21 Nov 2026"


@pytest.mark.parametrize(
    ("language", "zone", "at", "words"),
    [
        ("de", "UTC", WINTER, "21.11.2026, 13:05 UTC"),
        ("de", "Europe/Berlin", WINTER, "21.11.2026, 14:05 MEZ"),
        ("de", "Europe/Berlin", SUMMER, "02.07.2026, 00:30 MESZ"),
        ("en", "Europe/Berlin", WINTER, "21 Nov 2026, 14:05 CET"),
        ("en", "UTC", WINTER, "21 Nov 2026, 13:05 UTC"),
    ],
)
def test_a_moment_is_in_the_sites_time_zone_and_says_it(
    house: House, language: str, zone: str, at: datetime, words: str
) -> None:
    with reader(house, language, zone):
        assert stamp(at) == words


def test_a_list_of_moments_shows_seconds(house: House) -> None:
    with reader(house, "de", "Europe/Berlin"):
        assert second(WINTER) == "21.11.2026, 14:05:09"


def test_numbers_have_the_languages_separators(house: House) -> None:
    for language, words in (("en", "1,234,567"), ("de", "1.234.567")):
        with reader(house, language):
            assert number(1_234_567) == words


@pytest.mark.parametrize("name", ["Europe/Nowhere", "", "../etc/passwd", "/etc/passwd"])
def test_a_time_zone_that_there_is_not_stops_the_start(house: House, name: str) -> None:
    with pytest.raises(SettingsError, match=r"site\.time_zone: no time zone"):
        check_zone(name)
    settings = house.parts.settings
    site = replace(settings.site, time_zone=name)
    with pytest.raises(SettingsError, match=r"site\.time_zone"):
        build(replace(house.parts, settings=replace(settings, site=site)))


def test_the_auditors_days_are_the_sites(house: House) -> None:
    settings = house.parts.settings
    site = replace(settings.site, time_zone="Europe/Berlin")
    app = build(replace(house.parts, settings=replace(settings, site=site)))
    auditor = Visitor(app.test_client())
    auditor.sign_in("audrey")

    answer = auditor.post("/records/export", {"from": "2026-11-21", "to": "2026-11-21"})

    assert answer.text.splitlines()[0] == (
        "export 2026-11-20T23:00:00+00:00 2026-11-21T23:00:00+00:00"
    )
    assert "cloister-log-20261121-20261122." in answer.headers["Content-Disposition"]
    page = auditor.get("/records").text
    assert "Time (Europe/Berlin)" in page
