"""What cases are called, on SQLite and PostgreSQL: forgotten with their people."""

import pytest

from appliance.domain.review import Binding
from appliance.domain.text import PersonText
from appliance.errors import MaskerError
from appliance.settings import WorkerSettings
from appliance.stores.cases import Case
from appliance.stores.opened import Stores
from appliance.worker import erased as work
from appliance.worker.clean_up import clean_up
from tests.fakes import DictionaryMasker, FixedClock, make_purpose, ports

TITLE = "Kowalski, the fee"
DAY_S = 86_400


def use(masker: DictionaryMasker, case: Case) -> None:
    masker.mask(
        PersonText("Where is it?"),
        exchange="e" * 32,
        case=case.id,
        purpose=make_purpose(),
        language="en",
    )


def title(stores: Stores, case: Case) -> str:
    return stores.cases.get(case.id, case.owner).title


def test_what_a_case_is_called_is_forgotten_with_its_people(
    stores: Stores, clock: FixedClock
) -> None:
    masker = DictionaryMasker(clock=clock)
    wired = ports(masker=masker, clock=clock)
    erased, other = (stores.cases.create(who, TITLE) for who in ("anna", "ben"))
    use(masker, erased)
    use(masker, other)
    assert clean_up(WorkerSettings(), stores, wired)["titles"] == 0
    masker.erase([erased.id], why="asked")
    assert clean_up(WorkerSettings(), stores, wired)["titles"] == 1
    assert (title(stores, erased), title(stores, other)) == ("", TITLE)
    assert work.forget_titles(stores, wired) == 0


def test_it_is_forgotten_too_where_the_case_is_used_again_at_once(
    stores: Stores, clock: FixedClock
) -> None:
    masker = DictionaryMasker(clock=clock)
    wired = ports(masker=masker, clock=clock)
    case = stores.cases.create("anna", TITLE)
    use(masker, case)
    assert work.forget_titles(stores, wired) == 0
    masker.erase([case.id], why="asked")
    use(masker, case)
    assert work.forget_titles(stores, wired) == 1
    assert title(stores, case) == ""


def test_where_nothing_was_masked_it_is_forgotten_after_a_day(
    stores: Stores, clock: FixedClock
) -> None:
    wired = ports(masker=DictionaryMasker(clock=clock), clock=clock)
    case = stores.cases.create("anna", TITLE)
    clock.advance(DAY_S)
    assert work.forget_titles(stores, wired) == 0
    clock.advance(1)
    assert work.forget_titles(stores, wired) == 1
    assert title(stores, case) == ""


def test_what_programs_called_their_cases_before_is_forgotten(
    stores: Stores, clock: FixedClock
) -> None:
    masker = DictionaryMasker(clock=clock)
    wired = ports(masker=masker, clock=clock)
    programs, annas = (
        stores.cases.create(who, TITLE) for who in (f"service:{'0' * 32}", "anna")
    )
    use(masker, programs)
    use(masker, annas)
    assert work.forget_titles(stores, wired) == 1
    assert (title(stores, programs), title(stores, annas)) == ("", TITLE)
    assert work.forget_titles(stores, wired) == 0


def test_without_the_masker_nothing_is_forgotten(
    stores: Stores, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    class Away(DictionaryMasker):
        def bind(self, text: str, *, case: str) -> Binding:
            raise MaskerError(f"{case}: away with {text}")

    case = stores.cases.create("anna", TITLE)
    clock.advance(2 * DAY_S)
    assert work.forget_titles(stores, ports(masker=Away(), clock=clock)) == 0
    assert title(stores, case) == TITLE
    assert "titles of cases: MaskerError" in caplog.messages


def test_of_many_cases_all_have_their_turn(
    stores: Stores, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "_MOST_TITLES", 2)
    wired = ports(masker=DictionaryMasker(clock=clock), clock=clock)
    for _ in range(5):
        stores.cases.create("anna", TITLE)
    stores.cases.create("anna", "")
    clock.advance(DAY_S + 1)
    found = [work.forget_titles(stores, wired) for _ in range(4)]
    assert found == [2, 2, 1, 0]


def test_cases_with_a_title_are_listed_others_each_time(stores: Stores) -> None:
    made = {stores.cases.create("anna", "A").id for _ in range(8)}
    stores.cases.create("anna", "")
    assert {one.id for one in stores.cases.titled(most=9)} == made
    # Of sixty listings of one each no case is first in all.
    firsts = {stores.cases.titled(most=1)[0].id for _ in range(60)}
    assert firsts <= made
    assert len(firsts) > 1


def test_those_of_which_nothing_is_known_come_first(stores: Stores) -> None:
    for _ in range(4):
        stores.cases.know(stores.cases.create("anna", "A").id, "d" * 64)
    new = stores.cases.create("anna", "A").id
    assert {stores.cases.titled(most=1)[0].id for _ in range(9)} == {new}


def test_what_is_known_of_a_case_stays(stores: Stores) -> None:
    case = stores.cases.create("anna", TITLE)
    stores.cases.know(case.id, "d" * 64)
    stores.cases.know(case.id, "e" * 64)
    (one,) = stores.cases.titled(most=9)
    assert (one.id, one.digest, one.created_at) == (case.id, "d" * 64, case.created_at)
