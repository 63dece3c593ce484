"""One suite for alerts and the quarters they come from, on SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

import pytest
from alembic import command
from sqlalchemy import select

from appliance.domain.alert import Alert, Series, Signal, Value
from appliance.domain.unusual import Level
from appliance.errors import LedgerError, NotFoundError, StoreError
from appliance.stores.alerts import Watched
from appliance.stores.database import open_engine
from appliance.stores.migrate import _config, migrate
from appliance.stores.opened import Stores
from appliance.stores.tables import watched_levels, watched_quarters
from tests.fakes import NOON

HELD = Series(Signal.HELD, "reply-draft")
COST = Series(Signal.COST, "")
ALERT = Alert("a" * 32, HELD, NOON, 300, 20, 50)
OTHER = Alert("b" * 32, COST, NOON + timedelta(hours=1), 9_000, 1_000, 50)
QUARTER = timedelta(minutes=15)


def keep(stores: Stores, watched: Watched) -> list[Alert]:
    told: list[Alert] = []
    oldest = NOON - timedelta(days=8)
    stores.alerts.keep(watched, oldest=oldest, record=told.append)
    return told


def test_a_quarter_is_kept_with_what_follows_from_it(stores: Stores) -> None:
    assert stores.alerts.newest_quarter() is None
    values = {HELD: Value(50, 15), COST: Value(60, 1234.5)}
    levels = {HELD: Level(5.5, NOON)}
    assert keep(stores, Watched(NOON, values, levels, [ALERT], [])) == [ALERT]
    assert stores.alerts.newest_quarter() == NOON
    assert stores.alerts.values([NOON, NOON + QUARTER]) == {
        (HELD, NOON): Value(50, 15),
        (COST, NOON): Value(60, 1234.5),
    }
    assert stores.alerts.levels() == levels
    assert stores.alerts.standing() == (ALERT,)
    over = replace(ALERT, ended_at=NOON + QUARTER)
    assert keep(stores, Watched(NOON + QUARTER, {}, {}, [], [over])) == [over]
    assert stores.alerts.standing() == ()
    assert stores.alerts.newest(None) == (over,)
    assert stores.alerts.levels() == {}


def test_what_cannot_be_recorded_did_not_happen(stores: Stores) -> None:
    def refuse(_: Alert) -> None:
        raise LedgerError("down")

    watched = Watched(NOON, {HELD: Value(1, 1)}, {}, [ALERT], [])
    with pytest.raises(LedgerError):
        stores.alerts.keep(watched, oldest=NOON, record=refuse)
    assert stores.alerts.newest_quarter() is None
    assert stores.alerts.newest(None) == ()


def test_a_signal_has_one_standing_alert_at_most(stores: Stores) -> None:
    keep(stores, Watched(NOON, {}, {}, [ALERT], []))
    again = replace(ALERT, id="c" * 32)
    with pytest.raises(StoreError):
        keep(stores, Watched(NOON, {}, {}, [again], []))


def test_the_first_who_takes_note_of_an_alert_of_theirs_is_kept(stores: Stores) -> None:
    keep(stores, Watched(NOON, {}, {}, [ALERT, OTHER], []))
    told: list[Alert] = []

    def note(alert: Alert, person: str, purposes: frozenset[str] | None) -> None:
        stores.alerts.note(
            alert.id, person=person, at=NOON, purposes=purposes, record=told.append
        )

    mine = frozenset({"reply-draft"})
    assert stores.alerts.newest(mine) == (ALERT,)
    with pytest.raises(NotFoundError):
        note(OTHER, "anna", mine)
    note(ALERT, "anna", mine)
    note(ALERT, "carl", None)
    assert told == [ALERT]
    assert stores.alerts.newest(mine)[0].noted_by == "anna"


def test_each_turn_of_an_alert_is_to_be_mailed_once_and_while_it_is_news(
    stores: Stores,
) -> None:
    keep(stores, Watched(NOON, {}, {}, [ALERT, OTHER], []))
    assert stores.alerts.to_mail(OTHER.raised_at) == (OTHER,)
    for alert in (ALERT, OTHER):
        stores.alerts.mailed(alert)
    assert stores.alerts.to_mail(NOON) == ()
    over = replace(ALERT, ended_at=NOON + QUARTER)
    keep(stores, Watched(NOON, {}, {}, [], [over]))
    assert stores.alerts.to_mail(NOON) == (over,)
    stores.alerts.mailed(over)
    assert stores.alerts.to_mail(NOON) == ()


def test_old_quarters_and_alerts_that_are_over_go(stores: Stores) -> None:
    keep(stores, Watched(NOON, {HELD: Value(1, 1)}, {}, [ALERT, OTHER], []))
    over = replace(ALERT, ended_at=NOON + QUARTER)
    keep(stores, Watched(NOON, {}, {}, [], [over]))
    later = NOON + timedelta(days=9)
    stores.alerts.keep(Watched(later, {}, {}, [], []), oldest=later, record=print)
    assert stores.alerts.values([NOON]) == {}
    assert stores.alerts.remove_old(ended_before=later) == 1
    assert stores.alerts.newest(None) == (OTHER,)


def test_times_that_held_texts_of_lists_are_forgotten_by_a_step(
    database_url: str,
) -> None:
    kept = [
        {"signal": signal, "purpose": "", "starts": NOON, "total": 60, "amount": 9.0}
        for signal in ("cost", "latency")
    ]
    levels = [
        {"signal": signal, "purpose": "", "level": 4.0, "scored": NOON}
        for signal in ("cost", "latency")
    ]
    engine = open_engine(database_url)
    with engine.connect() as connection:
        connection.execution_options(cloister_writes=True)
        with connection.begin():
            command.upgrade(_config(connection), "0027")
            connection.execute(watched_quarters.insert(), kept)
            connection.execute(watched_levels.insert(), levels)
    migrate(database_url)
    with engine.connect() as connection:
        found = [
            connection.execute(select(table.c.signal)).scalars().all()
            for table in (watched_quarters, watched_levels)
        ]
    engine.dispose()
    assert found == [["cost"], ["cost"]]
