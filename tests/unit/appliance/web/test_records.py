"""The auditor's pages, and the rules and health pages beside them."""

import html
import re
import threading

import pytest

from appliance.domain.ports.ledger import Entry
from appliance.kinds import RecordKind
from appliance.web import records
from appliance.web.health import Readiness
from appliance.web.records import Search, find
from tests.unit.appliance.web.house import House


def test_reading_the_log_is_in_the_log_before_it_is_shown(house: House) -> None:
    exchange = house.visitor("anna").ask()
    audrey = house.visitor("audrey")
    told = audrey.get(f"/records?exchange={exchange}", "application/json").get_json()
    assert {record["exchange"] for record in told["records"]} == {exchange}
    last = house.ledger.records[-1]
    assert (str(last.kind), last.actor, last.body["exchange"]) == (
        "log.read",
        "audrey",
        exchange,
    )
    assert house.ledger.durable_to == len(house.ledger.records)


def test_the_newest_records_come_first_with_names_beside_aliases(house: House) -> None:
    house.visitor("anna").ask()
    page = house.visitor("carl").get("/records").text
    table = page[page.index("<tbody") :]
    assert table.index("log.read") < table.index("exchange.released")
    assert "Anna" in page
    assert "Take a period away" not in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=exchange.released", 1),
        ("kind=exchange.held", 0),
        ("kind=exchange.released&from=2026-03-02&to=2026-03-02", 1),
        ("kind=exchange.released&to=2026-03-01", 0),
        ("kind=exchange.released&from=2026-03-03", 0),
        ("kind=exchange.released&before=0", 0),
    ],
)
def test_records_are_found_by_kind_and_time(
    house: House, query: str, expected: int
) -> None:
    house.visitor("anna").ask()
    told = house.visitor("audrey").get(f"/records?{query}", "application/json")
    assert len(told.get_json()["records"]) == expected


@pytest.mark.parametrize(
    "query",
    [
        "kind=nothing",
        "from=yesterday",
        "to=2026-13-01",
        "before=-1",
        "before=²",
        "exchange=x",
        "exchange=annakowalskiasksaboutafeeofmarch",
    ],
)
def test_a_search_that_makes_no_sense_is_refused_in_words(
    house: House, query: str
) -> None:
    answer = house.visitor("audrey").get(f"/records?{query}")
    assert answer.status_code == 400
    assert "could not be read" in answer.text
    assert "log.read" not in house.ledger.kinds()


def test_a_long_log_is_searched_in_parts(house: House) -> None:
    for _ in range(40):
        house.visitor("anna").sign_in("anna")
    nothing = Search("", "", None, None, None)
    first = find(house.ledger, nothing)
    seen = list(first.records)
    while first.before:
        first = find(house.ledger, Search("", "", None, None, first.before))
        seen += first.records
    assert [r["seq"] for r in seen] == list(range(house.ledger.size()))[::-1]


def test_a_search_that_found_nothing_yet_goes_on_within_its_days(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "_BATCH", 1)
    monkeypatch.setattr(records, "MAX_SEARCHED", 1)
    days = "kind=exchange.held&from=2026-01-01&to=2026-12-31"
    page = html.unescape(house.visitor("audrey").get(f"/records?{days}").text)
    assert "No such records" in page
    (older,) = re.findall(r'href="/records\?([^"]*before[^"]*)"', page)
    assert "from=2026-01-01" in older
    assert "to=2026-12-31" in older


def test_an_export_is_recorded_asked_anew_and_streams_a_file(house: House) -> None:
    audrey = house.visitor("audrey")
    answer = audrey.post("/records/export", {"from": "2026-03-01", "to": "2026-03-02"})
    assert answer.status_code == 200
    assert answer.text.startswith("export 2026-03-01T00:00:00+00:00 2026-03-03T00:00")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert house.ledger.kinds()[-1] == "log.exported"
    assert house.directory.asked == ["audrey"]


@pytest.mark.parametrize(
    "form", [{}, {"from": "2026-03-01"}, {"from": "2026-03-02", "to": "2026-03-01"}]
)
def test_an_export_needs_a_period(house: House, form: dict[str, str]) -> None:
    assert house.visitor("audrey").post("/records/export", form).status_code == 400
    assert "log.exported" not in house.ledger.kinds()


