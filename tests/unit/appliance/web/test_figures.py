"""The page of figures: who sees what, what is too little to say, and taking note."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.alert import Alert, Series, Signal
from appliance.domain.exchange import ExchangeState
from appliance.domain.feedback import Amendment, Thumb
from appliance.domain.governance import Governance
from appliance.domain.outcome import Cause, Figures, Took
from appliance.domain.rollout import Arm
from appliance.domain.service import ServiceToken
from appliance.kinds import RecordKind
from appliance.stores.alerts import Watched
from tests.fakes import NOON, ListedPurposes, make_caller, make_exchange
from tests.unit.appliance.web.house import LETTER, House, open_house
from tests.unit.appliance.web.test_rollouts import pictures_in

ONE = Figures(
    "reply-draft",
    "a" * 64,
    Arm.LIVE,
    total_ms=1_000,
    grave=0,
    well_formed=True,
    queue_ms=10,
    first_token_ms=200,
    writing_ms=700,
    further_tokens=10,
    prompt_tokens=100,
    output_tokens=11,
    engine_ms=800,
    tier="small",
    language="en",
    teams=frozenset({"branch-north"}),
    confidence_permille=900,
)


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[House]:
    """A house with thirty answered letters of two people, and two that broke."""
    house = open_house(tmp_path)
    for number in range(30):
        person = ("anna", "ben")[number % 2]
        end(house, number, replace(ONE, total_ms=1_000 + number), person=person)
    for number in (30, 31):
        broken = replace(ONE, purpose="credit-memo", cause=Cause.MODEL, grave=None)
        end(house, number, broken, ExchangeState.FAILED)
    yield house
    house.close()


def end(
    house: House,
    number: int,
    figures: Figures,
    state: ExchangeState = ExchangeState.RELEASED,
    *,
    person: str = "anna",
    origin: str = "web",
) -> str:
    stores = house.parts.stores
    case = stores.cases.create(person, "")
    caller = make_caller(person)
    name = f"{number:032x}"
    exchange = make_exchange(id=name, case=case.id, caller=caller, origin=origin)
    stores.exchanges.opened(exchange)
    stores.exchanges.closed(
        exchange.id, state, answer=None, reasons=(), record=1, figures=figures
    )
    return exchange.id


def amend(house: House, exchange: str) -> None:
    kept = Amendment(
        id=exchange[::-1],
        exchange=exchange,
        case="c" * 32,
        purpose="reply-draft",
        language="en",
        release="a" * 64,
        writer="anna",
        version="as it should be",
        written_at=NOON,
    )
    house.parts.stores.amendments.add(kept, record=lambda: None)


def raise_alert(house: House, purpose: str = "reply-draft") -> Alert:
    series = Series(Signal.THUMBS_DOWN, purpose)
    alert = Alert(purpose.ljust(32, "-")[:32], series, NOON, 600, 150, 20)
    house.parts.stores.alerts.keep(
        Watched(NOON, {}, {}, [alert], []),
        oldest=NOON - timedelta(days=9),
        record=lambda _: None,
    )
    return alert


def own(house: House, login: str) -> None:
    """Have somebody own the letters."""
    ports = house.parts.ports
    purposes = [
        replace(p, governance=Governance(login, "carl"))
        if p.name == "reply-draft"
        else p
        for p in ports.purposes.all()
    ]
    object.__setattr__(ports, "purposes", ListedPurposes(*purposes))


def shown(house: House, who: str, asked: str = "") -> dict[str, Any]:
    told = house.visitor(who).get(f"/figures{asked}", "application/json")
    assert told.status_code == 200, told.text
    found: dict[str, Any] = told.get_json()
    return found


def rows(house: House, who: str, section: str, asked: str = "") -> list[dict[str, Any]]:
    return [
        row for row in shown(house, who, asked)["figures"] if row["section"] == section
    ]


def test_the_figures_are_those_of_the_exchanges(busy: House) -> None:
    ended = {row["measure"]: row["value"] for row in rows(busy, "carl", "ended")}
    assert ended == {"released": 30, "held": 0, "refused": 0, "failed": 2}
    (errors,) = rows(busy, "carl", "errors")
    assert (errors["name"], errors["value"], errors["of"]) == ("model", 2, 32)
    waits = {
        row["measure"]: row["value"]
        for row in rows(busy, "carl", "waits_by_purpose")
        if row["name"] == "reply-draft"
    }
    assert (waits["total_p50_ms"], waits["total_p95_ms"]) == (1_014, 1_028)
    assert (waits["token_p50_ms"], waits["queue_p95_ms"]) == (70, 10)
    used = {
        row["measure"]: row["value"]
        for row in rows(busy, "carl", "used")
        if row["name"] == "reply-draft small"
    }
    assert used == {"prompt_tokens": 3_000, "output_tokens": 330, "engine_ms": 24_000}


def test_what_two_models_wrote_counts_for_each_with_its_share(busy: House) -> None:
    shares = {"large": Took(60, 6, 500), "small": Took(40, 5, 300)}
    end(busy, 40, replace(ONE, tiers=shares))
    used = {
        (row["name"], row["measure"]): (row["value"], row["of"])
        for row in rows(busy, "carl", "used")
        if row["name"].startswith("reply-draft ")
    }
    assert used == {
        ("reply-draft large", "prompt_tokens"): (60, 1),
        ("reply-draft large", "output_tokens"): (6, 1),
        ("reply-draft large", "engine_ms"): (500, 1),
        ("reply-draft small", "prompt_tokens"): (3_040, 31),
        ("reply-draft small", "output_tokens"): (335, 31),
        ("reply-draft small", "engine_ms"): (24_300, 31),
    }


def test_too_little_to_say_is_no_number(busy: House) -> None:
    waits = {
        (row["name"], row["measure"]): row["value"]
        for row in rows(busy, "carl", "waits_by_purpose")
    }
    assert waits["reply-draft", "total_p99_ms"] is None
    assert waits["credit-memo", "total_p50_ms"] is None
    page = busy.visitor("carl").get("/figures").text
    assert "not enough to say" in page
    assert "Not enough to say whether this has changed." in page


def test_a_team_of_few_is_not_shown(busy: House) -> None:
    assert rows(busy, "carl", "waits_by_team") == []
    for number, person in enumerate(("rita", "ralf", "sam"), 40):
        end(busy, number, ONE, person=person)
    names = {row["name"] for row in rows(busy, "carl", "waits_by_team")}
    assert names == {"branch-north"}


def test_programs_make_no_team_of_few_to_one_of_five(busy: House) -> None:
    for number in range(40, 45):
        program = ServiceToken(f"{number:032x}", "", "anna", (), (), NOON, NOON)
        end(busy, number, replace(ONE, total_ms=9_000), person=program.person)
    assert rows(busy, "carl", "waits_by_team") == []
    for number, person in enumerate(("rita", "ralf", "sam"), 50):
        end(busy, number, ONE, person=person)
    counted = {row["of"] for row in rows(busy, "carl", "waits_by_team")}
    assert counted == {35}  # thirty letters, two that broke, three more people's


def test_lists_make_no_team_of_few_to_one_of_five(busy: House) -> None:
    for number, person in enumerate(("rita", "ralf", "sam"), 40):
        end(busy, number, ONE, person=person, origin="bulk")
    assert rows(busy, "carl", "waits_by_team") == []


def test_a_wait_that_few_of_a_team_had_is_not_shown(busy: House) -> None:
    refused = replace(ONE, first_token_ms=None, further_tokens=0)
    for number, person in enumerate(("rita", "ralf", "sam"), 40):
        end(busy, number, refused, person=person)
    of = {row["measure"]: row["of"] for row in rows(busy, "carl", "waits_by_team")}
    assert of["total_p50_ms"] == of["queue_p50_ms"] == 35
    assert of["first_token_p50_ms"] == of["token_p50_ms"] == 0


def test_signs_count_what_they_say(busy: House) -> None:
    anna = make_caller("anna").person
    for number in range(0, 20, 2):
        thumb = Thumb.DOWN if number < 4 else Thumb.UP
        busy.parts.stores.ratings.rate(f"{number:032x}", anna, thumb, "")
    signs = {row["name"]: row for row in rows(busy, "carl", "signs")}
    assert (signs["thumbs_down"]["value"], signs["thumbs_down"]["of"]) == (None, 10)
    assert (signs["held"]["value"], signs["held"]["of"]) == (0, 30)
    assert (signs["unsure"]["value"], signs["unsure"]["of"]) == (0, 30)
    assert signs["again"]["of"] == 32


def test_who_presses_stop_counts_whatever_became_of_it(busy: House) -> None:
    half = replace(ONE, findings={"answer.stopped": 1})
    end(busy, 50, half)
    none = replace(ONE, cause=Cause.STOPPED, grave=None, well_formed=None)
    end(busy, 51, none, ExchangeState.REFUSED)
    signs = {row["name"]: row for row in rows(busy, "carl", "signs")}
    assert (signs["stopped"]["value"], signs["stopped"]["of"]) == (58, 34)
    assert (signs["malformed"]["value"], signs["findings"]["value"]) == (0, 0)


def test_what_owners_wrote_anew_is_told_by_purpose_release_and_day(
    busy: House,
) -> None:
    for number in range(3):
        amend(busy, f"{number:032x}")
    signs = {row["name"]: row for row in rows(busy, "carl", "signs")}
    assert (signs["amended"]["value"], signs["amended"]["of"]) == (100, 30)
    unit = f"reply-draft {'a' * 64} {NOON.date().isoformat()}"
    for span in ("day", "month"):
        told = {
            (row["name"], row["measure"]): (row["value"], row["of"])
            for row in rows(busy, "carl", "amended", f"?span={span}")
        }
        assert told == {(unit, "permille"): (100, 30), (unit, "answers"): (3, 30)}
    page = busy.visitor("carl").get("/figures?span=month").text
    table = page[page.index('id="amended-days-table"') :]
    assert "<code>aaaaaaaaaaaa</code>" in table[: table.index("</table>")]
    assert "as it should be" not in page


def test_those_who_answer_for_the_system_see_all(busy: House) -> None:
    for who in ("carl", "adam"):
        names = {row["name"] for row in rows(busy, who, "purposes")}
        assert {"reply-draft", "credit-memo"} <= names


def test_an_owner_sees_their_purpose_and_its_alerts_alone(busy: House) -> None:
    own(busy, "anna")
    raise_alert(busy)
    raise_alert(busy, "credit-memo")
    found = shown(busy, "anna")
    assert {r["name"] for r in found["figures"] if r["section"] == "purposes"} == {
        "reply-draft",
        "all",
    }
    assert [one["purpose"] for one in found["alerts"]] == ["reply-draft"]
    assert "credit-memo" not in json.dumps(found)
    visitor = busy.visitor("anna")
    assert "credit-memo" not in visitor.get("/figures/download").text
    theirs = "credit-memo".ljust(32, "-")
    assert visitor.post(f"/figures/alerts/{theirs}").status_code == 404


def test_nobody_else_sees_any(house: House) -> None:
    for who in ("anna", "rita", "audrey"):
        visitor = house.visitor(who)
        for path in ("/figures", "/figures/download"):
            assert visitor.get(path).status_code == 403
        assert visitor.post(f"/figures/alerts/{'0' * 32}").status_code == 403


def test_a_day_of_which_nothing_is_known_says_so(house: House) -> None:
    page = house.visitor("carl").get("/figures?span=week&on=2001-05-09").text
    assert "No exchange in this period" in page
    assert rows(house, "carl", "ended", "?span=month&on=2001-05-09") == []


def test_what_is_no_period_is_refused(house: House) -> None:
    carl = house.visitor("carl")
    for asked in ("span=year", "on=today", "on=1999-12-31", "on=9999-12-31", "on=%00"):
        assert carl.get(f"/figures?{asked}").status_code == 400


def test_every_picture_has_its_table_and_says_from_how_many(busy: House) -> None:
    carl = busy.visitor("carl")
    for span in ("day", "week", "month"):
        page = carl.get(f"/figures?span={span}").text
        drawn = pictures_in(page)
        assert len(drawn) >= 6
        for picture in drawn:
            assert f'id="{picture.get("aria-describedby")}"' in page
            assert f'id="{picture.get("aria-labelledby")}"' in page
        assert "style=" not in page
        assert "From 32 exchanges." in page


def test_the_download_holds_the_same_and_no_text(busy: House) -> None:
    visitor = busy.visitor("anna")
    visitor.ask()
    told = busy.visitor("carl").get("/figures/download?span=month")
    assert told.mimetype == "text/csv"
    assert "figures-month-" in told.headers["Content-Disposition"]
    table = list(csv.DictReader(io.StringIO(told.text)))
    same = [
        {name: "" if value is None else str(value) for name, value in row.items()}
        for row in shown(busy, "carl", "?span=month")["figures"]
    ]
    assert table == same
    for words in (LETTER, "Kowalski", "anna", "Anna"):
        assert words not in told.text


def test_whoever_takes_note_first_is_named_and_recorded(house: House) -> None:
    alert = raise_alert(house)
    banner = "Unusual since"
    carl, adam = house.visitor("carl"), house.visitor("adam")
    assert banner in carl.get("/").text
    assert banner not in house.visitor("anna").get("/").text
    assert "60\N{NO-BREAK SPACE}%" in carl.get("/figures").text
    for visitor in (carl, adam, carl):
        assert visitor.post(f"/figures/alerts/{alert.id}").status_code == 303
    noted = house.ledger.only(RecordKind.ALERT_NOTED)
    assert (noted.actor, noted.body) == (make_caller("carl").person, alert.body())
    assert banner not in adam.get("/").text
    assert "Carl" in adam.get("/figures").text
    assert carl.post(f"/figures/alerts/{'0' * 32}").status_code == 404
    assert carl.post("/figures/alerts/x").status_code == 404
