"""The page of budgets, the line on the first page, and what a refusal says."""

import dataclasses
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.budget_settings import Amounts, Budget, BudgetSettings
from appliance.domain.budget import Claim
from appliance.domain.outcome import Figures
from appliance.domain.rollout import Arm
from appliance.errors import TooFastError
from appliance.kinds import RecordKind
from appliance.stores.budgets import settle_in
from appliance.web.live import MAX_OF_PERSON
from appliance.web.rates import Rates
from tests.unit.appliance.web.house import LETTER, House, open_house
from tests.unit.appliance.web.test_rollouts import pictures_in

PERSON = Budget(day=Amounts(tokens=1_000, cents=50))
BUDGETS = BudgetSettings(
    ask="the service desk, 4000", prices={"small": 500}, person=PERSON
)


@pytest.fixture
def spending(tmp_path: Path) -> Iterator[House]:
    house = open_house(tmp_path)
    limit(house, BUDGETS)
    yield house
    house.close()


def limit(house: House, budgets: BudgetSettings) -> None:
    """Have these budgets be the site's."""
    kept = house.parts.stores.budgets
    kept._settings = budgets
    settings = dataclasses.replace(house.parts.settings, budgets=budgets)
    object.__setattr__(house.parts, "settings", settings)
    object.__setattr__(house.parts.ports, "budgets", kept)


def use(house: House, person: str, tokens: int) -> None:
    """Have somebody use tokens."""
    stores = house.parts.stores
    exchange = f"{abs(hash((person, tokens))):032x}"[:32]
    claim = Claim(
        exchange, person, frozenset(), "reply-draft", Budget(), ("small",), 1, 1
    )
    assert stores.budgets.reserve(claim) is None
    figures = Figures(
        "reply-draft", "a" * 64, Arm.LIVE, 1, engine_ms=900, used_tokens=tokens
    )
    with stores.database.writing() as connection:
        settle_in(connection, exchange, figures)


def shown(house: House, who: str) -> list[Any]:
    told = house.visitor(who).get("/budgets", "application/json")
    assert told.status_code == 200
    found: list[Any] = told.get_json()["budgets"]
    return found


def test_staff_see_their_own_use_and_nobody_elses(spending: House) -> None:
    use(spending, "anna", 250)
    use(spending, "ben", 990)
    found = shown(spending, "anna")
    assert {(one["of"], one["name"]) for one in found} == {("own", "You")}
    today = next(one for one in found if one["period"] == "day")
    assert today["used"] == {"tokens": 250, "ms": 900, "micros": 450}
    assert today["limit"] == {"tokens": 1_000, "ms": None, "micros": 500_000}
    assert (today["used_permille"], today["exchanges"]) == (250, 1)
    assert "ben" not in spending.visitor("anna").get("/budgets").text


@pytest.mark.parametrize("who", ["carl", "adam", "audrey"])
def test_overseers_see_purposes_and_who_has_used_most(
    who: str, spending: House
) -> None:
    spending.visitor("ben")
    use(spending, "anna", 250)
    use(spending, "ben", 990)
    spending.parts.stores.budgets.count_apart(
        "shadow", Figures("reply-draft", "a" * 64, Arm.LIVE, 1, used_tokens=7)
    )
    found = shown(spending, who)
    people = [one["name"] for one in found if one["of"] == "person"]
    # Of people only who is near the end of a budget, and only that one.
    assert len(people) == 1
    assert "anna" not in people[0].lower()
    of_purpose = [one for one in found if one["of"] == "purpose"]
    assert sum(one["used"]["tokens"] for one in of_purpose) == 2 * (250 + 990)
    shadows = [o for o in found if o["of"] == "appliance" and o["name"] == "Shadows"]
    assert [one["used"]["tokens"] for one in shadows] == [7, 7]


def test_every_picture_of_a_budget_says_what_its_table_says(spending: House) -> None:
    use(spending, "carl", 500)
    page = spending.visitor("carl").get("/budgets").text
    (picture,) = pictures_in(page)
    widths = [r.get("width") for r in picture.iter() if r.get("class") == "live"]
    assert widths == ["320"]
    assert "50 %" in "".join(picture.itertext())
    assert 'id="own-table"' in page
    assert "style=" not in page
    assert ET.tostring(picture)


def test_the_first_page_says_when_most_of_a_budget_is_used(spending: House) -> None:
    visitor = spending.visitor("anna")
    assert "of your budget" not in visitor.get("/").text
    use(spending, "anna", 830)
    assert "You have used 83 % of your budget for today." in visitor.get("/").text


def test_who_was_refused_is_not_said_to_have_used_it_up(spending: House) -> None:
    limit(spending, dataclasses.replace(BUDGETS, person=Budget(day=Amounts(tokens=10))))
    visitor = spending.visitor("anna")
    visitor.post("/exchanges", {"purpose": "reply-draft", "text": LETTER})
    today = next(one for one in shown(spending, "anna") if one["period"] == "day")
    assert (today["used_permille"], today["refused"]) == (0, 1)
    assert "You have used" not in visitor.get("/").text
    # Nor does the list of those who have used most name them.
    people = [o for o in shown(spending, "carl") if o["of"] == "person"]
    assert people == []