@pytest.mark.parametrize(
    ("login", "user", "words"),
    [
        ("weber", "root", ["weber", "at the machine, as root"]),
        ("weber", "weber", ["weber", "at the machine<"]),
        (None, "root", ["root", "at the machine<"]),
    ],
)
def test_what_an_operator_did_is_shown_with_their_account(
    house: House, login: str | None, user: str, words: list[str]
) -> None:
    body = {"operator": {"login": login, "user": user}}
    house.ledger.append(Entry(RecordKind.LOG_EXPORTED, None, None, None, body))
    page = house.visitor("audrey").get("/records?kind=log.exported").text
    who = page[page.index('data-label="Who"') :]
    who = who[: who.index("</td>")]
    assert [word for word in words if word not in who] == []
    assert "Cloister" not in who


def test_only_an_auditor_takes_the_log_away(house: House) -> None:
    form = {"from": "2026-03-01", "to": "2026-03-02"}
    for login in ("anna", "rita", "carl", "adam"):
        assert house.visitor(login).post("/records/export", form).status_code == 403
    assert "log.exported" not in house.ledger.kinds()


def test_no_record_is_shown_when_the_reading_cannot_be_recorded(house: House) -> None:
    audrey = house.visitor("audrey")
    house.ledger.down = True
    assert audrey.get("/records").status_code == 503


def test_the_rules_page_says_every_rule_in_force(house: House) -> None:
    page = html.unescape(house.visitor("adam").get("/rules").text)
    for rule in house.parts.rules():
        assert rule.sentence in page
    for purpose in house.parts.ports.purposes.all():
        assert purpose.title in page


def test_readiness_says_which_part_cannot_work(house: House) -> None:
    stranger = house.visitor()
    assert stranger.get("/health/live").get_json() == {"ok": True}
    assert stranger.get("/health/ready").get_json() == {
        "ok": True,
        "parts": {"ledger": True},
    }
    house.ledger.down = True
    house.clock.advance(3)
    answer = stranger.get("/health/ready")
    assert answer.status_code == 503
    assert answer.get_json() == {"ok": False, "parts": {"ledger": False}}


def test_a_tier_may_be_away_while_the_engine_can_do_without(house: House) -> None:
    class Tiers:
        def health(self) -> dict[str, object]:
            return {"ok": True, "tiers": {"small": True, "large": False}}

    readiness = Readiness({"engine": Tiers()}, house.clock)
    states = readiness.now()
    assert states == {"engine": True, "engine-small": True, "engine-large": False}
    assert readiness.is_ready(states)
    assert not readiness.is_ready({**states, "engine": False})


def test_asking_for_readiness_often_asks_the_parts_once(house: House) -> None:
    asked = []

    class Counted:
        def health(self) -> dict[str, object]:
            asked.append(1)
            return {"ok": True}

    readiness = Readiness({"part": Counted()}, house.clock)
    for _ in range(5):
        assert readiness.now() == {"part": True}
    assert len(asked) == 1
    house.clock.advance(3)
    readiness.now()
    assert len(asked) == 2


def test_parts_are_asked_at_once(house: House) -> None:
    together = threading.Barrier(2, timeout=30)

    class Meeting:
        def health(self) -> dict[str, object]:
            together.wait()
            return {"ok": True}

    readiness = Readiness({"one": Meeting(), "other": Meeting()}, house.clock)
    assert readiness.now() == {"one": True, "other": True}


def test_nobody_waits_behind_who_asks_a_part_that_hangs(house: House) -> None:
    inside, go_on, hang = threading.Event(), threading.Event(), []

    class Hanging:
        def health(self) -> dict[str, object]:
            if hang:
                inside.set()
                assert go_on.wait(10)
            return {"ok": not hang}

    readiness = Readiness({"part": Hanging()}, house.clock)
    assert readiness.now() == {"part": True}
    hang.append(1)
    house.clock.advance(3)
    first = threading.Thread(target=readiness.now)
    first.start()
    assert inside.wait(10)
    assert readiness.now() == {"part": True}
    go_on.set()
    first.join()
    assert readiness.now() == {"part": False}


@pytest.mark.parametrize("before", ["x", "-1", "1.0", "\u0661", "9" * 5_000])
def test_records_go_on_before_a_number(house: House, before: str) -> None:
    answer = house.visitor("audrey").get(f"/records?before={before}")

    assert answer.status_code == 400


def test_every_page_says_that_it_is_a_demonstration(house: House) -> None:
    for visitor in (house.visitor(), house.visitor("adam")):
        page = (
            visitor.get("/").text if visitor.cookie() else visitor.get("/sign-in").text
        )
        assert "Demonstration with made-up people." in page
        assert "All processes run as one user" in page
        assert "narrow reference model" in page
