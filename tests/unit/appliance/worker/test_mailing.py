"""Mail of alerts: what fails is tried again, and holds up nothing else."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.domain.alert import Alert, Series, Signal
from appliance.errors import MailError
from appliance.stores.alerts import KeptAlerts, Watched
from appliance.stores.migrate import open_database
from appliance.worker.mailing import Mailing
from tests.fakes import NOON, FixedClock
from tests.migrated import lay_down

ALERTS = [
    Alert(letter * 32, Series(signal, ""), NOON, 2, 1, 50)
    for letter, signal in (("a", Signal.COST), ("b", Signal.LATENCY))
]


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[KeptAlerts]:
    lay_down(tmp_path / "c.sqlite")
    database = open_database(f"sqlite:///{tmp_path}/c.sqlite")
    alerts = KeptAlerts(database)
    alerts.keep(Watched(NOON, {}, {}, ALERTS, []), oldest=NOON, record=lambda _: None)
    yield alerts
    database.close()


def test_what_the_relay_did_not_take_is_sent_once_it_does(kept: KeptAlerts) -> None:
    sent: list[str] = []
    down = [True]

    def send(alert: Alert) -> None:
        if down[0] and alert.id[0] == "b":
            raise MailError("away")
        sent.append(alert.id[0])

    mailing = Mailing(kept, send, FixedClock())
    for _ in range(2):
        with pytest.raises(MailError):
            mailing.send()
    down[0] = False
    for _ in range(2):
        mailing.send()
    assert sent == ["a", "b"]


def test_one_that_the_relay_refuses_keeps_no_other_back(kept: KeptAlerts) -> None:
    sent: list[str] = []

    def send(alert: Alert) -> None:
        if alert.id[0] == "a":
            raise MailError("no", refused=True)
        sent.append(alert.id[0])

    mailing = Mailing(kept, send, FixedClock())
    for _ in range(2):
        with pytest.raises(MailError, match="no"):
            mailing.send()
    assert sent == ["b"]


def test_a_relay_that_is_away_is_asked_once_and_not_for_each(kept: KeptAlerts) -> None:
    asked: list[str] = []

    def send(alert: Alert) -> None:
        asked.append(alert.id[0])
        raise MailError("away")

    with pytest.raises(MailError):
        Mailing(kept, send, FixedClock()).send()
    assert len(asked) == 1


def test_what_is_a_day_old_is_no_news(kept: KeptAlerts) -> None:
    clock = FixedClock(NOON + timedelta(days=1, seconds=1))
    sent: list[Alert] = []
    Mailing(kept, sent.append, clock).send()
    assert sent == []
