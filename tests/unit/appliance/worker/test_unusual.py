"""What is unusual, on simulated days through the real stores: told once, or not at all."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from appliance.domain.alert import Alert, Series, Signal
from appliance.domain.ports.ledger import Entry, Receipt
from appliance.domain.unusual import Level
from appliance.errors import LedgerError
from appliance.kinds import RecordKind
from appliance.stores.alerts import KeptAlerts, Watched
from appliance.stores.database import Database
from appliance.stores.jobs import FIRST_AGAIN, JobKind, Jobs
from appliance.stores.migrate import open_database
from appliance.stores.seen import Seen
from appliance.worker.unusual import Unusual
from tests import fakes, simulated_days
from tests.simulated_days import DAY, MONDAY, made

SEED = 5
BEFORE = 5
TODAY = MONDAY + BEFORE * DAY
QUARTER = timedelta(minutes=15)
BODY = {"alert", "signal", "purpose", "seen", "usual", "count"}
WAITING = Series(Signal.WAITING, "")
RAISED, ENDED = RecordKind.ALERT_RAISED, RecordKind.ALERT_ENDED


@dataclass
class Site:
    """A site with a week behind it, and the day that begins."""

    database: Database
    clock: fakes.FixedClock
    log: fakes.MemoryLedger
    unusual: Unusual
    alerts: KeptAlerts

    def live(self, *changes: simulated_days.Change) -> None:
        """Have the day happen, and look at it as it goes."""
        ones = made(BEFORE, SEED, weekend=1.0, changes=changes)
        simulated_days.keep(self.database, ones, 10**6)
        self.look_until(TODAY + DAY)

    def look_until(self, until: datetime) -> None:
        """Look once in each quarter of an hour."""
        while self.clock.now() < until:
            self.clock.at += QUARTER
            self.unusual.look()

    def told(self, kind: RecordKind) -> list[Series]:
        """List what the log says, in its order."""
        return [
            Series(Signal(str(one.body["signal"])), str(one.body["purpose"]))
            for one in self.log.records
            if one.kind is kind
        ]


def open_site(path: Path, at: datetime) -> Site:
    database = open_database(f"sqlite:///{path}")
    clock, log = fakes.FixedClock(at), fakes.MemoryLedger()
    kept, wired = KeptAlerts(database), fakes.ports(clock=clock, ledger=log)
    unusual = Unusual(Seen(database), kept, wired, UTC)
    return Site(database, clock, log, unusual, kept)


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the days before, looked at once, as after an update."""
    path = tmp_path_factory.mktemp("week") / "c.sqlite"
    site = open_site(path, TODAY + timedelta(minutes=1))
    first = 0
    for number in range(BEFORE):
        first = simulated_days.keep(site.database, made(number, SEED), first)
    site.unusual.look()
    assert site.log.records == []
    site.database.close()
    return path


@pytest.fixture
def site(week: Path, tmp_path: Path) -> Iterator[Site]:
    path = tmp_path / "c.sqlite"
    shutil.copy(week, path)
    opened = open_site(path, TODAY + timedelta(minutes=1))
    yield opened
    opened.database.close()


def test_on_a_quiet_day_nothing_is_raised(site: Site) -> None:
    site.live()
    assert site.log.records == []
    assert site.alerts.newest(None) == ()


def test_cost_latency_and_quality_are_each_raised_once_and_end(site: Site) -> None:
    site.live(
        simulated_days.programs(TODAY + timedelta(hours=7), 2),
        simulated_days.a_line(TODAY + timedelta(hours=10), 2),
        simulated_days.bad_letters(TODAY + timedelta(hours=12), 6),
    )
    planted = [
        Series(Signal.COST, ""),
        Series(Signal.LATENCY, ""),
        Series(Signal.THUMBS_DOWN, "reply-draft"),
    ]
    assert site.told(RAISED) == planted
    assert set(site.told(ENDED)) <= set(planted)
    assert site.told(ENDED)[:2] == planted[:2]
    newest = site.alerts.newest(None)
    raised = {one.series.signal: one.raised_at - TODAY for one in newest}
    assert timedelta(hours=7) < raised[Signal.COST] <= timedelta(hours=8)
    assert timedelta(hours=10) < raised[Signal.LATENCY] <= timedelta(hours=11)
    assert all(one.seen > one.usual for one in newest)
    for record in site.log.records:
        assert (record.actor, record.exchange, record.case) == (None, None, None)
        assert set(record.body) == BODY
        assert all(isinstance(value, int | str) for value in record.body.values())


