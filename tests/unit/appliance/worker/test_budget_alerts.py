"""Alerts of budgets: once each period, with a record, without anybody's text."""

import dataclasses
import logging
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest

from appliance.budget_settings import Amounts, Budget, BudgetSettings
from appliance.domain.budget import Claim
from appliance.domain.outcome import Figures
from appliance.domain.rollout import Arm
from appliance.errors import LedgerError
from appliance.stores.budget_reads import BudgetReads
from appliance.stores.budgets import KeptBudgets, settle_in
from appliance.stores.database import Database
from appliance.stores.migrate import open_database
from appliance.worker.budget_alerts import BudgetAlerts
from tests import fakes
from tests.migrated import lay_down

PERSON = Budget(day=Amounts(tokens=1_000))
SETTINGS = BudgetSettings(
    person=PERSON, teams={"cards": Budget(month=Amounts(tokens=1_000))}
)


@dataclasses.dataclass
class Desk:
    database: Database
    clock: fakes.FixedClock
    log: fakes.MemoryLedger
    alerts: BudgetAlerts
    asked: int = 0

    def use(self, tokens: int, person: str = "anna") -> None:
        self.asked += 1
        exchange = f"{self.asked:032x}"
        claim = Claim(
            exchange,
            person,
            frozenset({"cards"}),
            "reply-draft",
            Budget(),
            ("small",),
            0,
            0,
        )
        kept = KeptBudgets(self.database, self.clock, BudgetSettings(), UTC)
        assert kept.reserve(claim) is None
        figures = Figures("reply-draft", "a" * 64, Arm.LIVE, 1, used_tokens=tokens)
        with self.database.writing() as connection:
            settle_in(connection, exchange, figures)

    def reached(self) -> list[tuple[str, int]]:
        return [
            (str(one.body["scope"]), int(one.body["reached_permille"]))
            for one in self.log.records
        ]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    lay_down(tmp_path / "c.sqlite")
    database = open_database(f"sqlite:///{tmp_path}/c.sqlite")
    clock, log = fakes.FixedClock(), fakes.MemoryLedger()
    reads = BudgetReads(database, clock, UTC)
    wired = fakes.ports(clock=clock, ledger=log)
    yield Desk(database, clock, log, BudgetAlerts(SETTINGS, reads, wired))
    database.close()


def test_each_alert_is_told_once_each_period(desk: Desk) -> None:
    desk.use(790)
    desk.alerts.look()
    assert desk.reached() == []
    for tokens in (10, 150, 60):
        desk.use(tokens)
        for _ in range(3):
            desk.alerts.look()
    assert desk.reached() == [
        ("person", 800),
        ("team", 800),
        ("person", 950),
        ("team", 950),
        ("person", 1000),
        ("team", 1000),
    ]
    # The next day is new; the month is not.
    desk.clock.advance(86_400)
    desk.use(850)
    desk.alerts.look()
    assert desk.reached()[6:] == [("person", 800)]


def test_what_rises_at_once_is_told_once(desk: Desk) -> None:
    desk.use(1_200)
    desk.alerts.look()
    assert desk.reached() == [("person", 1000), ("team", 1000)]


def test_after_a_limit_was_raised_its_alerts_are_told_anew(desk: Desk) -> None:
    desk.use(1_000)
    desk.alerts.look()
    assert desk.reached() == [("person", 1000), ("team", 1000)]
    raised = dataclasses.replace(
        SETTINGS, teams={"cards": Budget(month=Amounts(tokens=2_000))}
    )
    desk.alerts = BudgetAlerts(raised, desk.alerts._reads, desk.alerts._ports)
    for tokens in (0, 400, 300, 200, 100):
        # Others of the team, each below what is told of a person.
        desk.use(tokens, person=f"person {tokens}")
        for _ in range(2):
            desk.alerts.look()
    assert desk.reached()[2:] == [("team", 800), ("team", 950), ("team", 1000)]


def test_a_limit_that_is_raised_by_little_is_told_anew_from_where_it_stands(
    desk: Desk,
) -> None:
    desk.use(1_000)
    desk.alerts.look()
    raised = dataclasses.replace(
        SETTINGS, teams={"cards": Budget(month=Amounts(tokens=1_100))}
    )
    desk.alerts = BudgetAlerts(raised, desk.alerts._reads, desk.alerts._ports)
    desk.alerts.look()
    assert desk.reached()[2:] == []
    desk.use(100, person="ben")
    desk.alerts.look()
    assert desk.reached()[2:] == [("team", 1000)]


def test_somebody_who_was_refused_has_used_nothing(desk: Desk) -> None:
    tight = BudgetSettings(person=Budget(day=Amounts(tokens=10)))
    asked = Claim(
        "f" * 32, "anna", frozenset(), "reply-draft", Budget(), ("small",), 20, 0
    )
    budgets = KeptBudgets(desk.database, desk.clock, tight, UTC)
    assert budgets.reserve(asked) is not None
    alerts = BudgetAlerts(tight, desk.alerts._reads, desk.alerts._ports)
    alerts.look()
    assert desk.reached() == []


def test_a_person_stands_in_no_body_and_in_no_line_of_the_log(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.use(960, person="anna")
    with caplog.at_level(logging.WARNING):
        desk.alerts.look()
    persons, teams = desk.log.records
    # The log writes an alias for the actor.
    assert persons.actor == "anna"
    assert teams.actor is None
    assert "anna" not in str(dict(persons.body)) + str(dict(teams.body))
    assert "anna" not in caplog.text
    assert "the day's budget of a person is used to 95 percent" in caplog.text
    assert "the month's budget of team cards is used to 95 percent" in caplog.text


def test_an_alert_that_could_not_be_recorded_is_told_at_the_next_look(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise LedgerError("the log is away")

    desk.use(800)
    with monkeypatch.context() as broken:
        broken.setattr(desk.log, "append", away)
        with pytest.raises(LedgerError):
            desk.alerts.look()
    desk.alerts.look()
    assert desk.reached() == [("person", 800), ("team", 800)]