def test_over_budget_is_refused_in_plain_words_with_a_record(spending: House) -> None:
    none = dataclasses.replace(BUDGETS, person=Budget(day=Amounts(tokens=10)))
    limit(spending, none)
    answer = spending.visitor("anna").post(
        "/exchanges",
        {"purpose": "reply-draft", "text": LETTER},
        accept="application/json",
    )
    assert answer.status_code == 429
    # It is noon: twelve hours to midnight.
    assert answer.headers["Retry-After"] == str(12 * 3_600)
    said = answer.get_json()["message"]
    assert "Your budget for today is used up. It is new at midnight." in said
    assert said.endswith("this is whom to ask. the service desk, 4000")
    refused = spending.ledger.only(RecordKind.BUDGET_REFUSED)
    assert refused.body["scope"] == "person"
    assert "name" not in refused.body
    assert spending.ledger.kinds()[-2:] == ["budget.refused", "exchange.refused"]
    assert spending.engine.requests == []


def test_a_page_keeps_the_text_that_was_refused(spending: House) -> None:
    limit(
        spending, dataclasses.replace(BUDGETS, person=Budget(month=Amounts(tokens=1)))
    )
    answer = spending.visitor("anna").post(
        "/exchanges", {"purpose": "reply-draft", "text": LETTER}
    )
    assert answer.status_code == 429
    assert LETTER in answer.text
    assert "new on the first day of next month" in answer.text


def test_an_answered_exchange_is_counted_as_it_was(spending: House) -> None:
    limit(spending, BudgetSettings())
    spending.visitor("anna").ask()
    found = shown(spending, "anna")
    (written,) = [
        entry.body
        for entry in spending.ledger.records
        if entry.kind is RecordKind.DRAFT_GENERATED
    ]
    both = written["prompt_tokens"] + written["output_tokens"]
    assert [one["used"]["tokens"] for one in found] == [both, both]
    assert [one["set_aside"]["tokens"] for one in found] == [0, 0]


def test_a_bucket_gives_what_a_minute_allows_and_fills_evenly() -> None:
    now = [0.0]
    rates = Rates(BudgetSettings(person_per_minute=3), lambda: now[0])
    for _ in range(3):
        rates.check("anna", "reply-draft")
    with pytest.raises(TooFastError, match="3 a minute of one person") as told:
        rates.check("anna", "reply-draft")
    assert told.value.retry_s == 20
    rates.check("ben", "reply-draft")
    now[0] = 20.0
    rates.check("anna", "reply-draft")
    with pytest.raises(TooFastError):
        rates.check("anna", "reply-draft")


def test_a_full_purpose_takes_nothing_of_a_persons_bucket() -> None:
    now = [0.0]
    rates = Rates(
        BudgetSettings(person_per_minute=2, purpose_per_minute=1), lambda: now[0]
    )
    rates.check("anna", "reply-draft")
    with pytest.raises(TooFastError, match="1 a minute of one purpose"):
        rates.check("anna", "reply-draft")
    rates.check("anna", "credit-memo")


def test_buckets_that_are_full_again_are_forgotten() -> None:
    now = [0.0]
    rates = Rates(BudgetSettings(person_per_minute=1), lambda: now[0])
    for number in range(2_500):
        now[0] += 1.0
        rates.check(f"person {number}", "reply-draft")
    assert len(rates._buckets) <= 1_000


def test_too_many_a_minute_are_told_when_to_come_again(tmp_path: Path) -> None:
    house = open_house(tmp_path)
    live = house.parts.live
    live._rates = Rates(BudgetSettings(person_per_minute=1))
    visitor = house.visitor("anna")
    visitor.ask()
    answer = visitor.post("/exchanges", {"purpose": "reply-draft", "text": LETTER})
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert LETTER in answer.text
    # Nothing is written for who is not let in.
    assert len(house.parts.stores.cases.of_owner("anna")) == 1
    house.close()


PREVIEWS = {
    "preview": ("/preview/reply-draft", {}, 200),
    "missed words": ("/preview/reply-draft/correct", {"words": "fee"}, 200),
    "masked for nothing": (
        "/preview/reply-draft/correct",
        {"readable": "[PERSON_zzzz_1]"},
        400,
    ),
}


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
@pytest.mark.parametrize("asked", PREVIEWS.values(), ids=PREVIEWS.keys())
def test_a_preview_takes_its_place_like_any_other_request(
    tmp_path: Path, accept: str, asked: tuple[str, dict[str, str], int]
) -> None:
    house = open_house(tmp_path)
    path, more, status = asked
    live, form = house.parts.live, {"text": LETTER, **more}
    anna = house.visitor("anna")
    live._of_person["anna"] = MAX_OF_PERSON
    full = anna.post(path, form, accept=accept)
    live._of_person.clear()
    live._rates = Rates(BudgetSettings(person_per_minute=1))
    taken = anna.post(path, form, accept=accept)
    fast = anna.post(path, form, accept=accept)
    codes = [full.status_code, taken.status_code, fast.status_code]
    assert codes == [429, status, 429]
    assert (LETTER in full.text) is (accept == "text/html")
    assert house.ledger.kinds().count("text.pseudonymised") == 1
    assert len(house.parts.stores.cases.of_owner("anna")) == 1
    house.close()
    # Its place is free again, however it ended.
    assert not live._of_person