def test_a_record_that_is_lost_is_told_at_the_next_look(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    ones = made(
        BEFORE,
        SEED,
        weekend=1.0,
        changes=[simulated_days.a_line(TODAY + timedelta(hours=8), 2)],
    )
    simulated_days.keep(site.database, ones, 10**6)
    site.look_until(TODAY + timedelta(hours=8))
    with monkeypatch.context() as down:

        def refuse(*_: object, **__: object) -> None:
            raise LedgerError("down")

        down.setattr(site.log, "append", refuse)
        site.clock.at += timedelta(hours=1)
        with pytest.raises(LedgerError):
            site.unusual.look()
        assert site.alerts.standing() == ()
    site.unusual.look()
    assert site.told(RAISED) == [Series(Signal.LATENCY, "")]
    site.unusual.look()
    assert len(site.log.records) == 1


def test_an_alert_that_was_recorded_and_not_kept_is_the_same_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = simulated_days.a_line(TODAY + timedelta(hours=8), 2)
    ones = made(BEFORE, SEED, weekend=1.0, changes=[slow])
    simulated_days.keep(site.database, ones, 10**6)
    site.look_until(TODAY + timedelta(hours=8))
    append = site.log.append
    with monkeypatch.context() as down:

        def lose(entry: Entry, *, durable: bool = False) -> Receipt:
            append(entry, durable=durable)
            raise LedgerError("down")

        down.setattr(site.log, "append", lose)
        site.clock.at += timedelta(hours=1)
        with pytest.raises(LedgerError):
            site.unusual.look()
    site.unusual.look()
    lost, kept = site.log.records
    assert lost.body == kept.body
    assert [one.id for one in site.alerts.standing()] == [kept.body["alert"]]


def test_a_text_that_waits_long_for_the_model_is_told_once_until_none_waits(
    site: Site,
) -> None:
    jobs = Jobs(site.database, site.clock)
    since = site.clock.at
    with site.database.writing() as connection:
        jobs.add_in(connection, JobKind.ANSWER)  # in line; no model was away
        away = [
            jobs.add_in(connection, JobKind.ANSWER, not_before=since + FIRST_AGAIN)
            for _ in range(2)
        ]
    site.clock.at = since + QUARTER
    site.unusual.look()
    assert site.log.records == []
    site.clock.at += timedelta(seconds=1)
    site.unusual.look()
    (alert,) = site.alerts.standing()
    assert (alert.series, alert.count) == (WAITING, 2)
    assert alert.seen == (QUARTER + timedelta(seconds=1)) / timedelta(milliseconds=1)
    # Tried again meanwhile, they wait on.
    assert jobs.claim(away[0].id)
    site.look_until(since + timedelta(hours=2))
    jobs.fail(away[0].id, "EngineError")
    site.look_until(since + timedelta(hours=3))
    assert (site.told(RAISED), site.told(ENDED)) == ([WAITING], [])
    assert jobs.claim(away[1].id)
    jobs.finish(away[1].id)
    site.look_until(since + timedelta(hours=4))
    assert (site.told(RAISED), site.told(ENDED)) == ([WAITING], [WAITING])
    assert site.alerts.standing() == ()


def test_who_was_away_is_told_how_it_stands_now_and_of_nothing_that_is_over(
    site: Site,
) -> None:
    ones = made(
        BEFORE,
        SEED,
        weekend=1.0,
        changes=[
            simulated_days.programs(TODAY + timedelta(hours=6), 2),
            simulated_days.a_line(TODAY + timedelta(hours=10), 3),
        ],
    )
    simulated_days.keep(site.database, ones, 10**6)
    site.clock.at = TODAY + timedelta(hours=12, minutes=1)
    site.unusual.look()
    assert site.told(RAISED) == [Series(Signal.LATENCY, "")]


def test_what_falls_silent_for_a_day_is_over(site: Site) -> None:
    series = Series(Signal.HELD, "a-purpose-that-is-gone")
    before = Alert("a" * 32, series, TODAY - DAY, 300, 20, 50)
    levels = {series: Level(6.0, TODAY - DAY)}
    site.alerts.keep(
        Watched(TODAY, {}, levels, [before], []),
        oldest=MONDAY,
        record=lambda _: None,
    )
    site.look_until(TODAY + timedelta(hours=1))
    (over,) = site.alerts.newest(None)
    assert over == replace(before, ended_at=TODAY + 2 * QUARTER)
    assert site.told(ENDED) == [series]
